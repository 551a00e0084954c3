"""Ads data before a source is kept: whose ad accounts may be read, every rule, the plan, and some rows."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import cast

from ads.access import ROLE_WORDS, likelier, may_be_read
from ads.asking import Asked
from ads.datasets import Family, dataset
from ads.days import utc_day, wanted_days
from ads.objections import Objection
from ads.planner import Plan, Tier, plan
from ads.preflight import plan_refusals, preflight, refusals
from ads.previewing import PreviewAsk, lacks_currency, preview_ask, with_currency
from ads.restatement import why_settling
from contracts.ads import AdsSourceSpec, Value
from contracts.ads_reports import PreviewRows, ReportToken, SeenAdAccount
from contracts.names import AccountKey
from contracts.trouble import PinterestTrouble
from intake.api.account_choice import AccountNames, account_meant
from intake.api.ads_ports import Previews, SeenAdAccounts
from intake.api.ads_problems import ads_problems, by_names_of_the_question, source_refused
from intake.api.ads_questions_wire import (
    AdAccountQuery,
    AdAccountTold,
    AdsCheckTold,
    AdsLostTold,
    AdsPieceTold,
    AdsPlanQuestion,
    AdsPlanTold,
    AdsPreviewBegun,
    AdsPreviewQuestion,
    AdsPreviewTold,
    AdsQuestion,
)
from intake.api.ads_wire import told_objection
from intake.api.operation import Answer, ApiProblem, Call, Operation
from intake.api.pinterest_problems import STATUSES

TAG = "ads"
SOURCE_BYTES_MAX = 4_000_000
"""Enough for 100,000 ids."""
SOURCE_EXAMPLE = {
    "key": "campaigns-daily",
    "account": "shop",
    "ad_account_id": "549755885175",
    "dataset": "campaign",
    "columns": ["CAMPAIGN_NAME", "SPEND_IN_MICRO_DOLLAR", "TOTAL_CHECKOUT"],
    "snapshot": {"at": "06:30", "zone": "Europe/Berlin"},
}
AD_ACCOUNT_EXAMPLE = {
    "id": "549755885175",
    "name": "Shop",
    "currency": "EUR",
    "country": "DE",
    "roles": ["ANALYST"],
    "may_be_read": True,
    "remedy": None,
}
PLAN_EXAMPLE = {
    "route": "async",
    "why_route": "its days, columns or entities need a report",
    "tier": "standard",
    "calls": 3,
    "minutes": 0.01,
    "pieces": [{"first": "2026-10-21", "last": "2026-11-21", "part": 0, "ids": 0}],
    "not_obtainable": [],
}
ROWS_EXAMPLE = {
    "columns": ["AD_ACCOUNT_ID", "DATE", "CAMPAIGN_ID", "SPEND_IN_MICRO_DOLLAR", "SPEND_IN_CURRENCY"],
    "rows": [["549755885175", "2026-11-21", "626735565838", 6552260, "6.552260"]],
}


@dataclass(frozen=True)
class AdsQuestionsApi:
    names: AccountNames
    ad_accounts: SeenAdAccounts
    previews: Previews

    def operations(self) -> Sequence[Operation]:
        return [*self._asking_pinterest(), *self._offline()]

    def _asking_pinterest(self) -> Sequence[Operation]:
        return [
            Operation(
                "GET",
                "/v1/ads/accounts",
                "List the ad accounts that an account sees, and whether their numbers may be read",
                TAG,
                self.accounts,
                query=AdAccountQuery,
                answer=AdAccountTold,
                answer_is_list=True,
                problems=STATUSES,
                answer_example=[AD_ACCOUNT_EXAMPLE],
            ),
            Operation(
                "POST",
                "/v1/ads/preview",
                "Ask Pinterest for some rows of a source; nothing is kept",
                TAG,
                self.preview,
                body=AdsPreviewQuestion,
                body_bytes_max=SOURCE_BYTES_MAX,
                answer=AdsPreviewTold,
                other_statuses={HTTPStatus.ACCEPTED: AdsPreviewBegun},
                problems=STATUSES,
                example={"source": SOURCE_EXAMPLE, "first": "2026-11-20", "last": "2026-11-21"},
                answer_example=ROWS_EXAMPLE,
            ),
        ]

    def _offline(self) -> Sequence[Operation]:
        return [
            Operation(
                "POST",
                "/v1/ads/check",
                "Ask every rule of Pinterest's before a call; nothing is kept, and nobody asked",
                TAG,
                self.check,
                body=AdsQuestion,
                body_bytes_max=SOURCE_BYTES_MAX,
                answer=AdsCheckTold,
                example={"source": SOURCE_EXAMPLE},
            ),
            Operation(
                "POST",
                "/v1/ads/plan",
                "Say what reading some days takes, and which cannot be had; nobody is asked",
                TAG,
                self.plan,
                body=AdsPlanQuestion,
                body_bytes_max=SOURCE_BYTES_MAX,
                answer=AdsPlanTold,
                example={"source": SOURCE_EXAMPLE, "first": "2024-06-01", "tier": "standard"},
                answer_example=PLAN_EXAMPLE,
            ),
        ]

    async def accounts(self, call: Call) -> Answer:
        account = await account_meant(call, self.names, cast("AdAccountQuery", call.query).account_id)
        with ads_problems():
            found = await self.ad_accounts.list_all(account)
        told = [_ad_account(one) for one in found]
        return Answer(list(told), headers={"X-Total-Count": str(len(told))})

    async def check(self, call: Call) -> Answer:
        asked = cast("AdsQuestion", call.body)  # the operation's own model
        spec = asked.source.read(AccountKey(asked.source.account))
        if not isinstance(spec, AdsSourceSpec):
            return Answer(_checked(spec))
        today = utc_day(call.now)
        first, last = wanted_days(spec, asked.first, asked.last, today)
        found = await asyncio.to_thread(preflight, spec, first, last, today)
        told = by_names_of_the_question(found, asked.first, asked.last, spec.first_day)
        return Answer(_checked(told, Asked(spec, first, last, today)))

    async def plan(self, call: Call) -> Answer:
        asked = cast("AdsPlanQuestion", call.body)  # the operation's own model
        spec, today = _read(asked, AccountKey(asked.source.account)), utc_day(call.now)
        first, last = wanted_days(spec, asked.first, asked.last, today)
        made = await asyncio.to_thread(_plan, spec, first, last, today)
        if not isinstance(made, Plan):
            raise source_refused(by_names_of_the_question(made, asked.first, asked.last, spec.first_day))
        return Answer(_planned(made, asked.tier))

    async def preview(self, call: Call) -> Answer:
        asked = cast("AdsPreviewQuestion", call.body)  # the operation's own model
        account = await account_meant(call, self.names, asked.source.account)
        ask = preview_ask(_read(asked, account), asked.first, asked.last, utc_day(call.now))
        if not isinstance(ask, PreviewAsk):
            raise source_refused(by_names_of_the_question(ask, asked.first, asked.last))
        with ads_problems(dataset(ask.spec.dataset).family):
            found = await self._first_rows(account, await self._with_currency(account, ask), asked.report)
            if isinstance(found, Objection):
                raise await self._refused(account, ask, found)
        if isinstance(found, AdsPreviewBegun):
            return Answer(found, HTTPStatus.ACCEPTED, headers={"Retry-After": "5"})
        return Answer(_rows(found))

    async def _first_rows(
        self, account: AccountKey, ask: PreviewAsk, report: ReportToken | None
    ) -> PreviewRows | Objection | AdsPreviewBegun:
        if ask.request is None:
            return await self.previews.at_once(account, ask)
        begun = report or await self.previews.begin(account, ask.request)
        if isinstance(begun, Objection):
            return begun
        return await self.previews.rows(account, ask, begun) or AdsPreviewBegun(report=begun)

    async def _with_currency(self, account: AccountKey, ask: PreviewAsk) -> PreviewAsk:
        """The same with its ad account's currency; as it is where Pinterest does not list ad accounts."""
        if not lacks_currency(ask):
            return ask
        try:
            return with_currency(ask, await self.ad_accounts.list_all(account))
        except PinterestTrouble:
            return ask

    async def _refused(self, account: AccountKey, ask: PreviewAsk, found: Objection) -> ApiProblem:
        """In Pinterest's words, or in ours when the account does not see the ad account: pins have none."""
        if dataset(ask.spec.dataset).family is Family.ORGANIC:
            return source_refused((found,))
        return source_refused((likelier(found, ask.spec, await self.ad_accounts.list_all(account)),))


