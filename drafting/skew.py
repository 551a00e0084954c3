"""Two clocks: ours says when an attempt left, Pinterest's when a pin was made."""

from dataclasses import dataclass

from contracts.contract import Instant

SKEW_SECONDS = 120.0
"""How far the clocks may be apart beyond what was measured."""

AHEAD_SECONDS_MAX = 86_400.0
"""A difference beyond a day is no clock's: such a header is not believed."""


def measure_ahead(answered: Instant | None, came: Instant) -> float | None:
    """How many seconds Pinterest's clock is ahead of ours, by an answer's header `Date` and the moment it came.

    None: it does not say, or nothing that can be believed.
    """
    if answered is None or abs(answered - came) > AHEAD_SECONDS_MAX:
        return None
    return answered - came


@dataclass(frozen=True)
class Skew:
    """Pinterest's clock, seen from ours: `ahead` as it was measured, `rest` what may be wrong with that."""

    ahead: float = 0.0
    rest: float = SKEW_SECONDS

    def likely_since(self, sent_at: Instant) -> Instant:
        """In Pinterest's time: what was made before this was made before a request that left at `sent_at`."""
        return sent_at + self.ahead - self.rest

    def possible_since(self, sent_at: Instant) -> Instant:
        """The same for whoever must not miss the pin: the measurement may be wrong, so it only ever widens."""
        return min(sent_at, sent_at + self.ahead) - self.rest
