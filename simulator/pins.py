"""Pins: the operations of API v5 on them, and their JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from simulator import paging
from simulator.answers import (
    Answer,
    not_permitted,
    pin_filter_refused,
    pin_not_found,
    section_not_found,
)
from simulator.boards import own_board
from simulator.call import Call
from simulator.fields import HEX_COLOR, Fields
from simulator.media_source import picture_of
from simulator.schedule import schedule
from simulator.stamps import stamp
from simulator.things import Picture, Pin, Privacy

ID_DIGIT = 8
TITLE_MAX, DESCRIPTION_MAX, ALT_TEXT_MAX, LINK_MAX = 100, 800, 500, 2048
REGULAR = "REGULAR"
CREATIVE_TYPES = (
    REGULAR,
    "VIDEO",
    "SHOPPING",
    "CAROUSEL",
    "MAX_VIDEO",
    "SHOP_THE_PIN",
    "COLLECTION",
    "IDEA",
    "SHOWCASE",
    "QUIZ",
    "COLLAGE",
    "MAX_WIDTH_REGULAR_COLLECTION",
    "MAX_WIDTH_VIDEO_COLLECTION",
)
FILTERS = ("exclude_native", "exclude_repins", "has_been_promoted")


async def create_pin(call: Call) -> Answer:
    """Everything is checked before the picture is looked at, and the board once more after, for looking
    takes time in which a board can go.
    """
    fields = call.json()
    texts = _checked_texts(fields)
    board_id = own_board(call, fields.digits("board_id")).id
    if fields.optional_digits("board_section_id") is not None:
        raise section_not_found()
    examined = await picture_of(call, fields.object("media_source"))
    own_board(call, board_id)
    pin = _make_pin(call, board_id, texts, examined.picture)
    call.world.thumbnails.keep(pin.id, examined.thumbnail)
    return Answer(201, pin_json(call, pin))


async def get_pin(call: Call) -> Answer:
    return Answer(200, pin_json(call, _own_pin(call)))


async def delete_pin(call: Call) -> Answer:
    call.world.record("pin_removed", id=_own_pin(call).id, at=call.now)
    return Answer(204)


async def update_pin(call: Call) -> Answer:
    """PATCH is a beta "not available to all apps"; this app is one of those without it."""
    _own_pin(call)
    raise not_permitted()


async def list_pins(call: Call) -> Answer:
    listing = f"pins of {call.account.name}"
    wanted = _filter(call)
    before = paging.start(call.parameters(), listing)
    return _page(call, call.world.state.archive.pins_of(call.account.name, before=before), wanted, listing)


async def list_pins_on_board(call: Call) -> Answer:
    board = own_board(call, call.id_in_path("board_id"))
    listing = f"pins on {board.id}"
    before = paging.start(call.parameters(), listing)
    pins = call.world.state.archive.pins_on_board(board.id, before=before)
    return _page(call, pins, lambda _: True, listing)


def pin_json(call: Call, pin: Pin) -> dict[str, Any]:  # JSON of Pin in the specification
    images = images_json(call.origin, pin) if pin.is_processed(call.now) else {}
    return {
        "id": pin.id,
        "created_at": stamp(pin.created),
        "link": pin.link,
        "title": pin.title,
        "description": pin.description,
        "alt_text": pin.alt_text,
        "dominant_color": pin.dominant_color,
        "board_id": pin.board_id,
        "board_section_id": None,
        "board_owner": {"username": pin.account},
        "parent_pin_id": pin.parent_pin_id,
        "creative_type": REGULAR,
        "is_owner": True,
        "is_standard": pin.is_standard,
        "has_been_promoted": False,
        "media": {"media_type": "image", "images": images},
        "pin_metrics": _metrics() if call.parameters().flag("pin_metrics", default=False) else None,
    }


def images_json(origin: str, pin: Pin) -> dict[str, Any]:  # JSON of ImageSize, and the original
    """Pictures are made smaller, never larger; the two fixed sizes are crops."""
    sizes = {
        "150x150": (150, 150),
        "400x300": (400, 300),
        "600x": _at_most(600, pin.picture),
        "1200x": _at_most(1200, pin.picture),
        "originals": (pin.picture.width, pin.picture.height),
    }
    return {
        name: {"width": width, "height": height, "url": f"{origin}/media/{name}/{pin.id}.jpg"}
        for name, (width, height) in sizes.items()
    }


def _at_most(width: int, picture: Picture) -> tuple[int, int]:
    width = min(width, picture.width)
    return width, max(1, round(picture.height * width / picture.width))


def _metrics() -> dict[str, dict[str, int]]:
    """No one has seen these pins."""
    seen = {"pin_click": 0, "impression": 0, "clickthrough": 0}
    return {"90d": seen, "lifetime_metrics": seen | {"reaction": 0, "comment": 0}}


def _checked_texts(fields: Fields) -> dict[str, Any]:  # the fields of things.Pin that the request gives
    fields.optional_digits("sponsor_id")
    return {
        "title": fields.text("title", longest=TITLE_MAX),
        "description": fields.text("description", longest=DESCRIPTION_MAX),
        "alt_text": fields.text("alt_text", longest=ALT_TEXT_MAX),
        "link": fields.web_address("link", longest=LINK_MAX),
        "dominant_color": fields.matching("dominant_color", HEX_COLOR),
        "parent_pin_id": fields.optional_digits("parent_pin_id"),
        "is_standard": fields.object("media_source").flag("is_standard", default=True),
    }


def _make_pin(call: Call, board_id: str, texts: dict[str, Any], picture: Picture) -> Pin:  # see above
    state, created = call.world.state, call.now
    plan = schedule(call.world.seed, len(state.archive.pins) + 1, created, call.effect)
    sequence, pin_id = state.ids.next(ID_DIGIT)
    pin = Pin(
        id=pin_id,
        sequence=sequence,
        account=call.account.name,
        board_id=board_id,
        picture=picture,
        created=created,
        listed=plan.listed,
        processed=plan.processed,
        removal=plan.removal,
        **texts,
    )
    call.world.record("pin", **asdict(pin))
    return pin


def _own_pin(call: Call) -> Pin:
    """Raises ApiError 404/50 for a pin that is not there, gone, or not the caller's."""
    pin = call.world.state.archive.pins.get(call.id_in_path("pin_id"))
    if pin is None or pin.account != call.account.name or not pin.exists(call.now):
        raise pin_not_found()
    return pin


