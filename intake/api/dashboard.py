"""The dashboard: how publishing goes, counted from the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from contracts.api_dashboard import DashboardOrder
from intake.api.account_choice import AccountNames, account_meant
from intake.api.dashboard_ports import Dashboard
from intake.api.dashboard_spans import span_of
from intake.api.dashboard_wire import DashboardAnswer, DashboardQuery, look_to_wire
from intake.api.operation import Answer, Call, Operation

UTC_NAME = "UTC"


@dataclass(frozen=True)
class DashboardApi:
    dashboard: Dashboard
    accounts: AccountNames

    def operations(self) -> Sequence[Operation]:
        return [
            Operation(
                "GET",
                "/v1/dashboard/summary",
                "See how publishing goes, in numbers",
                "dashboard",
                self.see,
                query=DashboardQuery,
                answer=DashboardAnswer,
            )
        ]

    async def see(self, call: Call) -> Answer:
        query = cast("DashboardQuery", call.query)  # the operation's own model
        span = span_of(query.start, query.end, query.tz, call.now)
        named = query.account_id
        account = None if named is None else await account_meant(call, self.accounts, named)
        order = DashboardOrder(
            accounts=call.grant.accounts if account is None else frozenset({account}),
            bounds=span.bounds,
            previous_start=span.previous_start.timestamp(),
            now=call.now,
        )
        look = await self.dashboard.look(order)
        return Answer(look_to_wire(look, span, query.tz or UTC_NAME, account))
