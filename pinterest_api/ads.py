"""Pinterest Ads: who may be read, and reports from the first word to the file on disk."""

from dataclasses import dataclass
from pathlib import Path

from contracts.ads_reports import ReportRequest, SeenAdAccount, SeenReport
from contracts.feeds import NotModified
from contracts.names import AccountKey
from contracts.trouble import AnswerTooLarge, BadStatus, FetchTrouble, LinkDead, TooLarge, Unavailable
from fetching.client import Fetcher
from fetching.feeds import FeedAsk, FeedFetcher
from pinterest_api.ads_wire import read_ad_account, read_ad_accounts, read_new_report, read_report, request_to_body
from pinterest_api.asks import AdsRead, AnalyticsRead, ReportAsk, Subject
from pinterest_api.client import PinterestClient
from pinterest_api.listing import Page, page_query, whole_list

AD_ACCOUNTS_MAX = 2_000
LINK_REFUSED = frozenset({400, 401, 403, 404, 410})
"""What a store of files answers to a link that is over."""


@dataclass(frozen=True)
class PinterestAdAccounts:
    client: PinterestClient

    async def list_all(self, account: AccountKey) -> tuple[SeenAdAccount, ...]:
        """Every ad account that the token may see, shared ones too. Raises ScopeMissing without `ads:read`."""

        async def page(bookmark: str | None) -> Page[SeenAdAccount]:
            query = (("include_shared_accounts", "true"), *page_query(bookmark))
            ask = AdsRead("/ad_accounts", Subject.ACCOUNT, query=query)
            return await self.client.read(account, ask, read_ad_accounts)

        return await whole_list(page, of="ad accounts", items_max=AD_ACCOUNTS_MAX)


@dataclass(frozen=True)
class PinterestReports:
    """Keeps the ports `Reports` and `AdAccounts`."""

    client: PinterestClient
    fetcher: Fetcher

    async def ad_account(self, account: AccountKey, ad_account_id: str) -> SeenAdAccount:
        """Whose numbers they are, and in which currency."""
        ask = AdsRead("/ad_accounts/{id}", Subject.ACCOUNT, about=ad_account_id)
        return await self.client.read(account, ask, read_ad_account)

    async def create(self, account: AccountKey, request: ReportRequest) -> str:
        """Ask for a report; the token by which it is asked after. Asked twice, there are two."""
        ask = ReportAsk(about=request.ad_account_id, body=request_to_body(request))
        return await self.client.read(account, ask, read_new_report)

    async def look(self, account: AccountKey, ad_account_id: str, token: str) -> SeenReport:
        """How far it is, and the link to it, which is good for five minutes."""
        path, query = "/ad_accounts/{id}/reports", (("token", token),)
        ask = AnalyticsRead(path, Subject.ACCOUNT, about=ad_account_id, query=query)
        return await self.client.read(account, ask, read_report)

    async def download(self, url: str, into: Path) -> int:
        """Write the report into a file, unpacked; how many bytes it has. The address is in no error.

        Raises LinkDead when the link must be asked for again, Unavailable when nothing came, AnswerTooLarge for a
        report that is larger than anything that is taken.
        """
        try:
            fetched = await FeedFetcher(self.fetcher).fetch_feed(FeedAsk(url), into)
        except TooLarge as trouble:
            raise AnswerTooLarge(f"The report has more than {trouble.limit_bytes} bytes.") from None
        except BadStatus as trouble:
            kind = LinkDead if trouble.status in LINK_REFUSED else Unavailable
            raise kind("The report's link was not answered with the report", status=trouble.status) from None
        except FetchTrouble as trouble:
            raise Unavailable(f"The report could not be downloaded ({type(trouble).__name__})") from None
        if isinstance(fetched, NotModified):
            raise Unavailable("The report's link gave nothing")
        return fetched.bytes
