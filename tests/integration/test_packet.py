"""`packet`: all that concerns one customer, and nothing of anybody else, as a page and as JSON."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import Finished
from tests.integration.running import rows, run

Row = dict[str, str]


def words_of(finished: Finished, *more: str | Path) -> list[str | Path]:
    world = finished.world
    return [world.portfolio, "-s", world.strategy, "--attempts", world.attempts, *more]


def of(finished: Finished, customer: str, *more: str | Path) -> dict[str, Any]:
    """The packet as JSON."""
    done = run("packet", customer, *words_of(finished, *more), "--json")
    assert done.exit_code == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def busy(finished: Finished) -> str:
    """The customer with a planned call and the longest history."""
    planned = {row["customer_id"] for row in rows(finished.results / "grid.csv") if row["channel"] == "call"}
    attempts = [row["customer_id"] for row in rows(finished.world.attempts)]
    return max(sorted(planned), key=attempts.count)


@pytest.fixture(scope="module")
def log(finished: Finished, busy: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A conversation in the busy customer's slot, and a call to everybody else at half past six in the morning."""
    path = tmp_path_factory.mktemp("packet") / "log.csv"
    grid = rows(finished.results / "grid.csv")
    slot = next(row for row in grid if row["customer_id"] == busy and row["channel"] == "call")
    others = sorted({account["customer_id"] for account in finished.world.accounts} - {busy})
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["at", "customer_id", "account_id", "channel", "outcome", "address"])
        writer.writerow([f"{slot['date']}T{slot['start']}:30", busy, slot["account_id"], "call", "promise", ""])
        writer.writerows([f"{slot['date']}T06:30:00", other, "", "call", "no_answer", ""] for other in others)
    return path


def test_the_packet_tells_the_whole_story(finished: Finished, busy: str, log: Path) -> None:
    """Accounts, every attempt of the history, the plan's contacts, what was done, every rule, and the inputs' hashes."""
    told = of(finished, busy, "--plan", finished.results, "--log", log)
    world = finished.world
    assert (told["customer_id"], told["date"], told["zone"]) == (busy, world.date.isoformat(), "America/Bogota")
    accounts = [account["account_id"] for account in world.accounts if account["customer_id"] == busy]
    assert [account["account_id"] for account in told["accounts"]] == sorted(accounts)
    history = [row for row in rows(world.attempts) if row["customer_id"] == busy]
    kinds = [event["what"] for event in told["timeline"]]
    assert kinds.count("attempt") + kinds.count("inbound") == len(history)
    grid = [row for row in rows(finished.results / "grid.csv") if row["customer_id"] == busy]
    assert (kinds.count("planned"), kinds.count("done")) == (len(grid), 1)
    assert [event["at_utc"] for event in told["timeline"]] == sorted(event["at_utc"] for event in told["timeline"])
    assert [rule["id"] for rule in told["rules"]][:7] == ["open", "closed", "day", "week", "talk", "apart", "adults"]
    assert {"strategy", "portfolio", "attempts", "log", "grid.csv", "run.json"} <= set(told["inputs"])
    assert (told["findings"], told["leaks"]) == ([], [])


def test_counts_of_a_cap_are_of_its_window(finished: Finished, busy: str) -> None:
    """`week` counts calls of seven dates that end with the plan's: those of the history, by hand, and those planned."""
    told = of(finished, busy, "--plan", finished.results)
    week = next(rule for rule in told["rules"] if rule["id"] == "week")
    (count,) = week["counts"]
    assert (count["first"], count["last"], count["max"]) == ("2026-02-25", "2026-03-03", 4)
    calls = [
        row
        for row in rows(finished.world.attempts)
        if row["customer_id"] == busy and row["channel"] == "call" and row["direction"] == "outbound"
    ]
    grid = rows(finished.results / "grid.csv")
    assert count["counted"] == sum("2026-02-25" <= row["at"][:10] <= "2026-03-03" for row in calls)
    assert count["planned"] == sum(row["customer_id"] == busy and row["channel"] == "call" for row in grid)


def test_what_rules_forbade_is_by_channel_and_hour(finished: Finished, busy: str) -> None:
    """`open` closes at 19:00 on a Tuesday: the slot from 19:00 to 20:00 of channels with hours, and no letter."""
    told = of(finished, busy, "--date", "2026-03-03")
    hours = next(rule for rule in told["rules"] if rule["id"] == "open")
    assert {entry["channel"] for entry in hours["forbids"]} == {"call", "sms", "whatsapp", "email"}
    assert all(entry["hours"] == [["19:00", "20:00"]] for entry in hours["forbids"]), hours


