"""Pins that were asked for by the HTTP API: what was asked, and how it stands."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts.contract import Address, Contract, Instant, Line, Text
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import Actor
from contracts.pin import ALT_TEXT_MAX, DESCRIPTION_MAX, TITLE_MAX, PinPolicy
from contracts.product import GIVEN_KEY_MAX

TERMS_MAX = 50
PINS_MAX = 500
"""Pins that one transaction takes."""


class AskKind(StrEnum):
    """By which door a pin came."""

    PIN = "pin"
    SCHEDULE = "schedule"


class PinStatus(StrEnum):
    """How a pin stands, in the API's words."""

    QUEUED = "queued"
    DEFERRED = "deferred"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"


class PinAsk(Contract):
    """A pin as somebody asked for it."""

    account: AccountKey
    key: Annotated[str, StringConstraints(min_length=1, max_length=GIVEN_KEY_MAX)]
    board: Line
    """Its id at Pinterest, or its name."""
    title: Annotated[str, StringConstraints(max_length=TITLE_MAX)]
    description: Annotated[str, StringConstraints(max_length=DESCRIPTION_MAX)] | None = None
    alt_text: Annotated[str, StringConstraints(max_length=ALT_TEXT_MAX)] | None = None
    link: Address | None = None
    media: Address
    """Where the picture or video is found: an address, or a reference to an uploaded file."""
    is_video: bool = False
    cover: Address | None = None
    asset: UUID | None = None
    """The uploaded file that `media` refers to."""
    related_terms: Annotated[tuple[Line, ...], Field(max_length=TERMS_MAX)] = ()
    dominant_color: Line | None = None
    run_at: Instant | None = None
    """Not before this."""
    kind: AskKind = AskKind.PIN


class PinPlace(Contract):
    """The launch of the day that an account's pins are rows of, and its rules."""

    launch: LaunchId
    policy: PinPolicy


class NewApiPin(Contract):
    """A pin to be kept, with the rules of its account and the launch that it becomes a row of."""

    id: UUID
    ask: PinAsk
    launch: LaunchId
    policy: PinPolicy
    at: Instant


class ApiPin(Contract):
    """A pin and how it stands."""

    id: UUID
    ask: PinAsk
    status: PinStatus
    launch: LaunchId
    row: int
    created: Instant
    updated: Instant
    board_id: Line | None = None
    """At Pinterest, as far as it is known."""
    pin_id: Line | None = None
    ended: Instant | None = None
    """When its end was known; None also when nobody wrote down when."""
    reason: Line | None = None
    message: Text | None = None
    remedy: Text | None = None
    actor: Actor | None = None
    held: bool = False
    not_before: Instant | None = None
    removed: Instant | None = None
    """When its pin was found to be gone from Pinterest, or was deleted there."""

    @property
    def last_changed(self) -> Instant:
        """By whoever asked for it, or by what became of it."""
        return max(self.updated, self.ended or self.updated, self.removed or self.updated)


class Kept(StrEnum):
    """What became of a pin that was brought."""

    NEW = "new"
    KNOWN = "known"
    """The same key came before, and meant the same."""
    CONFLICT = "conflict"
    """The same key came before, and meant another pin, or one that was deleted."""
    NO_ACCOUNT = "no_account"


class KeptPin(Contract):
    """`pin`: that of the key, where there is one to show."""

    kept: Kept
    pin: ApiPin | None = None


class PinChange(StrEnum):
    """What became of an order about one pin."""

    DONE = "done"
    UNKNOWN = "unknown"
    """There is no such pin."""
    PUBLISHED = "published"
    ON_THE_WIRE = "on_the_wire"
    """Its request left, and what came of it is not known yet, or cannot be."""
    NOT_FAILED = "not_failed"
    """There is nothing to try again."""


class PinRemoval(Contract):
    """A pin that is to be deleted at Pinterest. `key`: its intent; `pin_id` None: there is none, or not yet."""

    id: UUID
    account: AccountKey
    key: PinKey | None = None
    pin_id: Line | None = None
    under_way: bool = False
    """It has no end: its pin may still come live."""


class RemovalEnd(Contract):
    """How far a deletion at Pinterest is; `removed` None: it was not done. `error`: why not yet."""

    waits: bool = False
    removed: Instant | None = None
    pin_id: Line | None = None
    error: Text | None = None


class PinSort(StrEnum):
    """In which order pins are listed."""

    CREATED_DESC = "created_at_desc"
    CREATED_ASC = "created_at_asc"
    PUBLISHED_DESC = "published_at_desc"
    PUBLISHED_ASC = "published_at_asc"
    TITLE_ASC = "title_asc"
    TITLE_DESC = "title_desc"
    STATUS_ASC = "status_asc"
    STATUS_DESC = "status_desc"


class PinFilter(Contract):
    """Which pins are listed: those that all given conditions hold for. `accounts` None: of all."""

    accounts: frozenset[AccountKey] | None = None
    board: Line | None = None
    status: PinStatus | None = None
    reason: Line | None = None
    """What a pin that failed is told with: its outcome where nobody knows more."""
    since: Instant | None = None
    until: Instant | None = None
    words: Line | None = None
    """To be found in title, description or link."""
    removed: bool | None = None
    kind: AskKind | None = None
    sort: PinSort = PinSort.CREATED_DESC
    limit: int = 50
    offset: int = 0


class PinPage(Contract):
    """Some pins, and how many there are in all."""

    pins: tuple[ApiPin, ...] = ()
    total: int = 0
