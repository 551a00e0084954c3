"""Endpoints and deliveries on the screen, and in documents."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from contracts.contract import Instant
from contracts.webhooks import DeliveryCard, Endpoint
from outcomes.report import Report
from starter.clocks import iso_utc
from starter.screen import Screen


def endpoint_report(endpoint: Endpoint) -> Report:
    """An endpoint in a document, without its secrets."""
    return {
        "id": endpoint.id,
        "url": endpoint.url,
        "events": list(endpoint.events),
        "accounts": None if endpoint.accounts is None else list(endpoint.accounts),
        "enabled": endpoint.enabled,
        "disabled_reason": endpoint.disabled_why,
        "failing_since": _moment(endpoint.failing_since),
        "private": endpoint.near,
        "hex_signature": endpoint.hex_signature,
        "secrets": endpoint.secrets,
        "created": iso_utc(endpoint.created),
    }


def delivery_report(card: DeliveryCard) -> Report:
    """A delivery in a document."""
    return {
        "id": card.id,
        "event": card.event,
        "type": card.type,
        "state": card.state.value,
        "replay": bool(card.replay),
        "attempts": card.attempts,
        "last_status": card.last_status,
        "last_error": card.last_error,
        "next_attempt": _moment(card.next_attempt),
        "created": iso_utc(card.created),
    }


def endpoint_table(endpoints: Sequence[Endpoint]) -> Table:
    """A line each, the oldest first."""
    table = _table("endpoint", "address", "events", "accounts", "state")
    for endpoint in endpoints:
        accounts = "all" if endpoint.accounts is None else ", ".join(endpoint.accounts)
        words = (endpoint.id, endpoint.url, ", ".join(endpoint.events), accounts, standing(endpoint))
        table.add_row(*map(Text, words))
    return table


def delivery_table(cards: Sequence[DeliveryCard]) -> Table:
    """A line each, the newest first."""
    table = _table("made", "event", "id", "state", "attempts", "last", "next")
    for card in cards:
        last = card.last_error or (str(card.last_status) if card.last_status else "")
        again = _moment(card.next_attempt) or ""
        words = (iso_utc(card.created), card.type, card.event, card.state.value, str(card.attempts), last, again)
        table.add_row(*map(Text, words))
    return table


def show_endpoint(screen: Screen, endpoint: Endpoint) -> None:
    """All of one."""
    screen.say(f"Endpoint {endpoint.id}: {standing(endpoint)}")
    screen.say(f"  address   {endpoint.url}")
    screen.say(f"  events    {', '.join(endpoint.events)}")
    screen.say(f"  accounts  {'all' if endpoint.accounts is None else ', '.join(endpoint.accounts)}")
    screen.say(f"  secrets   {endpoint.secrets} sign")


def standing(endpoint: Endpoint) -> str:
    """How it is, in a few words."""
    if not endpoint.enabled:
        return f"disabled: {endpoint.disabled_why or 'by hand'}"
    since = _moment(endpoint.failing_since)
    return f"failing since {since}" if since else "well"


def _moment(at: Instant | None) -> str | None:
    return None if at is None else iso_utc(at)


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in names:
        table.add_column(name, overflow="fold")
    return table
