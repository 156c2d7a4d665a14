"""The verdict on a written plan: every rule and every claim, recomputed from the raw files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from collectplan.check import accounts as portfolio_rows
from collectplan.check import (
    capacity,
    contacts,
    fates,
    history,
    outlook,
    permission,
    staffing,
    suppression,
    treatment,
    worth,
)
from collectplan.check.address import address
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
from collectplan.check.hours import hours
from collectplan.check.obligation import claims, is_defined, obligation
from collectplan.check.parts import PART_ROWS, parts_of
from collectplan.check.pool import pool
from collectplan.check.results import REQUIRED, Results
from collectplan.check.segments import segment_names
from collectplan.check.spacing import spacing
from collectplan.check.target import target, worthless
from collectplan.domain.ahead import ahead
from collectplan.domain.stages import LoadedStrategy, Verdict, Violation
from collectplan.domain.strategy import ObligationRule, Strategy
from collectplan.domain.tables import RawTable, Table
from collectplan.errors import Finding, InputError

#: Rule id and what finds what breaks it; None where the files at hand do not allow to check it.
Checks = Iterator[tuple[str, Callable[[], pl.DataFrame] | None]]

#: Rule id and what will tell of it; None as above.
Asked = list[tuple[str, Future[pl.DataFrame] | None]]

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
    """What the check reads of the raw tables before it knows the plan.

    Attributes:
        book: the raw portfolio.
        accounts: `accounts.facts` with `segment`.
        history: `history.everybody`; None where it waits for the plan, and is read of those who are in it.
    """

    book: Portfolio
    accounts: pl.DataFrame
    history: pl.DataFrame | None = None


@dataclass(frozen=True, eq=False)
class Sheet:
    """A written plan: `contacts.sheet` of its rows, and how many are the grid's and the outlook's; None: no outlook."""

    rows: pl.DataFrame
    num_grid: int
    num_later: int | None


@dataclass(frozen=True, eq=False)
class RawTables:
    """The tables as the files say; None where there is none."""

    portfolio: Table
    attempts: Table | None
    roster: RawTable | None


def laid_out(grid: pl.DataFrame, later: pl.DataFrame | None, strategy: Strategy) -> Sheet:
    """The rows of grid.csv, and behind them those of outlook.csv, all String as written.

    What they were laid out from need not be held any longer: `judge` asks for this alone.

    Raises:
        InputError: a required column is missing.
    """
    missing = [name for name in REQUIRED if name not in grid.columns]
    if missing:
        raise InputError([Finding("grid.csv", f"column {name} is missing", "add it") for name in missing])
    rows = contacts.sheet(outlook.together(grid, later), strategy, grid.height)
    return Sheet(rows, grid.height, None if later is None else later.height)


def judge(
    sheet: Sheet,
    raw: RawTables,
    loaded: LoadedStrategy,
    results: Results | None = None,
    added: capacity.Added | None = None,
    *,
    register: Register | None = None,
    spares_told: bool = False,
    threads: int = 1,
    part_rows: int = PART_ROWS,
) -> Verdict:
    """Hold a written plan against the raw tables and the strategy.

    Args:
        sheet: of `laid_out`; columns of grid.csv beyond `REQUIRED` may be absent.
        raw: the raw tables; without a roster, skills and agent minutes are not checked.
        loaded: the strategy, rules of its packs among its rules.
        results: what lies next to grid.csv; the contacts of its outlook are planned together with the grid's.
        added: what is supposed of capacities beyond strategy and roster.
        register: what `register_of` made of the same portfolio, and `with_history` of the history; None: it is made
            here.
        spares_told: whether obligations that run.json tells as missed are no violations.
        threads: that share the rules; they change nothing in the verdict.
        part_rows: about so many rows are looked at at once where rules allow; the verdict is the same.

    Returns:
        Every violation, sorted by row, rule and words; and how many of what were checked. `not_checked:ID` counts the
        contacts of which a built-in rule, or 1 where a rule of the strategy, could not be asked.

    Raises:
        InputError: an expression cannot be evaluated over the portfolio.
    """
    results, strategy = results or Results(), loaded.strategy
    register = register or register_of(raw.portfolio, strategy)
    whole = gather(sheet.rows, register, raw.attempts, strategy)
    whole = replace(whole, run=results.run, spares_told=spares_told)
    roster = None if raw.roster is None else staffing.shifts(raw.roster, strategy)
    num_broken = raw.portfolio.num_records - whole.accounts.height
    with ThreadPoolExecutor(max_workers=threads) as pool:
        asking, of_plan = _Asking(pool, sheet), None
        for evidence in ahead(parts_of(whole, part_rows)):
            if of_plan is None:
                # A plan that hangs together is one part, and that has all contacts.
                together = evidence if evidence.rows is whole.rows else whole
                of_plan = asking.begin(_of_plan(together, roster, results, added or {}, num_broken))
            asking.end(asking.begin(_of_customers(evidence, roster, results)))
        asking.end(of_plan or [])
    undefined = [rule.id for rule in _obligations(strategy) if not is_defined(rule, whole)]
    counts = {
        "contacts": sheet.rows.height,
        **({} if sheet.num_later is None else {"of_them_later": sheet.num_later}),
        "customers": sheet.rows["customer_id"].n_unique(),
        "accounts": whole.accounts.height,
        "attempts": _num_attempts(whole),
        "rules": len(strategy.limits.rules) - len(undefined),
        "fates": 0 if results.fates is None else results.fates.height,
    }
    skipped = asking.not_checked | {f"not_checked:{name}": 1 for name in undefined}
    ordered = sorted(set(asking.broken), key=lambda v: (v.file, v.row, v.rule, v.what, v.customer_id))
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


def with_history(register: Register, raw_attempts: Table | None, strategy: Strategy) -> Register:
    """The register with everybody's history; it is worth its while where most are planned."""
    return replace(register, history=history.everybody(raw_attempts, register.accounts, strategy))


