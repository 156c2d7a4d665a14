"""Sixty and more ways in which a strategy file can be wrong; each is refused with exit code 10 and its place."""

from __future__ import annotations

from tests.integration.faults import Fault, Spoil, appended, edited, file_of, folder_of, missing

AT = r":\d+:\d+: \S"

BOMB = (
    b"version: 1\na: &a [x, x, x, x, x, x, x, x, x]\n"
    + b"".join(
        b"%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n" % tuple([c, c] + [c - 1] * 8)
        for c in range(ord("b"), ord("n"))
    )
    + b"name: *m\n"
)

DAY_CAP = "- {id: day, kind: cap, max: 2, window: {days: 1}, per: customer}"
WEEK_CAP = "- {id: week, kind: cap, max: 4, window: {days: 7}, per: customer, channels: [call]}"
OPEN = '- {id: open, kind: hours, weekdays: ["07:00", "19:00"], sat: ["08:00", "15:00"]}'
GATE = "- {id: adults, kind: gate, forbid: \"reason = 'minor'\"}"
APART = "- {id: apart, kind: spacing, hours: 3, per: customer}"
CLOSED = "- {id: closed, kind: closed, weekdays: [sun], holidays: true}"
SLOTS = 'slots: {start: "07:00", end: "20:00", minutes: 60}'
BUCKETS = "buckets: [1, 31, 61, 91, 181]"
RISK = "risk: {low: 0.3, medium: 0.6, high: 1.0}"
STRATEGIC = '"tenure_months >= 120 AND prior_delinquencies = 0"'


def when(expression: str) -> Spoil:
    """Another expression for the first segment rule."""
    return edited(STRATEGIC, f'"{expression}"')


def rule(old: str, new: str) -> Spoil:
    """Another rule in the place of one."""
    return edited(old, f"- {{{new}}}")


WHOLE_FILE = {
    "empty": file_of("strategy.yaml", b""),
    "only_a_comment": file_of("strategy.yaml", b"# nothing yet\n"),
    "truncated": file_of("strategy.yaml", lambda b: b[: b.index(b"shrinkage")], AT),
    "nul": file_of("strategy.yaml", lambda b: b.replace(b"Made-up", b"Made\0up"), AT),
    "latin_1_bytes": file_of("strategy.yaml", lambda b: b.replace(b"Made-up", b"Operaci\xf3n"), AT),
    "utf_16": file_of("strategy.yaml", lambda b: b.decode().encode("utf-32")),
    "alias_bomb": file_of("strategy.yaml", BOMB, AT),
    "alias_of_itself": file_of("strategy.yaml", lambda b: b + b"targets: &t [*t]\n", AT),
    "python_tag": file_of(
        "strategy.yaml", lambda b: b.replace(b"name: Made-up", b"name: !!python/object/apply:os.getcwd []\nx: "), AT
    ),
    "top_level_list": file_of("strategy.yaml", b"- version: 1\n- name: x\n", AT),
    "top_level_text": file_of("strategy.yaml", b"version\n", AT),
    "two_documents": file_of("strategy.yaml", lambda b: b + b"---\nversion: 1\n", AT),
    "binary": file_of("strategy.yaml", bytes(range(256)) * 40),
    "a_portfolio": file_of("strategy.yaml", b"account_id,days_past_due,balance\nA1,3,10\n"),
    "deep_nesting": file_of(
        "strategy.yaml", lambda b: b.replace(b"name: Made-up operation", b"name: " + b"[" * 5000 + b"]" * 5000)
    ),
    "number_of_many_digits": file_of(
        "strategy.yaml", lambda b: b.replace(b"version: 1\n", b"version: " + b"1" * 6000 + b"\n")
    ),
    "folder": folder_of("strategy.yaml"),
    "missing": missing("strategy.yaml"),
}

KEYS = {
    "tab": edited("  buckets", "\tbuckets"),
    "duplicate_key": edited("currency: COP\n", "currency: COP\ncurrency: COP\n"),
    "duplicate_key_deeper": edited("cost: 22}", "cost: 22, cost: 23}"),
    "unknown_key": appended("colour: blue\n"),
    "misspelt_key": edited("segments:\n", "segmnts:\n"),
    "unknown_key_deeper": edited("untimed: true", "untimd: true"),
    "missing_channels": edited("channels:\n", "chanels:\n"),
    "key_not_text": appended("3: x\n"),
    "null_section": edited("agents: {occupancy: 0.85, shrinkage: 0.10}", "agents:"),
    "wrong_type": edited("minutes: 60", "minutes: sixty"),
    "number_in_quotes": edited("cost: 22", 'cost: "22"'),
    "fraction_for_integer": edited("max: 2,", "max: 2.5,"),
    "boolean_for_integer": edited("max: 2,", "max: true,"),
    "text_for_list": edited("[negotiation]", "negotiation"),
    "unquoted_time": edited('end: "20:00"', "end: 20:00"),
    "impossible_time": edited('end: "20:00"', 'end: "25:00"'),
    "country_not_quoted": edited("country: CO", "country: NO"),
    "version_2": edited("version: 1\n", "version: 2\n"),
    "version_missing": file_of("strategy.yaml", lambda b: b.replace(b"version: 1\n", b""), AT),
    "unknown_zone": edited("America/Bogota", "America/Bogotá"),
    "zone_that_is_a_path": edited("America/Bogota", "../../etc/passwd"),
    "unknown_country": edited("country: CO", "country: XQ"),
    "country_by_name": edited("country: CO", "country: Colombia"),
    "currency_by_name": edited("currency: COP", "currency: pesos"),
}

