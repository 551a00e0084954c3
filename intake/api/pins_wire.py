"""Pins in the API's words: what is sent, what is asked for, and what is answered."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    AnyHttpUrl,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    UrlConstraints,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)

from contracts.api_ids import account_uuid, workspace_uuid
from contracts.api_pins import TERMS_MAX, ApiPin, PinFilter, PinSort, PinStatus
from contracts.names import AccountKey
from contracts.outcome import Actor
from contracts.pin import ALT_TEXT_MAX, DESCRIPTION_MAX, LINK_MAX, TITLE_MAX
from contracts.product import GIVEN_KEY_MAX
from drafting.addresses import ADDRESS_MAX, is_whole_address
from drafting.boards import BOARD_NAME_MAX
from intake.api.assets_wire import told_address
from intake.api.wire import (
    NOT_NULL,
    SEARCH_MAX,
    Moment,
    PageQuery,
    RunAt,
    Wire,
    either,
    instant_if_any,
    moment,
    moment_if_any,
)

BATCH_MAX = 100
"""Pins of one batch, and ids of one bulk order."""
TERM_MAX = 100
ACCOUNT_MAX = 200


def _public(sent: object, understood: Callable[[object], AnyHttpUrl]) -> AnyHttpUrl:
    """Judged as it was sent, and as it was understood: programs differ about what an odd address means."""
    text = str(sent)
    if not is_whole_address(text):
        # Not quoted: it may have a password in it.
        raise ValueError("it is no address that the public can open")
    address = understood(sent)
    if len(str(address)) > ADDRESS_MAX:
        raise ValueError(f"it has more than {ADDRESS_MAX:,} characters, once what is not ASCII is encoded")
    if str(address) != text and not is_whole_address(str(address)):
        raise ValueError("it is no address that the public can open")
    return address


def _split(said: object) -> object:
    if not isinstance(said, str):
        return said
    return [term.strip() for term in said.split(",") if term.strip()]


Url = Annotated[
    AnyHttpUrl,
    UrlConstraints(max_length=LINK_MAX, allowed_schemes=["http", "https"], host_required=True),
    WrapValidator(_public),
]
ImageUrl = Annotated[
    AnyHttpUrl,
    UrlConstraints(max_length=ADDRESS_MAX, allowed_schemes=["http", "https"], host_required=True),
    WrapValidator(_public),
]
"""Of a picture: those that are signed for a while are long."""
Account = Annotated[str, StringConstraints(min_length=1, max_length=ACCOUNT_MAX)]
"""A Pinterest account by its UUID, or by our own name of it."""
Board = Annotated[str, StringConstraints(min_length=1, max_length=BOARD_NAME_MAX, pattern=r"\S")]
Key = Annotated[str, StringConstraints(min_length=1, max_length=GIVEN_KEY_MAX, pattern=r"\S")]
Title = Annotated[str, StringConstraints(min_length=1, max_length=TITLE_MAX, pattern=r"\S")]
Description = Annotated[str, StringConstraints(max_length=DESCRIPTION_MAX)]
AltText = Annotated[str, StringConstraints(max_length=ALT_TEXT_MAX)]
Term = Annotated[str, StringConstraints(max_length=TERM_MAX)]
_TERMS_AS_TEXT = rf"^[^,]{{0,{TERM_MAX}}}(,[^,]{{0,{TERM_MAX}}}){{0,{TERMS_MAX - 1}}}$"
Terms = Annotated[
    list[Term],
    Field(max_length=TERMS_MAX),
    BeforeValidator(_split),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": "string", "maxLength": TERM_MAX}, "maxItems": TERMS_MAX},
                {"type": "string", "pattern": _TERMS_AS_TEXT},
            ]
        }
    ),
]
"""A list, or one text with commas between, as PinBridge's SDK reads them."""
Colour = Annotated[str, StringConstraints(pattern=r"^#?[0-9A-Fa-f]{6}$")]


class PinCreate(Wire):
    """A pin that is wanted. `board_name`, in place of `board_id`, is made when it is not there."""

    model_config = ConfigDict(
        json_schema_extra={
            "allOf": [
                either("board_id", "board_name"),
                either("image_url", "asset_id"),
                either("cover_image_url", "cover_image_asset_id", needed=False),
            ]
        }
    )

    account_id: Account
    board_id: Board | None = None
    board_name: Board | None = None
    title: Title
    description: Description | None = None
    related_terms: Terms | None = None
    alt_text: AltText | None = None
    dominant_color: Colour | None = None
    cover_image_url: Url | None = None
    cover_image_asset_id: UUID | None = None
    link_url: Url | None = None
    image_url: ImageUrl | None = None
    asset_id: UUID | None = None
    idempotency_key: Key
    run_at: RunAt | None = None
    """Not before this moment."""

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        for one, other in (("board_id", "board_name"), ("image_url", "asset_id")):
            if (getattr(self, one) is None) == (getattr(self, other) is None):
                raise ValueError(f"give either {one} or {other}")
        if self.cover_image_url is not None and self.cover_image_asset_id is not None:
            raise ValueError("give either cover_image_url or cover_image_asset_id, not both")
        return self


class PinBatch(Wire):
    """Pins as for one alone; each that cannot be read fails by itself."""

    pins: Annotated[list[dict[str, JsonValue]], Field(min_length=1, max_length=BATCH_MAX)]


class OtherBoard(Wire):
    """Another board by its id, or by a name, which is made when it is not there."""

    model_config = ConfigDict(json_schema_extra={"allOf": [either("board_id", "board_name", needed=False)]})

    board_id: Board | None = None
    board_name: Board | None = None

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        if self.board_id is not None and self.board_name is not None:
            raise ValueError("give either board_id or board_name, not both")
        return self


