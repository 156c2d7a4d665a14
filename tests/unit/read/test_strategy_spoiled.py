"""A sound strategy file spoiled in one place: the refusal names that place and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectplan.errors import StrategyError
from collectplan.read.strategy_file import read_strategy

SOUND = """\
version: 1
name: small
country: CO
timezone: America/Bogota
input: {outcomes: {NC: no_answer}}
segments:
  buckets: [1, 31, 61]
  risk: {low: 0.2, high: 1.0}
  rules: [{name: vip, when: "balance > 5"}]
slots: {start: "08:00", end: "20:00", minutes: 60}
channels:
  call: {address: phone, agents: true, minutes: {no_answer: 1.0, contact: 5}}
  sms: {address: phone, cost: 2}
  letter: {address: postal, untimed: true}
priors:
  call: {reach: 0.1, pays: 0.3}
  sms: {reach: {"08:00": 0.1, "18:00": 0.2}, pays: 0.1}
  letter: {reach: 0.1, pays: 0.1}
treatments:
  - {name: late, segments: ["61+/*", vip], channels: [call], templates: {sms: hello}}
limits:
  rules:
    - {id: day, kind: cap, max: 1, window: {days: 1}}
    - {id: open, kind: hours, weekdays: ["08:00", "19:00"], sat: ["08:00", "15:00"]}
    - {id: shut, kind: closed, weekdays: [sun], valid: {from: 2026-01-01, to: "2026-12-31"}}
    - {id: apart, kind: spacing, days: 1}
    - {id: rest, kind: cooldown, days: 7, after: promise}
    - {id: adults, kind: gate, forbid: "reason = 'minor'", applies_when: "balance > 0"}
targets:
  - {id: floor, segments: ["61+/*"], min_contacts: 1}