class _Asking:
    """Checks asked of a sheet, by the threads of a pool, and what they found."""

    def __init__(self, pool: ThreadPoolExecutor, sheet: Sheet) -> None:
        self.broken: list[Violation] = []
        self.not_checked: dict[str, int] = {}
        self._pool = pool
        self._sheet = sheet

    def begin(self, checks: Checks) -> Asked:
        """Have checks looked into."""
        return [(name, find and self._pool.submit(find)) for name, find in checks]

    def end(self, asked: Asked) -> None:
        """Wait for what they find."""
        for name, looking in asked:
            if looking is None:
                self.not_checked[f"not_checked:{name}"] = self._sheet.rows.height
            else:
                self.broken += violations(name, looking.result(), self._sheet.num_grid)


def _num_attempts(whole: Evidence) -> int:
    """Rows of the history for which a rule can ask; of everybody's there may be more."""
    planned = contacts.customers_of(whole.rows, whole.accounts)
    return int(history.is_asked_of(whole.history, planned, whole.accounts, whole.strategy).sum())


def gather(sheet: pl.DataFrame, register: Register, raw_attempts: Table | None, strategy: Strategy) -> Evidence:
    """Lay the rows of a sheet next to the raw tables; the contacts that they are, `parts_of` makes."""
    book, accounts = register.book, register.accounts
    rows = contacts.placed(sheet, accounts)
    past = register.history
    if past is None:
        past = history.read_history(raw_attempts, contacts.customers_of(rows, accounts), accounts, strategy)
    return Evidence(strategy, book, accounts, rows, pl.DataFrame(), past)


def _of_customers(evidence: Evidence, roster: pl.DataFrame | None, results: Results) -> Checks:
    """What the rows of a customer must keep, each by itself and with the customer's others."""
    strategy, rows, run = evidence.strategy, evidence.rows, results.run
    has = set(rows.columns)
    yield "slot", partial(contacts.slot, rows, strategy)
    yield "stop_reason", partial(suppression.stop_reason, evidence)
    yield "hold_until", partial(suppression.hold_until, evidence)
    yield "holdout", partial(suppression.holdout, evidence)
    yield "consent", partial(permission.consent, evidence)
    yield "opt_out", partial(permission.opt_out, evidence)
    yield "preference", partial(permission.preference, evidence)
    yield "address", partial(address, evidence.contacts, strategy)
    yield "treatment", partial(treatment.treatment, evidence)
    groups = None if roster is None or "agent_group" not in has else staffing.shared_skills(roster)
    yield "skills", None if groups is None else partial(treatment.skills, evidence, groups)
    for rule in strategy.limits.rules:
        yield rule.id, partial(KINDS[rule.kind], rule, evidence)
    yield "minutes", partial(worth.minutes, rows, strategy) if run is not None and {"reach", "minutes"} <= has else None
    is_unlearned = run is not None and run.get("model") is None and {"reach", "value"} <= has
    yield "value", partial(worth.value, evidence) if is_unlearned else None
    if run is not None and "value" in has:
        yield "value", partial(worthless, evidence)
    if results.fates is not None:
        yield "treatment", partial(treatment.written_treatment, evidence)


def _of_plan(
    evidence: Evidence, roster: pl.DataFrame | None, results: Results, added: capacity.Added, num_broken: int
) -> Checks:
    """What the rows share, and what the results claim of themselves."""
    strategy, rows, run = evidence.strategy, evidence.rows, results.run
    has = set(rows.columns)
    yield "unknown_channel", partial(contacts.unknown_channel, rows)
    yield "unknown_account", partial(contacts.unknown_account, rows, evidence.accounts)
    yield "per_slot", partial(capacity.per_slot, rows, strategy, added)
    yield "per_day", partial(capacity.per_day, rows, strategy, added)
    yield "budget", partial(capacity.budget, rows, strategy, added)
    has_minutes = {"agent_group", "reach"} <= has
    yield (
        "agent_minutes",
        partial(capacity.agent_minutes, rows, strategy, roster, added) if has_minutes and roster is not None else None,
    )
    if strategy.targets and run is not None:
        yield "target", partial(target, evidence, run)
    yield "obligation", partial(claims, evidence)
    yield "condition", partial(condition, evidence, results.conditions)
    yield "objective", partial(worth.objective, rows, run) if run is not None and "value" in has else None
    yield "bound", partial(worth.bound, run) if run is not None else None
    yield "fate", partial(fates.fate, results.fates, evidence, num_broken) if results.fates is not None else None
    if results.outlook is not None:
        yield "slot", partial(outlook.later, rows, run)
    if run is not None:
        yield "objective", partial(outlook.horizon_objective, rows, run, strategy) if "value" in has else None
        yield "bound", partial(outlook.horizon_bound, run)


def _obligations(strategy: Strategy) -> list[ObligationRule]:
    return [rule for rule in strategy.limits.rules if isinstance(rule, ObligationRule)]
