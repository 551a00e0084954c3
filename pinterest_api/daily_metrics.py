"""What people did with pins by day, as Pinterest tells it of a pin, of a hundred, and of the whole account."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, TypeAdapter

from pinterest_api.ads_wire import exact_json
from pinterest_api.listing import Query
from pinterest_api.wire import LooseText, Wire, object_or_nothing

PIN_PATH = "/pins/{id}/analytics"
WHOLE = "all"
"""The name of what is not split (`split_field=NO_SPLIT`)."""
READY = "READY"

Metrics = Annotated[dict[str, object], BeforeValidator(object_or_nothing)]


def _list_or_none(value: object) -> object:
    return value if isinstance(value, list) else None


class DailyMetrics(Wire):
    """One day. Rates of nothing are left out."""

    date: date
    data_status: LooseText = READY
    metrics: Metrics = Field(default_factory=dict)


class Analytics(Wire):
    """One part of what was asked, or the whole. Comments and reactions stand in the pin's life alone."""

    daily_metrics: Annotated[list[DailyMetrics] | None, BeforeValidator(_list_or_none)] = None
    lifetime_metrics: Metrics = Field(default_factory=dict)


_OF_ONE = TypeAdapter(dict[str, Analytics])
_OF_MANY = TypeAdapter(dict[str, dict[str, Analytics]])


def days_query(first: date, last: date, metrics: tuple[str, ...]) -> Query:
    """Which days and metrics are asked for."""
    return (
        ("start_date", first.isoformat()),
        ("end_date", last.isoformat()),
        ("metric_types", ",".join(metrics)),
    )


def read_analytics(body: bytes) -> Mapping[str, Analytics]:
    """By its parts, `WHOLE` among them; numbers exact. Raises ValueError."""
    return _OF_ONE.validate_python(exact_json(body))


def read_many_analytics(body: bytes) -> Mapping[str, Mapping[str, Analytics]]:
    """The same of many pins, by their ids. Raises ValueError."""
    return _OF_MANY.validate_python(exact_json(body))
