"""A pin's numbers over HTTP: those that `pinflow results` read into the ledger. Pinterest is not asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import cast

from contracts.contract import Instant
from intake.api.operation import Answer, ApiProblem, Call, Operation
from intake.api.pin_analytics_ports import PinNumbersRead
from intake.api.pin_analytics_wire import PinAnalyticsQuery, PinAnalyticsTold, told_analytics
from intake.api.pins import the_pin
from intake.api.pins_ports import PinsShown
from intake.api.problems import unreadable

DAYS_MAX = 366
USUAL_DAYS = 30


@dataclass(frozen=True)
class PinAnalyticsApi:
    """`simulated`: the numbers are the simulator's."""

    shown: PinsShown
    numbers: PinNumbersRead
    simulated: bool

    def operations(self) -> Sequence[Operation]:
        return (
            Operation(
                "GET",
                "/v1/pins/{pin_id}/analytics",
                "See what people did with a pin, as `pinflow results` read it",
                "pins",
                self.get,
                query=PinAnalyticsQuery,
                answer=PinAnalyticsTold,
                problems=(HTTPStatus.CONFLICT,),
            ),
        )

    async def get(self, call: Call) -> Answer:
        query = cast("PinAnalyticsQuery", call.query)  # the operation's own model
        first, last = _days(query, call.now)
        pin = await the_pin(call, self.shown)
        if pin.pin_id is None:
            message = "It has no numbers before it is published."
            raise ApiProblem(HTTPStatus.CONFLICT, "pin_not_published", message)
        found = await self.numbers.history(pin.ask.account, pin.pin_id, first, last)
        return Answer(told_analytics(pin, found, query, (first, last), simulated=self.simulated))


def _days(query: PinAnalyticsQuery, now: Instant) -> tuple[date, date]:
    """The first and the last, by UTC as Pinterest counts; else those before today. Raises `ApiProblem`."""
    last = query.end_date or datetime.fromtimestamp(now, UTC).date() - timedelta(days=1)
    first = query.start_date or last - timedelta(days=USUAL_DAYS - 1)
    if not 0 <= (last - first).days < DAYS_MAX:
        said = f"it must not lie behind end_date, nor {DAYS_MAX} days or more before it"
        raise unreadable({"query.start_date": said})
    return first, last
