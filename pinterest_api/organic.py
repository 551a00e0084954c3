"""What people did with pins that are no ads: of the account, of a pin, and of the best pins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field

from contracts.ads import DAY_COLUMN
from contracts.ads_reports import OrganicRequest, ReportRow, Scalar
from contracts.names import AccountKey
from pinterest_api.ads_wire import exact_json, flat
from pinterest_api.asks import OrganicRead, Subject
from pinterest_api.client import PinterestClient
from pinterest_api.daily_metrics import READY, WHOLE, days_query, read_analytics
from pinterest_api.listing import Query
from pinterest_api.wire import Id, Wire

BEST_MAX = 50
"""Pinterest's most."""
STATUS_COLUMN, PIN_COLUMN, RANK_COLUMN, SORTED_BY_COLUMN = "DATA_STATUS", "PIN_ID", "RANK", "SORTED_BY"
BEFORE = "BEFORE_"
"""How the status of a day begins on which there was nothing to count yet."""


class _Best(Wire):
    pin_id: Id
    metrics: dict[str, object] = Field(default_factory=dict)
    data_status: dict[str, str] = Field(default_factory=dict)


class _BestPins(Wire):
    pins: list[_Best]
    sort_by: str = ""


@dataclass(frozen=True)
class PinterestOrganic:
    """Keeps the port `Organic`."""

    client: PinterestClient

    async def rows(self, account: AccountKey, request: OrganicRequest) -> Sequence[ReportRow]:
        """A row a day, with its status; of the best pins a row a pin, the best first."""
        subject = Subject.PIN if request.pin_id else Subject.ACCOUNT
        path = request.path.replace("{pin_id}", "{id}")
        ask = OrganicRead(path, subject, about=request.pin_id, query=_query(request))
        if request.sort_by:
            return await self.client.read(account, ask, read_best_pins)
        rows = await self.client.read(account, ask, read_daily_metrics)
        return [{**row, PIN_COLUMN: request.pin_id} for row in rows] if request.pin_id else rows


def _query(request: OrganicRequest) -> Query:
    best = (("sort_by", request.sort_by), ("num_of_pins", str(BEST_MAX))) if request.sort_by else ()
    return (*days_query(request.first, request.last, tuple(request.metrics)), *best)


def read_daily_metrics(body: bytes) -> Sequence[ReportRow]:
    """A row for each day, with what is counted over the pin's life as it is now; days before there was anything to
    count have none.
    """
    whole = read_analytics(body).get(WHOLE)
    if whole is None or whole.daily_metrics is None:
        raise ValueError("no days of the whole")
    life = flat(whole.lifetime_metrics)
    return [
        {**life, **flat(day.metrics), DAY_COLUMN: day.date.isoformat(), STATUS_COLUMN: day.data_status or READY}
        for day in whole.daily_metrics
        if not (day.data_status or READY).startswith(BEFORE)
    ]


def read_best_pins(body: bytes) -> Sequence[ReportRow]:
    """A row for each pin, in Pinterest's order."""
    found = _BestPins.model_validate(exact_json(body))
    return list(_ranked(found))


def _ranked(found: _BestPins) -> Iterator[ReportRow]:
    for rank, best in enumerate(found.pins, start=1):
        unready = (status for status in best.data_status.values() if status != READY)
        told: Mapping[str, Scalar] = {
            PIN_COLUMN: best.pin_id,
            RANK_COLUMN: rank,
            SORTED_BY_COLUMN: found.sort_by,
            STATUS_COLUMN: next(unready, READY),
        }
        yield {**flat(best.metrics), **told}