"""

#: What is done: the text that is replaced, by what, the places of all findings as line:column, and the first finding.
SPOILED = [
    (
        "sexagesimal",
        'end: "20:00"',
        "end: 20:00",
        "10:30",
        "20:00 is read in two ways by YAML readers (a number or a text); write it in quotes",
    ),
    (
        "plain_seven_is_text_but_bad_range",
        'end: "20:00"',
        "end: 07:00",
        "10:30",
        "slots start at 08:00 and end at 07:00; let the day start before it ends",
    ),
    (
        "country_no",
        "country: CO",
        "country: NO",
        "3:10",
        "NO is read in two ways by YAML readers (true or false or a text); write it in quotes",
    ),
    (
        "octal",
        "max: 1,",
        "max: 010,",
        "23:33",
        "010 is read in two ways by YAML readers (one number or another); write it in quotes if it is a name, or as a plain number such as 1000 or 0.5",
    ),
    (
        "octal_new",
        "max: 1,",
        "max: 0o7,",
        "23:33",
        "0o7 is read in two ways by YAML readers (a text or a number); write it in quotes if it is a name, or as a plain number such as 1000 or 0.5",
    ),
    (
        "underscore",
        "cost: 2}",
        "cost: 1_000}",
        "13:31",
        "1_000 is read in two ways by YAML readers (a number or a text); write it in quotes",
    ),
    (
        "exponent",
        "cost: 2}",
        "cost: 1e3}",
        "13:31",
        "1e3 is read in two ways by YAML readers (a text or a number); write it in quotes if it is a name, or as a plain number such as 1000 or 0.5",
    ),
    (
        "yes",
        "untimed: true",
        "untimed: yes",
        "14:38",
        "yes is read in two ways by YAML readers (true or false or a text); write it in quotes",
    ),
    (
        "timestamp",
        "from: 2026-01-01",
        "from: 2026-01-01 10:00:00",
        "25:63",
        "2026-01-01 10:00:00 is read in two ways by YAML readers (a time or a text); write it in quotes",
    ),
    (
        "time_as_key",
        '"08:00": 0.1, "18:00"',
        '"08:00": 0.1, 18:00',
        "17:31",
        "18:00 is read in two ways by YAML readers (a number or a text); write it in quotes",
    ),
    ("number_as_key", "{NC: no_answer}", "{12: no_answer}", "5:20", "the key 12 is not a text; write it in quotes"),
    (
        "letter_as_key",
        "{NC: no_answer}",
        "{N: no_answer}",
        "5:20",
        "N is read in two ways by YAML readers (a text, or true or false); write it in quotes",
    ),
    (
        "list_as_key",
        "{NC: no_answer}",
        "{? [1] : no_answer}",
        "5:22",
        "a list or mapping stands where a key must; write a name",
    ),
    (
        "merge_key",
        "  letter: {address: postal,",
        "  letter: {<<: {cost: 1}, address: postal,",
        "14:12",
        "merge keys (<<) are not known; write the keys out",
    ),
    (
        "duplicate_key",
        "name: small",
        "version: 1",
        "2:1",
        "the key version is already given at 1:1; keep one of the two",
    ),
    (
        "duplicate_deep",
        "cost: 2}",
        "cost: 2, cost: 3}",
        "13:34",
        "the key cost is already given at 13:25; keep one of the two",
    ),
    (
        "tag",
        "name: small",
        "name: !!python/name:os.system small",
        "2:7",
        "the tag !!python/name:os.system is not allowed; take it out",
    ),
    ("local_tag", "name: small", "name: !mine small", "2:7", "the tag !mine is not allowed; take it out"),
    (
        "core_tag_wrong",
        "max: 1,",
        "max: !!int one,",
        "23:33",
        "one is not a !!int; take the tag out, or write such a value",
    ),
    (
        "alias_unknown",
        "name: small",
        "name: *nobody",
        "2:7",
        "the alias *nobody names nothing before it; write the values out",
    ),
    ("tab", "  buckets", "\tbuckets", "7:1", "a tab stands where only blanks may; indent with blanks"),
    (
        "unclosed",
        "name: small",
        'name: "small',
        "9:30",
        "this is not YAML: did not find expected key; check quotes, brackets and indentation just before",
    ),
    (
        "second_document",
        "targets:",
        "---\ntargets:",
        "29:1",
        "a second document begins; keep one strategy a file, without ---",
    ),
    ("invisible", "name: small", "name: sm\x07all", "2:9", "the character U+0007 cannot be seen; take it out"),
    ("nul", "name: small", "name: sm\x00all", "2:9", "the character U+0000 cannot be seen; take it out"),
    (
        "misspelt_top",
        "treatments:",
        "treatmnts:",
        "19:1",
        "the key treatmnts is not known here; did you mean treatments?",
    ),
    (
        "misspelt_deep",
        "untimed: true",
        "untimd: true",
        "14:29",
        "the key untimd is not known here; did you mean untimed?",
    ),
    (
        "python_name",
        'weekdays: ["08:00", "19:00"]',
        'mon_sun: ["08:00", "19:00"]',
        "24:31",
        "the key mon_sun is not known here; did you mean mon-sun?",
    ),
    ("missing_version", "version: 1\n", "\n", "2:1", "the key version is missing; add it"),
    ("missing_rule_key", "max: 1, ", "", "23:7", "the key max is missing in day; add it"),
    (
        "empty_section",
        'slots: {start: "08:00", end: "20:00", minutes: 60}',
        "slots:",
        "10:7",
        "slots is empty; write keys and values, or take the key out",
    ),
    ("version_2", "version: 1", "version: 2", "1:10", "version cannot be 2; write 1"),
    ("version_true", "version: 1", "version: true", "1:10", "version is not a whole number; write version: 1"),
    ("type_text", "max: 1,", 'max: "1",', "23:33", "max is '1'; write a whole number"),
    ("type_bool", "max: 1,", "max: true,", "23:33", "max is true; write a whole number"),
    ("fraction", "max: 1,", "max: 1.5,", "23:33", "max is 1.5; write a whole number"),
    ("negative", "max: 1,", "max: -1,", "23:33", "max is -1; write at least 0"),
    ("not_finite", "cost: 2}", "cost: .inf}", "13:31", "cost is inf; write a finite number"),
    ("number_for_text", "name: small", "name: 5", "2:7", "name is 5; write a text"),
    ("text_for_list", "weekdays: [sun]", "weekdays: sun", "25:42", "weekdays is 'sun'; write a list in [ ]"),
    (
        "list_for_map",
        "limits:\n  rules:",
        "limits: [a]\nx:\n  rules:",
        "21:9 22:1",
        "limits is a list; write keys and values",
    ),
    ("kind_unknown", "kind: cap", "kind: capp", "23:23", "there are no rules of kind 'capp'; did you mean cap?"),
    (
        "kind_missing",
        "kind: cap, ",
        "",
        "23:7",
        "the rule day has no kind; add kind: cap, spacing, cooldown, exclusive, hours, closed, gate, dated, pool, obligation",
    ),
    (
        "kind_number",
        "kind: cap",
        "kind: 3",
        "23:23",
        "there are no rules of kind 3; write one of cap, spacing, cooldown, exclusive, hours, closed, gate, dated, pool, obligation",
    ),
    (
        "window_unknown",
        "{days: 1}}",
        "{weeks: 1}}",
        "23:44 23:45",
        "the window has neither days nor calendar; write {days: 7} or {calendar: week}",
    ),
    ("window_zero", "{days: 1}}", "{days: 0}}", "23:51", "days is 0; write at least 1"),
    ("window_number", "window: {days: 1}", "window: 1", "23:44", "window is 1; write {days: 7} or {calendar: week}"),
    (
        "window_both",
        "{days: 1}}",
        "{days: 1, calendar: day}}",
        "23:54",
        "the window says both days and calendar; write one of them",
    ),
    (
        "window_calendar",
        "{days: 1}}",
        "{calendar: year}}",
        "23:55",
        "calendar cannot be 'year'; write one of day, week, month",
    ),
    ("event_unknown", "after: promise", "after: promis", "27:50", "after cannot be 'promis'; did you mean promise?"),
    ("outcome_unknown", "no_answer}}", "noanswer}}", "5:24", "NC cannot be 'noanswer'; did you mean no_answer?"),
    (
        "time_pattern",
        'sat: ["08:00", "15:00"]',
        'sat: ["8:00", "15:00"]',
        "24:67",
        '\'8:00\' is not a time; write "HH:MM" in quotes, from "00:00" to "24:00"',
    ),
    (
        "one_time",
        'sat: ["08:00", "15:00"]',
        'sat: ["08:00"]',
        "24:66",
        'sat does not have two values; write two times, such as ["07:00", "19:00"]',
    ),
    ("weekday", "weekdays: [sun]", "weekdays: [son]", "25:43", "weekdays cannot be 'son'; did you mean sun?"),
    ("reach_high", "{reach: 0.1, pays: 0.3}", "{reach: 1.1, pays: 0.3}", "16:17", "reach is 1.1; write at most 1"),
    (
        "reach_text",
        "{reach: 0.1, pays: 0.3}",
        "{reach: often, pays: 0.3}",
        "16:17",
        "reach is 'often'; write a number from 0 to 1, or hours such as {\"08:00\": 0.1}",
    ),
    (
        "reach_hour",
        '"18:00": 0.2',
        '"18": 0.2',
        "17:31",
        "the key '18' cannot stand in reach; write a time \"HH:MM\" in quotes",
    ),
    ("reach_empty", '{"08:00": 0.1, "18:00": 0.2}', "{}", "17:16", "reach is empty; write at least one"),
    (
        "currency",
        "country: CO",
        "currency: pesos",
        "3:11",
        "'pesos' is not a currency code; write three capitals, such as COP",
    ),
    (
        "date_impossible",
        "from: 2026-01-01",
        "from: 2026-02-30",
        "25:63",
        "from is '2026-02-30', which is no date; write a date YYYY-MM-DD",
    ),
    ("date_number", "from: 2026-01-01", "from: 0", "25:63", "from is 0, which is no date; write a date YYYY-MM-DD"),
    (
        "backwards",
        "from: 2026-01-01",
        "from: 2027-01-01",
        "25:79",
        "the rule ends before it begins; let from be no later than to",
    ),
    (
        "timezone",
        "America/Bogota",
        "America/Bogotta",
        "4:11",
        "there is no time zone America/Bogotta; did you mean America/Bogota?",
    ),
    (
        "slots_backwards",
        'start: "08:00", end: "20:00"',
        'start: "20:00", end: "08:00"',
        "10:30",
        "slots start at 20:00 and end at 08:00; let the day start before it ends",
    ),
    (
        "slots_none",
        "minutes: 60}",
        "minutes: 1000}",
        "10:48",
        "no slot of 1000 minutes lies between 08:00 and 20:00; write fewer minutes, or a longer day",
    ),
    ("buckets", "[1, 31, 61]", "[1, 61, 31]", "7:20", "the bucket edge 31 does not rise above 61; write rising edges"),
    (
        "risk_order",
        "{low: 0.2, high: 1.0}",
        "{low: 0.9, mid: 0.2, high: 1.0}",
        "8:25",
        "the edge of mid does not rise above that of low; write rising upper edges",
    ),
    ("risk_end", "high: 1.0", "high: 0.9", "8:26", "the last risk edge is not 1.0; let it be 1.0"),
    (
        "segment_twice",
        '{name: vip, when: "balance > 5"}',
        '{name: vip, when: "balance > 5"}, {name: vip, when: "TRUE"}',
        "9:52",
        "the segment vip is already given at 9:18; give another name",
    ),
    (
        "segment_suppressed",
        "{name: vip,",
        "{name: suppressed,",
        "9:18",
        "suppressed has a meaning of its own; give another name",
    ),
    ("expression", '"balance > 5"', '"balance >"', "9:29", "the expression breaks off; complete it"),
    (
        "sub_query",
        '"balance > 5"',
        '"(SELECT 1)"',
        "9:29",
        "the expression has SELECT; write one expression, not a query",
    ),
    (
        "gate_expression",
        "reason = 'minor'",
        "reason = 'minor",
        "28:40",
        "the expression has a text that does not end; close it with a single quote",
    ),
    (
        "applies_expression",
        '"balance > 0"',
        '"SUM(balance) > 0"',
        "28:74",
        "the expression uses SUM, which looks at many rows; only what a single row says can be used",
    ),
    (
        "treatment_segment",
        "vip], channels",
        "vipp], channels",
        "20:38",
        "no account can be in segment vipp; did you mean vip?",
    ),
    (
        "treatment_channel",
        "channels: [call]",
        "channels: [cal]",
        "20:55",
        "there is no channel cal; did you mean call?",
    ),
    ("template_channel", "templates: {sms", "templates: {smss", "20:74", "there is no channel smss; did you mean sms?"),
    ("prior_channel", "  letter: {reach", "  lettr: {reach", "18:3", "there is no channel lettr; did you mean letter?"),
    (
        "rule_channel",
        "days: 7, after",
        "channels: [sms, fax], days: 7, after",
        "27:50",
        "there is no channel fax; write one of call, sms, letter",
    ),
    (
        "event_channel",
        "days: 7, after",
        "event_channels: [fax], days: 7, after",
        "27:51",
        "there is no channel fax; write one of call, sms, letter",
    ),
    (
        "past_channel_of_now",
        "days: 7, after",
        "channels: [sms], past_channels: [fax, Call], days: 7, after",
        "27:72",
        "the strategy has the channel Call; write it under channels",
    ),
    (
        "past_channel_of_all",
        "days: 7, after",
        "past_channels: [fax], days: 7, after",
        "27:34",
        "past_channels stand beside channels, and the rule names none; name channels, or take past_channels out",
    ),
    (
        "past_event_channel_of_all",
        "days: 7, after",
        "channels: [sms], past_event_channels: [fax], days: 7, after",
        "27:51",
        "past_event_channels stand beside event_channels, and the rule names none; name event_channels, or take "
        "past_event_channels out",
    ),
    (
        "closed_date",
        "weekdays: [sun], ",
        "dates: [2026-12-24, 1798070400], ",
        "25:52",
        "1798070400 is no date; write a date YYYY-MM-DD",
    ),
    (
        "rule_no_channel",
        "days: 7, after",
        "channels: [], days: 7, after",
        "27:44",
        "the rule binds no channel; name channels, or take the key out to bind all",
    ),
    (
        "agents_minutes",
        ", minutes: {no_answer: 1.0, contact: 5}",
        "",
        "12:3",
        "call has agents but no minutes; add minutes: {no_answer: 1.0, contact: 5.5}",
    ),
    (
        "untimed_agents",
        "postal, untimed: true",
        "postal, untimed: true, agents: true, minutes: {no_answer: 1, contact: 1}",
        "14:38",
        "letter has agents but no hour, so that no shift can be charged; take untimed or agents out",
    ),
    (
        "address_kind",
        "letter: {address: postal",
        "letter: {address: balance",
        "14:21",
        "the column balance holds no addresses; write phone, email, postal or a column of your own",
    ),
    ("rule_twice", "id: open", "id: day", "24:12", "the rule id day is already given at 23:12; give another name"),
    (
        "rule_built_in",
        "id: open",
        "id: budget",
        "24:12",
        "budget is the id of a built-in rule; give the rule another id",
    ),
    (
        "spacing_none",
        "kind: spacing, days: 1",
        "kind: spacing",
        "26:7",
        "the rule apart says neither days nor hours; write one of them",
    ),
    (
        "hours_none",
        ', weekdays: ["08:00", "19:00"], sat: ["08:00", "15:00"]',
        "",
        "24:7",
        'the rule open names no day, so that every day is closed; add mon-sun: ["08:00", "20:00"]',
    ),
    (
        "hours_backwards",
        'sat: ["08:00", "15:00"]',
        'sat: ["15:00", "08:00"]',
        "24:66",
        "sat opens at 15:00 and closes at 08:00; let it open before it closes, on one day",
    ),
    (
        "closed_none",
        "weekdays: [sun], ",
        "",
        "25:7",
        "the rule shut closes no day; add weekdays: [sun], holidays: true or dates: [2026-12-24]",
    ),
    (
        "gate_none",
        "forbid: \"reason = 'minor'\", ",
        "",
        "28:7",
        "the rule adults says neither require nor forbid; add one of them",
    ),
    (
        "target_segment",
        '["61+/*"], min',
        '["91+/*"], min',
        "30:28",
        "no account can be in segment 91+/*; did you mean 61+/*?",
    ),
    (
        "delimiter_decimal",
        "{outcomes:",
        '{decimal: ",", outcomes:',
        "5:18",
        "decimal and delimiter are both ','; set delimiter, often \";\"",
    ),
    (
        "delimiter_quote",
        "{outcomes:",
        "{delimiter: '\"', outcomes:",
        "5:20",
        'delimiter cannot be \'"\'; write ",", ";", "|" or "\\t"',
    ),
    (
        "thousands",
        "{outcomes:",
        '{thousands: ".", outcomes:',
        "5:20",
        "thousands and decimal are both '.'; let them differ",
    ),
    (
        "encoding",
        "{outcomes:",
        "{encoding: latin-99, outcomes:",
        "5:19",
        "there is no encoding latin-99; write utf-8, latin-1, cp1252 or another name that Python knows",
    ),
    (
        "encoding_bytes",
        "{outcomes:",
        "{encoding: base64, outcomes:",
        "5:19",
        "there is no encoding base64; write utf-8, latin-1, cp1252 or another name that Python knows",
    ),
    (
        "date_format",
        "{outcomes:",
        '{date_format: "%d/%m", outcomes:',
        "5:22",
        'a date written as %d/%m cannot be read back; write day, month and year, such as "%d/%m/%Y"',
    ),
    (
        "timestamp_format",
        "{outcomes:",
        '{timestamp_format: "%d/%m/%Y", outcomes:',
        "5:27",
        'a timestamp written as %d/%m/%Y cannot be read back; write date and time, such as "%d/%m/%Y %H:%M:%S"',
    ),
    (
        "header_twice",
        "{outcomes:",
        "{columns: {balance: saldo, past_due: saldo}, outcomes:",
        "5:45",
        "the header saldo is already given at 5:28; give another name",
    ),
    (
        "column_slip",
        "{outcomes:",
        "{columns: {stop_reasn: motivo}, outcomes:",
        "5:19",
        "there is no column stop_reasn; did you mean stop_reason?",
    ),
    (
        "derive_mapped",
        "{outcomes:",
        '{columns: {balance: saldo}, derive: {balance: "1"}, outcomes:',
        "5:45",
        "balance is both derived and taken from a column; keep one of the two",
    ),
    (
        "derive_expression",
        "{outcomes:",
        '{derive: {risk_score: "NOW()"}, outcomes:',
        "5:30",
        "the expression asks for the time with NOW; a plan may not depend on when it is made",
    ),
    (
        "holdout",
        "targets:",
        "experiments: {holdout: 1.0}\ntargets:",
        "29:24",
        "the holdout leaves nobody to contact; write a share below 1",
    ),
    (
        "paydays_without_a_day",
        "targets:",
        "paydays: {pays: 1.5}\ntargets:",
        "29:10",
        "paydays name no day; add days: [15, last], or column: with each customer's own day",
    ),
    (
        "paydays_in_a_column_of_another_meaning",
        "targets:",
        "paydays: {column: income_month, pays: 1.5}\ntargets:",
        "29:19",
        "the column income_month holds no days of the month; write a column of your own",
    ),
    (
        "payday_beyond_every_month",
        "targets:",
        "paydays: {days: [15, 32], pays: 1.5}\ntargets:",
        "29:22",
        "days is 32; write at most 31",
    ),
    (
        "payday_in_other_words",
        "targets:",
        "paydays: {days: [first], pays: 1.5}\ntargets:",
        "29:18",
        "days is 'first'; write a whole number",
    ),
    (
        "discount_of_everything",
        "targets:",
        "horizon: {discount: 1.0}\ntargets:",
        "29:21",
        "discount is 1.0; write less than 1",
    ),
]


def refusal(folder: Path, text: str | bytes) -> tuple[str, ...]:
    """The findings of a file, without the file's name."""
    file = folder / "s.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(StrategyError) as caught:
        read_strategy(str(file))
    return tuple(str(finding).removeprefix(f"{file}:") for finding in caught.value.findings)


