"""The days of a source as they are looked at: from the first that is wanted to the last, and what is missing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ads.datasets import dataset
from ads.day_picture import Gap, gaps
from ads.restatement import look_back_days
from contracts.ads import AdsSourceSpec, CoverageState
from contracts.ads_runs import AdsRunRequest, CoveredDay

DAYS_BACK_MAX = 1_100
"""More than Pinterest keeps of anything."""


@dataclass(frozen=True)
class SeenDays:
    """What is known of a source's days."""

    spec: AdsSourceSpec
    first: date
    last: date
    days: Sequence[CoveredDay]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Those that are not there; what has no days has none that was not read."""
        found = gaps(self.first, self.last, self.days)
        dated = dataset(self.spec.dataset).family.dated
        return found if dated else tuple(gap for gap in found if gap.state is not None)

    @property
    def counts(self) -> Mapping[CoverageState, int]:
        """How many days are what."""
        return Counter(day.state for day in self.days)

    def refill(self) -> AdsRunRequest | None:
        """The run that reads what failed or was never read; None where nothing is missing that could be had."""
        wanted = [gap.first for gap in self.gaps if gap.refillable]
        return AdsRunRequest(source=self.spec.key, first=min(wanted)) if wanted else None


def looked_at(spec: AdsSourceSpec, first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """From where to where the days are looked up: as asked, else as far back as anything goes, to yesterday.

    What has no days is looked at to today, when it may have been read.
    """
    whole = 1 if dataset(spec.dataset).family.dated else 0
    end = last or today - timedelta(days=whole)
    return first or end - timedelta(days=DAYS_BACK_MAX), end


def seen_days(spec: AdsSourceSpec, first: date | None, last: date, days: Sequence[CoveredDay]) -> SeenDays:
    """The days to `last`, from `first`, or from the first that is wanted: the source's own, or ever asked for.

    No run goes further back than is looked through, unless it is told to.
    """
    if first is not None:
        return SeenDays(spec, first, last, days)
    asked = spec.first_day or last - timedelta(days=look_back_days(spec))
    asked = max(asked, last - timedelta(days=DAYS_BACK_MAX - 1))
    return SeenDays(spec, min(asked, days[0].day) if days else min(asked, last), last, days)
