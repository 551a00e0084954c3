"""What an extraction will ask of Pinterest: route, pieces, calls and minutes, and the days that cannot be had."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import product
from math import ceil

from ads.asking import Asked, fits_reports
from ads.datasets import Family, dataset
from ads.limits import ADS_ANALYTICS_PER_MINUTE, ADS_READ_PER_MINUTE, ORGANIC_PER_MINUTE, TRIAL_REQUESTS_PER_DAY
from ads.pieces import breakdown_slices, id_slices, obtainable, ranges
from contracts.ads import AdsSourceSpec, Chunk, DatasetKey, Route

CALLS_PER_REPORT = 3
"""To create it, and to ask for it twice: most are ready by then. Its download is not Pinterest's API."""
MINUTES_PER_DAY = 24 * 60
WITHOUT_DAYS = "it has no days: it is read as it is now"


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

    Of the week or month that the first day is in, all days are read. How many pieces that makes is not looked at
    here: the pre-flight does (`too_many_pieces`).

    What has no days is read once, as it is now, whatever days are given.
    """
    family = dataset(spec.dataset).family
    if not family.dated:
        return Plan(Route.SYNC, WITHOUT_DAYS, (_now(spec, today),), (), ADS_READ_PER_MINUTE)
    asked = Asked(spec, first, last, today)
    wanted = obtainable(asked)
    lost = tuple(_lost_days(asked, wanted.first))
    chunks = tuple(_chunks(wanted)) if wanted.first <= wanted.last else ()
    per_minute = ORGANIC_PER_MINUTE if family is Family.ORGANIC else ADS_ANALYTICS_PER_MINUTE
    return Plan(wanted.route, _why_route(wanted), chunks, lost, per_minute)


def _now(spec: AdsSourceSpec, today: date) -> Chunk:
    return Chunk(ad_account_id=spec.ad_account_id, dataset=spec.dataset, first=today, last=today, route=Route.SYNC)


def _calls(chunk: Chunk) -> int:
    if chunk.route is Route.ASYNC:
        return CALLS_PER_REPORT
    return len(chunk.ids) if chunk.dataset is DatasetKey.ORGANIC_PIN else 1


def _lost_days(asked: Asked, earliest: date) -> Iterator[LostDays]:
    first, last, today = asked.first, asked.last, asked.today
    if first < earliest:
        why = f"Pinterest keeps {asked.limits.back_max} days for this request"
        if earliest > asked.earliest:
            why += f", and a {asked.spec.granularity} is read whole"
        yield LostDays(first, min(last, earliest - timedelta(days=1)), why)
    if last > today:
        yield LostDays(max(first, today + timedelta(days=1)), last, "these days are yet to come")


def _chunks(asked: Asked) -> Iterator[Chunk]:
    slices = tuple(product(breakdown_slices(asked), id_slices(asked)))
    for first, last in ranges(asked):
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


def _why_route(asked: Asked) -> str:
    if asked.spec.route is not None:
        return "the source asks for it"
    if len(asked.dataset.routes) == 1:
        return "the dataset has no other"
    if not fits_reports(asked.spec):
        return "some of its columns or breakdowns are in no report"
    if asked.route is Route.SYNC:
        return "all its columns, days and entities can be had at once"
    return "its days, columns or entities need a report"
