"""What happens next to a pin whose answer was lost, in words."""

from contracts.contract import Instant
from contracts.reconciling import ReconcilingPin, Then
from drafting.doubts import clock_words

THEN_WORDS = {
    Then.POSTED_AGAIN: "it is posted again",
    Then.WITHDRAWN: "it is withdrawn",
    Then.HELD: "it waits until it is resumed",
}


DOUBT_WORDS = {
    Then.POSTED_AGAIN: "nothing is posted while there is doubt",
    Then.WITHDRAWN: "it was cancelled: nothing is posted, and without a pin for certain it is withdrawn",
    Then.HELD: "it is paused: nothing is posted",
}


def next_words(pin: ReconcilingPin, now: Instant) -> str:
    """When its board is read again, and what follows from that."""
    return f"{reading_words(pin.next_read, now)}; {verdict_words(pin.settles, now, pin.then, doubt=pin.doubt)}"


def reading_words(next_read: Instant, now: Instant) -> str:
    """Moments that have come are not told by the clock: the reading waits for its turn, or is under way."""
    when = "any moment now" if next_read <= now else f"at ~{clock_words(next_read)}"
    return f"the board is read again {when}"


def verdict_words(settles: Instant, now: Instant, then: Then, *, doubt: str = "") -> str:
    """What a reading that does not show the pin means, at `settles` and after."""
    if doubt:
        return DOUBT_WORDS[then]
    if settles <= now:
        return f"if it is not there, {THEN_WORDS[then]}"
    return f"if it is not there after {clock_words(settles)}, {THEN_WORDS[then]}"
