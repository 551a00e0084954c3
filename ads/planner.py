"""What an extraction will ask of Pinterest: route, pieces, calls and minutes, and the days that cannot be had."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import product
from math import ceil
from typing import TypeVar

from ads.asking import Asked
from ads.datasets import Family, dataset
from ads.day_rules import SPLITTABLE
from ads.filter_rules import ids_max
from ads.limits import (
    ADS_ANALYTICS_PER_MINUTE,
    ADS_READ_PER_MINUTE,
    CUT_VALUES,
    ORGANIC_PER_MINUTE,
    REPORT_BREAKDOWNS_MAX,
    SYNC_BREAKDOWNS_MAX,
    SYNC_CELLS_MAX,
    TRIAL_REQUESTS_PER_DAY,
)
from contracts.ads import AdsSourceSpec, Chunk, DatasetKey, Granularity, Route

HOURS = 24
CALLS_PER_REPORT = 3
"""To create it, and to ask for it twice: most are ready by then. Its download is not Pinterest's API."""
MINUTES_PER_DAY = 24 * 60
WITHOUT_DAYS = "it has no days: it is read as it is now"

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

    per_minute: int = ADS_ANALYTICS_PER_MINUTE
    """The quota that its requests count in."""

    @property
    def calls(self) -> int:
        """Requests to Pinterest; more when reports are slow, or lists are long."""
        return sum(_calls(chunk) for chunk in self.chunks)

    def minutes(self, tier: Tier) -> float:
        """How long the quota makes it last at least, when nothing else uses it."""
        if tier is Tier.TRIAL:
            whole_days = max(0, ceil(self.calls / TRIAL_REQUESTS_PER_DAY) - 1)
            return float(whole_days * MINUTES_PER_DAY)
        return self.calls / self.per_minute


def plan(spec: AdsSourceSpec, first: date, last: date, today: date) -> Plan:
    """What reading these days takes; `today` is UTC's. Days that the pre-flight refuses are left out and named.

    What has no days is read once, as it is now, whatever days are given.
    """
    family = dataset(spec.dataset).family
    if not family.dated:
        return Plan(Route.SYNC, WITHOUT_DAYS, (_now(spec, today),), (), ADS_READ_PER_MINUTE)
    earliest = today - timedelta(days=_back_max(spec, first, last, today))
    wanted = Asked(spec, max(first, earliest), min(last, today), today)
    lost = tuple(_lost_days(first, last, earliest, today))
    chunks = tuple(_chunks(wanted)) if wanted.first <= wanted.last else ()
    per_minute = ORGANIC_PER_MINUTE if family is Family.ORGANIC else ADS_ANALYTICS_PER_MINUTE
    return Plan(wanted.route, _why_route(wanted), chunks, lost, per_minute)


def _now(spec: AdsSourceSpec, today: date) -> Chunk:
    return Chunk(ad_account_id=spec.ad_account_id, dataset=spec.dataset, first=today, last=today, route=Route.SYNC)


def _calls(chunk: Chunk) -> int:
    if chunk.route is Route.ASYNC:
        return CALLS_PER_REPORT
    return len(chunk.ids) if chunk.dataset is DatasetKey.ORGANIC_PIN else 1


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
    if asked.route is Route.SYNC and asked.spec.granularity in SPLITTABLE:
        width = max(1, min(width, SYNC_CELLS_MAX // _day_cells(asked)))
    last = asked.last
    while last >= asked.first:
        first = max(asked.first, last - timedelta(days=width - 1))
        yield first, last
        last = first - timedelta(days=1)


def _id_slices(asked: Asked) -> Sequence[tuple[str, ...]]:
    most = ids_max(asked)
    if asked.route is Route.SYNC:
        days = min(asked.days, asked.limits.chunk) if asked.spec.granularity in SPLITTABLE else 1
        most = max(1, min(most, SYNC_CELLS_MAX // (_day_cells(asked) * days)))
    return _slices(asked.own_ids, most)


def _day_cells(asked: Asked) -> int:
    """Values that one entity has on one day, as far as that can be told beforehand."""
    cuts = len(asked.spec.breakdowns) * CUT_VALUES or 1
    hours = HOURS if asked.spec.granularity is Granularity.HOUR else 1
    return max(1, len(asked.spec.columns)) * cuts * hours


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
