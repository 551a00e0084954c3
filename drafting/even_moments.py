"""Moments as far apart as an occurrence is long enough for, in the time that other pins leave free."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from drafting.ground import Ground, Stretch, Tick, without, zones_around, zones_in_turn

JITTER_SHARE = 4
"""A pin leaves its even place by at most one part in so many of the distance between two."""

_HALF = 1 << 63


@dataclass(frozen=True)
class Room:
    """Where `count_max` pins have their place."""

    ground: Ground
    count_max: int


@dataclass(frozen=True)
class Pace:
    """`gap` and `jitter` in milliseconds; the same seed and orders have the same jitter."""

    gap: int
    jitter: int
    seed: str

    def room(self, stretches: Sequence[Stretch], pins: Sequence[Tick]) -> Room | None:
        """What `pins` leave free when each takes one gap of the quota."""
        ground = Ground([*without(stretches, [*zones_in_turn(pins, self.gap)])])
        if ground.length >= self.gap:
            return Room(ground, ground.length // self.gap)
        return self._one_place(stretches, pins)

    def whole_gaps(self, stretches: Sequence[Stretch], pins: Sequence[Tick]) -> Ground:
        """What is a whole gap from any pin: empty, it may be."""
        return Ground([*without(stretches, [*zones_around(pins, self.gap)])])

    def moments(self, ground: Ground, orders: Sequence[int]) -> Sequence[Tick]:
        """One moment for each of `orders`, in order: a gap apart if there is room for them, none at the edge."""
        count = len(orders)
        distance = ground.length // count
        sway = max(0, min(self.jitter, distance // JITTER_SHARE, (distance - self.gap) // 2))
        middles = ((2 * place + 1) * ground.length // (2 * count) for place in range(count))
        return [ground.at(middle + self._sway(sway, order)) for middle, order in zip(middles, orders, strict=True)]

    def _one_place(self, stretches: Sequence[Stretch], pins: Sequence[Tick]) -> Room | None:
        """For a quota so slow that an occurrence is shorter than its gap: one pin, a whole gap from any other."""
        free = self.whole_gaps(stretches, pins).stretches
        if not free:
            return None
        middle = (stretches[0].start + stretches[-1].end) // 2
        nearest = min(free, key=lambda some: max(some.start - middle, middle - some.end + 1, 0))
        start = min(max(middle, nearest.start), nearest.end - 1)
        return Room(Ground([Stretch(nearest.day, start, start + 1)]), 1)

    def _sway(self, most: int, order: int) -> int:
        """Between `-most` and `most`, as good as random, and always the same."""
        if not most:
            return 0
        found = int.from_bytes(blake2b(f"{self.seed} {order}".encode(), digest_size=8).digest())
        return most * (found - _HALF) // _HALF
