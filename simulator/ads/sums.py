"""Totals of what ads did: they add up, and they can be divided into parts that add up again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.ads.traffic import NOTHING, Conversion, Counts

ConversionKey = tuple[str, str, str, str, str]


@dataclass
class Attributed:
    """How many conversions of one kind, of how many items, worth how many micro units."""

    conversions: int = 0
    quantity: int = 0
    value: int = 0


@dataclass
class Sum:
    counts: list[int] = field(default_factory=lambda: list(NOTHING))
    conversions: dict[ConversionKey, Attributed] = field(default_factory=dict)

    def add_counts(self, counts: Counts) -> None:
        held = self.counts
        for index, number in enumerate(counts):
            held[index] += number

    def add_conversion(self, conversion: Conversion) -> None:
        held = self.conversions.setdefault(conversion.key, Attributed())
        held.conversions += 1
        held.quantity += conversion.quantity
        held.value += conversion.value

    def add(self, other: Sum) -> None:
        self.add_counts(tuple(other.counts))
        for key, attributed in other.conversions.items():
            held = self.conversions.setdefault(key, Attributed())
            held.conversions += attributed.conversions
            held.quantity += attributed.quantity
            held.value += attributed.value

    @property
    def is_nothing(self) -> bool:
        return not any(self.counts) and not self.conversions


def divided(counts: Counts, parts: int, dice: int) -> Iterator[Counts]:
    """As many counts as parts, which add up to the whole, number for number. The first gets least."""
    turn, whole = dice % parts, parts * (parts + 1) // 2
    before, gone = 0, NOTHING
    shares = []
    for position in range(parts):
        before += position + 1
        here = tuple(number * before // whole for number in counts)
        shares.append(tuple(now - then for now, then in zip(here, gone, strict=True)))
        gone = here
    yield from (shares[(position + turn) % parts] for position in range(parts))
