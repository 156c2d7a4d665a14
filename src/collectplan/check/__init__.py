"""The independent check: recomputes every rule and claim of a written plan from the raw text tables.

It shares no code with the stages that plan, so that a mistake of theirs cannot hide in it.

    check.py         the verb: all findings of a plan
    results.py       grid.csv, outlook.csv, fates.csv, capacity.csv and run.json as text
    findings.py      frames of findings, and violations
    raw_cells.py     text as numbers, dates, times, booleans, instants
    places.py        where texts stand among others, by their hashes
    expressions.py   the raw portfolio in types, and the strategy's SQL over it
    zones.py         where accounts may live
    accounts.py      facts of each account; rows that cannot be relied on
    segments.py      segment and treatment of each account
    contacts.py      grid rows as contacts: unknown_channel, unknown_account, slot
    clocks.py        planned hours as instants and on the customer's own clock
    history.py       raw attempts as what they count as
    evidence.py      what each rule is given
    events.py        what has happened before a contact
    windows.py       days, weeks and months as runs of periods
    cap.py, spacing.py, cooldown.py, exclusive.py, hours.py, closed.py, gate.py, dated.py, pool.py, obligation.py
                     one rule kind each
    suppression.py   stop_reason, hold_until, holdout
    permission.py    consent, opt_out, preference
    address.py       address
    treatment.py     treatment, skills
    staffing.py      the raw roster as skills and minutes
    capacity.py      per_slot, per_day, budget, agent_minutes
    paydays.py       what a contact brings more on and after paydays
    parts.py         a large plan in parts of its customers
    outlook.py       the contacts of later dates, and what run.json says of them
    worth.py         minutes, value, objective, bound
    target.py        target, and contacts of no value
    condition.py     condition: conditions.csv
    fates.py         fate
    leaks.py         the other verb: all leaks of a dialler's log
    done.py          the log as evidence, done_clock.py on the customer's own clock
    leak_plan.py     done against planned: unplanned
    leak_counts.py   leaks by rule, channel and agent
    same_address.py  the same address in other words
"""

from collectplan.check.check import RawTables as RawTables
from collectplan.check.check import Register as Register
from collectplan.check.check import Sheet as Sheet
from collectplan.check.check import judge as judge
from collectplan.check.check import laid_out as laid_out
from collectplan.check.check import register_of as register_of
from collectplan.check.check import with_history as with_history
from collectplan.check.leaks import leaks as leaks
from collectplan.check.results import Results as Results
from collectplan.check.results import read_results as read_results
