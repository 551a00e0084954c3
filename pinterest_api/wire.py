"""Pinterest's JSON, both ways; a new pin's own is in `new_pins.py`, and no other file knows its shapes.

Tolerant where Pinterest is loose: unknown fields are ignored, an id may come as a number, a field of an odd type
counts as absent. Strict in one thing: what has no id is not what was asked for. The readers raise ValueError.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from contracts.sightings import (
    BoardChange,
    MediaStatus,
    PinPage,
    Registration,
    SeenAccount,
    SeenBoard,
    SeenPin,
    SeenSection,
)

LINE_MAX = 300
TEXT_MAX = 2_000
PARAMETERS_MAX = 50
"""Fields of an upload's form; Pinterest sends eight."""
CODE_DIGITS_MAX = 9


def created_to_instant(created_at: object) -> float | None:
    """Seconds since the epoch; UTC where Pinterest leaves the zone out. None: missing, unreadable, a mere day."""
    if not isinstance(created_at, str) or ":" not in created_at:
        return None
    try:
        moment = datetime.fromisoformat(created_at.strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _text_id(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _id_or_none(value: object) -> str | None:
    return _text_or_none(_text_id(value)) or None


def _count_or_none(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _code_or_none(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= CODE_DIGITS_MAX:
        return int(value)
    return _count_or_none(value)


def _number_or_none(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _status_or_processing(value: object) -> object:
    """A status that Pinterest invents later is no end: whoever waits goes on waiting, and has a limit."""
    return value if value in list(MediaStatus) else MediaStatus.PROCESSING


def object_or_nothing(value: object) -> object:
    """For `BeforeValidator`: an object that Pinterest gives in another form is none."""
    return value if isinstance(value, dict) else {}


def _sizes_with_address(images: object) -> object:
    sizes = images.items() if isinstance(images, dict) else ()
    return {name: size for name, size in sizes if isinstance(size, dict) and size.get("url")}


Id = Annotated[str, BeforeValidator(_text_id), StringConstraints(min_length=1)]
LooseId = Annotated[str | None, BeforeValidator(_id_or_none)]
LooseText = Annotated[str | None, BeforeValidator(_text_or_none)]
LooseCount = Annotated[int | None, BeforeValidator(_count_or_none)]
LooseNumber = Annotated[float | None, BeforeValidator(_number_or_none)]
Bookmark = Annotated[str | None, BeforeValidator(_text_id)]
"""Not loose: a bookmark of an odd type must not pass for the end of a listing."""


class Wire(BaseModel):
    """One of Pinterest's shapes. Its errors never quote what was read."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class WireSize(Wire):
    width: LooseCount = None
    height: LooseCount = None


class WireShown(Wire):
    """What a pin shows. `duration` is in milliseconds."""

    media_type: LooseText = None
    duration: LooseNumber = None
    images: Annotated[dict[str, WireSize], BeforeValidator(_sizes_with_address)] = Field(default_factory=dict)


class WirePin(Wire):
    id: Id
    board_id: LooseId = None
    board_section_id: LooseId = None
    parent_pin_id: LooseId = None
    title: LooseText = None
    link: LooseText = None
    created: Annotated[float | None, BeforeValidator(created_to_instant)] = Field(None, alias="created_at")
    creative_type: LooseText = None
    media: Annotated[WireShown, BeforeValidator(object_or_nothing)] = WireShown()


class WirePins(Wire):
    items: tuple[WirePin, ...]
    bookmark: Bookmark = None


class WireBoard(Wire):
    id: Id
    name: LooseText = None
    pin_count: LooseCount = None
    privacy: LooseText = None
    description: LooseText = None


class WireBoards(Wire):
    items: tuple[WireBoard, ...]
    bookmark: Bookmark = None


class WireSection(Wire):
    id: Id
    name: LooseText = None


class WireSections(Wire):
    items: tuple[WireSection, ...]
    bookmark: Bookmark = None


class WireAccount(Wire):
    username: Annotated[str, StringConstraints(min_length=1)]
    id: Id | None = None
    account_type: LooseText = None


class WireRegistration(Wire):
    media_id: Id
    upload_url: Annotated[str, StringConstraints(min_length=1)]
    upload_parameters: Annotated[dict[str, str], Field(max_length=PARAMETERS_MAX)] = Field(repr=False)


class WireMedia(Wire):
    status: Annotated[MediaStatus, BeforeValidator(_status_or_processing)]


class WireNewMedia(Wire):
    media_type: Literal["video"] = "video"


class WireNewBoard(Wire):
    name: str
    privacy: Literal["PUBLIC", "SECRET"] = "PUBLIC"
    description: str | None = None


class WireBoardChange(Wire):
    name: str | None = None
    description: str | None = None
    privacy: Literal["PUBLIC", "SECRET"] | None = None


class WireNewSection(Wire):
    name: str


class WireError(Wire):
    """`{code, message}`; `message_detail` sometimes; `error` from a gateway that speaks OAuth."""

    code: Annotated[int | None, BeforeValidator(_code_or_none)] = None
    message: LooseText = None
    message_detail: LooseText = None
    error: LooseText = None
    error_description: LooseText = None


def _pin_to_seen(pin: WirePin) -> SeenPin:
    return SeenPin(
        id=pin.id,
        board_id=pin.board_id,
        section_id=pin.board_section_id,
        parent_pin_id=pin.parent_pin_id,
        title=pin.title or "",
        link=pin.link,
        created=pin.created,
        images=len(pin.media.images),
        original=_original(pin.media),
        media_type=(pin.media.media_type or "")[:LINE_MAX],
        creative_type=(pin.creative_type or "")[:LINE_MAX],
        duration_seconds=None if pin.media.duration is None else pin.media.duration / 1_000,
    )


def _original(shown: WireShown) -> tuple[int, int] | None:
    size = shown.images.get("originals")
    return None if size is None or size.width is None or size.height is None else (size.width, size.height)


def _board_to_seen(board: WireBoard) -> SeenBoard:
    privacy = (board.privacy or "")[:LINE_MAX]
    return SeenBoard(
        id=board.id,
        name=board.name or "",
        pin_count=board.pin_count,
        privacy=privacy,
        description=(board.description or "")[:TEXT_MAX],
    )


def _section_to_seen(section: WireSection) -> SeenSection:
    return SeenSection(id=section.id, name=section.name or "")


def read_pin(body: bytes) -> SeenPin:
    return _pin_to_seen(WirePin.model_validate_json(body))


def read_pins(body: bytes) -> PinPage:
    """A page. One pin without an id spoils it: a pin overlooked could be made twice."""
    page = WirePins.model_validate_json(body)
    return PinPage(pins=tuple(map(_pin_to_seen, page.items)), bookmark=page.bookmark or None)


def read_board(body: bytes) -> SeenBoard:
    return _board_to_seen(WireBoard.model_validate_json(body))


def read_boards(body: bytes) -> tuple[tuple[SeenBoard, ...], str | None]:
    """The boards of a page, and the bookmark of the next one if there is one."""
    page = WireBoards.model_validate_json(body)
    return tuple(map(_board_to_seen, page.items)), page.bookmark or None


def read_section(body: bytes) -> SeenSection:
    return _section_to_seen(WireSection.model_validate_json(body))


def read_sections(body: bytes) -> tuple[tuple[SeenSection, ...], str | None]:
    """The sections of a page, and the bookmark of the next one if there is one."""
    page = WireSections.model_validate_json(body)
    return tuple(map(_section_to_seen, page.items)), page.bookmark or None


def read_account(body: bytes) -> SeenAccount:
    account = WireAccount.model_validate_json(body)
    kind = (account.account_type or "")[:LINE_MAX]
    return SeenAccount(username=account.username[:LINE_MAX], id=account.id, account_type=kind)


def read_registration(body: bytes) -> Registration:
    found = WireRegistration.model_validate_json(body)
    return Registration(media_id=found.media_id, upload_url=found.upload_url, parameters=found.upload_parameters)


def read_media_status(body: bytes) -> MediaStatus:
    return WireMedia.model_validate_json(body).status


def read_nothing(_body: bytes) -> None:
    """For answers that have nothing to say, such as a 204."""


def read_error(body: bytes) -> WireError:
    """What a refusal says, whatever it is written in; this reader never raises."""
    try:
        return WireError.model_validate_json(body)
    except ValidationError:
        return WireError(message=_plain_text(body))


def _plain_text(body: bytes) -> str | None:
    text = " ".join(body[:10_000].decode(errors="replace").split())
    # A gateway's page says nothing to a shop owner.
    return None if text.startswith("<") else text


def new_board_to_body(name: str, *, secret: bool = False, description: str | None = None) -> bytes:
    """The JSON of `POST /boards`."""
    board = WireNewBoard(name=name, privacy="SECRET" if secret else "PUBLIC", description=description)
    return board.model_dump_json(exclude_none=True).encode()


def board_change_to_body(change: BoardChange) -> bytes:
    """The JSON of `PATCH /boards/{id}`: what stays as it is is not in it."""
    privacy: Literal["PUBLIC", "SECRET"] | None = None
    if change.secret is not None:
        privacy = "SECRET" if change.secret else "PUBLIC"
    wire = WireBoardChange(name=change.name, description=change.description, privacy=privacy)
    return wire.model_dump_json(exclude_none=True).encode()


def new_section_to_body(name: str) -> bytes:
    """The JSON of `POST /boards/{id}/sections`."""
    return WireNewSection(name=name).model_dump_json().encode()


def new_media_to_body() -> bytes:
    """The JSON of `POST /media`, which takes videos alone."""
    return WireNewMedia().model_dump_json().encode()
