"""Which picture, product, wording or board gets traction: numbers of pins summed, with rates that can be trusted.

Rates are of impressions. Of few impressions a rate says little, so a picture leads its product only when its worst
plausible rate (Wilson's interval, E. B. Wilson 1927, 95 %) is above the others' best.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt
from types import MappingProxyType

from contracts.contract import Instant
from contracts.pin_results import PinTally, ReadingState

Z = 1.959963984540054
"""Standard deviations around the middle that hold 95 %."""

NAMES_MAX = 5
"""Pins of a kind that are named; all of them are counted."""


class By(StrEnum):
    """What numbers are summed by."""

    PRODUCT = "product"
    IMAGE = "image"
    TEMPLATE = "template"
    BOARD = "board"
    LAUNCH = "launch"
    EDITION = "edition"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class Sums:
    """Numbers added up."""

    pins: int = 0
    impressions: int = 0
    saves: int = 0
    pin_clicks: int = 0
    outbound_clicks: int = 0

    @property
    def save_rate(self) -> float | None:
        """Saves of an impression; None without any."""
        return self._rate(self.saves)

    @property
    def click_rate(self) -> float | None:
        """Pin clicks of an impression."""
        return self._rate(self.pin_clicks)

    @property
    def outbound_rate(self) -> float | None:
        """Clicks that led to the shop, of an impression."""
        return self._rate(self.outbound_clicks)

    def _rate(self, count: int) -> float | None:
        return count / self.impressions if self.impressions else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. `label` is for people; `product` and `image` are empty but where they are meant."""

    account: str
    key: str
    label: str
    sums: Sums
    product: str = ""
    image: int | None = None


@dataclass(frozen=True, slots=True)
class Leader:
    """Of a product's pictures the one that gets the most traction."""

    account: str
    product: str
    title: str
    image: int
    of: int
    """Pictures that have impressions."""
    rate: float
    """Saves and pin clicks of an impression."""
    next_rate: float
    """The best of the others."""
    clear: bool
    """Whether it is more than chance."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Pins without numbers, or with old ones, for one reason."""

    why: str
    """A `ReadingState`, or `young`: made today, or `waiting`: not asked for yet."""
    count: int
    pins: tuple[str, ...]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """All that is told."""

    first: date
    last: date
    lines: Sequence[Line]
    total: Sums
    leaders: Sequence[Leader]
    unread: Sequence[Unread]
    read_at: Instant | None
    """When the oldest of the numbers was read."""
    moving_from: date | None
    """The first day within the window that may still change."""


def results_of(tallies: Sequence[PinTally], by: By, first: date, last: date, *, midnight: Instant) -> Results:
    """The pins' numbers by `by`, most seen first. `midnight`: today's; a pin that is younger has none."""
    had = [tally for tally in tallies if tally.until is not None]
    reads = [tally.read_at for tally in tallies if tally.state is ReadingState.READ and tally.read_at is not None]
    read = [tally for tally in had if tally.state is ReadingState.READ]
    moving = [day for tally in read if (day := tally.moving_from) is not None and day <= last]
    return Results(
        first=first,
        last=last,
        lines=lines_by(had, by),
        total=summed(had),
        leaders=leaders(had),
        unread=unread(tallies, midnight),
        read_at=min(reads, default=None),
        moving_from=max(min(moving), first) if moving else None,
    )


def summed(tallies: Iterable[PinTally]) -> Sums:
    """All numbers together."""
    total = Sums()
    for one in tallies:
        total = Sums(
            total.pins + 1,
            total.impressions + one.impressions,
            total.saves + one.saves,
            total.pin_clicks + one.pin_clicks,
            total.outbound_clicks + one.outbound_clicks,
        )
    return total


def lines_by(tallies: Sequence[PinTally], by: By) -> Sequence[Line]:
    """A line for each, the most seen first; pictures stay with their product."""
    groups: dict[tuple[str, str], list[PinTally]] = {}
    for tally in tallies:
        groups.setdefault((tally.account, _KEYS[by](tally)), []).append(tally)
    lines = [_line(by, account, key, members) for (account, key), members in groups.items()]
    if by is not By.IMAGE:
        return sorted(lines, key=lambda line: (-line.sums.impressions, line.account, line.key))
    seen: Counter[tuple[str, str]] = Counter()
    for line in lines:
        seen[line.account, line.product] += line.sums.impressions
    return sorted(
        lines, key=lambda line: (-seen[line.account, line.product], line.account, line.product, line.image)
    )


def _line(by: By, account: str, key: str, members: Sequence[PinTally]) -> Line:
    one = members[0]
    of_product = by in {By.PRODUCT, By.IMAGE, By.PIN}
    return Line(
        account=account,
        key=key,
        label=_LABELS[by](one),
        sums=summed(members),
        product=one.product if of_product else "",
        image=one.image if by in {By.IMAGE, By.PIN} else None,
    )


