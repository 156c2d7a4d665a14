"""A legal plan passes, and every single change of it is caught under the right rule."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from collectplan.check import Results
from collectplan.errors import InputError
from tests.unit.check.legal_plan import Plan
from tests.unit.check.worlds import account, broken, check, contact, grid, rules, strategy, table, verdict

CALL, EXPERT_CALL, SMS, LETTER, EARLY_SMS = range(5)


def test_the_legal_plan_passes() -> None:
    """Nothing is found in the plan whose every number was worked out by hand, and everything was looked at."""
    found = Plan().verdict()
    assert found.violations == ()
    assert found.checked == {"contacts": 5, "customers": 3, "accounts": 8, "attempts": 0, "rules": 2, "fates": 9}


def in_grid(row: int, **cells: object) -> Callable[[Plan], None]:
    return lambda plan: plan.grid[row].update(cells)


def more(**cells: object) -> Callable[[Plan], None]:
    return lambda plan: plan.grid.append(contact(**cells))


def in_fates(row: int, **cells: object) -> Callable[[Plan], None]:
    return lambda plan: plan.fates[row].update(cells)


def in_run(**said: object) -> Callable[[Plan], None]:
    return lambda plan: plan.run.update(said)


def said(**keys: object) -> Callable[[Plan], None]:
    return lambda plan: plan.said.update(keys)


MUTANTS: dict[str, tuple[Callable[[Plan], object], list[str]]] = {
    "hour outside the rule": (in_grid(CALL, start="12:00", end="13:00"), ["open"]),
    "hour outside the day": (in_grid(CALL, start="13:00", end="14:00"), ["agent_minutes", "open", "slot"]),
    "hour worth less": (in_grid(SMS, start="09:00", end="10:00"), ["value"]),
    "another channel": (in_grid(SMS, channel="call"), ["agent_minutes", "minutes", "one_call", "skills", "slot", "value"]),
    "a channel that the treatment forbids": (in_grid(EXPERT_CALL, channel="sms"), ["budget", "minutes", "per_day", "per_slot", "treatment", "value"]),
    "a row twice": (lambda p: p.grid.append(dict(p.grid[LETTER])), ["budget", "objective", "slot"]),
    "a row left out": (lambda p: p.grid.pop(LETTER), ["objective"]),
    "the only row of an account left out": (lambda p: p.grid.pop(EARLY_SMS), ["fate", "objective"]),
    "another account of the customer": (in_grid(SMS, account_id="A22"), ["address", "fate"]),
    "an account of another customer": (in_grid(SMS, account_id="A5"), ["unknown_account"]),
    "another customer": (in_grid(SMS, customer_id="C5"), ["unknown_account"]),
    "an account that cannot be read": (in_grid(EARLY_SMS, account_id="A9"), ["fate", "unknown_account"]),
    "an account of nobody": (in_grid(EARLY_SMS, account_id="A99"), ["fate", "unknown_account"]),
    "a group without the skill": (in_grid(EXPERT_CALL, agent_group="desk"), ["agent_minutes", "skills"]),
    "a group of nobody": (in_grid(CALL, agent_group="night"), ["agent_minutes", "skills"]),
    "more reach": (in_grid(CALL, reach=0.21), ["agent_minutes", "minutes", "value"]),
    "no reach": (in_grid(CALL, reach=""), ["minutes", "value"]),
    "more minutes": (in_grid(CALL, minutes=1.81), ["minutes"]),
    "minutes of a message": (in_grid(SMS, minutes=1), ["minutes"]),
    "more value": (in_grid(CALL, value=150.01), ["objective", "value"]),
    "no value": (in_grid(CALL, value=""), ["objective", "value"]),
    "another segment": (in_grid(CALL, segment="strategic"), ["treatment"]),
    "another template": (in_grid(SMS, template="threat"), ["treatment"]),
    "no address": (in_grid(CALL, address=""), ["address"]),
    "an address of the customer's other account": (in_grid(CALL, address="'+57 322"), ["address"]),
    "an address of somebody else": (in_grid(EARLY_SMS, address="303"), ["address"]),
    "a suppressed account": (in_grid(EARLY_SMS, customer_id="C4", account_id="A4", address="304"), ["fate", "stop_reason", "value"]),
    "a customer of the holdout": (in_grid(EARLY_SMS, customer_id="C1", account_id="A1", address="+57 301"), ["fate", "holdout", "value"]),
    "one more message in the slot": (in_grid(EARLY_SMS, start="10:00", end="11:00"), ["per_slot", "value"]),
    "a bound below the objective": (in_run(bound=1464.9), ["bound"]),
    "no bound": (in_run(bound=None), ["bound"]),
    "an objective too high": (in_run(objective=1465.1), ["objective"]),
    "no objective": (in_run(objective="much"), ["bound", "objective"]),
    "a fate left out": (lambda p: p.fates.pop(2), ["fate"]),
    "the fate of a planned account left out": (lambda p: p.fates.pop(1), ["fate"]),
    "a fate twice": (lambda p: p.fates.append(dict(p.fates[0])), ["fate"]),
    "a nameless fate left out": (lambda p: p.fates.pop(), ["fate"]),
    "the fate of a stranger": (lambda p: p.fates.append({"account_id": "A77", "fate": "rejected", "reason": "x"}), ["fate"]),
    "a fate of no known word": (in_fates(2, fate="forgotten"), ["fate"]),
    "no fate": (in_fates(2, fate=""), ["fate"]),
    "a fate without reason": (in_fates(1, reason=""), ["fate"]),
    "planned and not in the grid": (in_fates(2, fate="planned"), ["fate"]),
    "in the grid and not planned": (in_fates(1, fate="not_planned"), ["fate"]),
    "in the grid and suppressed": (in_fates(1, fate="suppressed"), ["fate"]),
    "the segment of a fate": (in_fates(2, segment="31-60/low"), ["fate"]),
    "a smaller budget": (said(budget={"per_day": 69.0}), ["budget"]),
    "a shorter shift": (lambda p: p.roster[0].update(end="10:30"), ["agent_minutes"]),
    "a hold set after planning": (lambda p: p.portfolio[1].update(hold_until="2026-03-02"), ["hold_until", "value"]),
    "a consent withdrawn": (lambda p: p.portfolio[5].update(consent_sms=False), ["consent"]),
    "a wish for another channel": (lambda p: p.portfolio[5].update(preferred_channel="call"), ["preference"]),
    "a target that run.json is silent on": (said(targets=[{"id": "t", "segments": ["*"], "min_contacts": 1}]), ["target"]),
    "a debt paid after planning": (lambda p: p.portfolio[2].update(past_due=400), ["value"]),
    "an opt-out": (lambda p: p.attempts.append({"at": "2026-03-01T10:00", "customer_id": "C2", "channel": "sms", "outcome": "opt_out"}), ["opt_out"]),
    "a call of the same day": (lambda p: p.attempts.append({"at": "2026-03-02T08:00", "customer_id": "C2", "channel": "call", "outcome": "busy"}), ["one_call"]),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_every_single_change_is_caught(name: str) -> None:
    """One change of the legal plan breaks exactly the rules that it touches, also where each row is a part, and the inputs were read before."""
    spoil, expected = MUTANTS[name]
    plan = Plan()
    spoil(plan)
    found = plan.verdict()
    assert broken(found) == expected, found.violations
    other = plan.verdict(part_rows=1, is_ready=True)
    assert (other.violations, other.checked) == (found.violations, found.checked)


def test_with_a_model_reach_and_value_are_not_held_against_the_priors() -> None:
    """What a model says cannot be recomputed from the strategy, and the verdict says that it was not."""
    plan = Plan()
    plan.run["model"] = "model.parquet"
    plan.grid[CALL]["value"] = 151
    plan.run["objective"] = 1466.0
    plan.run["bound"] = 1466.0
    found = plan.verdict()
    assert found.violations == ()
    assert found.checked["not_checked:value"] == 5


def test_what_a_bare_grid_cannot_show_is_counted_as_not_checked() -> None:
    """A foreign grid with the required columns alone is checked as far as it goes."""
    found = verdict([contact(), contact(start="11:00", end="12:00")])
    assert found.violations == ()
    skipped = {name: count for name, count in found.checked.items() if name.startswith("not_checked:")}
    assert skipped == {
        f"not_checked:{name}": 2
        for name in ("skills", "agent_minutes", "minutes", "value", "objective", "bound", "fate")
    }


SHIFT = {"agent_id": "G1", "agent_group": "desk", "start": "10:00", "end": "11:00"}


@pytest.mark.parametrize(("cells", "roster", "skipped"), [
    ({}, None, ["agent_minutes", "skills"]), ({}, [SHIFT], ["agent_minutes", "skills"]),
    ({"agent_group": "desk"}, [SHIFT], ["agent_minutes"]), ({"agent_group": "desk", "reach": 0.2}, [SHIFT], []),
    ({"agent_group": "desk", "reach": 0.2}, None, ["agent_minutes", "skills"]), ({"reach": 0.2}, [SHIFT], ["agent_minutes", "skills"]),
])  # fmt: skip
def test_agents_are_checked_where_grid_and_roster_tell_of_them(
    cells: dict[str, object], roster: list[dict[str, str]] | None, skipped: list[str]
) -> None:
    """Skills need the group, minutes also the reach, and both the roster."""
    found = verdict([contact(**cells)], roster=roster)
    assert found.violations == ()
    assert [name for name in ("agent_minutes", "skills") if f"not_checked:{name}" in found.checked] == skipped


CLAIMS = {"plan_date": "2026-03-02", "objective": 98, "bound": 98}


@pytest.mark.parametrize(("cells", "run", "skipped"), [
    ({"value": 98, "reach": 0.1, "minutes": 0}, CLAIMS, ["fate"]),
    ({"value": 98, "reach": 0.1, "minutes": 0}, CLAIMS | {"model": "x"}, ["fate", "value"]),
    ({"value": 98, "reach": 0.1, "minutes": 0}, None, ["bound", "fate", "minutes", "objective", "value"]),
    ({"value": 98, "reach": 0.1}, CLAIMS, ["fate", "minutes"]), ({"value": 98, "minutes": 0}, CLAIMS, ["fate", "minutes", "value"]),
    ({"reach": 0.1, "minutes": 0}, CLAIMS, ["fate", "objective", "value"]),
])  # fmt: skip
def test_claims_are_checked_where_grid_and_run_tell_of_them(
    cells: dict[str, object], run: dict[str, object] | None, skipped: list[str]
) -> None:
    """A message of 0.1 x 1 x 1000 - 2 = 98; what its grid does not say, and what a model has said, cannot be asked."""
    said = strategy(channels={"sms": {"cost": 2.0}}, priors={"sms": {"reach": 0.1, "pays": 1.0}})
    found = verdict([contact(channel="sms", **cells)], said, results=Results(run=run))
    assert found.violations == ()
    names = ("bound", "fate", "minutes", "objective", "value")
    assert [name for name in names if f"not_checked:{name}" in found.checked] == skipped


def test_what_brings_nothing_and_hangs_on_nothing_is_found_in_a_plan() -> None:
    """A grid of somebody else's may have contacts of no value; of a plan each must bring something."""
    row = contact(value=-1, condition="none of ours")
    claims = {"plan_date": "2026-03-02", "model": "x", "objective": -1, "bound": 0}
    assert broken(verdict([row], results=Results(run=claims))) == ["condition", "value"]
    assert "value" not in broken(verdict([row]))