VALUES = {
    "negative_capacity": edited("per_slot: 1, cost: 22", "per_slot: -1, cost: 22"),
    "infinite_cost": edited("cost: 22", "cost: .inf"),
    "cost_not_a_number": edited("cost: 22", "cost: .nan"),
    "negative_cost": edited("cost: 22", "cost: -22"),
    "buckets_not_rising": edited(BUCKETS, "buckets: [1, 61, 31]"),
    "buckets_twice_the_same": edited(BUCKETS, "buckets: [1, 31, 31]"),
    "buckets_empty": edited(BUCKETS, "buckets: []"),
    "risk_not_to_one": edited(RISK, "risk: {low: 0.3, high: 0.9}"),
    "risk_not_rising": edited(RISK, "risk: {low: 0.6, medium: 0.3, high: 1.0}"),
    "risk_empty": edited(RISK, "risk: {}"),
    "slots_backwards": edited(SLOTS, 'slots: {start: "20:00", end: "07:00", minutes: 60}'),
    "slot_longer_than_day": edited(SLOTS, 'slots: {start: "07:00", end: "07:30", minutes: 60}'),
    "slot_of_no_minutes": edited(SLOTS, 'slots: {start: "07:00", end: "20:00", minutes: 0}'),
    "channels_empty": file_of("strategy.yaml", b"version: 1\nchannels: {}\n", AT),
    "call_without_minutes": edited("agents: true, minutes: {no_answer: 1.0, contact: 5.5}", "agents: true"),
    "reach_over_one": edited("sms: {reach: 0.19", "sms: {reach: 1.9"),
    "reach_of_no_hours": edited("sms: {reach: 0.19", "sms: {reach: {}"),
    "prior_missing": file_of(
        "strategy.yaml", lambda b: b.replace(b"  email: {reach: 0.11, pays: 0.03}\n", b""), AT + ".*email"
    ),
    "prior_of_unknown_channel": edited("  email: {reach: 0.11", "  fax: {reach: 0.11"),
    "occupancy_over_one": edited("occupancy: 0.85", "occupancy: 85"),
    "holdout_over_one": edited("holdout: 0.05", "holdout: 5"),
    "negative_budget": edited("budget: {per_day: 5900}", "budget: {per_day: -1}"),
    "negative_weight": edited("weight: 1.2", "weight: -1.2"),
    "treatment_of_no_segment": edited("segments: [hardship]", "segments: []"),
    "treatment_with_unknown_channel": edited("channels: [call, whatsapp], skills", "channels: [call, fax], skills"),
    "template_of_unknown_channel": edited("{sms: friendly_reminder}", "{fax: friendly_reminder}"),
}

EXPRESSIONS = {
    "sql_no_expression": when("tenure_months >="),
    "sql_two_statements": when("tenure_months > 1; DROP TABLE self"),
    "sql_sub_query": when("tenure_months > (SELECT max(tenure_months) FROM self)"),
    "sql_aggregate": when("max(tenure_months) > 3"),
    "sql_window": when("row_number() OVER (ORDER BY balance) < 3"),
    "sql_file": when("tenure_months IN (SELECT x FROM read_csv('/etc/passwd'))"),
    "sql_unknown_function": when("frobnicate(tenure_months) > 3"),
    "sql_unknown_column": when("tenre_months > 3"),
    "sql_no_condition": when("tenure_months + 1"),
    "sql_types_do_not_fit": when("product_of_text = 3 OR reason > 5"),
    "sql_deep": when("(" * 900 + "1" + ")" * 900 + " = 1"),
    "sql_endless": when("tenure_months > 1 " + "OR tenure_months > 1 " * 200),
    "sql_unclosed_text": when("reason = 'minor"),
    "gate_unknown_column": rule(GATE, 'id: adults, kind: gate, forbid: "age < 18"'),
    "applies_when_no_condition": rule(
        DAY_CAP, 'id: day, kind: cap, max: 2, window: {days: 1}, applies_when: "balance"'
    ),
}

