"""Previews of what Pinterest answers at once: lists, its dictionary, organic numbers, numbers without a report."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from activities.ads_pins import SetApart
from activities.ads_ports import AdsCalls, Lists, Numbers, Organic
from ads.datasets import Family, dataset
from ads.objections import Objection
from ads.previewing import PREVIEW_ROWS_MAX, PreviewAsk, no_pin_told, preview_of, told_refusal
from ads.requests import ad_groups_request, entities_request, numbers_request, organic_requests
from contracts.ads_reports import PreviewRows, ReportRow
from contracts.names import AccountKey
from contracts.sightings import Category
from contracts.trouble import PinGone, RateLimited, Rejected, ScopeMissing
from pinterest_api.ads_lists import PinterestLists
from pinterest_api.ads_numbers import PinterestNumbers
from pinterest_api.client import PinterestClient
from pinterest_api.organic import PinterestOrganic

REQUESTS_MAX = 5
"""For rows of pins, or of what is listed within ad groups."""


@dataclass(frozen=True)
class FirstRows:
    """Reads the first rows in the name of one account, within its quotas."""

    numbers: Numbers
    lists: Lists
    organic: Organic
    calls: AdsCalls
    account: AccountKey

    async def preview(self, ask: PreviewAsk) -> PreviewRows | Objection:
        """As they would be written; or Pinterest's words against it. Raises `PinterestTrouble` for all else."""
        try:
            rows = await self._rows(ask)
        except (PinGone, Rejected) as refused:
            return told_refusal(str(refused), ())
        return rows if isinstance(rows, Objection) else preview_of(ask, rows, time.time())

    async def _rows(self, ask: PreviewAsk) -> Sequence[ReportRow] | Objection:
        match dataset(ask.spec.dataset).family:
            case Family.PERFORMANCE:
                await self._hold(Category.ADS_ANALYTICS)
                return await self.numbers.rows(self.account, numbers_request(ask.spec, ask.chunk))
            case Family.ENTITIES:
                return await self._things(ask)
            case Family.ORGANIC:
                return await self._organic(ask)
            case Family.DICTIONARY:
                await self._hold(Category.ADS_READ)
                return await self.lists.dictionary(self.account)

    async def _things(self, ask: PreviewAsk) -> Sequence[ReportRow]:
        request = entities_request(ask.spec)
        if not request.within:
            await self._hold(Category.ADS_READ)
            return (await self.lists.page(self.account, request, (), None))[0]
        await self._hold(Category.ADS_READ)
        groups, _ = await self.lists.page(self.account, ad_groups_request(ask.spec), (), None)
        ids, found = [str(group["ID"]) for group in groups], list[ReportRow]()
        for begin in range(0, min(len(ids), REQUESTS_MAX * request.at_once), request.at_once):
            await self._hold(Category.ADS_READ)
            some = ids[begin : begin + request.at_once]
            found += (await self.lists.page(self.account, request, some, None))[0]
            if len(found) >= PREVIEW_ROWS_MAX:
                break
        return found

    async def _organic(self, ask: PreviewAsk) -> Sequence[ReportRow] | Objection:
        """Of the pins that have numbers. Raises ScopeMissing when the token may not read any."""
        requests = organic_requests(ask.spec, ask.chunk)[:REQUESTS_MAX]
        apart, found = SetApart(), list[ReportRow]()
        for asked, request in enumerate(requests, start=1):
            await self._hold(Category.ORG_ANALYTICS)
            try:
                found += await self.organic.rows(self.account, request)
            except (PinGone, Rejected, ScopeMissing) as trouble:
                apart.take(request.pin_id, trouble)
                if apart.is_about_scope(asked=asked, of=len(requests)):
                    raise
            if len(found) >= PREVIEW_ROWS_MAX:
                break
        return no_pin_told(apart.refusal, apart.words) if apart.count == len(requests) else found

    async def _hold(self, category: Category) -> None:
        now = time.time()
        until = await self.calls.hold(self.account, now, category)
        if until is not None:
            wait = max(1, round(until - now))
            raise RateLimited(f"the quota is used up. Ask again in {wait} s.", retry_seconds=wait)


def first_rows_at(client: PinterestClient, calls: AdsCalls, account: AccountKey) -> FirstRows:
    """At Pinterest itself."""
    return FirstRows(PinterestNumbers(client), PinterestLists(client), PinterestOrganic(client), calls, account)