def test_the_sound_file_is_accepted(tmp_path: Path) -> None:
    """What the cases below spoil is sound, so that each refusal is of the spoiled place alone."""
    (tmp_path / "s.yaml").write_text(SOUND)
    loaded = read_strategy(str(tmp_path / "s.yaml"))
    assert [rule.id for rule in loaded.strategy.limits.rules] == ["day", "open", "shut", "apart", "rest", "adults"]


@pytest.mark.parametrize(("name", "old", "new", "places", "said"), SPOILED, ids=[case[0] for case in SPOILED])
def test_each_fault_is_found_where_it_stands(
    tmp_path: Path, name: str, old: str, new: str, places: str, said: str
) -> None:
    """Line and column of the value, or of the key where the key is wrong; one sentence, with advice."""
    assert SOUND.count(old) == 1, name
    found = refusal(tmp_path, SOUND.replace(old, new))
    assert " ".join(":".join(finding.split(":")[:2]) for finding in found) == places
    assert found[0] == f"{places.split(' ')[0]}: {said}"
    assert "; " in said, "every finding says what to do"


def test_all_findings_are_collected(tmp_path: Path) -> None:
    """A file with faults of YAML, of names and of types is refused once, with all of them in the file's order."""
    text = SOUND.replace("country: CO", "country: NO").replace("cost: 2}", "cost: two}").replace("max: 1,", "mx: 1,")
    places = [":".join(finding.split(":")[:2]) for finding in refusal(tmp_path, text)]
    assert places == ["3:10", "13:31", "23:7", "23:28"]


def test_faults_of_meaning_are_collected(tmp_path: Path) -> None:
    """Three names that do not exist give three findings."""
    text = SOUND.replace("Bogota", "Bogta").replace("channels: [call]", "channels: [cal]").replace("> 0", "> 0 >")
    assert len(refusal(tmp_path, text)) == 3


def test_holidays_need_a_country(tmp_path: Path) -> None:
    """Without a country nobody knows which days are holidays: found at the rule that asks for them."""
    text = SOUND.replace("weekdays: [sun]", "holidays: true").replace("country: CO", "language: es")
    assert refusal(tmp_path, text) == (
        "25:42: holidays are asked for, but no country is given; add country, such as country: CO",
    )
