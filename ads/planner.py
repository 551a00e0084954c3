"""What an extraction will ask of Pinterest: route, pieces, calls and minutes, and the days that cannot be had."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import product
from math import ceil
from typing import TypeVar

from ads.asking import Asked
from ads.day_rules import SPLITTABLE
from ads.filter_rules import ids_max
from ads.limits import (
    ADS_ANALYTICS_PER_MINUTE,
    REPORT_BREAKDOWNS_MAX,
    SYNC_BREAKDOWNS_MAX,
    TRIAL_REQUESTS_PER_DAY,
)
from contracts.ads import AdsSourceSpec, Chunk, Route

CALLS_PER_REPORT = 3
"""To create it, and to ask for it twice: most are ready by then. Its download is not Pinterest's API."""
MINUTES_PER_DAY = 24 * 60

_T = TypeVar("_T")


class Tier(StrEnum):
    """How much Pinterest lets an app ask."""

    TRIAL = "trial"
    STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class LostDays:
    """Days that Pinterest does not give, and why."""

    first: date
    last: date
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is going to be asked, before anything is."""

    route: Route
    why_route: str
    chunks: tuple[Chunk, ...]
    """The newest days first, so that what is looked at most is there first."""
    lost: tuple[LostDays, ...]

    @property
    def calls(self) -> int:
        """Requests to Pinterest; more when reports are slow."""
        return len(self.chunks) * (1 if self.route is Route.SYNC else CALLS_PER_REPORT)

    def minutes(self, tier: Tier) -> float:
        """How long the quota makes it last at least, when nothing else uses it."""
        if tier is Tier.TRIAL:
            whole_days = max(0, ceil(self.calls / TRIAL_REQUESTS_PER_DAY) - 1)
            return float(whole_days * MINUTES_PER_DAY)
        return self.calls / ADS_ANALYTICS_PER_MINUTE


def plan(spec: AdsSourceSpec, first: date, last: date, today: date) -> Plan:
    """What reading these days takes; `today` is UTC's. Days that the pre-flight refuses are left out and named."""
    earliest = today - timedelta(days=_back_max(spec, first, last, today))
    wanted = Asked(spec, max(first, earliest), min(last, today), today)
    lost = tuple(_lost_days(first, last, earliest, today))
    chunks = tuple(_chunks(wanted)) if wanted.first <= wanted.last else ()
    return Plan(wanted.route, _why_route(wanted), chunks, lost)


def _back_max(spec: AdsSourceSpec, first: date, last: date, today: date) -> int:
    return Asked(spec, first, last, today).limits.back_max


def _lost_days(first: date, last: date, earliest: date, today: date) -> Iterator[LostDays]:
    if first < earliest:
        kept = (today - earliest).days
        yield LostDays(
            first, min(last, earliest - timedelta(days=1)), f"Pinterest keeps {kept} days for this request"
        )
    if last > today:
        yield LostDays(max(first, today + timedelta(days=1)), last, "these days are yet to come")


def _chunks(asked: Asked) -> Iterator[Chunk]:
    slices = tuple(product(_breakdown_slices(asked), _id_slices(asked)))
    for first, last in _ranges(asked):
        for part, (breakdowns, ids) in enumerate(slices):
            yield Chunk(
                ad_account_id=asked.spec.ad_account_id,
                dataset=asked.spec.dataset,
                first=first,
                last=last,
                ids=ids,
                breakdowns=breakdowns,
                part=part,
                route=asked.route,
            )


def _ranges(asked: Asked) -> Iterator[tuple[date, date]]:
    """From the newest day back; one range alone for rows that cannot be joined."""
    width = asked.limits.chunk if asked.spec.granularity in SPLITTABLE else asked.limits.range_max
    last = asked.last
    while last >= asked.first:
        first = max(asked.first, last - timedelta(days=width - 1))
        yield first, last
        last = first - timedelta(days=1)


def _id_slices(asked: Asked) -> Sequence[tuple[str, ...]]:
    return _slices(asked.own_ids, ids_max(asked))


def _breakdown_slices(asked: Asked) -> Sequence[tuple[str, ...]]:
    most = REPORT_BREAKDOWNS_MAX if asked.route is Route.ASYNC else SYNC_BREAKDOWNS_MAX
    return _slices(asked.spec.breakdowns, most)


def _slices(found: tuple[_T, ...], most: int) -> Sequence[tuple[_T, ...]]:
    return [found[start : start + most] for start in range(0, len(found), most)] or [()]


def _why_route(asked: Asked) -> str:
    if asked.spec.route is not None:
        return "the source asks for it"
    if len(asked.dataset.routes) == 1:
        return "the dataset has no other"
    if asked.route is Route.SYNC:
        return "all its columns, days and entities can be had at once"
    return "its days, columns or entities need a report"