def wording_words(wording: str) -> str:
    """A template as people wrote it; `the product's own words` without one."""
    templates = json.loads(wording) if wording else {}
    parts = [str(templates[name]) for name in ("title", "description") if templates.get(name)]
    return " / ".join(parts) or "the product's own words"


_KEYS: Mapping[By, Callable[[PinTally], str]] = MappingProxyType(
    {
        By.PRODUCT: lambda tally: tally.product,
        By.IMAGE: lambda tally: f"{tally.product}#{tally.image + 1}",
        By.TEMPLATE: lambda tally: tally.wording,
        By.BOARD: lambda tally: tally.board,
        By.LAUNCH: lambda tally: tally.launch,
        By.EDITION: lambda tally: tally.edition,
        By.PIN: lambda tally: tally.pin_id,
    }
)
_LABELS: Mapping[By, Callable[[PinTally], str]] = MappingProxyType(
    {
        By.PRODUCT: lambda tally: tally.title,
        By.IMAGE: lambda tally: f"#{tally.image + 1} {tally.title}",
        By.TEMPLATE: lambda tally: wording_words(tally.wording),
        By.BOARD: lambda tally: tally.board,
        By.LAUNCH: lambda tally: tally.launch or "no launch",
        By.EDITION: lambda tally: tally.edition or "the first",
        By.PIN: lambda tally: f"#{tally.image + 1} {tally.title}",
    }
)


def interval(count: int, of: int) -> tuple[float, float]:
    """The rates that are plausible, after `count` of `of`: Wilson's interval, within 0 and 1.

    A pin may be clicked more often than it was seen; such a count is taken for one of each.
    """
    if of <= 0:
        return 0.0, 1.0
    rate = min(count, of) / of
    middle = (rate + Z * Z / (2 * of)) / (1 + Z * Z / of)
    half = Z / (1 + Z * Z / of) * sqrt(rate * (1 - rate) / of + Z * Z / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def leaders(tallies: Sequence[PinTally]) -> Sequence[Leader]:
    """Of each product with several pictures the one that leads, clear ones first."""
    products: dict[tuple[str, str], dict[int, list[PinTally]]] = {}
    for tally in tallies:
        products.setdefault((tally.account, tally.product), {}).setdefault(tally.image, []).append(tally)
    found = [leader for pictures in products.values() if (leader := _leader(pictures)) is not None]
    return sorted(found, key=lambda one: (not one.clear, next_to(one), one.account, one.product))


def next_to(leader: Leader) -> float:
    """How far the next picture is behind, as a share of the leader: the less the more the leader is worth."""
    return leader.next_rate / leader.rate if leader.rate else 1.0


def _leader(pictures: Mapping[int, Sequence[PinTally]]) -> Leader | None:
    sums = {image: total for image, members in pictures.items() if (total := summed(members)).impressions}
    if len(sums) < 2:  # noqa: PLR2004 - there must be one to compare it with
        return None
    rates = {image: (one.saves + one.pin_clicks) / one.impressions for image, one in sums.items()}
    best = max(sorted(rates), key=lambda image: rates[image])
    others = [image for image in rates if image != best]
    bounds = {image: interval(one.saves + one.pin_clicks, one.impressions) for image, one in sums.items()}
    one = pictures[best][0]
    return Leader(
        account=one.account,
        product=one.product,
        title=one.title,
        image=best,
        of=len(sums),
        rate=rates[best],
        next_rate=max(rates[image] for image in others),
        clear=bounds[best][0] > max(bounds[image][1] for image in others),
    )


YOUNG, WAITING, EMPTY = "young", "waiting", "untold"
"""Made today; not asked for yet; asked for, and Pinterest has told of no day."""


def unread(tallies: Iterable[PinTally], midnight: Instant) -> Sequence[Unread]:
    """Pins without numbers, and those of which there will be no more, by why."""
    kinds: dict[str, list[PinTally]] = {}
    for tally in tallies:
        why = _why_unread(tally, midnight)
        if why is not None:
            kinds.setdefault(why, []).append(tally)
    return [
        Unread(
            why, len(them), tuple(one.pin_id for one in them[:NAMES_MAX]), next((t.why for t in them if t.why), "")
        )
        for why, them in sorted(kinds.items())
    ]


def _why_unread(tally: PinTally, midnight: Instant) -> str | None:
    if tally.state is None:
        return YOUNG if tally.live_since >= midnight else WAITING
    if tally.state is not ReadingState.READ:
        return tally.state.value
    return EMPTY if tally.until is None else None
