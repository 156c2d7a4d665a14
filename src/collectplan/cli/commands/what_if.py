"""`collectplan what-if`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectplan.cli import options
from collectplan.cli.edge import real_edge
from collectplan.cli.guard import guard
from collectplan.errors import UsageError

if TYPE_CHECKING:
    from collectplan.domain.edge import Edge
    from collectplan.whatif.wanted import Changes


def what_if(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A results folder of `schedule`.")],
    add: Annotated[
        list[str] | None,
        typer.Option("--add", metavar="WHAT=AMOUNT[@HOUR]", help="More of a capacity; a negative amount is less."),
    ] = None,
    agents: Annotated[
        list[str] | None,
        typer.Option("--agents", metavar="GROUP=+N[@FROM-TO]", help="More, or fewer, agents, with whole shifts."),
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Another value in the strategy.")
    ] = None,
    without: Annotated[list[str] | None, typer.Option("--without", metavar="RULE", help="Without this rule.")] = None,
    ranges: Annotated[
        list[str] | None,
        typer.Option("--ranges", metavar="CAPACITY", help="How far this shadow price holds; `all` for every one."),
    ] = None,
    rule_prices: Annotated[
        bool, typer.Option("--rule-prices", help="What each rule and target costs: the plan again without it, in turn.")
    ] = False,
    strategy: Annotated[str | None, typer.Option("--strategy", "-s", metavar="FILE", help="Another strategy.")] = None,
    portfolio: Annotated[str | None, typer.Option("--portfolio", metavar="FILE", help="Another portfolio.")] = None,
    attempts: Annotated[str | None, typer.Option("--attempts", metavar="FILE", help="Another history.")] = None,
    roster: Annotated[str | None, typer.Option("--roster", metavar="FILE", help="Another roster.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Publish the changed plan there, checked as any plan."),
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(
            "--time-limit", min=0, metavar="SECONDS", help="Take the best plan found so long after the start."
        ),
    ] = None,
    threads: options.Threads = 0,
    json_: options.Json = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Plan a run again with something changed, and say what the change is worth.

    \b
    Examples:
      collectplan what-if today --add call=60min@10:00            minutes for the agents of a channel
      collectplan what-if today --add call/negotiation=-2h@10:00-12:00   of one group, away, in each slot
      collectplan what-if today --add call=30min                  in every slot in which they work
      collectplan what-if today --add sms=5000@12:00              contacts of a slot (per_slot)
      collectplan what-if today --add whatsapp=2000               contacts of the day (per_day)
      collectplan what-if today --add budget=500000               money of the day
      collectplan what-if today --agents general=+2               with the group's commonest shift
      collectplan what-if today --agents general=+1@08:00-16:00   with that shift; general=-1 is one fewer
      collectplan what-if today --set house.week.max=5 --set sms.cost=30 --without house.day
      collectplan what-if today --roster tomorrow.csv -o tomorrow
      collectplan what-if today --ranges agent_minutes:general --ranges per_slot:sms@10:00
      collectplan what-if today --rule-prices

    \b
    Options repeat, and all changes hold together. Inputs are read again, and must be those of the run.
    Nothing is written without -o. PATH begins with the id of a rule or target, the name of a channel
    or treatment, or a key of the strategy. --ranges changes nothing: it solves again with more and less
    of one capacity after another, as far as its price stays within a tenth. --rule-prices changes nothing
    either: it plans again without one rule after another, packs' among them, and all of them stay in force.
    """
    options.one_standard_input(portfolio, attempts, roster)
    with guard(debug=debug, as_json=json_):
        with real_edge(quiet=quiet, threads=threads) as edge:
            from collectplan.whatif.wanted import Changes

            given = {"strategy": strategy, "portfolio": portfolio, "attempts": attempts, "roster": roster}
            changes = Changes(tuple(add or ()), tuple(agents or ()), tuple(set_ or ()), tuple(without or ()))
            has_change = bool(changes.words or output is not None or any(given.values()))
            _refuse_two(ranges=bool(ranges), rule_prices=rule_prices, has_change=has_change)
            if ranges:
                told, show = _ranges(folder, ranges, edge), "show_ranges"
            elif rule_prices:
                told, show = _rules(folder, time_limit, edge), "show_rule_prices"
            else:
                told, show = _change(folder, given, changes, output, time_limit, edge), "show_what_if"
        if json_:
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            _show(told, show)


def _refuse_two(*, ranges: bool, rule_prices: bool, has_change: bool) -> None:
    """Refuse two questions at once.

    Raises:
        UsageError: there are two.
    """
    if (ranges or rule_prices) and has_change:
        raise UsageError(f"ask for {'--ranges' if ranges else '--rule-prices'} or for a change, not for both")
    if ranges and rule_prices:
        raise UsageError("ask for --ranges or for --rule-prices, not for both")


# What each question needs is imported where it is asked: a question takes little longer than to load all of it.


def _change(
    folder: Path,
    given: Mapping[str, str | None],
    changes: Changes,
    output: Path | None,
    time_limit: float | None,
    edge: Edge,
) -> dict[str, Any]:
    from collectplan.whatif.earlier import read_earlier
    from collectplan.whatif.what_if import as_dict, what_if

    return as_dict(what_if(read_earlier(folder, given), changes, output, time_limit, edge))


def _ranges(folder: Path, ranges: list[str], edge: Edge) -> dict[str, Any]:
    from collectplan.whatif.earlier import read_earlier
    from collectplan.whatif.price_ranges import as_dict, price_ranges

    return as_dict(price_ranges(read_earlier(folder, {}), ranges, edge))


def _rules(folder: Path, time_limit: float | None, edge: Edge) -> dict[str, Any]:
    from collectplan.whatif.earlier import read_earlier
    from collectplan.whatif.rule_prices import as_dict, rule_prices

    return as_dict(rule_prices(read_earlier(folder, {}), time_limit, edge))


def _show(told: Mapping[str, Any], show: str) -> None:
    from collectplan.console import rule_prices, terminal, what_if

    by_name = {
        "show_ranges": what_if.show_ranges,
        "show_rule_prices": rule_prices.show_rule_prices,
        "show_what_if": what_if.show_what_if,
    }
    by_name[show](terminal.console(), told)
