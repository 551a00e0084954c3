"""When something happened, as events tell it: their order hangs on it, so what is vague is not guessed."""

from collections.abc import Callable
from datetime import UTC, datetime

from contracts.contract import Instant

AHEAD_SECONDS_MAX = 300
"""How far another clock may be ahead of ours; one event of next year would make stale all that come before it."""
TEXT_MAX = 60

_YEAR_10000: Instant = 253_402_300_800
_CLOCK_FIELDS = ("T", " ")


def offset_instant(text: str) -> Instant | None:
    """The moment of an ISO 8601 text with its offset; None when it has none, or is no such text."""
    return _instant(text, lambda moment: moment if moment.tzinfo else None)


def utc_instant(text: str) -> Instant | None:
    """As `offset_instant`; without an offset it is meant as UTC, as WooCommerce's `*_gmt` are."""
    return _instant(text, lambda moment: moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def epoch_instant(number: object, per_second: int) -> Instant | None:
    """The moment of a whole number since 1970; None when it is none, or of no year that is written."""
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < _YEAR_10000 * per_second:
        return None
    return number / per_second


def credible(at: Instant | None, received: Instant) -> Instant:
    """`at`, unless it is far ahead of our clock, or nothing was said: then when it came."""
    return received if at is None or at > received + AHEAD_SECONDS_MAX else at


def _instant(text: str, settle: Callable[[datetime], datetime | None]) -> Instant | None:
    stated = text.strip()
    if len(stated) > TEXT_MAX or not any(mark in stated for mark in _CLOCK_FIELDS):
        return None
    try:
        moment = settle(datetime.fromisoformat(stated))
        at = moment.timestamp() if moment else None
    except (ValueError, OverflowError):
        return None
    return at if at is not None and at >= 0 else None
