"""The activity log: launches, ends of pins, alerts, findings and keys, by the moments that the ledger has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from contracts.api_activity import ActivityFilter
from intake.api.activity_ports import Activity
from intake.api.activity_wire import (
    RETENTION_DAYS,
    RETENTION_LABEL,
    ActivityPageAnswer,
    ActivityQuery,
    event_to_wire,
    read_cursor,
    write_cursor,
)
from intake.api.operation import Answer, Call, Operation
from intake.api.wire import instant_if_any

EXAMPLE = {
    "items": [
        {
            "id": "0b7cf0b6-5d5c-5f0e-9d7e-3a4a0f7a2a11",
            "actor_user_id": None,
            "actor_type": "system",
            "actor_label": None,
            "action": "pin.published",
            "category": "publishing",
            "resource_type": "pin",
            "resource_id": "5f2b9c1d7e8a4b3c9d0e1f2a3b4c5d6e",
            "status": "success",
            "message": "A blue mug: It is live.",
            "metadata": {"pin_id": "801", "launch": "20261121-221530-spring-7f3a", "account": "shop"},
            "request_id": None,
            "retention_days": RETENTION_DAYS,
            "expires_at": "2126-10-28T22:16:00Z",
            "created_at": "2026-11-21T22:16:00Z",
        }
    ],
    "next_cursor": None,
    "current_retention_days": RETENTION_DAYS,
    "current_retention_label": RETENTION_LABEL,
}


@dataclass(frozen=True)
class ActivityApi:
    activity: Activity

    def operations(self) -> Sequence[Operation]:
        return [
            Operation(
                "GET",
                "/v1/activity-logs",
                "List what happened, newest first",
                "activity",
                self.list_events,
                query=ActivityQuery,
                answer=ActivityPageAnswer,
                answer_example=EXAMPLE,
            )
        ]

    async def list_events(self, call: Call) -> Answer:
        query = cast("ActivityQuery", call.query)  # the operation's own model
        found = await self.activity.page(
            ActivityFilter(
                accounts=call.grant.accounts,
                category=query.category,
                action=query.action,
                status=query.status,
                resource_type=query.resource_type,
                since=instant_if_any(query.since),
                after=read_cursor(query.cursor),
                limit=query.limit + 1,
            )
        )
        page = found[: query.limit]
        more = write_cursor(page[-1].place) if len(found) > len(page) else None
        return Answer(ActivityPageAnswer(items=[event_to_wire(event) for event in page], next_cursor=more))
