"""An explanation on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from collectplan.console.obligations import is_held_out
from collectplan.console.tables import money, plain_table
from collectplan.explain.answer import ChannelAnswer, Explanation, Smallest

_STATES = {
    "planned": "planned",
    "passed_over": "permitted, but not planned",
    "no_value": "permitted, but worth nothing",
    "no_crew": "permitted, but nobody can do it",
    "blocked": "not permitted",
}


def show_explanation(screen: Console, explanation: Explanation) -> None:
    """Print why a customer was, or was not, planned: accounts, contacts, then each channel."""
    _show_head(screen, explanation)
    accounts = plain_table("", ("account", "segment", "fate", "reason", "detail"))
    for account in explanation.accounts:
        accounts.add_row(
            account.account_id, account.segment, account.fate.replace("_", " "), account.reason, account.detail
        )
    screen.print(accounts)
    if explanation.contacts:
        contacts = plain_table("", ("hours", "channel", "group", "account", "worth"), ("worth",))
        for contact in explanation.contacts:
            later = f"{contact.date} " if contact.date != explanation.date else ""
            hours = later + (f"{contact.start}-{contact.end}" if contact.start else "any")
            worth = money(contact.value, explanation.currency)
            contacts.add_row(hours, contact.channel, contact.agent_group, contact.account_id, worth)
        screen.print()
        screen.print(contacts)
        for line in condition_lines(explanation):
            screen.print(line, soft_wrap=True)
    for line in missed_lines(explanation):
        screen.print()
        screen.print(line, soft_wrap=True)
    for channel in explanation.channels:
        screen.print()
        _show_channel(screen, channel, explanation.currency)
    if explanation.smallest is not None:
        screen.print()
        for line in smallest_lines(explanation.smallest, explanation.currency):
            screen.print(line, soft_wrap=True)
        for other in explanation.alternatives:
            screen.print(f"  or for {other.channel}: {'; '.join(c.what for c in other.changes)}", soft_wrap=True)
    for note in explanation.notes:
        screen.print()
        screen.print(note, soft_wrap=True)


def condition_lines(explanation: Explanation) -> list[str]:
    """What must be asked again before a contact is made, and on which contacts it hangs."""
    lines = []
    for contact in explanation.contacts:
        later = f" {contact.date}" if contact.date != explanation.date else ""
        name = f"{contact.channel}{later}{f' {contact.start}' if contact.start else ''}"
        for condition in contact.conditions:
            words = condition.words or f"only if rule {condition.rule} still allows it"
            on = f"; it depends on: {', '.join(condition.depends_on)}" if condition.depends_on else ""
            lines.append(f"{name}: {words}{on}")
    return lines


def missed_lines(explanation: Explanation) -> list[str]:
    """Obligations that the plan does not keep, and what stands against each."""
    return [
        f"obligation {missed.rule}, due by {missed.by}, is not kept: {missed.why}"
        if is_held_out(missed.against)
        else f"obligation {missed.rule} is missed, due by {missed.by}: {missed.why}"
        + (f"; against it: {', '.join(missed.against)}" if missed.against else "")
        for missed in explanation.missed
    ]


def _show_head(screen: Console, explanation: Explanation) -> None:
    who = f"customer {explanation.customer_id}" if explanation.customer_id else f"account {explanation.asked}"
    asked = f", account {explanation.asked}" if explanation.is_account and explanation.customer_id else ""
    when = f" on {explanation.date}" if explanation.date else ""
    amount = f", {money(explanation.amount, explanation.currency)} past due" if explanation.amount is not None else ""
    screen.print(Text(f"{who}{asked}{when}{amount}", style="bold"), soft_wrap=True)


def _show_channel(screen: Console, channel: ChannelAnswer, currency: str) -> None:
    screen.print(
        Text.assemble((channel.channel, "bold"), f": {_STATES.get(channel.state, channel.state)}"), soft_wrap=True
    )
    for line in channel_lines(channel, currency):
        screen.print(f"  {line}", soft_wrap=True)


def channel_lines(channel: ChannelAnswer, currency: str) -> list[str]:
    """What is said below a channel's name."""
    lines = []
    if channel.state == "blocked":
        rule = f"rule {channel.rule}" if channel.rule and channel.rule != channel.reason else channel.reason
        kind = f" ({channel.reason})" if rule.startswith("rule ") else ""
        lines.append(f"{rule}{kind}" + (f": {channel.detail}" if channel.detail else ""))
    else:
        lines.append(f"led by account {channel.account_id}, open {channel.open or 'in no hour'}")
        lines.append(_best_line(channel, currency))
        if channel.state != "planned" and channel.detail:
            rule = f"rule {channel.rule}: " if channel.rule else ""
            lines.append(f"{rule}{channel.detail}")
        lines.extend(
            f"needs {need.amount:,.2f} {need.unit} of {need.resource}{f' at {need.start}' if need.start else ''}"
            f" ({need.used:,.0f} of {need.capacity:,.0f} used), worth {money(need.worth, currency)} at the shadow price"
            for need in channel.needs
        )
    if channel.targets:
        lines.append(f"counts for target {', '.join(channel.targets)}")
    if channel.change:
        lines.append(f"what would change it: {channel.change}")
    return lines


