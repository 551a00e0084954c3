"""The dashboard on the API's wire, in PinBridge's words."""

from uuid import UUID

from pydantic import AwareDatetime

from contracts.api_dashboard import DashboardLook, PinPeriod, PinSeries, PinsLeft
from contracts.api_ids import account_uuid
from contracts.names import AccountKey
from intake.api.dashboard_spans import DashboardSpan
from intake.api.wire import LocalTime, Name, Wire


class DashboardQuery(Wire):
    """Which time, by whose clocks, and of which account; else the last 30 days, UTC, and all."""

    start: LocalTime | None = None
    end: LocalTime | None = None
    tz: Name | None = None
    account_id: Name | None = None


class PinStats(Wire):
    """Pins of a time. `success_rate`: of those that ended, the part that was published; null when none did."""

    total: int
    submitted: int
    by_status: dict[str, int]
    success_rate: float | None


class SeriesPoint(Wire):
    """One hour or day. `start` is told by the clocks of the zone."""

    start: AwareDatetime
    created: int
    published: int
    failed: int


class AccountCount(Wire):
    account_id: UUID
    account: str
    published: int


class QueueAnswer(Wire):
    """Pins that wait right now."""

    queued: int
    deferred: int
    publishing: int


class ScheduleStats(Wire):
    """`upcoming`: still to come, whenever that is."""

    by_status: dict[str, int]
    upcoming: int


class ImportStats(Wire):
    by_status: dict[str, int]


class DashboardAnswer(Wire):
    """Publishing in numbers, from `start` until just before `end`, and in as long a time before."""

    start: AwareDatetime
    end: AwareDatetime
    timezone: str
    granularity: str
    previous_start: AwareDatetime
    previous_end: AwareDatetime
    account_id: UUID | None
    pins: PinStats
    previous_pins: PinStats
    series: list[SeriesPoint]
    published_by_account: list[AccountCount]
    queue: QueueAnswer
    schedules: ScheduleStats
    import_jobs: ImportStats | None


def look_to_wire(
    look: DashboardLook, span: DashboardSpan, zone: str, account: AccountKey | None
) -> DashboardAnswer:
    published = look.published_by_account.items()
    return DashboardAnswer(
        start=span.start,
        end=span.end,
        timezone=zone,
        granularity=span.granularity,
        previous_start=span.previous_start,
        previous_end=span.start,
        account_id=None if account is None else account_uuid(account),
        pins=_stats(look.pins),
        previous_pins=_stats(look.previous),
        series=_points(look.pins.series, span),
        published_by_account=[
            AccountCount(account_id=account_uuid(name), account=name, published=count) for name, count in published
        ],
        queue=_queue(look.queue),
        schedules=ScheduleStats(by_status=look.schedules, upcoming=look.upcoming),
        import_jobs=None if look.imports is None else ImportStats(by_status=look.imports),
    )


def _stats(period: PinPeriod) -> PinStats:
    published, failed = sum(period.series.published), sum(period.series.failed)
    by_status = {**period.left.model_dump(), "published": published, "failed": failed}
    return PinStats(
        total=sum(by_status.values()),
        submitted=sum(period.series.submitted),
        by_status=by_status,
        success_rate=published / (published + failed) if published + failed else None,
    )


def _points(series: PinSeries, span: DashboardSpan) -> list[SeriesPoint]:
    numbers = zip(span.starts, series.submitted, series.published, series.failed, strict=True)
    return [
        SeriesPoint(start=start, created=created, published=published, failed=failed)
        for start, created, published, failed in numbers
    ]


def _queue(left: PinsLeft) -> QueueAnswer:
    return QueueAnswer.model_validate(left.model_dump())