def _page(call: Call, pins: Iterator[Pin], wanted: Callable[[Pin], bool], listing: str) -> Answer:
    now, parameters = call.now, call.parameters()
    size = paging.page_size(parameters)
    listed = (pin for pin in _is_of_type(call, pins) if pin.is_listed(now) and wanted(pin))
    page, bookmark = paging.cut(listed, size, listing)
    return Answer(200, {"items": [pin_json(call, pin) for pin in page], "bookmark": bookmark})


def _filter(call: Call) -> Callable[[Pin], bool]:
    """All pins here are native and never promoted; those of protected boards are listed on demand only."""
    parameters = call.parameters()
    chosen = parameters.text("pin_filter")
    if chosen is not None and chosen not in FILTERS:
        raise pin_filter_refused()
    private_only = parameters.one_of("pin_type", ("PRIVATE",)) is not None
    with_protected = parameters.flag("include_protected_pins", default=False)
    boards = call.world.state.archive.boards

    def wanted(pin: Pin) -> bool:
        privacy = boards[pin.board_id].privacy
        return (
            chosen in {None, "exclude_repins"}
            and (with_protected or privacy is not Privacy.PROTECTED)
            and (not private_only or privacy is Privacy.SECRET)
        )

    return wanted


def _is_of_type(call: Call, pins: Iterator[Pin]) -> Iterator[Pin]:
    """All pins here are of the creative type REGULAR."""
    types = call.query.getlist("creative_types")
    for name in types:
        Fields({"creative_types": name}).one_of("creative_types", CREATIVE_TYPES)
    return pins if not types or REGULAR in types else iter(())