def smallest_lines(smallest: Smallest, currency: str) -> list[str]:
    """The fewest changes that would have the customer contacted, and the contact that would come of them."""
    hours = f" {smallest.start}-{smallest.end}" if smallest.start else ""
    group = f" by {smallest.agent_group}" if smallest.agent_group else ""
    about = f" about account {smallest.account_id}" if smallest.account_id else ""
    number = "one change" if len(smallest.changes) == 1 else f"{len(smallest.changes)} changes, all of them"
    head = f"smallest change for a contact: {number}, for {smallest.channel}{hours}{group}{about}"
    lines = [head, *(f"  - {c.what}" + (f" [{c.where}]" if c.where else "") for c in smallest.changes)]
    if smallest.value is not None and smallest.price is not None:
        worth = (
            f"it would bring {money(smallest.value, currency)} and use capacity worth {money(smallest.price, currency)}"
        )
        lines.append(f"  {worth}")
    return [*lines, f"  ({smallest.how})"]


def _best_line(channel: ChannelAnswer, currency: str) -> str:
    best = "planned" if channel.state == "planned" else "best"
    hours = f" {channel.start}-{channel.end}" if channel.start else ""
    group = f" by {channel.agent_group}" if channel.agent_group else ""
    reach = f", reach {100 * channel.reach:.1f} %" if channel.reach is not None else ""
    worth = f", brings {money(channel.value, currency)}" if channel.value is not None else ""
    return f"{best}:{hours or ' today'}{group}{reach}{worth}"


def show_target(screen: Console, told: Mapping[str, Any]) -> None:
    """Print why a target is missed: what `explain --json` says of it."""
    head = f"target {told['id']}: {told['planned']:,} of {told['floor']:,} contacts planned"
    screen.print(Text(head, style="bold"), soft_wrap=True)
    if not told["missed"]:
        return
    if not told["conflicts"]:
        what = f"even without any rule, treatment and limit only {told['attainable']:,} contacts can count for it"
        screen.print(f"{what}: consent, addresses, stops and segments leave no more", soft_wrap=True)
        return
    for conflict in told["conflicts"]:
        screen.print("cannot hold with it" + (", all of them together:" if len(conflict) > 1 else ":"), soft_wrap=True)
        for change in conflict:
            where = f" [{change['where']}]" if change["where"] else ""
            screen.print(f"  - {change['what']}{where}", soft_wrap=True)
    screen.print(f"without these {told['attainable']:,} contacts would count for it", soft_wrap=True)
