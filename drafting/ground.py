"""The time of one occurrence in which pins may be placed. Moments and lengths are whole milliseconds."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from contracts.contract import Instant

Tick = int
"""Milliseconds since the Unix epoch: whole numbers, so that sums of gaps are exact."""


def ticks_of(seconds: float) -> int:
    """A length in milliseconds, rounded up."""
    # What is a millionth above a whole number is a float's rounding.
    return math.ceil(round(seconds * 1_000, 3))


def nearest_tick(at: Instant) -> Tick:
    """A moment in milliseconds."""
    return round(at * 1_000)


class Stretch(NamedTuple):
    """`[start, end)` on one local day, counted as `date.toordinal` does."""

    day: int
    start: Tick
    end: Tick


class Ground:
    """Stretches in order, and the time in them as if it were one piece."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self.stretches = stretches
        self._starts = [some.start for some in stretches]
        self._before = list(accumulate((some.end - some.start for some in stretches), initial=0))
        self.length = self._before.pop()
        """Milliseconds in all of them."""
        self.days = sorted({some.day for some in stretches})

    @property
    def start(self) -> Tick:
        return self.stretches[0].start if self.stretches else 0

    @property
    def end(self) -> Tick:
        return self.stretches[-1].end if self.stretches else 0

    def at(self, offset: int) -> Tick:
        """The moment that comes after `offset` milliseconds of this ground: two lie as far apart, or farther."""
        found = bisect_right(self._before, offset) - 1
        return self._starts[found] + offset - self._before[found]

    def first_from(self, moment: Tick) -> Tick | None:
        """The first moment of the ground that is not before `moment`."""
        found = max(0, bisect_right(self._starts, moment) - 1)
        if moment < self.stretches[found].end:
            return max(moment, self._starts[found])
        return self._starts[found + 1] if found + 1 < len(self._starts) else None

    def day_at(self, moment: Tick) -> int:
        """The local day of a moment of this ground."""
        return self.stretches[bisect_right(self._starts, moment) - 1].day

    def after_day(self, day: int) -> Tick:
        """The first moment that lies on a later day, or the end."""
        return next((some.start for some in self.stretches if some.day > day), self.end)


class Zone(NamedTuple):
    """`[start, end)` that a pin takes for itself."""

    start: Tick
    end: Tick


def zones_in_turn(pins: Iterable[Tick], length: int) -> Iterator[Zone]:
    """`length` for each pin, half before it and half after; of pins that lie nearer, one after another.

    So many pins never take less than so many lengths: that is how long the quota needs for them.
    """
    free = None
    for pin in pins:
        start = pin - length // 2
        start = start if free is None else max(start, free)
        free = start + length
        yield Zone(start, free)


def zones_around(pins: Iterable[Tick], length: int) -> Iterator[Zone]:
    """All that is nearer to a pin than `length`."""
    return (Zone(pin - length + 1, pin + length) for pin in pins)


def without(stretches: Iterable[Stretch], zones: Sequence[Zone]) -> Iterator[Stretch]:
    """What is left of `stretches` beside the zones, which come in order and may overlap."""
    for some in stretches:
        start = some.start
        for zone in zones:
            if start < zone.start < some.end:
                yield Stretch(some.day, start, zone.start)
            if zone.start < some.end:
                start = max(start, zone.end)
        if start < some.end:
            yield Stretch(some.day, start, some.end)
