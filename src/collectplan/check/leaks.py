"""The verdict on what was really done: what the plan did not have, and every rule that it broke."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from collectplan.check import permission, suppression
from collectplan.check.address import address
from collectplan.check.check import KINDS, register_of
from collectplan.check.done import Log, evidence_of, read_log
from collectplan.check.evidence import Evidence
from collectplan.check.findings import worded
from collectplan.check.history import attempted
from collectplan.check.leak_counts import counted
from collectplan.check.leak_plan import planned_rows, stood_for, unplanned
from collectplan.check.obligation import is_defined
from collectplan.check.results import Results
from collectplan.domain.leaks import LEAK_SCHEMA, Leaks
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import ObligationRule, Strategy
from collectplan.domain.tables import RawTable, Table


def leaks(
    grid: pl.DataFrame,
    results: Results,
    raw_portfolio: Table,
    raw_attempts: Table | None,
    raw_log: RawTable,
    raw_roster: RawTable | None,
    loaded: LoadedStrategy,
) -> Leaks:
    """Hold a log of attempts against the plan and against the rules.

    Args:
        grid: grid.csv as written, all String.
        results: what lies next to it; fates tell why a customer was not planned, run.json the plan's date.
        raw_portfolio: as the file says.
        raw_attempts: the history before, None where there is none; attempts that the log has too count once.
        raw_log: what was done, in the form of attempts.
        raw_roster: tells the agents' groups, None where none is given.
        loaded: the strategy, rules of its packs among its rules.

    Raises:
        InputError: an expression cannot be evaluated over the portfolio.
    """
    strategy = loaded.strategy
    register = register_of(raw_portfolio, strategy)
    book, accounts = register.book, register.accounts
    log = read_log(raw_log, accounts, strategy)
    plan = planned_rows(grid, strategy)
    made = log.rows.filter("is_attempt")
    # What failed does no row, but where a rule counts it, it was meant as the row says.
    failed = log.rows.filter(~pl.col("is_attempt") & _counts_somewhere(strategy))
    met = stood_for(plan, made)
    meant = pl.concat([met, stood_for(plan, failed)])
    evidence, counts = evidence_of(log, meant.select("row", "planned_account"), book, accounts, raw_attempts, strategy)
    dates = plan_dates(plan, results.run)
    done = made.join(met, on="row", maintain_order="left")
    of_rules = [
        findings.select("row", "customer_id", "what", rule=pl.lit(rule), how=pl.lit(None, pl.String))
        for rule, findings in broken_rules(evidence)
    ]
    off_plan = unplanned(done, plan, results.fates, dates, strategy).with_columns(rule=pl.lit("unplanned"))
    findings = _told([*_unaskable(log, evidence, strategy), off_plan, *_rechecked(of_rules, meant)], log.rows)
    rules = strategy.limits.rules
    undefined = [rule.id for rule in rules if isinstance(rule, ObligationRule) and not is_defined(rule, evidence)]
    idle = plan.join(met, left_on="row", right_on="planned_row", how="anti")
    checked = {
        "attempts": done.height + failed.height,
        "failed": log.rows.filter(~pl.col("is_attempt") & ~pl.col("is_inbound")).height - failed.height,
        "inbound": log.rows.filter("is_inbound").height,
        "unreadable": log.unreadable.height,
        "repeated_in_log": log.num_repeated,
        "on_other_dates": done.filter(~pl.col("day").is_in(dates.implode())).height,
        "unknown_customers": done.filter(pl.col("customer").is_null())["customer_id"].n_unique(),
        "unknown_channels": done.filter(~pl.col("is_known_channel")).height,
        **counts,
        "planned": plan.height,
        "planned_not_done": idle.height,
        "accounts": accounts.height,
        "rules": len(strategy.limits.rules) - len(undefined),
        **{f"not_checked:{rule}": 1 for rule in undefined},
        **({"not_checked:unplanned": done.height} if dates.is_empty() else {}),
    }
    counting = log.rows.join(pl.concat([made.select("row"), failed.select("row")]), on="row", how="semi")
    return counted(raw_log.file, findings, counting, idle, checked, raw_roster, strategy)


def _counts_somewhere(strategy: Strategy) -> pl.Expr:
    """Whether a row is an attempt to some rule by that rule's own table of outcomes."""
    tables = [attempted(rule) for rule in strategy.limits.rules if rule.outcomes is not None]
    return pl.any_horizontal(pl.lit(False), *tables)


