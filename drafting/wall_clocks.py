"""What the clocks of a zone show, and when: by them the hours and days of people become moments.

Where clocks skip an hour or show one twice, a time has no moment, or two. What begins then begins at the first of
them, or as soon as the clocks have passed it; what ends then ends as late as they still show less.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contracts.contract import Instant


def clock_shows(at: Instant, zone: ZoneInfo) -> datetime:
    """The local time at a moment."""
    return datetime.fromtimestamp(at, zone).replace(tzinfo=None, fold=0)


def first_showing(wall: datetime, zone: ZoneInfo) -> Instant:
    """The first moment at which the zone's clocks show `wall` or, where they skip it, a later time."""
    early = wall.replace(tzinfo=zone, fold=0)
    if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return early.timestamp()
    # In a gap, fold=1 reads the time with the offset that comes after it: a moment before the gap.
    before, after = int(early.replace(fold=1).timestamp()), int(early.timestamp())
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (before, middle) if clock_shows(middle, zone) >= wall else (middle, after)
    return float(after)


def last_showing(wall: datetime, zone: ZoneInfo) -> Instant:
    """The moment until which the zone's clocks show less than `wall`: of two it is the later.

    Unless the later is where the clocks were put back to: before that moment they showed more, so what ends at
    `wall` ended at the earlier.
    """
    first = first_showing(wall, zone)
    late = wall.replace(tzinfo=zone, fold=1).timestamp()
    return late if late > first and clock_shows(late - 1, zone) < wall else first


def put_back(start: Instant, end: Instant, zone: ZoneInfo) -> Instant:
    """The moment between the two at which the zone's clocks are put back: they are, and once."""
    shift = _ahead(start, zone)
    before, after = int(start), int(end)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _ahead(middle, zone) == shift else (before, middle)
    return float(after)


def _ahead(at: Instant, zone: ZoneInfo) -> timedelta | None:
    return datetime.fromtimestamp(at, zone).utcoffset()


def day_begins(day: date, zone: ZoneInfo) -> Instant:
    """The first moment of a local day; where a zone skips the day, of the next one."""
    return first_showing(datetime.combine(day, time.min), zone)


def day_ends(day: date, zone: ZoneInfo) -> Instant:
    """The moment at which a local day is over."""
    return last_showing(datetime.combine(day + timedelta(days=1), time.min), zone)


def local_days(start: Instant, end: Instant, zone: ZoneInfo) -> Iterator[tuple[date, Instant, Instant]]:
    """`[start, end)` parted where local days begin: each part with its day."""
    while start < end:
        day = clock_shows(start, zone).date()
        # A zone that skips the next day begins the one after it at the same moment.
        midnight = day_begins(day + timedelta(days=1), zone)
        until = min(end, midnight) if midnight > start else end
        yield day, start, until
        start = until
