"""What people did with pins, by day: of one pin, or of a hundred at once where the app may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, TypeAdapter

from contracts.names import AccountKey
from contracts.pin_results import PinDay, PinNumbers
from contracts.trouble import Rejected
from pinterest_api.asks import OrganicRead, Subject
from pinterest_api.client import PinterestClient
from pinterest_api.wire import LooseNumber, LooseText, Wire

METRICS = ("IMPRESSION", "SAVE", "PIN_CLICK", "OUTBOUND_CLICK")
COUNT_MAX = 10**15
"""More than anything a pin was ever seen; a larger one is none, and a database has no place for it."""
WHOLE = "all"
"""The name of what is not split (`split_field=NO_SPLIT`)."""

_READY, _ESTIMATE, _PROCESSING = "READY", "ESTIMATE", "PROCESSING"
_MOVING = frozenset({_ESTIMATE, _PROCESSING})


def _object_or_nothing(value: object) -> object:
    return value if isinstance(value, dict) else {}


def _list_or_nothing(value: object) -> object:
    return value if isinstance(value, list) else []


class _Day(Wire):
    date: date
    data_status: LooseText = _READY
    metrics: Annotated[dict[str, LooseNumber], BeforeValidator(_object_or_nothing)] = Field(default_factory=dict)


class _Numbers(Wire):
    daily_metrics: Annotated[list[_Day], BeforeValidator(_list_or_nothing)] = Field(default_factory=list)


_ONE = TypeAdapter(dict[str, _Numbers])
_MANY = TypeAdapter(dict[str, dict[str, _Numbers]])


@dataclass(frozen=True)
class PinterestPinNumbers:
    """Keeps the port `PinAnalytics`."""

    client: PinterestClient

    async def of_pin(self, account: AccountKey, pin_id: str, first: date, last: date) -> PinNumbers:
        """Raises PinGone, and Rejected (401 or 403) for a pin whose numbers this account is not shown."""
        ask = OrganicRead("/pins/{id}/analytics", Subject.PIN, about=pin_id, query=_query(first, last))
        found = _numbers(await self.client.read(account, ask, _ONE.validate_json), first)
        if found is None:
            raise Rejected("Pinterest told parts of the pin's numbers, and not their whole")
        return found

    async def of_pins(
        self, account: AccountKey, pin_ids: Sequence[str], first: date, last: date
    ) -> Mapping[str, PinNumbers]:
        """Of those of the pins that Pinterest tells about. Raises ScopeMissing where the app may not ask so."""
        query = (("pin_ids", ",".join(pin_ids)), *_query(first, last))
        ask = OrganicRead("/pins/analytics", Subject.PIN, query=query)
        told = await self.client.read(account, ask, _MANY.validate_json)
        return {pin_id: found for pin_id, split in told.items() if (found := _numbers(split, first)) is not None}


def _query(first: date, last: date) -> tuple[tuple[str, str], ...]:
    return (
        ("start_date", first.isoformat()),
        ("end_date", last.isoformat()),
        ("metric_types", ",".join(METRICS)),
    )


def _numbers(split: Mapping[str, _Numbers], first: date) -> PinNumbers | None:
    """Of all apps and devices together; None where Pinterest told only of parts."""
    if WHOLE not in split:
        return None
    days = split[WHOLE].daily_metrics
    moving = [day.date for day in days if day.data_status in _MOVING] if days else [first]
    told = tuple(_day(day) for day in days if day.data_status in {_READY, _ESTIMATE})
    return PinNumbers(days=told, first_moving=min(moving, default=None))


def _day(day: _Day) -> PinDay:
    impressions, saves, pin_clicks, outbound = (_count(day.metrics.get(name)) for name in METRICS)
    return PinDay(day.date, impressions, saves, pin_clicks, outbound)


def _count(told: float | None) -> int:
    return round(told) if told is not None and 0 <= told <= COUNT_MAX else 0
