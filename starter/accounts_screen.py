"""What a person sees of the accounts: a table of all, and one in full."""

from collections.abc import Mapping, Sequence

from rich.table import Table
from rich.text import Text

from contracts.accounts import Tier
from contracts.contract import Instant
from contracts.names import AccountKey
from pinterest_api.scopes import missing_scopes
from starter.account_card import (
    Standing,
    end_words,
    reason_words,
    remedy_for,
    renewal_words,
    standing_of,
    token_words,
    utc,
)
from starter.screen import Screen
from store.account_cards import AccountCard

COLOURS = {
    Standing.WELL: "green",
    Standing.PAUSED: "blue",
    Standing.ENDING: "yellow",
    Standing.EXPIRED: "yellow",
    Standing.PARKED: "red",
    Standing.REMOVED: "dim",
}
COLUMNS = ("account", "username", "app", "tier", "state", "token until", "pins open", "alerts")


def show_accounts(
    screen: Screen, cards: Sequence[AccountCard], tiers: Mapping[AccountKey, Tier], now: Instant
) -> None:
    """A line each, and under it what to do about those that need somebody."""
    if not cards:
        screen.say("No account is connected yet. Connect one with: pinflow accounts connect")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in COLUMNS:
        table.add_column(name, overflow="fold", justify="right" if name in {"pins open", "alerts"} else "left")
    for card in cards:
        table.add_row(*_cells(card, tiers.get(card.key), now))
    screen.table(table)
    show_troubled(screen, cards, now)


def show_troubled(screen: Screen, cards: Sequence[AccountCard], now: Instant) -> None:
    """Those that need somebody, and what to do."""
    for card in cards:
        remedy = remedy_for(card, now)
        if remedy and card.connected:
            screen.say(f"\nAccount {card.key}: {_told(card, now)}", style="yellow")
            screen.say(f"  {remedy}")


def _cells(card: AccountCard, tier: Tier | None, now: Instant) -> tuple[str | Text, ...]:
    standing = standing_of(card, now)
    return (
        card.key,
        card.username or "-",
        card.app or "-",
        tier or "?",
        Text(standing, style=COLOURS[standing]),
        end_words(card, now),
        f"{card.open_pins:,}",
        str(len(card.alerts)) if card.alerts else "-",
    )


def _told(card: AccountCard, now: Instant) -> str:
    why = reason_words(card)
    return f"{standing_of(card, now)}{f': {why}' if why else f', {renewal_words(card)}'}"


def show_account(screen: Screen, card: AccountCard, tier: Tier | None, now: Instant) -> None:
    """One account in full."""
    standing = standing_of(card, now)
    screen.say(f"● {card.key}: {standing}", style=f"bold {COLOURS[standing]}")
    for name, words in _lines(card, tier, now):
        screen.say(f"  {name:<10} {words}")
    for alert in card.alerts:
        screen.say(f"\n  Alert since {utc(alert.raised_at)}: {alert.message}", style="yellow")
    remedy = remedy_for(card, now)
    if remedy:
        screen.say(f"\n  {remedy}", style="bold")


def _lines(card: AccountCard, tier: Tier | None, now: Instant) -> Sequence[tuple[str, str]]:
    missing = missing_scopes(card.scopes)
    lacking = f"; missing: {', '.join(missing)}" if missing else ""
    why = reason_words(card)
    since = f", since {utc(card.parked_at)}" if card.parked_at is not None else ""
    lines = [
        ("Pinterest", card.username or "not asked yet"),
        ("App", f"{card.app or 'unknown'}, {f'{tier} access' if tier else 'tier not learnt yet'}"),
        ("Token", token_words(card, now)),
        ("Scopes", f"{', '.join(sorted(card.scopes)) or 'not told'}{lacking}"),
        ("Shop", card.shop_url or "none of its own"),
        ("Pins open", f"{card.open_pins:,}"),
    ]
    return [*lines, ("Why", f"{why}{since}")] if why else lines