RULES = {
    "rule_kind_unknown": rule(DAY_CAP, "id: day, kind: limit, max: 2"),
    "rule_kind_missing": rule(DAY_CAP, "id: day, max: 2, window: {days: 1}"),
    "rule_id_missing": rule(DAY_CAP, "kind: cap, max: 2, window: {days: 1}"),
    "rule_id_twice": rule(DAY_CAP, "id: open, kind: cap, max: 2, window: {days: 1}"),
    "rule_channel_unknown": rule(DAY_CAP, "id: day, kind: cap, max: 2, window: {days: 1}, channels: [fax]"),
    "cap_without_window": rule(DAY_CAP, "id: day, kind: cap, max: 2"),
    "cap_negative": rule(DAY_CAP, "id: day, kind: cap, max: -2, window: {days: 1}"),
    "cap_window_of_no_days": rule(DAY_CAP, "id: day, kind: cap, max: 2, window: {days: 0}"),
    "cap_window_unknown": rule(DAY_CAP, "id: day, kind: cap, max: 2, window: {calendar: fortnight}"),
    "cap_window_twice": rule(DAY_CAP, "id: day, kind: cap, max: 2, window: {days: 1, calendar: day}"),
    "cap_per_unknown": rule(DAY_CAP, "id: day, kind: cap, max: 2, window: {days: 1}, per: household"),
    "cap_event_unknown": rule(DAY_CAP, "id: day, kind: cap, max: 2, window: {days: 1}, after: talk"),
    "cap_outcome_unknown": rule(DAY_CAP, "id: day, kind: cap, max: 2, window: {days: 1}, except_outcomes: [NC]"),
    "spacing_of_nothing": rule(APART, "id: apart, kind: spacing, per: customer"),
    "spacing_of_both": rule(APART, "id: apart, kind: spacing, hours: 3, days: 1"),
    "hours_of_no_day": rule(OPEN, "id: open, kind: hours"),
    "hours_backwards": rule(OPEN, 'id: open, kind: hours, weekdays: ["19:00", "07:00"]'),
    "hours_one_time": rule(OPEN, 'id: open, kind: hours, weekdays: ["07:00"]'),
    "hours_day_unknown": rule(OPEN, 'id: open, kind: hours, lunes: ["07:00", "19:00"]'),
    "closed_on_nothing": rule(CLOSED, "id: closed, kind: closed"),
    "closed_weekday_unknown": rule(CLOSED, "id: closed, kind: closed, weekdays: [domingo]"),
    "gate_of_nothing": rule(GATE, "id: adults, kind: gate"),
    "pool_without_hours": rule(DAY_CAP, "id: day, kind: pool, max: 5"),
    "pool_of_no_hours": rule(DAY_CAP, "id: day, kind: pool, max: 5, hours: 0"),
    "target_segment_unknown": appended("targets:\n  - {id: floor, segments: [nobody], min_contacts: 2}\n"),
    "target_channel_unknown": appended(
        "targets:\n  - {id: floor, segments: [hardship], channels: [fax], min_contacts: 2}\n"
    ),
    "target_negative": appended("targets:\n  - {id: floor, segments: [hardship], min_contacts: -2}\n"),
    "target_twice": appended("targets:\n" + 2 * "  - {id: floor, segments: [hardship], min_contacts: 2}\n"),
    "valid_backwards": rule(
        DAY_CAP, "id: day, kind: cap, max: 2, window: {days: 1}, valid: {from: 2026-02-01, to: 2026-01-01}"
    ),
    "valid_date_impossible": rule(
        DAY_CAP, 'id: day, kind: cap, max: 2, window: {days: 1}, valid: {from: "2026-02-30"}'
    ),
}

NOT_IN_THIS_VERSION = {}

INPUT = {
    "delimiter_of_two": appended('input: {delimiter: ";;"}\n'),
    "delimiter_is_decimal": appended('input: {delimiter: ",", decimal: ","}\n'),
    "thousands_is_decimal": appended('input: {delimiter: ";", decimal: ",", thousands: ","}\n'),
    "encoding_unknown": appended("input: {encoding: latin-99}\n"),
    "encoding_no_text": appended("input: {encoding: base64}\n"),
    "outcome_unknown": appended("input: {outcomes: {NC: nobody}}\n"),
    "max_rejects_over_one": appended("input: {max_rejects: 2}\n"),
    "columns_share_a_header": appended("input: {columns: {balance: saldo, past_due: saldo}}\n"),
    "derive_of_a_column_that_exists": appended('input: {derive: {risk_score: "0.5"}}\n'),
    "derive_from_a_column_not_there": appended('input: {derive: {income_month: "salario * 2"}}\n'),
    "derive_no_expression": appended('input: {derive: {income_month: "SELECT 1"}}\n'),
}

GROUPS = (WHOLE_FILE, KEYS, VALUES, EXPRESSIONS, RULES, NOT_IN_THIS_VERSION, INPUT)

STRATEGY_FAULTS = [Fault(name, 10, spoil) for group in GROUPS for name, spoil in group.items()]
assert len({fault.name for fault in STRATEGY_FAULTS}) == len(STRATEGY_FAULTS)