class PinEdit(OtherBoard):
    """What is not named stays; null empties a description, a link or an alternative text."""

    title: Annotated[Title | None, NOT_NULL] = None
    description: Description | None = None
    link_url: Url | None = None
    alt_text: AltText | None = None
    board_id: Annotated[Board | None, NOT_NULL] = None
    board_name: Annotated[Board | None, NOT_NULL] = None


class PinRetry(OtherBoard):
    """Where to try it instead."""

    account_id: Account | None = None


class PinIds(Wire):
    ids: Annotated[list[UUID], Field(min_length=1, max_length=BATCH_MAX)]


class PinListing(PageQuery):
    account_id: Account | None = None
    board_id: Board | None = None
    status: PinStatus | None = None
    error_code: Annotated[str, StringConstraints(max_length=100)] | None = None
    since: Moment | None = None
    until: Moment | None = None
    q: Annotated[str, StringConstraints(max_length=SEARCH_MAX)] | None = None
    sort: PinSort = PinSort.CREATED_DESC
    removed: bool | None = None

    def filter(self, accounts: frozenset[AccountKey] | None) -> PinFilter:
        """With the accounts that may be looked at, and are meant."""
        return PinFilter(
            accounts=accounts,
            board=self.board_id,
            status=self.status,
            reason=self.error_code,
            since=instant_if_any(self.since),
            until=instant_if_any(self.until),
            words=self.q,
            removed=self.removed,
            sort=self.sort,
            limit=self.limit,
            offset=self.offset,
        )


class PinDeletion(Wire):
    delete_from_pinterest: bool = False


class PinTold(Wire):
    """A pin as PinBridge's clients read it; from `account` on it is told besides."""

    id: UUID
    workspace_id: UUID
    pinterest_account_id: UUID
    status: PinStatus
    media_type: str
    title: str
    description: str | None
    related_terms: list[str] | None
    alt_text: str | None
    dominant_color: str | None
    cover_image_url: str | None
    link_url: str | None
    media_url: str
    image_url: str
    asset_id: UUID | None
    board_id: str
    pinterest_pin_id: str | None
    error_code: str | None
    error_message: str | None
    idempotency_key: str
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    failed_at: datetime | None
    removed_from_pinterest_at: datetime | None
    account: str
    pin_url: str | None
    reason: str | None
    remedy: str | None
    who_must_act: Actor | None
    launch: str
    not_before: datetime | None


class RemovalReason(StrEnum):
    NOT_PUBLISHED = "not_published"
    """There was no pin at Pinterest."""
    ORDERED = "ordered"
    """It is deleted as soon as its account has room for a write."""


class PinDeleted(Wire):
    """What became of the pin at Pinterest."""

    id: UUID
    deleted: bool = True
    removed_from_pinterest: bool
    pinterest_pin_id: str | None = None
    reason: RemovalReason | None = None
    """Why it is not gone from Pinterest, or not yet."""
    message: str | None = None
    """The same for people."""


class BatchItem(Wire):
    index: int
    idempotency_key: str
    status: str
    """`created`, `existing` or `failed`."""
    pin: PinTold | None = None
    error: dict[str, JsonValue] | None = None


class BatchTold(Wire):
    created_count: int
    existing_count: int
    failed_count: int
    results: list[BatchItem]


class BulkItem(Wire):
    id: UUID
    status: str
    """`succeeded`, `skipped` or `failed`."""
    error_code: str | None = None
    error_message: str | None = None


class BulkTold(Wire):
    succeeded_count: int
    skipped_count: int
    failed_count: int
    results: list[BulkItem]


def told_pin(pin: ApiPin, base: str) -> PinTold:
    """A pin that failed says why; one that waits may say what for. `base`: the address that the caller used."""
    ask, failed = pin.ask, pin.status is PinStatus.FAILED
    media = told_address(ask.media, base)
    return PinTold(
        id=pin.id,
        workspace_id=workspace_uuid(),
        pinterest_account_id=account_uuid(ask.account),
        status=pin.status,
        media_type="video" if ask.is_video else "image",
        title=ask.title,
        description=ask.description,
        related_terms=list(ask.related_terms) or None,
        alt_text=ask.alt_text,
        dominant_color=ask.dominant_color,
        cover_image_url=told_address(ask.cover, base) if ask.cover else None,
        link_url=ask.link,
        media_url=media,
        image_url=media,
        asset_id=ask.asset,
        board_id=pin.board_id or ask.board,
        pinterest_pin_id=pin.pin_id,
        error_code=pin.reason if failed else None,
        error_message=_error_message(pin) if failed else None,
        idempotency_key=ask.key,
        created_at=moment(pin.created),
        updated_at=moment(pin.last_changed),
        published_at=moment_if_any(pin.ended) if pin.status is PinStatus.PUBLISHED else None,
        failed_at=moment_if_any(pin.ended) if failed else None,
        removed_from_pinterest_at=moment_if_any(pin.removed),
        account=ask.account,
        pin_url=f"https://www.pinterest.com/pin/{pin.pin_id}/" if pin.pin_id else None,
        reason=pin.reason,
        remedy=pin.remedy,
        who_must_act=pin.actor,
        launch=pin.launch,
        not_before=moment_if_any(pin.not_before),
    )


def _error_message(pin: ApiPin) -> str:
    return " ".join(filter(None, (pin.message, pin.remedy))) or "No pin came of it."
