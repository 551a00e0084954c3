"""When a publish window is open: its local hours as moments, by the time zone data of this machine.

Never called by a workflow, whose replay may find other time zone data. A blackout takes away the local day itself,
from midnight to midnight: also the early hours of what opened on the evening before, and nothing of the next day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from contracts.contract import Instant
from contracts.windows import WEEK, PublishWindow, Span
from drafting.wall_clocks import clock_shows, day_begins, day_ends, first_showing, last_showing, put_back
from drafting.windows import find_zone

HORIZON_DAYS = 3_650
"""How far ahead a window is looked through."""

OCCURRENCE_SECONDS_MAX = 25 * 3_600.0
"""The longest local day: hours that go on for longer are several occurrences."""

_DAY_SECONDS = 86_400.0
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True, slots=True)
class Occurrence:
    """One time that a window is open: from `start` on, until just before `end`."""

    start: Instant
    end: Instant


@dataclass(frozen=True)
class NeverOpens:
    """The window has no occurrence any more, and why, in a sentence."""

    why: str


def occurrences(
    window: PublishWindow, since: Instant, *, horizon_days: int = HORIZON_DAYS
) -> Iterator[Occurrence]:
    """When `window` is open from `since` on, in order, each found when it is asked for.

    Hours that touch or overlap are one occurrence, unless it were longer than a day. Ends with the window, at the
    latest `horizon_days` after the later of `since` and its `not_before`. Raises `drafting.windows.ZoneUnknown`.
    """
    zone = find_zone(window.zone)
    bounds = _bounds(window, since, zone, horizon_days)
    return _joined(_within(bounds, _lit(window, _openings(window, bounds, zone), zone)))


def first_occurrence(window: PublishWindow, since: Instant) -> Occurrence | NeverOpens:
    """The first time from `since` on that `window` is open, or why there is none. Raises `ZoneUnknown`."""
    return next(occurrences(window, since), None) or NeverOpens(_why_never(window, since))


def is_open(window: PublishWindow, at: Instant) -> bool:
    """Whether `at` lies in the window: what was placed by other time zone data may not. Raises `ZoneUnknown`."""
    return any(found.start <= at for found in occurrences(window, at, horizon_days=1))


def in_both(some: Iterable[Occurrence], others: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """When two windows are open at once: an account's and a launch's, say. Each in order, as the result is."""
    ours, theirs = iter(some), iter(others)
    one, other = next(ours, None), next(theirs, None)
    while one and other:
        start, end = max(one.start, other.start), min(one.end, other.end)
        if start < end:
            yield Occurrence(start, end)
        if one.end <= end:
            one = next(ours, None)
        else:
            other = next(theirs, None)


def _bounds(window: PublishWindow, since: Instant, zone: ZoneInfo, horizon_days: int) -> Occurrence:
    start = max(since, first_showing(window.not_before, zone)) if window.not_before else since
    end = start + horizon_days * _DAY_SECONDS
    # Where the clocks show the bound twice, the first time is late enough.
    return Occurrence(start, min(end, first_showing(window.not_after, zone)) if window.not_after else end)


def _openings(window: PublishWindow, bounds: Occurrence, zone: ZoneInfo) -> Iterator[Occurrence]:
    """Each span on each of its days, in order; those that began a day before the bounds may last into them."""
    day = clock_shows(bounds.start, zone).date() - _ONE_DAY
    # The day before may be one that the zone skipped: then the evening that lasts is that of the day before it.
    day -= _ONE_DAY if _is_skipped(day, zone) else timedelta(0)
    found = list[Occurrence]()
    while day_begins(day, zone) < bounds.end:
        spans = () if _is_skipped(day, zone) else window.spans
        found += (one for span in spans if WEEK[day.weekday()] in span.days for one in _opening(span, day, zone))
        found.sort()
        day += _ONE_DAY
        # What opens tomorrow may come before the rest of a night that the clocks show twice.
        while found and found[0].start < day_begins(day, zone):
            yield found.pop(0)
    yield from found


def _is_skipped(day: date, zone: ZoneInfo) -> bool:
    """Samoa had no 30 December 2011."""
    return clock_shows(day_begins(day, zone), zone).date() != day


def _opening(span: Span, day: date, zone: ZoneInfo) -> Iterator[Occurrence]:
    """While the clocks show hours of the span: twice, when they show its beginning or its end twice."""
    opens = datetime.combine(day, span.opens)
    closes = datetime.combine(day + _ONE_DAY if span.crosses_midnight else day, span.closes)
    start, end = first_showing(opens, zone), last_showing(closes, zone)
    if end - start > (closes - opens).total_seconds():
        back = put_back(start, end, zone)
        first = Occurrence(start, min(first_showing(closes, zone), back))
        again = max(back, opens.replace(tzinfo=zone, fold=1).timestamp())
        if first.end < again:
            yield first
            start = again
    yield Occurrence(start, end)


def _lit(window: PublishWindow, found: Iterable[Occurrence], zone: ZoneInfo) -> Iterator[Occurrence]:
    """What is left outside the blackouts."""
    dark = sorted(Occurrence(day_begins(some.first, zone), day_ends(some.last, zone)) for some in window.blackouts)
    for one in found:
        start = one.start
        for night in dark:
            if start < night.start < one.end:
                yield Occurrence(start, night.start)
            if night.start < one.end:
                start = max(start, night.end)
        yield Occurrence(start, one.end)


def _within(bounds: Occurrence, found: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """What lies in the bounds and has a length."""
    for one in found:
        start, end = max(one.start, bounds.start), min(one.end, bounds.end)
        if start < end:
            yield Occurrence(start, end)


def _joined(found: Iterator[Occurrence]) -> Iterator[Occurrence]:
    current = next(found, None)
    for one in found:
        if current is None or one.end <= current.end:
            continue
        if one.start <= current.end and one.end - current.start <= OCCURRENCE_SECONDS_MAX:
            current = Occurrence(current.start, one.end)
        else:
            yield current
            current = Occurrence(max(one.start, current.end), one.end)
    if current is not None:
        yield current


def _why_never(window: PublishWindow, since: Instant) -> str:
    zone = find_zone(window.zone)
    if window.not_after and first_showing(window.not_after, zone) <= since:
        return f"The window is closed for good since {window.not_after:%Y-%m-%d %H:%M} ({window.zone})."
    if window.not_after:
        return (
            f"The window has no hour left before {window.not_after:%Y-%m-%d %H:%M} ({window.zone}): "
            "look at its days and blackouts."
        )
    return f"The window does not open within {HORIZON_DAYS:,} days: look at its days and blackouts."
