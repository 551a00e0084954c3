"""Lists of what an ad account has, page by page, and Pinterest's words for its metrics."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.ads_reports import EntitiesRequest, ReportRow
from contracts.names import AccountKey
from pinterest_api.ads_wire import read_listed
from pinterest_api.asks import AdsRead, Subject
from pinterest_api.client import PinterestClient
from pinterest_api.listing import Query, page_query

STATUSES = "ACTIVE,PAUSED,ARCHIVED,DRAFT,DELETED_DRAFT"
"""All of them: left to itself, Pinterest lists those that are active or paused."""
DICTIONARY_PATH = "/resources/delivery_metrics"


@dataclass(frozen=True)
class PinterestLists:
    """Keeps the port `Lists`."""

    client: PinterestClient

    async def page(
        self, account: AccountKey, request: EntitiesRequest, within: Sequence[str], bookmark: str | None
    ) -> tuple[Sequence[ReportRow], str | None]:
        """A page of things, their fields in capitals, and the bookmark of the next."""
        path = request.path.replace("{ad_account_id}", "{id}")
        about = request.ad_account_id if path != request.path else None
        ask = AdsRead(path, Subject.ACCOUNT, about=about, query=_query(request, within, bookmark))
        return await self.client.read(account, ask, read_listed)

    async def dictionary(self, account: AccountKey) -> Sequence[ReportRow]:
        rows, _ = await self.client.read(account, AdsRead(DICTIONARY_PATH, Subject.ACCOUNT), read_listed)
        return rows


def _query(request: EntitiesRequest, within: Sequence[str], bookmark: str | None) -> Query:
    narrowed = ((request.within, ",".join(within)),) if request.within else ()
    statuses = (("entity_statuses", STATUSES),) if request.by_status else ()
    return (*narrowed, *statuses, *page_query(bookmark))
