"""Endpoints that hear of events, and what came of telling them. No secret is among it, but in `Parcel`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from contracts.contract import Address, Contract, Instant, Line, Text
from contracts.delivery_states import DeliveryState
from contracts.events import EventType
from contracts.names import AccountKey

ENDPOINTS_MAX = 50
"""Endpoints of one installation: each event is kept once for each that wants it."""
SECRETS_MAX = 3
"""Secrets that sign at the same time, while receivers change from one to the next."""
LOG_MAX = 500
"""Attempts of one delivery that its log has."""
REPLAY_MAX = 5_000
"""Events that one order of replay may name."""


@dataclass(frozen=True)
class Endpoint:
    """An endpoint as lists show it. `events` may have `*`; `accounts` None: events of all accounts."""

    id: str
    url: str
    events: tuple[str, ...]
    accounts: tuple[AccountKey, ...] | None
    near: bool
    """It may be on a private network, or on this machine: whoever made it said so at the command line."""
    hex_signature: bool
    enabled: bool
    disabled_why: str | None
    failing_since: Instant | None
    secrets: int
    """How many sign."""
    created: Instant
    updated: Instant


@dataclass(frozen=True)
class NewEndpoint:
    """What somebody wants told, where."""

    url: str
    secret: str = field(repr=False)
    events: tuple[str, ...]
    accounts: tuple[AccountKey, ...] | None = None
    near: bool = False
    hex_signature: bool = False
    enabled: bool = True


@dataclass(frozen=True)
class EndpointChange:
    """What is to be different; None stays as it is."""

    url: str | None = None
    near: bool | None = None
    secret: str | None = field(default=None, repr=False)
    """In the place of all that it has."""
    events: tuple[str, ...] | None = None
    hex_signature: bool | None = None
    enabled: bool | None = None


class EndpointsFull(Exception):
    """There are `ENDPOINTS_MAX` of them."""


class DeliveryRequest(Contract):
    """Tell one endpoint of one event."""

    delivery: str
    event: str
    endpoint: str
    type: EventType
    host: Line = ""
    """Of the address, for people."""
    replay: str = ""
    """Set when it is told again, by a person's order."""


@dataclass(frozen=True)
class Parcel:
    """All that one attempt needs. Never part of a workflow: it has the secrets."""

    delivery: str
    event: str
    type: str
    endpoint: str
    url: str
    body: str
    secrets: Sequence[str] = field(repr=False)
    """The newest first."""
    near: bool
    hex_signature: bool
    """It is told by plain signatures of the body as well."""
    rest_until: Instant
    """The endpoint asked to be left alone until then."""


@dataclass(frozen=True)
class Posted:
    """An endpoint's answer; its body is not read."""

    status: int
    retry_seconds: float | None


class AttemptEnd(StrEnum):
    """What one attempt came to."""

    ACCEPTED = "accepted"
    FAILED = "failed"
    """An answer other than a 2xx."""
    SILENT = "silent"
    """No answer."""
    RESTS = "rests"
    """Nothing was sent: the endpoint is to be left alone for a while."""
    OVER = "over"
    """Nothing was sent, and nothing will be: it was delivered before, or its endpoint is gone or disabled."""


class Attempt(Contract):
    """One attempt, as the workflow hears of it."""

    end: AttemptEnd
    status: int | None = None
    wait_seconds: float | None = None
    """The least that the endpoint asked to wait."""
    words: Line = ""


@dataclass(frozen=True)
class AttemptNote:
    """One attempt, for the log. `error` has no body, no header and no secret in it."""

    delivery: str
    at: Instant
    end: AttemptEnd
    status: int | None
    milliseconds: int
    error: str | None
    rest_until: Instant | None = None


class TriedOnce(Contract):
    """A line of the delivery log."""

    number: int
    at: Instant
    status: int | None = None
    milliseconds: int
    error: Text | None = None


class DeliveryCard(Contract):
    """One delivery as lists show it."""

    id: str
    event: str
    endpoint: str
    type: str
    state: DeliveryState
    replay: str = ""
    body: str
    attempts: int
    last_status: int | None = None
    last_error: Text | None = None
    next_attempt: Instant | None = None
    created: Instant
    updated: Instant
    log: tuple[TriedOnce, ...] = ()
    """Only where one is asked for."""


class EventCard(Contract):
    """One event as lists show it."""

    id: str
    type: str
    account: AccountKey | None = None
    subject: Address
    sequence: int
    at: Instant
    body: str


class DeliveryOrder(Contract):
    """One attempt; `anyway`: though the endpoint is to be left alone."""

    delivery: str
    anyway: bool = False


class GiveUp(Contract):
    """A delivery that is not tried any more."""

    delivery: str


class NextTry(Contract):
    """When a delivery is tried again."""

    delivery: str
    at: Instant


@dataclass(frozen=True)
class ReplaySpan:
    """Which events are told again to an endpoint: those named, or those of a time (from, until)."""

    endpoint: str
    events: tuple[str, ...] = ()
    since: Instant | None = None
    until: Instant | None = None