def test_the_packet_is_of_one_customer_alone(finished: Finished, busy: str, log: Path, tmp_path: Path) -> None:
    """No other customer's or account's id, and no telephone number, e-mail or street of anybody, in page or data."""
    words = words_of(finished, "--plan", finished.results, "--log", log)
    texts = []
    for name in ("packet.html", "packet.json"):
        done = run("packet", busy, *words, "-o", tmp_path / name)
        assert (done.exit_code, done.stdout) == (0, ""), done.stderr
        texts.append((tmp_path / name).read_text(encoding="utf-8"))
    own = {account["account_id"] for account in finished.world.accounts if account["customer_id"] == busy}
    for text in texts:
        assert busy in text
        assert set(re.findall(r"\bC\d{6}\b", text)) == {busy}
        assert set(re.findall(r"\bA\d{6}[abc]\b", text)) <= own
        assert not any(address in text for address in finished.world.personal())
        assert "5730055" not in text


def test_leaks_of_the_customer_are_in_the_packet(finished: Finished, busy: str, log: Path) -> None:
    """Somebody else was called at 06:30, before the hours and beside the plan: his packet says so."""
    grid = {row["customer_id"] for row in rows(finished.results / "grid.csv")}
    everybody = sorted({account["customer_id"] for account in finished.world.accounts})
    other = next(customer for customer in everybody if customer not in grid | {busy})
    told = of(finished, other, "--plan", finished.results, "--log", log)
    assert ("unplanned", "not_in_plan") in {(leak["rule"], leak["how"]) for leak in told["leaks"]}
    assert "open" in {leak["rule"] for leak in told["leaks"]}


def test_the_page_is_self_contained_and_in_two_languages(finished: Finished, busy: str, tmp_path: Path) -> None:
    """Spanish as the strategy says, English when asked; nothing that is loaded or run, and a style for paper."""
    words = words_of(finished, "--plan", finished.results)
    pages = {}
    for language, more in (("es", []), ("en", ["--language", "en"])):
        done = run("packet", busy, *words, *more, "-o", tmp_path / f"{language}.html")
        assert done.exit_code == 0, done.stderr
        pages[language] = (tmp_path / f"{language}.html").read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in pages[language]
        assert "@media print" in pages[language]
        assert not re.search(r"<script|<img|<link|<iframe|javascript:|https?://|\son\w+=", pages[language])
        assert "default-src &#x27;none&#x27;" in pages[language]
    assert "Reglas vigentes" in pages["es"]
    assert "Rules in force" in pages["en"]


def test_the_same_packet_is_the_same_bytes(finished: Finished, busy: str, log: Path) -> None:
    """Nothing of the clock or of the order of groups gets in."""
    words = ("packet", busy, *words_of(finished, "--plan", finished.results, "--log", log))
    assert run(*words).stdout == run(*words).stdout


def test_an_unknown_customer_is_an_input_error(finished: Finished) -> None:
    """Exit 11 and one sentence with the id."""
    done = run("packet", "nobody", *words_of(finished))
    assert (done.exit_code, done.stdout) == (11, "")
    assert "nobody" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_markup_in_a_file_stays_text(finished: Finished, busy: str, tmp_path: Path) -> None:
    """A stop reason that is a script is shown as letters."""
    accounts = [dict(account) for account in finished.world.accounts]
    for account in accounts:
        if account["customer_id"] == busy:
            account["stop_reason"] = "<script>alert(1)</script>"
    path = tmp_path / "portfolio.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(accounts[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(accounts)
    world = finished.world
    done = run("packet", busy, path, "-s", world.strategy, "--attempts", world.attempts, "-o", tmp_path / "p.html")
    assert done.exit_code == 0, done.stderr
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("more", [("--language", "fr"), ("--no-history",), ("--date", "tomorrow")])
def test_wrong_usage(more: tuple[str, ...], finished: Finished, busy: str) -> None:
    """A language that is not spoken, a history that is both there and not, and no date."""
    assert run("packet", busy, *words_of(finished, *more)).exit_code == 2


def test_a_customer_whose_row_cannot_be_read_has_a_packet_too(finished: Finished, busy: str, tmp_path: Path) -> None:
    """A balance that is no number: the account is shown as unreadable, nothing is tried on it, and no history is needed."""
    accounts = [dict(account) for account in finished.world.accounts]
    for account in accounts:
        if account["customer_id"] == busy:
            account["balance"] = "mucho"
    path = tmp_path / "portfolio.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(accounts[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(accounts)
    done = run("packet", busy, path, "-s", finished.world.strategy, "--no-history", "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert {account["unreadable"] for account in told["accounts"]} == {"balance"}
    assert told["timeline"] == []
    assert not any(rule["binds"] for rule in told["rules"])
    page = run("packet", busy, path, "-s", finished.world.strategy, "--no-history", "--language", "en")
    assert page.stdout.startswith("<!DOCTYPE html>")