def plan_dates(plan: pl.DataFrame, run: Mapping[str, Any] | None) -> pl.Series:
    """The dates of a plan: those of its rows, and the one that run.json says, since a plan may be empty."""
    said = pl.Series([None if run is None else run.get("plan_date")], dtype=pl.String).str.to_date(strict=False)
    return pl.concat([plan["plan_date"], said.alias("plan_date")]).drop_nulls().unique().sort()


def broken_rules(evidence: Evidence) -> Iterator[tuple[str, pl.DataFrame]]:
    """Ids of the built-in rules of a row and of the strategy's, and what done contacts break of each."""
    made = replace(evidence, contacts=evidence.contacts.filter("is_attempt"))
    yield "stop_reason", suppression.stop_reason(made)
    yield "hold_until", suppression.hold_until(made)
    yield "holdout", suppression.holdout(made)
    yield "consent", permission.consent(made)
    yield "opt_out", permission.opt_out(made)
    yield "preference", permission.preference(made)
    # A log need not tell addresses: only those that it tells are compared.
    told = pl.col("told").is_not_null()
    yield "address", address(made.contacts.filter(told), evidence.strategy)
    yield "address", address(made.contacts.filter(~told), evidence.strategy)
    for rule in evidence.strategy.limits.rules:
        # What was no attempt to a rule answers no obligation either.
        counting = evidence.contacts.filter(attempted(rule))
        yield rule.id, KINDS[rule.kind](rule, replace(evidence, contacts=counting))


def _unaskable(log: Log, evidence: Evidence, strategy: Strategy) -> list[pl.DataFrame]:
    """Findings about attempts of which no rule can be asked."""
    made = evidence.rows.filter("is_attempt")
    strangers = made.filter(pl.col("customer").is_null())
    misnamed = made.filter(pl.col("customer").is_not_null() & pl.col("account").is_null())
    foreign = made.filter(~pl.col("is_known_channel"))
    named = pl.coalesce("account_id", pl.lit("(none)"))
    told = [
        ("unreadable", log.unreadable.with_columns(customer_id=pl.lit("")), pl.col("what")),
        ("unknown_account", strangers, worded("The portfolio has no customer {}.", "customer_id")),
        ("unknown_account", misnamed, worded("The portfolio has no usable account {} of this customer.", named)),
        ("unknown_channel", foreign, worded("The strategy has no channel {}.", "channel")),
    ]
    return [
        frame.select("row", "customer_id", what=what, rule=pl.lit(rule), how=pl.lit(None, pl.String))
        for rule, frame, what in told
    ]


def _rechecked(findings: list[pl.DataFrame], met: pl.DataFrame) -> list[pl.DataFrame]:
    """Findings, with a word where the planned row said that the rule depends on what came before."""
    conditional = met.drop_nulls("condition").select("row", "planned_row", depends=pl.col("condition").str.split(" "))
    if conditional.is_empty():
        return findings
    added = pl.format(
        " Row {} of the grid names this rule as a condition: dispatch should have re-checked it.", "planned_row"
    )
    is_named = pl.col("depends").list.contains(pl.col("rule"))
    return [
        frame.join(conditional, on="row", how="left", maintain_order="left").with_columns(
            what=pl.when(is_named).then(pl.col("what") + added).otherwise("what")
        )
        for frame in findings
    ]


def _told(parts: list[pl.DataFrame], rows: pl.DataFrame) -> pl.DataFrame:
    """All findings in the columns of `LEAK_SCHEMA`, each once, in order."""
    columns = ["rule", "how", "row", "customer_id", "what"]
    joined = pl.concat([part.select(columns).cast({"row": pl.Int64}) for part in parts]).rechunk().unique()
    named = joined.join(rows.select("row", "channel", "agent_id"), on="row", how="left")
    return named.select(LEAK_SCHEMA.keys()).sort("row", "rule", "what", "customer_id")
