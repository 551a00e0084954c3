"""Launches over HTTP: seen, and cancelled, paused, resumed, rescheduled or tried again, as at the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from contracts.api_keys import ApiScope
from contracts.api_launches import LaunchFilter, ProductFilter
from contracts.hand import Action, HandOrder, Selection
from contracts.launch import LaunchSummary
from contracts.names import LaunchId
from drafting.filters import WAITING, FilterBroken, read_filter
from intake.api.account_choice import AccountNames, accounts_meant
from intake.api.launches_ports import Launches
from intake.api.launches_wire import (
    LaunchAnswer,
    LaunchOrderAnswer,
    LaunchOrderBody,
    LaunchProductAnswer,
    LaunchQuery,
    ProductQuery,
    RescheduleBody,
    answer_to_wire,
    launch_to_wire,
    product_to_wire,
)
from intake.api.operation import Answer, ApiProblem, Call, Handle, Operation, account_allowed, not_found
from intake.api.wire import instant_if_any, page_answer

TAG = "launches"
EXAMPLE_TALLY = {
    "total": 200,
    "live": 188,
    "already": 3,
    "refused": 12,
    "unconfirmed": 0,
    "withdrawn": 0,
    "waiting": 0,
}
EXAMPLE = {
    "id": "20261121-221530-spring-7f3a",
    "account": "shop",
    "account_id": "8b8c7b0e-54f4-5b0a-9a39-0f5cb0f5a0d1",
    "source": "spring.csv",
    "status": "finished",
    "priority": "normal",
    "edition": "",
    "window": "Mon-Fri 18:00-22:00 America/New_York",
    "created_at": "2026-11-21T22:15:30Z",
    "finished_at": "2026-11-22T03:04:05Z",
    "tally": EXAMPLE_TALLY,
}
ORDERS = {
    Action.CANCEL: "Withdraw what of a launch is not live",
    Action.PAUSE: "Let nothing more of a launch leave",
    Action.RESUME: "Let what was paused go on",
    Action.RETRY: "Try again what ended otherwise than live",
}


@dataclass(frozen=True)
class LaunchesApi:
    launches: Launches
    accounts: AccountNames

    def operations(self) -> Sequence[Operation]:
        return [self._list(), self._get(), self._list_products(), *self._orders(), self._reschedule()]

    def _list(self) -> Operation:
        return Operation(
            "GET",
            "/v1/launches",
            "List launches, newest first",
            TAG,
            self.list_launches,
            query=LaunchQuery,
            answer=LaunchAnswer,
            answer_is_list=True,
            answer_example=[EXAMPLE],
        )

    def _get(self) -> Operation:
        path = "/v1/launches/{launch_id}"
        return Operation("GET", path, "See a launch", TAG, self.get, answer=LaunchAnswer, answer_example=EXAMPLE)

    def _list_products(self) -> Operation:
        return Operation(
            "GET",
            "/v1/launches/{launch_id}/products",
            "List the pins of a launch, in the file's order",
            TAG,
            self.list_products,
            query=ProductQuery,
            answer=LaunchProductAnswer,
            answer_is_list=True,
        )

    def _orders(self) -> Sequence[Operation]:
        return [
            Operation(
                "POST",
                f"/v1/launches/{{launch_id}}/{action}",
                summary,
                TAG,
                self._ordering(action),
                scope=ApiScope.PINS_WRITE,
                body=LaunchOrderBody,
                body_optional=True,
                answer=LaunchOrderAnswer,
                idempotent=True,
                example={"where": 'board="Spring looks"', "why": "the prices are wrong"},
            )
            for action, summary in ORDERS.items()
        ]

    def _reschedule(self) -> Operation:
        return Operation(
            "POST",
            "/v1/launches/{launch_id}/reschedule",
            "Put off what of a launch has not left",
            TAG,
            self._ordering(Action.RESCHEDULE),
            scope=ApiScope.PINS_WRITE,
            body=RescheduleBody,
            answer=LaunchOrderAnswer,
            idempotent=True,
            example={"to": "2026-11-24T18:00:00Z"},
        )

    async def list_launches(self, call: Call) -> Answer:
        query = cast("LaunchQuery", call.query)  # the operation's own model
        page = await self.launches.page(
            LaunchFilter(
                accounts=await accounts_meant(call, self.accounts, query.account_id),
                status=query.status,
                since=instant_if_any(query.since),
                until=instant_if_any(query.until),
                words=query.q,
                limit=query.limit,
                offset=query.offset,
            )
        )
        return page_answer([launch_to_wire(launch) for launch in page.launches], page.total)

    async def get(self, call: Call) -> Answer:
        return Answer(launch_to_wire(await self._find(call)))

    async def list_products(self, call: Call) -> Answer:
        query = cast("ProductQuery", call.query)  # the operation's own model
        launch = await self._find(call)
        page = await self.launches.products(
            ProductFilter(
                launch=launch.launch,
                outcome=WAITING if query.waiting else query.outcome,
                reason=query.reason,
                board=query.board,
                held=query.held,
                words=query.q,
                limit=query.limit,
                offset=query.offset,
            )
        )
        return page_answer([product_to_wire(product) for product in page.products], page.total)

    def _ordering(self, action: Action) -> Handle:
        async def order(call: Call) -> Answer:
            launch = await self._find(call)
            given = order_of(action, launch.launch, cast("LaunchOrderBody | None", call.body))  # its own model
            return Answer(answer_to_wire(await self.launches.order(given, call.now)))

        return order

    async def _find(self, call: Call) -> LaunchSummary:
        launch = await self.launches.find(LaunchId(call.path["launch_id"]))
        if launch is None or not account_allowed(call, launch.account):
            raise not_found("launch")
        return launch


def order_of(action: Action, launch: LaunchId, body: LaunchOrderBody | None) -> HandOrder:
    """The order that is meant. Raises `ApiProblem` for a filter that cannot be read."""
    said = body or LaunchOrderBody()
    try:
        read_filter(said.where)
    except (FilterBroken, ValueError) as broken:
        raise ApiProblem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "filter_unreadable", str(broken), fields={"where": str(broken)}
        ) from broken
    to = said.to.timestamp() if isinstance(said, RescheduleBody) else None
    return HandOrder(action=action, selection=Selection(launch=launch, where=said.where), to=to, why=said.why)