def test_what_is_supposed_besides_is_there() -> None:
    """One message more in the slot of ten than the strategy gives."""
    raw = (table("portfolio", [account(), account(account_id="A2", customer_id="C2")]), None, None)
    plan = grid([contact(channel="sms"), contact(channel="sms", account_id="A2", customer_id="C2")])
    said = strategy(channels={"sms": {"per_slot": 1}})
    assert broken(check(plan, *raw, said)) == ["per_slot"]
    assert broken(check(plan, *raw, said, added={("per_slot", "sms", 600): 1.0})) == []


def test_a_finding_is_told_once_in_the_order_of_files_and_rows() -> None:
    """An account that stands twice is flawed twice, and the outlook comes after the grid."""
    twice = [account(), account(), account(account_id="A2", customer_id="C2")]
    later = contact(date="2026-03-03", channel="fax", account_id="A2", customer_id="C2")
    found = verdict([contact(), contact(channel="fax")], accounts=twice, results=Results(outlook=grid([later])))
    assert [(v.file, v.row, v.rule) for v in found.violations] == [
        ("grid.csv", 2, "unknown_account"),
        ("grid.csv", 3, "unknown_account"),
        ("grid.csv", 3, "unknown_channel"),
        ("outlook.csv", 2, "unknown_channel"),
    ]
    assert found.checked["contacts"] == 3
    assert found.checked["of_them_later"] == 1


