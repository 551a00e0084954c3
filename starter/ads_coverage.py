"""`pinflow ads coverage`: which days of a source are there, and why the others are not."""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime

from ads.day_picture import LEGEND, picture
from ads.seen_days import SeenDays, looked_at, seen_days
from config import load_settings
from outcomes.report import Report
from starter.accounts import write
from starter.ads_files import day_of, today_utc
from starter.failures import ExitCode
from starter.ledger import find_ledger
from starter.screen import Screen
from starter.the_ads_source import ads_sources_of, the_ads_source
from store.ads_coverage import SqlAdsCoverage

GAPS_SHOWN_MAX = 20


def show_coverage(name: str, first: datetime | None, last: datetime | None, *, as_json: bool) -> int:
    """Draw the days; the exit code. Raises `CommandFailed`."""
    seen = asyncio.run(days_of(name, day_of(first), day_of(last)))
    if as_json:
        write(coverage_report(seen))
        return ExitCode.DONE
    screen = Screen()
    for line in coverage_lines(seen):
        screen.say(line)
    return ExitCode.DONE


async def days_of(name: str, first: date | None, last: date | None) -> SeenDays:
    """What is known of its days. Raises `CommandFailed`."""
    async with find_ledger(load_settings()) as ledger:
        source = await the_ads_source(name, ads_sources_of(ledger))
        begin, end = looked_at(first, last, today_utc())
        return seen_days(source.spec, first, end, await SqlAdsCoverage(ledger.database).days(name, begin, end))


def coverage_lines(seen: SeenDays) -> Iterator[str]:
    """The picture, its legend, and every gap."""
    yield f"{seen.spec.key}, {seen.first} to {seen.last}"
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


def coverage_report(seen: SeenDays) -> Report:
    """The days as a document."""
    return {
        "source": seen.spec.key,
        "first": seen.first.isoformat(),
        "last": seen.last.isoformat(),
        "counts": {state.value: count for state, count in seen.counts.items()},
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
