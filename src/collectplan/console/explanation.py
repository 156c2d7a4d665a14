"""An explanation on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from collectplan.console.tables import money, plain_table
from collectplan.explain.answer import ChannelAnswer, Explanation

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
            hours = f"{contact.start}-{contact.end}" if contact.start else "any"
            worth = money(contact.value, explanation.currency)
            contacts.add_row(hours, contact.channel, contact.agent_group, contact.account_id, worth)
        screen.print()
        screen.print(contacts)
    for channel in explanation.channels:
        screen.print()
        _show_channel(screen, channel, explanation.currency)
    for note in explanation.notes:
        screen.print()
        screen.print(note, soft_wrap=True)


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
    if channel.change:
        lines.append(f"what would change it: {channel.change}")
    return lines


def _best_line(channel: ChannelAnswer, currency: str) -> str:
    best = "planned" if channel.state == "planned" else "best"
    hours = f" {channel.start}-{channel.end}" if channel.start else ""
    group = f" by {channel.agent_group}" if channel.agent_group else ""
    reach = f", reach {100 * channel.reach:.1f} %" if channel.reach is not None else ""
    worth = f", brings {money(channel.value, currency)}" if channel.value is not None else ""
    return f"{best}:{hours or ' today'}{group}{reach}{worth}"