def _read(asked: AdsQuestion, account: AccountKey) -> AdsSourceSpec:
    spec = asked.source.read(account)
    if not isinstance(spec, AdsSourceSpec):
        raise source_refused(spec)
    return spec


def _ad_account(one: SeenAdAccount) -> AdAccountTold:
    readable = may_be_read(one.permissions)
    return AdAccountTold(
        id=one.id,
        name=one.name,
        currency=one.currency or None,
        country=one.country or None,
        roles=list(one.permissions),
        may_be_read=readable,
        remedy=ROLE_WORDS if readable is False else None,
    )


def _checked(found: Sequence[Objection], asked: Asked | None = None) -> AdsCheckTold:
    return AdsCheckTold(
        ok=not refusals(tuple(found)),
        first=asked and asked.first,
        last=asked and asked.last,
        route=asked and asked.route,
        settles=asked and why_settling(asked.spec),
        objections=[told_objection(one) for one in found],
    )


def _plan(spec: AdsSourceSpec, first: date, last: date, today: date) -> Plan | tuple[Objection, ...]:
    """What it takes, or what refuses it. In a thread: ids may be 100,000."""
    return plan_refusals(spec, first, last, today) or plan(spec, first, last, today)


def _planned(made: Plan, tier: Tier) -> AdsPlanTold:
    return AdsPlanTold(
        route=made.route,
        why_route=made.why_route,
        tier=tier,
        calls=made.calls,
        minutes=round(made.minutes(tier), 2),
        pieces=[
            AdsPieceTold(first=one.first, last=one.last, part=one.part, ids=len(one.ids)) for one in made.chunks
        ],
        not_obtainable=[AdsLostTold(first=one.first, last=one.last, why=one.why) for one in made.lost],
    )


def _rows(found: PreviewRows) -> AdsPreviewTold:
    return AdsPreviewTold(
        columns=list(found.columns), rows=[[_plain(value) for value in row] for row in found.rows]
    )


def _plain(value: Value) -> str | int | float | None:
    """Money and days as text."""
    return value if value is None or isinstance(value, str | int | float) else str(value)
