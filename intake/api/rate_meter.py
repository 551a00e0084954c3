"""The rate meter: how much of an account's quota at Pinterest is left, as the ledger counts it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from contracts.api_ids import account_uuid
from intake.api.account_choice import account_meant
from intake.api.operation import Answer, Call, Operation
from intake.api.rate_meter_ports import SurveyedAccounts
from intake.api.rate_meter_wire import RateMeterAnswer, RateMeterQuery, meter_of

EXAMPLE_NODE = {"tokens_available": 87.0, "capacity": 100.0, "refill_rate": 1.6667}
EXAMPLE = {
    "account": {
        **EXAMPLE_NODE,
        "account_id": "8b8c7b0e-54f4-5b0a-9a39-0f5cb0f5a0d1",
        "buckets": [{**EXAMPLE_NODE, "name": "org_write", "window_seconds": 60.0, "shared": False}],
        "blocked_until": None,
        "parked": None,
        "paused": None,
        "waiting": 3,
        "open_pins": 12,
    },
    "global": EXAMPLE_NODE,
}


@dataclass(frozen=True)
class RateMeterApi:
    accounts: SurveyedAccounts

    def operations(self) -> Sequence[Operation]:
        return [
            Operation(
                "GET",
                "/v1/rate-meter",
                "See how much of an account's quota is left",
                "rate meter",
                self.see,
                query=RateMeterQuery,
                answer=RateMeterAnswer,
                answer_example=EXAMPLE,
            )
        ]

    async def see(self, call: Call) -> Answer:
        query = cast("RateMeterQuery", call.query)  # the operation's own model
        account = await account_meant(call, self.accounts, query.account_id)
        view = await self.accounts.survey(account, call.now)
        return Answer(meter_of(account, str(account_uuid(account)), view))
