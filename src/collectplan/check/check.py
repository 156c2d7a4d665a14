"""The verdict on a written plan: every rule and every claim, recomputed from the raw files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from collectplan.check import accounts as portfolio_rows
from collectplan.check import capacity, contacts, fates, outlook, permission, staffing, suppression, treatment, worth
from collectplan.check.address import address, with_addresses
from collectplan.check.cap import cap
from collectplan.check.closed import closed
from collectplan.check.condition import condition
from collectplan.check.cooldown import cooldown
from collectplan.check.dated import dated
from collectplan.check.evidence import Evidence
from collectplan.check.exclusive import exclusive
from collectplan.check.expressions import Portfolio
from collectplan.check.findings import violations
from collectplan.check.gate import gate
from collectplan.check.history import read_history
from collectplan.check.hours import hours
from collectplan.check.obligation import claims, is_defined, obligation
from collectplan.check.pool import pool
from collectplan.check.results import REQUIRED, Results
from collectplan.check.segments import segment_names
from collectplan.check.spacing import spacing
from collectplan.check.target import target, worthless
from collectplan.domain.stages import LoadedStrategy, Verdict
from collectplan.domain.strategy import ObligationRule, Strategy
from collectplan.domain.tables import RawTable, Table
from collectplan.errors import Finding, InputError

#: Rule id and what finds what breaks it; None where the files at hand do not allow to check it.
Checks = Iterator[tuple[str, Callable[[], pl.DataFrame] | None]]

#: The check of each kind of rule.
KINDS: Mapping[str, Callable[..., pl.DataFrame]] = {
    "cap": cap,
    "spacing": spacing,
    "cooldown": cooldown,
    "exclusive": exclusive,
    "hours": hours,
    "closed": closed,
    "gate": gate,
    "dated": dated,
    "pool": pool,
    "obligation": obligation,
}


@dataclass(frozen=True, eq=False)
class Register:
    """The raw portfolio as the check reads it, and `accounts.facts` with `segment`."""

    book: Portfolio
    accounts: pl.DataFrame


def check(
    grid: pl.DataFrame,
    raw_portfolio: Table,
    raw_attempts: Table | None,
    raw_roster: RawTable | None,
    loaded: LoadedStrategy,
    results: Results | None = None,
    added: capacity.Added | None = None,
    *,
    register: Register | None = None,
    spares_told: bool = False,
    threads: int = 1,
) -> Verdict:
    """Hold a written plan against the raw tables and the strategy.

    Args:
        grid: grid.csv as written, all String; columns beyond `REQUIRED` may be absent.
        raw_portfolio: as the file says.
        raw_attempts: the history, None where there is none.
        raw_roster: None where none is given; skills and agent minutes are not checked then.
        loaded: the strategy, rules of its packs among its rules.
        results: what lies next to grid.csv; the contacts of its outlook are planned together with the grid's.
        added: what is supposed of capacities beyond strategy and roster.
        register: what `register_of` made of the same portfolio; None: it is made here.
        spares_told: whether obligations that run.json tells as missed are no violations.
        threads: that share the rules; they change nothing in the verdict.

    Returns:
        Every violation, sorted by row, rule and words; and how many of what were checked. `not_checked:ID` counts the
        contacts of which a built-in rule, or 1 where a rule of the strategy, could not be asked.

    Raises:
        InputError: the grid lacks a required column, or an expression cannot be evaluated over the portfolio.
    """
    missing = [name for name in REQUIRED if name not in grid.columns]
    if missing:
        raise InputError([Finding("grid.csv", f"column {name} is missing", "add it") for name in missing])
    results = results or Results()
    planned = outlook.together(grid, results.outlook)
    evidence = gather(
        planned, grid.height, register or register_of(raw_portfolio, loaded.strategy), raw_attempts, loaded.strategy
    )
    evidence = replace(evidence, run=results.run, spares_told=spares_told)
    roster = None if raw_roster is None else staffing.shifts(raw_roster, loaded.strategy)
    broken = []
    not_checked: dict[str, int] = {}
    unreadable = raw_portfolio.num_records - evidence.accounts.height
    checks = list(_all_checks(evidence, roster, results, unreadable, added or {}))
    with ThreadPoolExecutor(max_workers=threads) as pool:
        found = pool.map(lambda find: find and find(), (find for _, find in checks))
        for (name, _), findings in zip(checks, found, strict=True):
            if findings is None:
                not_checked[f"not_checked:{name}"] = evidence.rows.height
            else:
                broken += violations(name, findings, grid.height)
    undefined = [rule.id for rule in _obligations(loaded.strategy) if not is_defined(rule, evidence)]
    counts = {
        "contacts": evidence.rows.height,
        **({} if results.outlook is None else {"of_them_later": results.outlook.height}),
        "customers": evidence.rows["customer_id"].n_unique(),
        "accounts": evidence.accounts.height,
        "attempts": evidence.history.height,
        "rules": len(loaded.strategy.limits.rules) - len(undefined),
        "fates": 0 if results.fates is None else results.fates.height,
    }
    skipped = not_checked | {f"not_checked:{name}": 1 for name in undefined}
    ordered = sorted(set(broken), key=lambda v: (v.file, v.row, v.rule, v.what, v.customer_id))
    return Verdict(tuple(ordered), counts | skipped)


def register_of(raw_portfolio: Table, strategy: Strategy) -> Register:
    """Work out what the raw portfolio says of every account; no plan is needed for it.

    Raises:
        InputError: an expression cannot be evaluated over the portfolio.
    """
    book = Portfolio(raw_portfolio, strategy)
    accounts = portfolio_rows.facts(book, strategy).with_columns(segment_names(book, strategy.segments))
    # Rules ask for a few columns once more; in a large portfolio all of them take more than the rest of the check.
    book.forget()
    return Register(book, accounts)


def gather(
    grid: pl.DataFrame, num_grid: int, register: Register, raw_attempts: Table | None, strategy: Strategy
) -> Evidence:
    """Lay the rows of a grid, of which those beyond the first `num_grid` are later ones, next to the raw tables."""
    book, accounts = register.book, register.accounts
    rows = contacts.placed(contacts.sheet(grid, strategy, num_grid), accounts)
    planned = with_addresses(contacts.contacts(rows, accounts, strategy), accounts, book, strategy)
    return Evidence(strategy, book, accounts, rows, planned, read_history(raw_attempts, planned, accounts, strategy))


def _all_checks(
    evidence: Evidence, roster: pl.DataFrame | None, results: Results, num_broken: int, added: capacity.Added
) -> Checks:
    yield from _of_rows(evidence, roster)
    for rule in evidence.strategy.limits.rules:
        yield rule.id, partial(KINDS[rule.kind], rule, evidence)
    yield from _of_capacity(evidence, roster, added)
    yield from _of_claims(evidence, results, num_broken)


def _of_rows(evidence: Evidence, roster: pl.DataFrame | None) -> Checks:
    """What each row must keep by itself."""
    strategy, rows = evidence.strategy, evidence.rows
    yield "unknown_channel", partial(contacts.unknown_channel, rows)
    yield "unknown_account", partial(contacts.unknown_account, rows, evidence.accounts)
    yield "slot", partial(contacts.slot, rows, strategy)
    yield "stop_reason", partial(suppression.stop_reason, evidence)
    yield "hold_until", partial(suppression.hold_until, evidence)
    yield "holdout", partial(suppression.holdout, evidence)
    yield "consent", partial(permission.consent, evidence)
    yield "opt_out", partial(permission.opt_out, evidence)
    yield "preference", partial(permission.preference, evidence)
    yield "address", partial(address, evidence.contacts, strategy)
    yield "treatment", partial(treatment.treatment, evidence)
    groups = None if roster is None or "agent_group" not in rows.columns else staffing.shared_skills(roster)
    yield "skills", None if groups is None else partial(treatment.skills, evidence, groups)


def _of_capacity(evidence: Evidence, roster: pl.DataFrame | None, added: capacity.Added) -> Checks:
    """What the rows share."""
    strategy, rows = evidence.strategy, evidence.rows
    yield "per_slot", partial(capacity.per_slot, rows, strategy, added)
    yield "per_day", partial(capacity.per_day, rows, strategy, added)
    yield "budget", partial(capacity.budget, rows, strategy, added)
    has_minutes = {"agent_group", "reach"} <= set(rows.columns)
    yield (
        "agent_minutes",
        partial(capacity.agent_minutes, rows, strategy, roster, added) if has_minutes and roster is not None else None,
    )


def _of_claims(evidence: Evidence, results: Results, num_broken: int) -> Checks:
    """What the results claim of themselves."""
    rows, run = evidence.rows, results.run
    has = set(rows.columns)
    yield (
        "minutes",
        partial(worth.minutes, rows, evidence.strategy) if run is not None and {"reach", "minutes"} <= has else None,
    )
    is_unlearned = run is not None and run.get("model") is None and {"reach", "value"} <= has
    yield "value", partial(worth.value, evidence) if is_unlearned else None
    if run is not None:
        yield "target", partial(target, evidence, run)
    if run is not None and "value" in has:
        yield "value", partial(worthless, evidence)
    yield "obligation", partial(claims, evidence)
    yield "condition", partial(condition, evidence, results.conditions)
    yield "objective", partial(worth.objective, rows, run) if run is not None and "value" in has else None
    yield "bound", partial(worth.bound, run) if run is not None else None
    yield "fate", partial(fates.fate, results.fates, evidence, num_broken) if results.fates is not None else None
    if results.fates is not None:
        yield "treatment", partial(treatment.written_treatment, evidence)
    if results.outlook is not None:
        yield "slot", partial(outlook.later, rows, run)
    if run is not None:
        yield "objective", partial(outlook.horizon_objective, rows, run, evidence.strategy) if "value" in has else None
        yield "bound", partial(outlook.horizon_bound, run)


def _obligations(strategy: Strategy) -> list[ObligationRule]:
    return [rule for rule in strategy.limits.rules if isinstance(rule, ObligationRule)]
