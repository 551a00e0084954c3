"""Sources of ads data over HTTP: kept by the same rules as at the command line, changed, paused, forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePosixPath, PureWindowsPath
from typing import cast

from ads.days import utc_day
from ads.keeping import fit_to_keep
from ads.objections import Objection
from contracts.ads import AdsSourceSpec, DestinationKind
from contracts.ads_runs import AdsSource
from contracts.api_keys import ApiScope
from contracts.names import AccountKey
from intake.api.account_choice import AccountNames, account_meant, accounts_meant
from intake.api.ads_ports import KeptAdsSources, SeenAdAccounts
from intake.api.ads_problems import ads_problems, source_refused
from intake.api.ads_questions import SOURCE_BYTES_MAX, SOURCE_EXAMPLE
from intake.api.ads_wire import (
    AdsPauseBody,
    AdsSourceBody,
    AdsSourcePatch,
    AdsSourceQuery,
    AdsSourceTold,
    told_source,
)
from intake.api.operation import Answer, ApiProblem, Call, Operation, account_allowed, not_found
from intake.api.pinterest_problems import STATUSES
from intake.api.wire import page_answer

TAG = "ads"
MANY = "/v1/ads/sources"
ONE = "/v1/ads/sources/{source_id}"
TOLD_EXAMPLE: Mapping[str, object] = {
    "id": "campaigns-daily",
    "account": "shop",
    "account_id": "8b8c7b0e-54f4-5b0a-9a39-0f5cb0f5a0d1",
    "ad_account_id": "549755885175",
    "currency": "EUR",
    "dataset": "campaign",
    "columns": ["CAMPAIGN_NAME", "SPEND_IN_MICRO_DOLLAR", "TOTAL_CHECKOUT"],
    "breakdowns": [],
    "windows": {"click_days": 30, "engagement_days": 30, "view_days": 1},
    "report_time": "TIME_OF_AD_ACTION",
    "granularity": "DAY",
    "filters": {
        "campaign_ids": [],
        "ad_group_ids": [],
        "ad_ids": [],
        "product_group_ids": [],
        "product_item_ids": [],
        "pin_ids": [],
        "campaign_statuses": [],
        "ad_group_statuses": [],
        "ad_statuses": [],
        "product_group_statuses": [],
    },
    "attributions": [],
    "route": None,
    "report_format": "json",
    "look_back_days": None,
    "first_day": None,
    "allow_empty": "confirmed",
    "destination": {"kind": "database", "target": ""},
    "write_mode": "delete_insert",
    "snapshot": {"every_hours": None, "at": "06:30", "zone": "Europe/Berlin"},
    "metadata": True,
    "revisions": False,
    "settles": "32 days: the longest window, 30, and 2 to be counted",
    "paused": None,
    "created_at": "2026-11-01T08:00:00Z",
}


@dataclass(frozen=True)
class AdsSourcesApi:
    sources: KeptAdsSources
    names: AccountNames
    ad_accounts: SeenAdAccounts

    def operations(self) -> Sequence[Operation]:
        return [*self._reading(), *self._writing(), *self._pausing()]

    def _reading(self) -> Sequence[Operation]:
        return [
            Operation(
                "GET",
                MANY,
                "List sources of ads data",
                TAG,
                self.list_all,
                query=AdsSourceQuery,
                answer=AdsSourceTold,
                answer_is_list=True,
                answer_example=[TOLD_EXAMPLE],
            ),
            Operation(
                "GET",
                ONE,
                "See a source of ads data",
                TAG,
                self.get,
                answer=AdsSourceTold,
                answer_example=TOLD_EXAMPLE,
            ),
        ]

    def _writing(self) -> Sequence[Operation]:
        return [
            Operation(
                "POST",
                MANY,
                "Keep a source of ads data, once nothing stands against it",
                TAG,
                self.create,
                scope=ApiScope.PINS_WRITE,
                body=AdsSourceBody,
                body_bytes_max=SOURCE_BYTES_MAX,
                answer=AdsSourceTold,
                status=HTTPStatus.CREATED,
                problems=STATUSES,
                idempotent=True,
                example=SOURCE_EXAMPLE,
                answer_example=TOLD_EXAMPLE,
            ),
            Operation(
                "PATCH",
                ONE,
                "Describe a source of ads data anew; what was read stays",
                TAG,
                self.change,
                scope=ApiScope.PINS_WRITE,
                body=AdsSourcePatch,
                body_bytes_max=SOURCE_BYTES_MAX,
                answer=AdsSourceTold,
                problems=STATUSES,
                idempotent=True,
                example={"columns": ["CAMPAIGN_NAME", "SPEND_IN_MICRO_DOLLAR"], "snapshot": {"every_hours": 6}},
                answer_example=TOLD_EXAMPLE,
            ),
            Operation(
                "DELETE",
                ONE,
                "Forget a source of ads data, and which of its days were read; its rows stay",
                TAG,
                self.remove,
                scope=ApiScope.PINS_WRITE,
                status=HTTPStatus.NO_CONTENT,
            ),
        ]

    def _pausing(self) -> Sequence[Operation]:
        return [
            Operation(
                "POST",
                f"{ONE}/pause",
                "Stop reading a source; days that pass meanwhile are read when it goes on",
                TAG,
                self.pause,
                scope=ApiScope.PINS_WRITE,
                body=AdsPauseBody,
                body_optional=True,
                answer=AdsSourceTold,
                idempotent=True,
                example={"why": "the agency changes its campaigns"},
                answer_example={**TOLD_EXAMPLE, "paused": "the agency changes its campaigns"},
            ),
            Operation(
                "POST",
                f"{ONE}/resume",
                "Go on reading a source",
                TAG,
                self.resume,
                scope=ApiScope.PINS_WRITE,
                answer=AdsSourceTold,
                idempotent=True,
                answer_example=TOLD_EXAMPLE,
            ),
        ]

    async def list_all(self, call: Call) -> Answer:
        query = cast("AdsSourceQuery", call.query)  # the operation's own model
        accounts = await accounts_meant(call, self.names, query.account_id)
        meant = [
            one
            for one in await self.sources.all()
            if (accounts is None or one.spec.account in accounts) and query.dataset in {None, one.spec.dataset}
        ]
        return page_answer([told_source(one) for one in meant[query.offset :][: query.limit]], len(meant))

    async def get(self, call: Call) -> Answer:
        return Answer(told_source(await source_meant(call, self.sources)))

    async def create(self, call: Call) -> Answer:
        body = cast("AdsSourceBody", call.body)  # the operation's own model
        account = await account_meant(call, self.names, body.account)
        spec = await self._fit(call, body.read(account))
        if not await self.sources.add(spec, call.now):
            # Also one of an account that the key may not see: a name is taken once.
            message = f"There is a source {spec.key!r} already: change it, or take another key."
            raise ApiProblem(HTTPStatus.CONFLICT, "source_exists", message)
        return Answer(told_source(AdsSource(spec, call.now)), HTTPStatus.CREATED)

    async def change(self, call: Call) -> Answer:
        body = cast("AdsSourcePatch", call.body)  # the operation's own model
        before = await source_meant(call, self.sources)
        account = AccountKey(before.spec.account)
        if body.account is not None:
            account = await account_meant(call, self.names, body.account)
        spec = await self._fit(call, body.onto(before.spec, account))
        if not await self.sources.change(spec):
            raise not_found("source")
        return Answer(told_source(AdsSource(spec, before.added_at, before.paused)))

    async def remove(self, call: Call) -> Answer:
        await self.sources.remove((await source_meant(call, self.sources)).spec.key)
        return Answer(None, HTTPStatus.NO_CONTENT)

    async def pause(self, call: Call) -> Answer:
        body = cast("AdsPauseBody | None", call.body)  # the operation's own model
        return await self._paused(call, body.why if body else "")

    async def resume(self, call: Call) -> Answer:
        return await self._paused(call, None)

    async def _paused(self, call: Call, why: str | None) -> Answer:
        found = await source_meant(call, self.sources)
        if not await self.sources.pause(found.spec.key, why):
            raise not_found("source")
        return Answer(told_source(AdsSource(found.spec, found.added_at, why)))

    async def _fit(self, call: Call, read: AdsSourceSpec | tuple[Objection, ...]) -> AdsSourceSpec:
        """As it may be kept. Raises `ApiProblem`."""
        if not isinstance(read, AdsSourceSpec):
            raise source_refused(read)
        _check_target(call, read)
        without_pinterest = fit_to_keep(read, None, utc_day(call.now))
        if not isinstance(without_pinterest, AdsSourceSpec):
            raise source_refused(without_pinterest)
        with ads_problems():
            seen = await self.ad_accounts.if_there(AccountKey(read.account))
        fit = fit_to_keep(read, seen, utc_day(call.now))
        if not isinstance(fit, AdsSourceSpec):
            raise source_refused(fit)
        return fit


async def source_meant(call: Call, sources: KeptAdsSources) -> AdsSource:
    """The source in the path. Raises `ApiProblem` for none, and for one that the key may not see."""
    found = await sources.get(call.path["source_id"])
    if found is None or not account_allowed(call, AccountKey(found.spec.account)):
        raise not_found("source")
    return found


def _check_target(call: Call, spec: AdsSourceSpec) -> None:
    """Over HTTP rows go to places of the source's own: any other takes a key that may do everything."""
    target = spec.destination.target
    if not target or ApiScope.ADMIN in call.grant.scopes:
        return
    if spec.destination.kind is DestinationKind.DATABASE or _leads_away(target):
        message = "A table by name, or a file outside the home's folder, takes a key of scope admin."
        raise ApiProblem(HTTPStatus.FORBIDDEN, "target_forbidden", message, fields={"destination.target": message})


def _leads_away(target: str) -> bool:
    """Whether it may be anywhere but below the folder that it is relative to, by any system's rules."""
    return any(
        path.is_absolute() or bool(path.drive) or bool(path.root) or ".." in path.parts
        for path in (PurePosixPath(target), PureWindowsPath(target))
    )
