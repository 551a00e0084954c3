"""The plan: when pins would leave, by windows, quotas and what is placed already. Nothing is kept or sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from contracts.api_keys import ApiScope
from contracts.api_plans import PlanOrder
from contracts.names import AccountKey
from drafting.window_text import WindowBroken
from drafting.windows import ZoneUnknown
from intake.api.account_choice import AccountNames, account_meant
from intake.api.operation import Answer, ApiProblem, Call, Operation
from intake.api.plan_ports import Planner
from intake.api.plan_wire import PlanAnswer, PlanBody, plan_to_wire

EXAMPLE = {
    "account_id": "demo",
    "rows": [{"board": "Mugs", "link_url": "https://shop.example.com/products/blue-mug"}],
    "window": "Mon-Fri 18:00-22:00 America/New_York",
    "board_day_limit": 5,
}


@dataclass(frozen=True)
class PlanApi:
    planner: Planner
    accounts: AccountNames

    def operations(self) -> Sequence[Operation]:
        return [
            Operation(
                "POST",
                "/v1/plan",
                "Say when pins would leave; nothing is kept",
                "plan",
                self.plan,
                scope=ApiScope.PINS_READ,
                body=PlanBody,
                answer=PlanAnswer,
                example=EXAMPLE,
            )
        ]

    async def plan(self, call: Call) -> Answer:
        body = cast("PlanBody", call.body)  # the operation's own model
        order = _order(body, await account_meant(call, self.accounts, body.account_id))
        return Answer(plan_to_wire(order, await self.planner.plan(order, call.now)))


def _order(body: PlanBody, account: AccountKey) -> PlanOrder:
    try:
        return body.order(account)
    except (WindowBroken, ZoneUnknown) as broken:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        raise ApiProblem(status, "window_unreadable", str(broken), fields={"window": str(broken)}) from broken
