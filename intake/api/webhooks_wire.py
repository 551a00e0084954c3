"""Webhooks on the API's wire: PinBridge's fields, and ours beside them."""

import json
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, JsonValue, WithJsonSchema, model_validator

from contracts.api_ids import workspace_uuid
from contracts.delivery_states import DeliveryState
from contracts.events import ASKABLE, EVERYTHING, EventType
from contracts.webhooks import DeliveryCard, Endpoint, EventCard
from drafting.event_bodies import KNOWN_KINDS, unknown_kinds
from drafting.webhook_signing import PLAIN_SECRET_MAX, PLAIN_SECRET_MIN
from intake.api.wire import Moment, PageQuery, Wire, moment, moment_if_any

URL_MAX = 2_048
EVENTS_MAX = 50
EVENT_IDS_MAX = 100
USUAL_EVENTS = (EventType.PIN_PUBLISHED.value, EventType.PIN_FAILED.value)
"""As PinBridge has them."""


def _known(events: list[str]) -> list[str]:
    unknown = unknown_kinds(events)
    if unknown:
        known = ", ".join((EVERYTHING, *ASKABLE))
        raise ValueError(f"there is no event {unknown[0][:60]!r}; known are {known}, and families such as pin.*")
    return list(dict.fromkeys(events))


Url = Annotated[
    str,
    Field(min_length=1, max_length=URL_MAX),
    WithJsonSchema(
        {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://", "maxLength": URL_MAX}
    ),
]
"""Of a receiver; whether it may be told is judged when it is given, and at each attempt."""
Secret = Annotated[str, Field(min_length=PLAIN_SECRET_MIN, max_length=PLAIN_SECRET_MAX)]
Event = Annotated[str, WithJsonSchema({"type": "string", "enum": list(KNOWN_KINDS)})]
Events = Annotated[list[Event], Field(min_length=1, max_length=EVENTS_MAX), AfterValidator(_known)]


class WebhookCreate(Wire):
    """A new endpoint."""

    url: Url
    secret: Secret | None = Field(default=None, repr=False)
    """Without it one is made, which the answer shows."""
    events: Events | None = None
    """Without them `pin.published` and `pin.failed`."""
    is_enabled: bool | None = None
    """True if nothing is said."""
    hex_signature: bool | None = None
    """Whether `x-pinflow-signature-256` and PinBridge's headers come along: plain HMACs of the body."""


class WebhookUpdate(Wire):
    """What is to be different. A secret given here is the only one from then on; to change it without a gap use
    rotate-secret.
    """

    url: Url | None = None
    secret: Secret | None = Field(default=None, repr=False)
    events: Events | None = None
    is_enabled: bool | None = None
    hex_signature: bool | None = None


class WebhookTold(Wire):
    """An endpoint, without its secrets."""

    id: UUID
    workspace_id: UUID
    url: str
    events: list[str]
    is_enabled: bool
    created_at: AwareDatetime
    updated_at: AwareDatetime
    accounts: list[str] | None
    hex_signature: bool
    secrets: int
    """How many sign at present."""
    disabled_reason: str | None
    failing_since: AwareDatetime | None


class WebhookMade(WebhookTold):
    """A new endpoint. `secret`: the one that was made for it, here and never again; null if you gave yours."""

    secret: str | None = Field(default=None, repr=False)


class RotateBody(Wire):
    """The new secret; without it one is made."""

    secret: Secret | None = Field(default=None, repr=False)


class SecretTold(Wire):
    """Shown once."""

    webhook_id: UUID
    secret: str = Field(repr=False)
    secrets: int


class PingTold(Wire):
    """The event that is on its way."""

    event_id: str


class ReplayBody(Wire):
    """Which events are told again: those named, or those of a time."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["event_ids"], "properties": {"event_ids": {"type": "array", "minItems": 1}}},
                {"required": ["since"], "properties": {"since": {"type": "string"}}},
            ]
        }
    )

    event_ids: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=EVENT_IDS_MAX)] = Field(
        default_factory=list
    )
    since: Moment | None = None
    until: Moment | None = None

    @model_validator(mode="after")
    def _says_which(self) -> "ReplayBody":
        if not self.event_ids and self.since is None:
            raise ValueError("say which: event_ids, or since (and until)")
        return self


class ReplayTold(Wire):
    """How many events are told again."""

    replayed: int


class DeliveryQuery(PageQuery):
    """Which deliveries of an endpoint are listed, the newest first."""

    state: DeliveryState | None = None


class AttemptTold(Wire):
    """A line of the delivery log."""

    number: int
    at: AwareDatetime
    status_code: int | None
    milliseconds: int
    error: str | None


class DeliveryTold(Wire):
    """One event for one endpoint."""

    id: UUID
    webhook_id: UUID
    event_id: str
    event_type: str
    payload: dict[str, JsonValue]
    state: DeliveryState
    is_replay: bool
    attempt_count: int
    last_status_code: int | None
    last_error: str | None
    next_attempt_at: AwareDatetime | None
    created_at: AwareDatetime
    updated_at: AwareDatetime
    attempts: list[AttemptTold]
    """Only where one delivery is asked for."""


class EventTold(Wire):
    """Something that happened, and that an endpoint wanted to hear of."""

    id: str
    type: str
    account: str | None
    subject: str
    sequence: int
    occurred_at: AwareDatetime
    payload: dict[str, JsonValue]


def told_endpoint(endpoint: Endpoint) -> WebhookTold:
    """As the API tells it."""
    return WebhookTold(
        id=UUID(endpoint.id),
        workspace_id=workspace_uuid(),
        url=endpoint.url,
        events=list(endpoint.events),
        is_enabled=endpoint.enabled,
        created_at=moment(endpoint.created),
        updated_at=moment(endpoint.updated),
        accounts=None if endpoint.accounts is None else list(endpoint.accounts),
        hex_signature=endpoint.hex_signature,
        secrets=endpoint.secrets,
        disabled_reason=endpoint.disabled_why,
        failing_since=moment_if_any(endpoint.failing_since),
    )


def told_delivery(card: DeliveryCard) -> DeliveryTold:
    """As the API tells it."""
    return DeliveryTold(
        id=UUID(card.id),
        webhook_id=UUID(card.endpoint),
        event_id=card.event,
        event_type=card.type,
        payload=json.loads(card.body),
        state=card.state,
        is_replay=bool(card.replay),
        attempt_count=card.attempts,
        last_status_code=card.last_status,
        last_error=card.last_error,
        next_attempt_at=moment_if_any(card.next_attempt),
        created_at=moment(card.created),
        updated_at=moment(card.updated),
        attempts=[
            AttemptTold(
                number=tried.number,
                at=moment(tried.at),
                status_code=tried.status,
                milliseconds=tried.milliseconds,
                error=tried.error,
            )
            for tried in card.log
        ],
    )


def told_event(card: EventCard) -> EventTold:
    """As the API tells it."""
    return EventTold(
        id=card.id,
        type=card.type,
        account=card.account,
        subject=card.subject,
        sequence=card.sequence,
        occurred_at=moment(card.at),
        payload=json.loads(card.body),
    )
