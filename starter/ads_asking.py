"""One report asked for by a command, within the account's quota; and which columns Pinterest objects to."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from activities.ads_ports import AdsCalls
from ads.bisection import HARMLESS, TRIALS_MAX, Trial, offending
from config import Settings
from contracts.ads_reports import ReportRequest, ReportStatus, ReportToken, SeenReport
from contracts.names import AccountKey
from contracts.trouble import RateLimited, Rejected, Unavailable
from fetching.client import Fetcher
from pinterest_api.ads import PinterestReports
from pinterest_api.base_url import BaseUrl
from pinterest_api.client import PinterestClient
from starter.ads_first_rows import FirstRows, first_rows_at
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger
from starter.silence import silence
from store.ads_calls import SqlAdsCalls
from store.quotas import SqlRates
from store.tokens import SealedTokens

LOOK_SECONDS = 2.0
WAIT_SECONDS_MAX = 180.0
"""Who previews waits at the screen."""
NO_PINTEREST = "There is no Pinterest to ask. Start one with: pinflow up"


class Reports(Protocol):
    """Reports at Pinterest, one at a time. Raises `PinterestTrouble`."""

    async def create(self, account: AccountKey, request: ReportRequest) -> str: ...

    async def look(self, account: AccountKey, ad_account_id: str, token: str) -> SeenReport: ...

    async def download(self, url: str, into: Path) -> int: ...


@dataclass(frozen=True)
class Asking:
    """Asks Pinterest for reports in the name of one account."""

    reports: Reports
    calls: AdsCalls
    account: AccountKey

    async def create(self, request: ReportRequest) -> ReportToken:
        """Ask for a report. Raises `Rejected` with Pinterest's own words, `RateLimited` without quota."""
        await self._hold()
        return await self.reports.create(self.account, request)

    async def download(
        self, ad_account_id: str, token: ReportToken, into: Path, *, wait_seconds: float = WAIT_SECONDS_MAX
    ) -> bool:
        """Fetch the report once it is ready; False: it is not yet. Raises `Unavailable` when it will never be."""
        until = time.monotonic() + wait_seconds
        while True:
            await self._hold()
            seen = await self.reports.look(self.account, ad_account_id, token)
            if seen.status is ReportStatus.FINISHED and seen.url is not None:
                await self.reports.download(seen.url, into)
                return True
            if seen.status is not ReportStatus.IN_PROGRESS:
                raise Unavailable(f"Pinterest made no report: it is {seen.status}. Ask again.")
            if time.monotonic() + LOOK_SECONDS > until:
                return False
            await asyncio.sleep(LOOK_SECONDS)

    async def culprits(self, request: ReportRequest) -> Trial:
        """The fewest columns that are refused on their own; none when it is something else, or costs too much."""
        if await self._refuses(request.model_copy(update={"columns": HARMLESS})):
            return ()
        search = offending(request.columns)
        next(search)
        refused = True  # all of them were: that is why it is asked
        try:
            for _ in range(TRIALS_MAX):
                trial = search.send(refused)
                refused = await self._refuses(request.model_copy(update={"columns": trial}))
        except StopIteration as end:
            return tuple(end.value)
        return ()

    async def _refuses(self, request: ReportRequest) -> bool:
        try:
            await self.create(request)
        except Rejected:
            return True
        return False

    async def _hold(self) -> None:
        now = time.time()
        until = await self.calls.hold(self.account, now)
        if until is not None:
            wait = max(1, round(until - now))
            words = f"the quota of ads numbers is used up. Ask again in {wait} s."
            raise RateLimited(words, retry_seconds=wait)


@asynccontextmanager
async def asking_at(settings: Settings, ledger: Ledger, account: AccountKey) -> AsyncIterator[Asking]:
    """Pinterest's reports, by the tokens of the ledger; logs keep silent. `settings` have Pinterest's address."""
    if settings.pinterest_url is None:
        raise CommandFailed(NO_PINTEREST, ExitCode.SERVICE_AWAY)
    tokens = SealedTokens(ledger.database, ledger.sealer, time.time)
    rates = SqlRates(ledger.database, time.time)
    place = reports_place(settings.pinterest_url)
    async with (
        PinterestClient.open(settings.pinterest_url, tokens=tokens, rates=rates) as client,
        Fetcher.open(own_assets=place) as fetcher,
    ):
        with silence():
            yield Asking(PinterestReports(client, fetcher), SqlAdsCalls(ledger.database), account)


@asynccontextmanager
async def first_rows_here(settings: Settings, ledger: Ledger, account: AccountKey) -> AsyncIterator[FirstRows]:
    """What Pinterest answers at once, as `asking_at`."""
    if settings.pinterest_url is None:
        raise CommandFailed(NO_PINTEREST, ExitCode.SERVICE_AWAY)
    tokens = SealedTokens(ledger.database, ledger.sealer, time.time)
    rates = SqlRates(ledger.database, time.time)
    async with PinterestClient.open(settings.pinterest_url, tokens=tokens, rates=rates) as client:
        with silence():
            yield first_rows_at(client, SqlAdsCalls(ledger.database), account)


def reports_place(base_url: str) -> str | None:
    """A simulator has its reports at its own address; those of Pinterest are on the internet."""
    base = BaseUrl.parse(base_url)
    return base.text.removesuffix("/v5") if base.on_this_machine else None
