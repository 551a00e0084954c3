"""What people did with pins, by day: of one pin, or of a hundred at once where the app may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.names import AccountKey
from contracts.pin_results import PinDay, PinNumbers
from contracts.trouble import Rejected
from pinterest_api.asks import OrganicRead, Subject
from pinterest_api.client import PinterestClient
from pinterest_api.daily_metrics import (
    PIN_PATH,
    READY,
    WHOLE,
    Analytics,
    DailyMetrics,
    days_query,
    read_analytics,
    read_many_analytics,
)

METRICS = ("IMPRESSION", "SAVE", "PIN_CLICK", "OUTBOUND_CLICK")
COUNT_MAX = 10**15
"""More than anything a pin was ever seen; a larger one is none, and a database has no place for it."""

_ESTIMATE, _PROCESSING = "ESTIMATE", "PROCESSING"
_MOVING = frozenset({_ESTIMATE, _PROCESSING})


@dataclass(frozen=True)
class PinterestPinNumbers:
    """Keeps the port `PinAnalytics`."""

    client: PinterestClient

    async def of_pin(self, account: AccountKey, pin_id: str, first: date, last: date) -> PinNumbers:
        """Raises PinGone, and Rejected (401 or 403) for a pin whose numbers this account is not shown."""
        ask = OrganicRead(PIN_PATH, Subject.PIN, about=pin_id, query=days_query(first, last, METRICS))
        found = _numbers(await self.client.read(account, ask, read_analytics), first)
        if found is None:
            raise Rejected("Pinterest told parts of the pin's numbers, and not their whole")
        return found

    async def of_pins(
        self, account: AccountKey, pin_ids: Sequence[str], first: date, last: date
    ) -> Mapping[str, PinNumbers]:
        """Of those of the pins that Pinterest tells about. Raises ScopeMissing where the app may not ask so."""
        query = (("pin_ids", ",".join(pin_ids)), *days_query(first, last, METRICS))
        ask = OrganicRead("/pins/analytics", Subject.PIN, query=query)
        told = await self.client.read(account, ask, read_many_analytics)
        return {pin_id: found for pin_id, split in told.items() if (found := _numbers(split, first)) is not None}


def _numbers(split: Mapping[str, Analytics], first: date) -> PinNumbers | None:
    """Of all apps and devices together; None where Pinterest told only of parts."""
    if WHOLE not in split:
        return None
    days = split[WHOLE].daily_metrics or []
    moving = [day.date for day in days if day.data_status in _MOVING] if days else [first]
    told = tuple(_day(day) for day in days if day.data_status in {READY, _ESTIMATE})
    return PinNumbers(days=told, first_moving=min(moving, default=None))


def _day(day: DailyMetrics) -> PinDay:
    impressions, saves, pin_clicks, outbound = (_count(day.metrics.get(name)) for name in METRICS)
    return PinDay(day.date, impressions, saves, pin_clicks, outbound)


def _count(told: object) -> int:
    """What is no number, or none that can be, is nothing."""
    if isinstance(told, bool) or not isinstance(told, int | float | Decimal):
        return 0
    return round(told) if 0 <= told <= COUNT_MAX else 0
