"""`pinflow ads coverage`: which days of a source are there, and why the others are not."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ads.datasets import dataset
from ads.day_picture import LEGEND, Gap, gaps, picture
from ads.restatement import look_back_days
from config import load_settings
from contracts.ads_runs import AdsSource, CoveredDay
from outcomes.report import Report
from starter.accounts import write
from starter.ads_files import today_utc
from starter.failures import ExitCode
from starter.ledger import find_ledger
from starter.screen import Screen
from starter.the_ads_source import ads_sources_of, the_ads_source
from store.ads_coverage import SqlAdsCoverage

DAYS_BACK_MAX = 1_100
"""More than Pinterest keeps of anything."""
GAPS_SHOWN_MAX = 20


@dataclass(frozen=True)
class Seen:
    """The days of a source, from the first that is wanted to yesterday."""

    source: AdsSource
    first: date
    last: date
    days: Sequence[CoveredDay]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Those that are not there; what has no days has none that was not read."""
        found = gaps(self.first, self.last, self.days)
        return found if self.is_dated else tuple(gap for gap in found if gap.state is not None)

    @property
    def is_dated(self) -> bool:
        """Whether the rows are of days, and not of things as they are."""
        return dataset(self.source.spec.dataset).family.dated


def show_coverage(name: str, first: datetime | None, last: datetime | None, *, as_json: bool) -> int:
    """Draw the days; the exit code. Raises `CommandFailed`."""
    seen = asyncio.run(seen_days(name, first.date() if first else None, last.date() if last else None))
    if as_json:
        write(coverage_report(seen))
        return ExitCode.DONE
    screen = Screen()
    for line in coverage_lines(seen):
        screen.say(line)
    return ExitCode.DONE


async def seen_days(name: str, first: date | None, last: date | None) -> Seen:
    """What is known of its days. Raises `CommandFailed`."""
    async with find_ledger(load_settings()) as ledger:
        source = await the_ads_source(name, ads_sources_of(ledger))
        is_dated = dataset(source.spec.dataset).family.dated
        end = last or today_utc() - timedelta(days=1 if is_dated else 0)
        coverage = SqlAdsCoverage(ledger.database)
        days = await coverage.days(name, first or end - timedelta(days=DAYS_BACK_MAX), end)
        return Seen(source, first or _wanted_since(source, days, end), end, days)


def _wanted_since(source: AdsSource, days: Sequence[CoveredDay], end: date) -> date:
    """The first day that is wanted: the source's own, or the first that was ever asked for."""
    asked = source.spec.first_day or end - timedelta(days=look_back_days(source.spec))
    return min(asked, days[0].day) if days else min(asked, end)


def coverage_lines(seen: Seen) -> Iterator[str]:
    """The picture, its legend, and every gap."""
    read = "" if seen.is_dated else ": the days on which it was read as it was then"
    yield f"{seen.source.spec.key}, {seen.first} to {seen.last}{read}"
    yield from picture(seen.first, seen.last, seen.days)
    yield LEGEND
    found = seen.gaps
    if not found:
        yield "No day is missing."
    for gap in found[:GAPS_SHOWN_MAX]:
        state = gap.state.replace("_", " ") if gap.state else "not read"
        yield f"{gap.first} to {gap.last}: {state}{': ' + gap.why if gap.why else ''}"
    if len(found) > GAPS_SHOWN_MAX:
        yield f"and {len(found) - GAPS_SHOWN_MAX} more; --json has all"


def coverage_report(seen: Seen) -> Report:
    """The days as a document."""
    return {
        "source": seen.source.spec.key,
        "first": seen.first.isoformat(),
        "last": seen.last.isoformat(),
        "counts": dict(Counter(day.state.value for day in seen.days)),
        "days": [
            {"day": day.day.isoformat(), "state": day.state.value, "rows": day.rows, "why": day.why or None}
            for day in seen.days
        ],
        "gaps": [
            {
                "first": gap.first.isoformat(),
                "last": gap.last.isoformat(),
                "state": gap.state.value if gap.state else None,
                "why": gap.why or None,
                "refillable": gap.refillable,
            }
            for gap in seen.gaps
        ],
    }