def test_an_obligation_of_an_unknown_name_is_counted_as_not_checked() -> None:
    """`of` names neither a column nor an event: the rule is skipped, and the verdict says so."""
    found = verdict([contact()], rules({"id": "o", "kind": "obligation", "within_days": 3, "of": "moon"}))
    assert found.checked["not_checked:o"] == 1
    assert found.checked["rules"] == 0


def test_without_the_condition_column_contingent_rules_hold_for_what_is_sure() -> None:
    """A foreign grid has no conditions; only what breaks the rule whatever comes of the contacts is found."""
    cap = {"id": "c", "kind": "cap", "max": 1, "window": {"days": 1}, "count": "contacts"}
    plan = [contact(), contact(start="12:00", end="13:00")]
    assert broken(verdict(plan, rules(cap, assume="contingent"))) == []
    assert broken(verdict(plan, rules(cap))) == ["c"]


def test_an_empty_grid_is_a_legal_plan() -> None:
    """No contact, no violation, whatever the rules."""
    kinds = [
        {"id": "a", "kind": "cap", "max": 1, "window": {"days": 7}, "after": "contact"},
        {"id": "b", "kind": "spacing", "days": 2},
        {"id": "c", "kind": "cooldown", "days": 2, "after": "promise"},
        {"id": "d", "kind": "exclusive", "window": {"days": 2}, "after": "contact"},
        {"id": "e", "kind": "closed", "weekdays": ["sun"], "holidays": True},
        {"id": "f", "kind": "gate", "require": "balance > 1"},
        {"id": "g", "kind": "pool", "max": 1, "hours": 24},
        {"id": "h", "kind": "obligation", "within_days": 2, "of": "promise"},
        {"id": "i", "kind": "hours", "mon-sun": ["08:00", "20:00"]},
        {"id": "j", "kind": "dated", "column": "sent_on", "min_days": 1},
    ]
    found = verdict([], rules(*kinds), attempts=[], roster=[])
    assert found.violations == ()
    assert found.checked["contacts"] == 0


