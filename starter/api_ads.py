"""Ads data for the HTTP API, over this home's ledger, its Pinterest and its Temporal."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ads.objections import Objection
from ads.previewing import PreviewAsk
from config import Settings
from contracts.ads import AdsSourceKey
from contracts.ads_progress import BackfillUnderWay
from contracts.ads_reports import PreviewRows, ReportRequest, ReportToken, SeenAdAccount
from contracts.ads_runs import AdsRunId, AdsRunRequest
from contracts.names import AccountKey
from contracts.trouble import EngineAway
from fetching.client import Fetcher
from intake.api.account_choice import AccountNames
from intake.api.ads_catalogue import AdsCatalogueApi
from intake.api.ads_questions import AdsQuestionsApi
from intake.api.ads_runs import AdsRunsApi
from intake.api.ads_sources import AdsSourcesApi
from pinterest_api.ads import PinterestAdAccounts, PinterestReports
from pinterest_api.client import PinterestClient
from starter.ads_asking import Asking, reports_place
from starter.ads_backfills import temporal_here
from starter.ads_engine import AdsTemporal
from starter.ads_first_rows import first_rows_at
from starter.ads_previewing import begin_preview, preview_rows
from starter.ledger import Ledger
from starter.the_ads_source import ads_sources_of
from store.ads_calls import SqlAdsCalls
from store.ads_coverage import SqlAdsCoverage
from store.ads_run_pages import SqlAdsRunPages

CULPRITS_SECONDS_MAX = 10.0
ROWS_SECONDS_MAX = 12.0
"""Together well within the time in which the API answers; a report that takes longer is asked for again."""

AdsResource = AdsCatalogueApi | AdsQuestionsApi | AdsSourcesApi | AdsRunsApi


@dataclass(frozen=True)
class HomeAdAccounts:
    """Keeps the port `SeenAdAccounts`. `there`: whether there is a Pinterest to ask."""

    pinterest: PinterestAdAccounts
    there: bool

    async def list_all(self, account: AccountKey) -> Sequence[SeenAdAccount]:
        return await self.pinterest.list_all(account)

    async def if_there(self, account: AccountKey) -> Sequence[SeenAdAccount] | None:
        return await self.pinterest.list_all(account) if self.there else None


@dataclass(frozen=True)
class HomePreviews:
    """Keeps the port `Previews`."""

    client: PinterestClient
    reports: PinterestReports
    calls: SqlAdsCalls

    async def at_once(self, account: AccountKey, ask: PreviewAsk) -> PreviewRows | Objection:
        return await first_rows_at(self.client, self.calls, account).preview(ask)

    async def begin(self, account: AccountKey, request: ReportRequest) -> ReportToken | Objection:
        return await begin_preview(request, self._asking(account), culprits_seconds=CULPRITS_SECONDS_MAX)

    async def rows(
        self, account: AccountKey, ask: PreviewAsk, token: ReportToken
    ) -> PreviewRows | Objection | None:
        return await preview_rows(ask, self._asking(account), token, wait_seconds=ROWS_SECONDS_MAX)

    def _asking(self, account: AccountKey) -> Asking:
        return Asking(self.reports, self.calls, account)


@dataclass
class _Reached:
    temporal: AdsTemporal | None = None


@dataclass(frozen=True)
class HomeAdsRuns:
    """Keeps the port `AdsRunStarter`: Temporal is reached when it is first needed, and stays so."""

    settings: Settings
    _reached: _Reached = field(default_factory=_Reached)

    async def sync(self, request: AdsRunRequest) -> AdsRunId:
        temporal = await self._temporal()
        return await temporal.run_of(await temporal.start_sync(request))

    async def backfill(self, request: AdsRunRequest) -> AdsRunId:
        temporal = await self._temporal()
        return await temporal.run_of(await temporal.start_backfill(request))

    async def tell_backfill(self, source: AdsSourceKey, signal: str) -> None:
        await (await self._temporal()).tell_backfill(source, signal)

    async def backfill_under_way(self, source: AdsSourceKey) -> BackfillUnderWay | None:
        return await (await self._temporal()).backfill_under_way(source)

    async def _temporal(self) -> AdsTemporal:
        if self._reached.temporal is None:
            client = await temporal_here(self.settings)
            if client is None:
                raise EngineAway("Temporal does not answer")
            self._reached.temporal = AdsTemporal(client)
        return self._reached.temporal


@asynccontextmanager
async def ads_resources(
    settings: Settings, ledger: Ledger, client: PinterestClient, names: AccountNames, *, there: bool
) -> AsyncIterator[Sequence[AdsResource]]:
    """All that is about ads. `client` asks Pinterest by the ledger's tokens; `there`: whether there is one."""
    sources = ads_sources_of(ledger)
    ad_accounts = HomeAdAccounts(PinterestAdAccounts(client), there)
    async with Fetcher.open(own_assets=reports_place(client.base_url.text)) as fetcher:
        previews = HomePreviews(client, PinterestReports(client, fetcher), SqlAdsCalls(ledger.database))
        yield (
            AdsCatalogueApi(),
            AdsQuestionsApi(names, ad_accounts, previews),
            AdsSourcesApi(sources, names, ad_accounts),
            AdsRunsApi(
                sources, SqlAdsRunPages(ledger.database), SqlAdsCoverage(ledger.database), HomeAdsRuns(settings)
            ),
        )
