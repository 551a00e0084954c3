"""The activity log on the API's wire, in PinBridge's words."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid5

from pydantic import AwareDatetime, Field, ValidationError

from contracts.api_activity import (
    ACTIVITY_MAX,
    ActivityCategory,
    ActivityEvent,
    ActivityPlace,
    ActivityStatus,
)
from contracts.api_ids import NAMESPACE
from intake.api.operation import ApiProblem
from intake.api.wire import Moment, Name, Wire, moment

RETENTION_DAYS = 36_500
"""PinBridge forgets; the ledger does not. A century stands for that."""
RETENTION_LABEL = "As long as the ledger"
CURSOR_MAX = 600
"""Characters."""


class ActivityQuery(Wire):
    """Which events are listed, newest first."""

    limit: Annotated[int, Field(ge=1, le=ACTIVITY_MAX)] = 50
    cursor: Annotated[str, Field(max_length=CURSOR_MAX)] | None = None
    category: ActivityCategory | None = None
    action: Name | None = None
    status: ActivityStatus | None = None
    resource_type: Name | None = None
    since: Moment | None = None


class ActivityAnswer(Wire):
    """Something that happened. Who did it is not written down: the ledger knows what, and when."""

    id: UUID
    actor_user_id: UUID | None = None
    actor_type: str = "system"
    actor_label: str | None = None
    action: str
    category: ActivityCategory
    resource_type: str
    resource_id: str
    status: ActivityStatus
    message: str
    metadata: dict[str, str | None]
    request_id: str | None = None
    retention_days: int = RETENTION_DAYS
    expires_at: AwareDatetime
    created_at: AwareDatetime


class ActivityPageAnswer(Wire):
    """A page; `next_cursor` leads to what is older."""

    items: list[ActivityAnswer]
    next_cursor: str | None
    current_retention_days: int = RETENTION_DAYS
    current_retention_label: str = RETENTION_LABEL


def event_to_wire(event: ActivityEvent) -> ActivityAnswer:
    place = event.place
    return ActivityAnswer(
        id=uuid5(NAMESPACE, f"activity/{place.stream}/{place.key}/{place.at!r}"),
        action=event.action,
        category=event.category,
        resource_type=event.resource_type,
        resource_id=event.resource_id,
        status=event.status,
        message=event.message,
        metadata={**event.facts, **({"account": event.account} if event.account else {})},
        expires_at=moment(place.at) + timedelta(days=RETENTION_DAYS),
        created_at=moment(place.at),
    )


def write_cursor(place: ActivityPlace) -> str:
    return urlsafe_b64encode(place.model_dump_json().encode()).decode()


def read_cursor(cursor: str | None) -> ActivityPlace | None:
    """Raises `ApiProblem` for one that we did not write."""
    if cursor is None:
        return None
    try:
        place = ActivityPlace.model_validate_json(urlsafe_b64decode(cursor.encode()))
    except (ValueError, ValidationError) as broken:
        raise _unreadable() from broken
    if "\x00" in place.key:
        raise _unreadable()
    return place


def _unreadable() -> ApiProblem:
    fields = {"query.cursor": "it is none of ours"}
    message = "The cursor cannot be read: begin without one."
    return ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, "cursor_unreadable", message, fields=fields)
