"""A pin's numbers on the API's wire, in PinBridge's words and Pinterest's."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.api_ids import account_uuid
from contracts.api_pins import ApiPin
from contracts.pin_results import PinDay, PinHistory
from contracts.windows import Day
from intake.api.wire import Wire, moment_if_any

METRICS_MAX = 300
"""Characters of the metrics that are asked for."""
METRICS = ("impression", "save", "pin_click", "outbound_click")
"""As PinBridge tells them; they are asked for in capitals, or so."""


class PinAnalyticsQuery(Wire):
    """From `start_date` to `end_date`, both by UTC; without them the 30 days before today."""

    start_date: Day | None = None
    end_date: Day | None = None
    metrics: Annotated[str, Field(max_length=METRICS_MAX)] | None = None
    """Pinterest's names with commas between; those that are not kept are left out."""
    source: Literal["auto", "stored"] = "auto"
    """The same: what was read is told."""
    include_daily: bool = True


class PinDayTold(Wire):
    """A day without anything is left out."""

    date: date
    data_status: Literal["READY", "ESTIMATE"]
    metrics: Mapping[str, int]


class PinAnalyticsTold(Wire):
    """`data_as_of`: when they were read last; null, and no totals, while nobody has read them."""

    pin_id: UUID
    pinterest_pin_id: str
    account_id: UUID
    start_date: date
    end_date: date
    provider_mode: Literal["pinterest", "simulated"]
    totals: Mapping[str, int]
    daily: list[PinDayTold]
    source: Literal["stored"] = "stored"
    data_as_of: datetime | None
    history_start: date | None
    removed_from_pinterest_at: datetime | None


def told_analytics(
    pin: ApiPin, found: PinHistory, query: PinAnalyticsQuery, days: tuple[date, date], *, simulated: bool
) -> PinAnalyticsTold:
    wanted = _wanted(query.metrics)
    told = [(day, _metrics(day, wanted)) for day in found.days]
    totals = {name: sum(metrics[name] for _, metrics in told) for name in wanted}
    return PinAnalyticsTold(
        pin_id=pin.id,
        pinterest_pin_id=pin.pin_id or "",
        account_id=account_uuid(pin.ask.account),
        start_date=days[0],
        end_date=days[1],
        provider_mode="simulated" if simulated else "pinterest",
        totals=totals if found.read_at is not None else {},
        daily=[_day(day, metrics, found) for day, metrics in told] if query.include_daily else [],
        data_as_of=moment_if_any(found.read_at),
        history_start=found.days[0].day if found.days else None,
        removed_from_pinterest_at=moment_if_any(pin.removed),
    )


def _wanted(said: str | None) -> list[str]:
    if said is None:
        return list(METRICS)
    words = {word.strip().lower() for word in said.split(",")}
    return [name for name in METRICS if name in words]


def _metrics(day: PinDay, wanted: Iterable[str]) -> dict[str, int]:
    numbers = dict(zip(METRICS, (day.impressions, day.saves, day.pin_clicks, day.outbound_clicks), strict=True))
    return {name: numbers[name] for name in wanted}


def _day(day: PinDay, metrics: Mapping[str, int], found: PinHistory) -> PinDayTold:
    moving = found.first_moving is not None and day.day >= found.first_moving
    return PinDayTold(date=day.day, data_status="ESTIMATE" if moving else "READY", metrics=metrics)
