"""Pinterest's JSON, both ways; no other file knows its shapes.

Tolerant where Pinterest is loose: unknown fields are ignored, an id may come as a number, a field of an odd type
counts as absent. Strict in one thing: what has no id is not what was asked for. The readers raise ValueError.
"""

import base64
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from contracts.sightings import NewPin, PinPage, SeenAccount, SeenBoard, SeenPin

LINE_MAX = 300
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


def _images_with_address(media: object) -> int:
    sizes = media.get("images") if isinstance(media, dict) else None
    if not isinstance(sizes, dict):
        return 0
    return sum(bool(isinstance(size, dict) and size.get("url")) for size in sizes.values())


Id = Annotated[str, BeforeValidator(_text_id), StringConstraints(min_length=1)]
LooseId = Annotated[str | None, BeforeValidator(_id_or_none)]
LooseText = Annotated[str | None, BeforeValidator(_text_or_none)]
LooseCount = Annotated[int | None, BeforeValidator(_count_or_none)]
Bookmark = Annotated[str | None, BeforeValidator(_text_id)]
"""Not loose: a bookmark of an odd type must not pass for the end of a listing."""


class Wire(BaseModel):
    """One of Pinterest's shapes. Its errors never quote what was read."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class WirePin(Wire):
    id: Id
    board_id: LooseId = None
    title: LooseText = None
    link: LooseText = None
    created: Annotated[float | None, BeforeValidator(created_to_instant)] = Field(None, alias="created_at")
    images: Annotated[int, BeforeValidator(_images_with_address)] = Field(0, alias="media")


class WirePins(Wire):
    items: tuple[WirePin, ...]
    bookmark: Bookmark = None


class WireBoard(Wire):
    id: Id
    name: LooseText = None
    pin_count: LooseCount = None


class WireBoards(Wire):
    items: tuple[WireBoard, ...]
    bookmark: Bookmark = None


class WireAccount(Wire):
    username: Annotated[str, StringConstraints(min_length=1)]
    account_type: LooseText = None


class WireMediaSource(Wire):
    source_type: Literal["image_base64"] = "image_base64"
    content_type: str
    data: str = Field(repr=False)


class WireNewPin(Wire):
    board_id: str
    title: str | None
    description: str | None
    alt_text: str | None
    link: str | None
    media_source: WireMediaSource


class WireNewBoard(Wire):
    name: str
    privacy: Literal["PUBLIC"] = "PUBLIC"


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
        title=pin.title or "",
        link=pin.link,
        created=pin.created,
        images=pin.images,
    )


def _board_to_seen(board: WireBoard) -> SeenBoard:
    return SeenBoard(id=board.id, name=board.name or "", pin_count=board.pin_count)


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


def read_account(body: bytes) -> SeenAccount:
    account = WireAccount.model_validate_json(body)
    return SeenAccount(username=account.username[:LINE_MAX], account_type=(account.account_type or "")[:LINE_MAX])


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


def new_pin_to_body(new: NewPin) -> bytes:
    """The JSON of `POST /pins`. What is empty is left out: an empty link would be an invalid one."""
    # Pinterest takes the standard alphabet only, in one line and without a `data:` prefix.
    data = base64.b64encode(new.image).decode("ascii")
    pin = WireNewPin(
        board_id=new.board_id,
        title=new.title or None,
        description=new.description or None,
        alt_text=new.alt_text or None,
        link=new.link or None,
        media_source=WireMediaSource(content_type=new.content_type, data=data),
    )
    return pin.model_dump_json(exclude_none=True).encode()


def new_board_to_body(name: str) -> bytes:
    """The JSON of `POST /boards`."""
    return WireNewBoard(name=name).model_dump_json().encode()
