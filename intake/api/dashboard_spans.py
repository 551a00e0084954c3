"""The time that a dashboard is about, in hours or days of somebody's clocks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from contracts.contract import Instant
from drafting.windows import ZoneUnknown, find_zone
from intake.api.operation import ApiProblem

USUAL_DAYS = 30
DAYS_MAX = 366
HOURLY_HOURS_MAX = 48
"""Longer times are told by days."""
HOUR, DAY = "hour", "day"


@dataclass(frozen=True)
class DashboardSpan:
    """From `start` until just before `end`. `starts`: when each of its buckets begins on the zone's clocks."""

    start: datetime
    end: datetime
    granularity: str
    starts: Sequence[datetime]

    @property
    def previous_start(self) -> datetime:
        """Of the time of the same length before it."""
        return self.start - (self.end - self.start)

    @property
    def bounds(self) -> tuple[Instant, ...]:
        """The first bucket holds nothing of before `start`."""
        begins = [max(bucket, self.start).timestamp() for bucket in self.starts]
        return (*begins, self.end.timestamp())


def span_of(start: datetime | None, end: datetime | None, zone_name: str | None, now: Instant) -> DashboardSpan:
    """Raises `ApiProblem`. Times without an offset are meant by the zone that is named, else refused."""
    zone = _zone(zone_name)
    until = _meant(end, zone, "end", named=zone_name is not None) or datetime.fromtimestamp(now, UTC)
    since = _meant(start, zone, "start", named=zone_name is not None) or until - timedelta(days=USUAL_DAYS)
    if not timedelta(0) < until - since <= timedelta(days=DAYS_MAX):
        raise _wrong("start", f"it must lie before the end, and by {DAYS_MAX} days at most")
    hourly = until - since <= timedelta(hours=HOURLY_HOURS_MAX)
    starts = _hours(since, until, zone) if hourly else _days(since, until, zone)
    return DashboardSpan(since, until, HOUR if hourly else DAY, tuple(starts))


def _hours(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    local = since.astimezone(zone)
    # Steps are taken in UTC: the hour that the clocks go back through is there twice.
    at = since - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    while at < until:
        yield at.astimezone(zone)
        at += timedelta(hours=1)


def _days(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    day = since.astimezone(zone).date()
    while (at := datetime.combine(day, time.min, zone)).timestamp() < until.timestamp():
        yield at
        day += timedelta(days=1)


def _zone(name: str | None) -> ZoneInfo:
    try:
        return find_zone(name or "UTC")
    except ZoneUnknown as unknown:
        raise _wrong("tz", str(unknown)) from unknown


def _meant(at: datetime | None, zone: ZoneInfo, field: str, *, named: bool) -> datetime | None:
    """In UTC, as differences of moments are real ones there only."""
    if at is None:
        return None
    if at.tzinfo is None and not named:
        raise _wrong(field, "it has no offset: give one, such as 2026-11-22T20:00:00Z, or name a zone with tz")
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)


def _wrong(field: str, message: str) -> ApiProblem:
    named = f"query.{field}"
    return ApiProblem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "validation_error", f"{named}: {message}", fields={named: message}
    )
