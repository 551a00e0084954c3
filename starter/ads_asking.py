"""One report asked for by a command, within the account's quota; and which columns Pinterest objects to."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from activities.ads_ports import AdsCalls, Lists, Numbers, Organic
from ads.bisection import TRIALS_MAX, Search, Trial, culprits
from ads.datasets import Family, dataset
from ads.requests import (
    ad_groups_request,
    entities_request,
    numbers_request,
    organic_requests,
    report_request,
)
from ads.splitting import narrowest
from config import Settings
from contracts.ads import AdsSourceSpec, Chunk, Route
from contracts.ads_reports import (
    EntitiesRequest,
    ReportRequest,
    ReportRow,
    ReportStatus,
    ReportToken,
    SeenReport,
)
from contracts.names import AccountKey
from contracts.sightings import Category
from contracts.trouble import Rejected
from fetching.client import Fetcher
from pinterest_api.ads import PinterestReports
from pinterest_api.ads_lists import PinterestLists
from pinterest_api.ads_numbers import PinterestNumbers
from pinterest_api.base_url import BaseUrl
from pinterest_api.client import PinterestClient
from pinterest_api.organic import PinterestOrganic
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger
from starter.silence import silence
from store.ads_calls import SqlAdsCalls
from store.quotas import SqlRates
from store.tokens import SealedTokens

LOOK_SECONDS = 2.0
LOOKS_MAX = 90
"""Three minutes: who previews waits at the screen."""


class Reports(Protocol):
    """Reports at Pinterest, one at a time. Raises `PinterestTrouble`."""

    async def create(self, account: AccountKey, request: ReportRequest) -> str: ...

    async def look(self, account: AccountKey, ad_account_id: str, token: str) -> SeenReport: ...

    async def download(self, url: str, into: Path) -> int: ...


@dataclass(frozen=True)
class AtOnce:
    """What Pinterest answers without a report."""

    numbers: Numbers
    lists: Lists
    organic: Organic


@dataclass(frozen=True)
class Asking:
    """Asks Pinterest for reports, and for what it answers at once, in the name of one account."""

    reports: Reports
    calls: AdsCalls
    account: AccountKey
    at_once: AtOnce

    async def create(self, request: ReportRequest) -> ReportToken:
        """Ask for a report. Raises `Rejected` with Pinterest's own words, `CommandFailed` without quota."""
        await self._hold()
        return await self.reports.create(self.account, request)

    async def download(self, ad_account_id: str, token: ReportToken, into: Path) -> None:
        """Wait until the report is ready, and fetch it. Raises `CommandFailed` when it does not get ready."""
        for _ in range(LOOKS_MAX):
            await self._hold()
            seen = await self.reports.look(self.account, ad_account_id, token)
            if seen.status is ReportStatus.FINISHED and seen.url is not None:
                await self.reports.download(seen.url, into)
                return
            if seen.status is not ReportStatus.IN_PROGRESS:
                raise CommandFailed(
                    f"Pinterest made no report: it is {seen.status}. Ask again.", ExitCode.SERVICE_AWAY
                )
            await asyncio.sleep(LOOK_SECONDS)
        raise CommandFailed("Pinterest's report is not ready yet. Ask for fewer days.", ExitCode.SERVICE_AWAY)

    async def first_rows(self, spec: AdsSourceSpec, chunk: Chunk) -> Sequence[ReportRow]:
        """What Pinterest answers at once, of a list its first page. Raises as `create`."""
        match dataset(spec.dataset).family:
            case Family.PERFORMANCE:
                await self._hold()
                return await self.at_once.numbers.rows(self.account, numbers_request(spec, chunk))
            case Family.ORGANIC:
                await self._hold(Category.ORG_ANALYTICS)
                return await self.at_once.organic.rows(self.account, organic_requests(spec, chunk)[0])
            case Family.DICTIONARY:
                await self._hold(Category.ADS_READ)
                return await self.at_once.lists.dictionary(self.account)
            case Family.ENTITIES:
                return await self._first_page(spec)

    async def _first_page(self, spec: AdsSourceSpec) -> Sequence[ReportRow]:
        request = entities_request(spec)
        if not request.within:
            return await self._page(request, ())
        groups = await self._page(ad_groups_request(spec), ())
        within = [str(group["ID"]) for group in groups[: request.at_once]]
        return await self._page(request, within) if within else ()

    async def _page(self, request: EntitiesRequest, within: Sequence[str]) -> Sequence[ReportRow]:
        await self._hold(Category.ADS_READ)
        rows, _ = await self.at_once.lists.page(self.account, request, within, None)
        return rows

    async def culprits(self, spec: AdsSourceSpec, chunk: Chunk) -> Trial | None:
        """The fewest columns that are refused on their own; none: it is something else. None: not found."""
        search: Search = culprits(spec.columns)
        try:
            trial = next(search)
            for _ in range(TRIALS_MAX):
                trial = search.send(await self._refuses(spec, chunk, trial))
        except StopIteration as end:
            return tuple(end.value)
        return None

    async def _refuses(self, spec: AdsSourceSpec, chunk: Chunk, columns: Trial) -> bool:
        changed = {"columns": columns}
        await self._hold()
        try:
            if chunk.route is Route.SYNC:
                request = numbers_request(spec, narrowest(spec, chunk)).model_copy(update=changed)
                await self.at_once.numbers.rows(self.account, request)
            else:
                await self.reports.create(self.account, report_request(spec, chunk).model_copy(update=changed))
        except Rejected:
            return True
        return False

    async def _hold(self, category: Category = Category.ADS_ANALYTICS) -> None:
        now = time.time()
        until = await self.calls.hold(self.account, now, category)
        if until is not None:
            wait = max(1, round(until - now))
            raise CommandFailed(
                f"The quota of ads numbers is used up. Ask again in {wait} s.", ExitCode.SERVICE_AWAY
            )


@asynccontextmanager
async def asking_at(settings: Settings, ledger: Ledger, account: AccountKey) -> AsyncIterator[Asking]:
    """Pinterest's reports, by the tokens of the ledger; logs keep silent. `settings` have Pinterest's address."""
    if settings.pinterest_url is None:
        raise CommandFailed("There is no Pinterest to ask. Start one with: pinflow up", ExitCode.SERVICE_AWAY)
    tokens = SealedTokens(ledger.database, ledger.sealer, time.time)
    rates = SqlRates(ledger.database, time.time)
    place = _reports_place(settings.pinterest_url)
    async with (
        PinterestClient.open(settings.pinterest_url, tokens=tokens, rates=rates) as client,
        Fetcher.open(own_assets=place) as fetcher,
    ):
        with silence():
            at_once = AtOnce(PinterestNumbers(client), PinterestLists(client), PinterestOrganic(client))
            yield Asking(PinterestReports(client, fetcher), SqlAdsCalls(ledger.database), account, at_once)


def _reports_place(base_url: str) -> str | None:
    """A simulator has its reports at its own address; those of Pinterest are on the internet."""
    base = BaseUrl.parse(base_url)
    return base.text.removesuffix("/v5") if base.on_this_machine else None
