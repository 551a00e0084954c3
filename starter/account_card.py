"""How an account stands, in words and as JSON: pure, so that every case can be tried."""

from datetime import UTC, datetime
from enum import StrEnum

from contracts.accounts import Alert, ParkCause, Tier, remedy_of
from contracts.contract import Instant
from outcomes.report import Report
from pinterest_api.scopes import missing_scopes
from starter.phrases import took
from store.account_cards import AccountCard

SOON_SECONDS = 5 * 86_400.0
"""A token that ends sooner, and does not renew itself, is something to see to."""


NEAR_SECONDS = 2 * 86_400.0
"""An end that is nearer is told to the minute."""


class Standing(StrEnum):
    """The worst that is known of an account, in a word."""

    REMOVED = "removed"
    PARKED = "parked"
    PAUSED = "paused"
    EXPIRED = "expired"
    """Its token has run out by our clock."""
    ENDING = "ending"
    """Its token ends soon, and will not be renewed."""
    WELL = "connected"


def standing_of(card: AccountCard, now: Instant) -> Standing:
    """What stops it comes before what will."""
    if not card.connected:
        return Standing.REMOVED
    if card.parked is not None:
        return Standing.PARKED
    if card.paused is not None:
        return Standing.PAUSED
    if card.token_until is not None and card.token_until <= now:
        return Standing.EXPIRED
    return Standing.ENDING if is_ending(card, now) else Standing.WELL


def is_ending(card: AccountCard, now: Instant) -> bool:
    """Whether its token will end and nothing but a person can give it another."""
    if card.renews:
        return False
    return card.renewal_refused is not None or (
        card.token_until is not None and card.token_until - now < SOON_SECONDS
    )


def remedy_for(card: AccountCard, now: Instant) -> str | None:
    """What a person does about it; None when there is nothing to do."""
    standing = standing_of(card, now)
    if standing is Standing.REMOVED:
        return f"Connect it again: pinflow accounts connect {card.key}"
    if standing is Standing.PARKED:
        return remedy_of(card.cause, card.key) if card.cause else f"pinflow accounts resume {card.key}"
    if standing is Standing.PAUSED:
        return f"When it shall go on: pinflow accounts resume {card.key}"
    if standing is Standing.ENDING or (standing is Standing.EXPIRED and not card.renews):
        return remedy_of(ParkCause.TOKEN_DEAD, card.key)
    return None


def token_words(card: AccountCard, now: Instant) -> str:
    """How long its token lives, and what then."""
    if card.token_until is None:
        known = "end unknown"
    elif card.token_until <= now:
        known = f"ended {took(now - card.token_until)} ago"
    else:
        known = f"{took(card.token_until - now)} more, until {utc(card.token_until)}"
    return known if not card.connected else f"{known}; {renewal_words(card)}"


def renewal_words(card: AccountCard) -> str:
    if card.renewal_refused is not None:
        return "cannot be renewed any more"
    if not card.renews:
        return "does not renew itself"
    return "renews itself" if card.renew_at is None else f"renews itself from {utc(card.renew_at)} on"


def reason_words(card: AccountCard) -> str:
    """Why it is as it is, where somebody or something said so."""
    return card.parked or card.paused or card.renewal_refused or ""


def end_words(card: AccountCard, now: Instant) -> str:
    """When its token ends, as short as a table wants it: to the minute only when that is near."""
    if card.token_until is None:
        return "?"
    return day(card.token_until) if card.token_until - now > NEAR_SECONDS else utc(card.token_until)


def day(at: Instant) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"


def utc(at: Instant) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def card_report(card: AccountCard, tier: Tier | None, now: Instant) -> Report:
    """The account in the JSON of the commands."""
    return {
        "account": card.key,
        "username": card.username,
        "app": card.app,
        "tier": tier,
        "state": standing_of(card, now),
        "why": reason_words(card) or None,
        "cause": card.cause,
        "since": _iso(card.parked_at),
        "remedy": remedy_for(card, now),
        "token_until": _iso(card.token_until),
        "refresh_until": _iso(card.refresh_until),
        "renews": card.renews,
        "renew_at": _iso(card.renew_at),
        "scopes": sorted(card.scopes),
        "missing_scopes": list(missing_scopes(card.scopes)),
        "shop_url": card.shop_url,
        "open_pins": card.open_pins,
        "alerts": [_alert_report(alert) for alert in card.alerts],
    }


def trouble_report(card: AccountCard, now: Instant) -> Report:
    """An account that somebody must see to, in short."""
    return {
        "account": card.key,
        "state": standing_of(card, now),
        "why": reason_words(card) or None,
        "remedy": remedy_for(card, now),
    }


def _alert_report(alert: Alert) -> Report:
    return {
        "kind": alert.kind,
        "cause": alert.cause,
        "message": alert.message,
        "remedy": alert.remedy,
        "raised_at": _iso(alert.raised_at),
    }


def _iso(at: Instant | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
