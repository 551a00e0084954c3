"""What is not certain about an attempt, in words that a person can act on."""

from collections.abc import Sequence
from datetime import UTC, datetime

from contracts.contract import Instant
from drafting.likeness import Resemblance

PINS_TOLD_MAX = 3
"""Pins that one doubt names; of more it says how many."""

WORDS_MAX = 2_000

NO_ANSWER = "no answer"


def clock_words(at: Instant) -> str:
    """A moment of the day: `14:02:11 UTC`."""
    return f"{datetime.fromtimestamp(at, UTC):%H:%M:%S} UTC"


def doubt_words(pins: Sequence[Resemblance]) -> str:
    """Which pins may be the attempt's, and why none of them is taken for it."""
    told = [_pin_words(pin) for pin in pins[:PINS_TOLD_MAX]]
    more = len(pins) - len(told)
    return "; ".join([*told, *([f"and {more} more like it"] if more else [])])


def unread_words(why: str, at: Instant) -> str:
    """A reading that failed."""
    return f"it could not be read at {clock_words(at)}: {why}"[:WORDS_MAX]


def known_words(*, claimed: Instant, detail: str, reads: int, last_read: Instant | None, doubt: str) -> str:
    """All that is known of an attempt whose end is not: when it left, what was heard, what the board showed."""
    sent = f"sent {clock_words(claimed)}, {_silence_words(detail)}"
    return "; ".join(part for part in (sent, _reads_words(reads, last_read), doubt) if part)[:WORDS_MAX]


def _silence_words(detail: str) -> str:
    """`no answer`, and why, unless the why says so itself."""
    if detail.lower().startswith(NO_ANSWER):
        return detail[0].lower() + detail[1:]
    return f"{NO_ANSWER} ({detail})" if detail else NO_ANSWER


def _pin_words(pin: Resemblance) -> str:
    made = "at an unknown time" if pin.created is None else f"at {clock_words(pin.created)}"
    where = " on another board" if pin.elsewhere else ""
    shared = ", as another attempt has" if pin.fits and pin.rivals > 1 else ""
    return f"pin {pin.pin_id} was made {made}{where} and has its {_likeness_words(pin)}{shared}"


def _likeness_words(pin: Resemblance) -> str:
    if pin.title and pin.link:
        return "title and link"
    return "title, but another link" if pin.title else "link, but another title"


def _reads_words(reads: int, last_read: Instant | None) -> str:
    if last_read is None:
        return "the board was not read yet"
    if not reads:
        return f"the board was read last at {clock_words(last_read)}, never whole"
    times = "once" if reads == 1 else f"{reads} times"
    return f"the board was read whole {times}, last at {clock_words(last_read)}"
