"""A packet as a page for paper: self-contained, without scripts, every text escaped.

The page may hold texts of anybody's files; a content security policy lets it load and run nothing, whatever they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

from collectplan.domain.rule_vocabulary import Language
from collectplan.packet.spanish import in_spanish
from collectplan.packet.words import word

_STYLE: Final = """
body { font: 10pt/1.4 Georgia, serif; color: #111; background: #fff; max-width: 60em; margin: 2em auto; }
h1 { font-size: 16pt; margin: 0 0 .3em; }
h2 { font-size: 12pt; margin: 1.6em 0 .4em; border-bottom: 1px solid #111; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .2em .6em .2em 0; overflow-wrap: anywhere; }
th, td { border-bottom: 1px solid #bbb; }
thead { display: table-header-group; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1em 1em; margin: 0; }
dt { color: #444; }
dd { margin: 0; }
code { font: 8pt monospace; overflow-wrap: anywhere; }
small { color: #444; }
@page { size: A4; margin: 18mm 15mm; }
@media print {
  body { max-width: none; margin: 0; }
  tr, section.rule { break-inside: avoid; }
}
"""

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

#: Columns of the tables of the page.
_ACCOUNTS: Final = ("account_id", "days_past_due", "segment", "suppressed", "fate")
_TIMELINE: Final = ("at", "what", "channel", "outcome", "account_id", "address", "counts_as", "under")


def page(packet: Mapping[str, Any], language: Language) -> str:
    """The packet as HTML.

    Args:
        packet: of `packet.packet`.
        language: of the words of ours.
    """
    say = _Speaker(language)
    title = f"{say('title')} {packet['customer_id']}"
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{say('intro')}</p>",
        _facts(packet, say),
        _section(say("accounts"), _table(_ACCOUNTS, (_account(row, say) for row in packet["accounts"]), say)),
        _section(say("timeline"), _table(_TIMELINE, (_event(row, say) for row in packet["timeline"]), say)),
        _unreadable(packet, say),
        _section(say("planned_title"), _planned(packet["planned"], say)),
        _section(say("findings"), _findings(packet["findings"], say)) if packet["findings"] else "",
        _section(say("leaks"), _findings(packet["leaks"], say)) if packet["leaks"] else "",
        _section(say("rules"), "".join(_rule(rule, say) for rule in packet["rules"]) + _across(packet, say)),
        _section(say("inputs"), _hashes(packet["inputs"])),
    ]
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{_STYLE}</style>'
    )
    body = "\n".join(part for part in parts if part)
    return f'<!DOCTYPE html>\n<html lang="{language}">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'


class _Speaker:
    """Words of one language, escaped."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, name: str) -> str:
        return escape(word(name, self.language))

    def own(self, told: Mapping[str, str]) -> str:
        """What a rule says of itself, in this language or else in English."""
        return escape(told.get(self.language) or told.get("en") or "")

    def each(self, names: Iterable[str]) -> str:
        """Several words, with commas between."""
        return ", ".join(self(name) for name in names)


def _text(value: Any) -> str:
    return "" if value is None else escape(str(value))


def _section(title: str, content: str) -> str:
    return f"<h2>{title}</h2>\n{content}"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], say: _Speaker) -> str:
    """A table of cells that are escaped already."""
    head = "".join(f"<th>{say(name)}</th>" for name in columns)
    lines = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
    if not lines:
        return f"<p>{say('none')}</p>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n" + "\n".join(lines) + "\n</tbody></table>"


def _facts(packet: Mapping[str, Any], say: _Speaker) -> str:
    facts = [("date", packet["date"]), ("zone", packet["zone"]), ("operation_zone", packet["operation_zone"])]
    if len(packet["zones"]) > 1:
        facts.insert(2, ("zones", ", ".join(packet["zones"])))
    if packet["operation"]:
        facts.insert(0, ("operation", packet["operation"]))
    return "<dl>" + "".join(f"<dt>{say(name)}</dt><dd>{_text(value)}</dd>" for name, value in facts) + "</dl>"


def _account(row: Mapping[str, Any], say: _Speaker) -> list[str]:
    details = {"stop_reason": row["stop_reason"], "hold_until": row["hold_until"], "holdout": None}
    suppressed = [f"{name} ({details[name]})" if details[name] else name for name in row["suppressed"]]
    if row["unreadable"]:
        suppressed.append(f"{word('unreadable', say.language)}: {row['unreadable']}")
    fate = row.get("fate")
    named = "" if fate is None else say({"planned": "planned_fate", "suppressed": "suppressed_fate"}.get(fate, fate))
    told = ": ".join(part for part in (named, *(_text(row.get(name)) for name in ("reason", "detail"))) if part)
    return [
        _text(row["account_id"]),
        _text(row["days_past_due"]),
        _text(row["segment"]),
        _text(", ".join(suppressed)),
        told,
    ]


def _event(row: Mapping[str, Any], say: _Speaker) -> list[str]:
    until = row.get("until")
    at = _text(row["at"].replace("T", " ")) + (f" – {_text(until[11:16])}" if until else "")
    return [
        at,
        say(row["what"]),
        _text(row["channel"]),
        say(row["outcome"]) if row["outcome"] else "",
        _text(row["account_id"]),
        _text(row["address"]),
        say.each(row["counts_as"]),
        _text(", ".join(row["under"])),
    ]


def _unreadable(packet: Mapping[str, Any], say: _Speaker) -> str:
    return f"<p>{packet['unreadable']} {say('unreadable')}</p>" if packet["unreadable"] else ""


def _planned(rows: Sequence[Mapping[str, Any]], say: _Speaker) -> str:
    lines = []
    for row in rows:
        reasons = [f"{say(name)} {_text(row[name])}" for name in _REASONS if row.get(name)]
        reasons += [f"{say('condition')}: {_condition(each, say)}" for each in row.get("conditions", ())]
        when = f"{row['date']} {row.get('start') or ''}".strip()
        cells = (when, row["channel"], row["account_id"], row["address"])
        lines.append([*(_text(cell) for cell in cells), "; ".join(reasons)])
    return _table(("operation_zone", "channel", "account_id", "address", "reasons"), lines, say)


def _condition(condition: Mapping[str, Any], say: _Speaker) -> str:
    """What was to be asked again, in words where the plan says enough for them."""
    return say.own(condition["words"]) or _text(condition["rule"])


_REASONS: Final = ("segment", "template", "offer", "reach", "value", "rank")


def _findings(found: Sequence[Mapping[str, Any]], say: _Speaker) -> str:
    """Findings as a list; a sentence of the check that has no Spanish stays in English, and says so."""
    lines = []
    for finding in found:
        how = finding.get("how")
        named = f" ({say('another_address' if how == 'address' else how)})" if how else ""
        place = f", {say('row')} {finding['row']}" if finding["row"] else ""
        rule = say(finding["rule"]) if finding["rule"] == "unplanned" else _text(finding["rule"])
        spanish = in_spanish(finding["what"]) if say.language == "es" else None
        what = f'<span lang="en">{_text(finding["what"])}</span>' if spanish is None else _text(spanish)
        lines.append(f"<li><b>{rule}</b>{named}{place}: {what}</li>")
    return "<ul>" + "\n".join(lines) + "</ul>"


def _rule(rule: Mapping[str, Any], say: _Speaker, *, is_tried: bool = True) -> str:
    facts = [("severity", say(rule.get("severity", "built_in")))]
    if rule.get("source"):
        facts.append(("source", f"{_text(rule['source'])}, {say('verified' if rule['verified'] else 'unverified')}"))
    if rule.get("unsure"):
        facts.append(("unsure", say.own(rule["unsure"])))
    if rule.get("asks"):
        facts.append(("asks", f"{_text(rule['kind'])}: {_asked(rule['asks'])}"))
    if rule.get("counts"):
        facts.append(("counts", "<br>".join(_count(count, say) for count in rule["counts"])))
    if rule.get("last"):
        facts.append(("last", _last(rule["last"], say)))
    if not is_tried:
        facts.append(("forbids", say("across")))
    else:
        facts.append(("forbids", _forbidden(rule["forbids"], say) if rule["binds"] else say("not_bound")))
    says = f"<p>{say.own(rule['says'])}</p>" if rule.get("says") else ""
    listed = "".join(f"<dt>{say(name)}</dt><dd>{value}</dd>" for name, value in facts)
    return f'<section class="rule"><h3>{_text(rule["id"])}</h3>{says}<dl>{listed}</dl></section>\n'


def _asked(asks: Mapping[str, Any]) -> str:
    return "; ".join(f"{_text(key)} {_text(_plain(value))}" for key, value in asks.items())


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain(part)}" for key, part in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _count(count: Mapping[str, Any], say: _Speaker) -> str:
    per = f"{_text(count['per'])}: " if count["per"] else ""
    more = [f"{count[name]} {say(one if count[name] == 1 else many)}" for name, one, many in _MORE if count[name]]
    added = f" (+ {', '.join(more)})" if more else ""
    span = "..".join(_text(count[end].replace("T", " ")) for end in ("first", "last"))
    what = say(count["what"].removesuffix("s") if count["max"] == 1 else count["what"])
    return f"{per}{count['counted']}{added} {say('of')} {count['max']} {what} {say('in')} {span}"


#: What is counted beside the history, and the words for one and for several.
_MORE: Final = (("planned", "planned", "plus_planned"), ("done", "done", "plus_done"))


def _last(last: Mapping[str, Any], say: _Speaker) -> str:
    on = f", {_text(last['channel'])}" if last["channel"] else ""
    free = f"; {say('free_from')} {_text(last['free_from'])}" if last["free_from"] else ""
    return f"{say(last['what'])}: {_text(last['at'].replace('T', ' '))}{on}{free}"


def _forbidden(forbids: Sequence[Mapping[str, Any]], say: _Speaker) -> str:
    if not forbids:
        return say("nothing")
    lines = []
    for entry in forbids:
        spans = entry["hours"]
        hours = say("whole_day") if spans is None else ", ".join(f"{start}–{end}" for start, end in spans)
        lines.append(f"{_text(entry['channel'])} ({_text(', '.join(entry['accounts']))}): {hours}")
    return "<br>".join(lines)


def _across(packet: Mapping[str, Any], say: _Speaker) -> str:
    """Rules that count over many customers: their counts, and that they were not tried for this one alone."""
    return "".join(_rule(rule, say, is_tried=False) for rule in packet["across_customers"])


def _hashes(inputs: Mapping[str, str]) -> str:
    return "<dl>" + "".join(f"<dt>{_text(n)}</dt><dd><code>{_text(h)}</code></dd>" for n, h in inputs.items()) + "</dl>"
