"""A world held against itself: what screening, optimiser and audit say differently of it."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from pathlib import Path

from collectplan.optimise.expand import expand
from collectplan.optimise.twins import twins_of
from collectplan.pipeline import Planned
from tests.agreement import path
from tests.agreement.questions import ADDRESSES, Planner, Question, breaks, broken
from tests.agreement.stricter import Stricter
from tests.agreement.worlds import World, text_of

#: Contacts, and sets of them, that are asked of each world.
NUM_SINGLES, NUM_SEVERAL = 30, 30


class Asked:
    """How much has been asked, so that a run can say what its silence is worth."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def add(self, what: str, number: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + number


def disagreements(world: World, folder: Path, asked: Asked, *, whole: bool) -> list[str]:
    """Sentences, none where all agree.

    Args:
        world: to plan.
        folder: for the strategy's file.
        asked: is added to.
        whole: whether the written plan is audited too, with its capacities and everything that it claims; where
            it goes to two customers at one address it is anyway, since single questions are asked of one customer.
    """
    plan = path.planned(world, path.load(world, folder))
    planner, dice = Planner(plan), random.Random(world.seed)
    questions = [*planner.planned(), *planner.singles(dice, NUM_SINGLES), *planner.several(dice, NUM_SEVERAL)]
    asked.add("worlds")
    asked.add("planned", plan.solution.contacts.height)
    found = _of_questions(world, plan, questions, asked) if questions else []
    found += _of_twins(plan, planner, [question for question in questions if question.kind == "several"])
    if whole or _meet(world, plan):
        verdict = path.audited(plan, *path.written(plan))
        asked.add("audited")
        found += [f"plan: {v.file} row {v.row} {v.customer_id} {v.rule}: {v.what}" for v in verdict.violations]
    return found


def _meet(world: World, plan: Planned) -> bool:
    """Whether a rule counts by address, and two of the planned customers have one in common."""
    if all(rule.get("per") != "address" for rule in world.strategy["limits"]["rules"]):
        return False
    planned = {*plan.permitted.customer_ids.gather(plan.solution.contacts["customer"].unique().sort()).to_list()}
    held = {(row["customer_id"], row[name]) for row in world.accounts for name in ADDRESSES if row[name]}
    return any(number > 1 for number in Counter(at for customer, at in held if customer in planned).values())


def told(world: World, sentences: list[str]) -> str:
    """What is needed to look into a world's disagreements."""
    rules = text_of({"rules": world.strategy["limits"]})
    return "\n".join([f"world {world.seed}, {world.date} and {world.num_dates - 1} more:", *sentences, rules])


def _of_questions(world: World, plan: Planned, questions: list[Question], asked: Asked) -> list[str]:
    found, stricter = [], cache(lambda: Stricter(plan))
    answers = broken(world, plan.opened.loaded, plan.day, questions)
    for question, faults in zip(questions, answers, strict=True):
        asked.add(f"{question.kind} {'permitted' if question.permitted else 'refused'}")
        if question.permitted and faults:
            found.append(f"{question.kind}: {_named(question)} is permitted, and check says {faults}")
        if not question.permitted and not faults:
            reasons = sorted(set(stricter().reasons(question.contacts)))
            # Where a world is about shared addresses, to be stricter there is the rule and no exception.
            is_usual = reasons == ["shared address"] and world.point == "shared address"
            asked.add(f"{question.kind} {'elsewhere' if is_usual else 'stricter'}")
            if not reasons:
                found.append(f"{question.kind}: {_named(question)} is refused, and check finds no fault")
    return found


def _of_twins(plan: Planned, planner: Planner, several: list[Question]) -> list[str]:
    """What the optimiser's own rules, with the moments that it adds for duties, say otherwise than screen's."""
    if not several:
        return []
    rules = expand(plan.permitted, plan.valued, plan.staffing, plan.opened.loaded, plan.day).problem.rules
    twins, found = twins_of(plan.permitted), []
    plain = {int(source): at for at, source in enumerate(twins.source) if not twins.is_twin[at]}
    twin = {int(source): at for at, source in enumerate(twins.source) if twins.is_twin[at]}
    for question in several:
        kind = int(rules.class_of_customer[planner.number(question.contacts[0])])
        caps = slice(rules.cap_start[kind], rules.cap_start[kind + 1])
        sets, limits = rules.moment_sets[rules.cap_set[caps]], rules.cap_limit[caps]
        moments = [planner.moment(contact) for contact in question.contacts]
        # All plain, and each of them in turn at its twin.
        for answering in (None, *(moment for moment in moments if moment in twin)):
            members = [twin[moment] if moment == answering else plain[moment] for moment in moments]
            if breaks(sets, limits, rules.clashes[rules.clash_of_class[kind]], members) == question.permitted:
                found.append(f"optimiser: {_named(question)} {question.permitted=}, and its own rules say otherwise")
    return found


def _named(question: Question) -> str:
    return " and ".join(str(tuple(contact)) for contact in question.contacts)