def test_violations_are_sorted_and_name_row_and_customer() -> None:
    """By row, rule and words; the first row of the grid is row 2; a finding says who and when, and no address."""
    found = verdict(
        [contact(), contact(channel="fax"), contact(channel="email")],
        rules(
            {"id": "z", "kind": "gate", "require": "balance > 5000"}, {"id": "b", "kind": "closed", "weekdays": ["mon"]}
        ),
        [account(email="")],
    )
    assert [(v.row, v.rule, v.customer_id) for v in found.violations] == [
        (2, "b", "C1"),
        (2, "z", "C1"),
        (3, "unknown_channel", "C1"),
        (4, "address", "C1"),
        (4, "b", "C1"),
        (4, "z", "C1"),
    ]
    assert found.violations[0].what == "The call is on 2026-03-02, a closed weekday."


def test_a_cap_says_how_many_since_when() -> None:
    """Two calls of Friday and Saturday and one planned on Monday are three in the seven days from Friday on."""
    history = [
        {"at": f"2026-02-{day}T10:00", "customer_id": "C1", "channel": "call", "outcome": "busy"} for day in (27, 28)
    ]
    cap = {"id": "week", "kind": "cap", "max": 2, "window": {"days": 7}}
    found = verdict([contact()], rules(cap), attempts=history)
    assert [(v.row, v.what) for v in found.violations] == [
        (2, "3 attempts in the 7 days of 2026-02-27, with the call on 2026-03-02, at most 2.")
    ]


def test_a_grid_without_a_required_column_is_refused() -> None:
    """The check names every column that it misses."""
    frame = grid([contact()]).drop("end", "channel")
    with pytest.raises(InputError) as refused:
        check(frame, table("portfolio", [account()]), None, None, strategy())
    assert [finding.what for finding in refused.value.findings] == [
        "column end is missing",
        "column channel is missing",
    ]


def test_an_expression_over_a_column_that_is_not_there_is_refused() -> None:
    """A rule that cannot be evaluated is never taken for one that holds."""
    with pytest.raises(InputError, match="cannot evaluate"):
        verdict([contact()], rules({"id": "g", "kind": "gate", "require": "nonsense("}))


def test_row_order_of_the_raw_files_does_not_matter() -> None:
    """The same findings come out when portfolio, attempts and roster are turned upside down."""
    plan = Plan()
    plan.attempts = [
        {"at": f"2026-03-02T0{h}:00", "customer_id": c, "channel": "call", "outcome": "busy"}
        for h in (7, 8)
        for c in ("C2", "C3")
    ]
    first = plan.verdict()
    for rows in (plan.portfolio, plan.attempts, plan.roster, plan.fates):
        rows.reverse()
    assert plan.verdict() == first
    assert len(first.violations) == 2


def test_rows_that_the_check_never_reads_do_no_harm() -> None:
    """Attempts of customers that are not planned, or that cannot be read, change nothing."""
    cap = {"id": "c", "kind": "cap", "max": 1, "window": {"days": 7}}
    history = [
        {"at": "2026-03-01T10:00", "customer_id": "C9", "channel": "call", "outcome": "rpc"},
        {"at": "yesterday", "customer_id": "C1", "channel": "call", "outcome": "rpc"},
        {"at": "2026-03-01", "customer_id": "C1", "channel": "call", "outcome": "rpc"},
        {"at": "2026-03-01T10:00", "customer_id": "C1", "channel": "call", "outcome": None},
    ]
    found = verdict([contact()], rules(cap), attempts=history)
    assert found.violations == ()
    assert found.checked["attempts"] == 0


def test_results_without_fates_leave_the_segment_unjudged() -> None:
    """A foreign grid may call segments by other names; only results of ours are held to them."""
    plan = [contact(segment="gold")]
    assert verdict(plan, results=Results()).violations == ()
    told = pl.DataFrame({"account_id": ["A1"], "fate": ["planned"], "reason": ["planned"]})
    assert broken(verdict(plan, results=Results(fates=told))) == ["treatment"]
