"""Ads numbers that Pinterest answers at once, and whether those of a day are final."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.ads_reports import NumbersRequest, ReadyState, ReportRow
from contracts.names import AccountKey
from pinterest_api.ads_wire import read_cut_rows, read_ready_state, read_rows
from pinterest_api.asks import AnalyticsRead, Subject
from pinterest_api.client import PinterestClient
from pinterest_api.listing import Query

READY_PATH = "/resources/metrics_ready_state"


@dataclass(frozen=True)
class PinterestNumbers:
    """Keeps the port `Numbers`."""

    client: PinterestClient

    async def rows(self, account: AccountKey, request: NumbersRequest) -> Sequence[ReportRow]:
        """The rows, with breakdowns as columns. Raises AnswerTooLarge when less is to be asked for."""
        path = request.path.replace("{ad_account_id}", "{id}")
        ask = AnalyticsRead(path, Subject.ACCOUNT, about=request.ad_account_id, query=request_to_query(request))
        return await self.client.read(account, ask, read_cut_rows if request.breakdowns else read_rows)

    async def ready(self, account: AccountKey, day: date) -> ReadyState:
        ask = AnalyticsRead(READY_PATH, Subject.ACCOUNT, query=(("date", day.isoformat()),))
        return await self.client.read(account, ask, read_ready_state)


def request_to_query(request: NumbersRequest) -> Query:
    """Lists are joined by commas, as the specification says of them."""
    lists = {
        **request.ids,
        "columns": request.columns,
        "targeting_types": request.breakdowns,
        "attribution_types": request.attributions,
    }
    return (
        ("start_date", request.first.isoformat()),
        ("end_date", request.last.isoformat()),
        ("granularity", request.granularity),
        *((name, ",".join(values)) for name, values in lists.items() if values),
        ("click_window_days", str(request.windows.click_days)),
        ("engagement_window_days", str(request.windows.engagement_days)),
        ("view_window_days", str(request.windows.view_days)),
        ("conversion_report_time", request.report_time),
    )
