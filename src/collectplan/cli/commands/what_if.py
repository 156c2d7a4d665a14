"""`collectplan what-if`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectplan.cli import options
from collectplan.cli.edge import real_edge
from collectplan.cli.guard import guard
from collectplan.errors import UsageError

if TYPE_CHECKING:
    from collectplan.whatif.price_ranges import PriceRanges
    from collectplan.whatif.rule_prices import RulePrices


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
            from collectplan.whatif.earlier import read_earlier
            from collectplan.whatif.price_ranges import price_ranges
            from collectplan.whatif.reopen import Changes
            from collectplan.whatif.rule_prices import rule_prices as price_rules
            from collectplan.whatif.what_if import as_dict
            from collectplan.whatif.what_if import what_if as ask

            given = {"strategy": strategy, "portfolio": portfolio, "attempts": attempts, "roster": roster}
            changes = Changes(tuple(add or ()), tuple(agents or ()), tuple(set_ or ()), tuple(without or ()))
            if ranges or rule_prices:
                asked = "--ranges" if ranges else "--rule-prices"
                if changes.words or output is not None or any(given.values()):
                    raise UsageError(f"ask for {asked} or for a change, not for both")
                if ranges and rule_prices:
                    raise UsageError("ask for --ranges or for --rule-prices, not for both")
                earlier = read_earlier(folder, {})
                if ranges:
                    _show_ranges(price_ranges(earlier, ranges, edge), json_)
                else:
                    _show_rules(price_rules(earlier, time_limit, edge), json_)
                return
            found = ask(read_earlier(folder, given), changes, output, time_limit, edge)
        from collectplan.console import terminal
        from collectplan.console.what_if import show_what_if

        if json_:
            typer.echo(json.dumps(as_dict(found), ensure_ascii=False))
        else:
            show_what_if(terminal.console(), as_dict(found))


def _show_ranges(found: PriceRanges, as_json: bool) -> None:
    from collectplan.console import terminal
    from collectplan.console.what_if import show_ranges
    from collectplan.whatif.price_ranges import as_dict

    if as_json:
        typer.echo(json.dumps(as_dict(found), ensure_ascii=False))
    else:
        show_ranges(terminal.console(), as_dict(found))


def _show_rules(found: RulePrices, as_json: bool) -> None:
    from collectplan.console import terminal
    from collectplan.console.rule_prices import show_rule_prices
    from collectplan.whatif.rule_prices import as_dict

    if as_json:
        typer.echo(json.dumps(as_dict(found), ensure_ascii=False))
    else:
        show_rule_prices(terminal.console(), as_dict(found))
