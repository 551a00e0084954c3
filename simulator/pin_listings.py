"""Listings of pins: an account's, a board's, a section's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator import paging
from simulator.answers import Answer, pin_filter_refused, section_absent
from simulator.boards import find_board, own_board
from simulator.call import Call
from simulator.fields import Fields
from simulator.pin_json import CAROUSEL, REGULAR, VIDEO, creative_type, pin_json
from simulator.secrecy import sees_pin
from simulator.sections import section_in_path
from simulator.things import Board, Pin, Privacy

# The specification does not say whether a board's own listing has the pins in its sections. Pinterest's
# quickstart once noted that it has; left out here, for whoever does not read the sections too finds
# nothing then, and whoever reads both is right either way.
BOARD_LISTING_HAS_SECTIONS = False

CREATIVE_TYPES = (
    REGULAR,
    VIDEO,
    "SHOPPING",
    CAROUSEL,
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


async def list_pins(call: Call) -> Answer:
    listing = f"pins of {call.account.name}"
    wanted = _filter(call)
    before = paging.start(call.parameters(), listing)
    pins = call.world.state.archive.pins_of(call.account.name, before=before)
    return _page(call, filter(wanted, _of_type(call, pins)), listing)


async def list_pins_on_board(call: Call) -> Answer:
    board = own_board(call, call.id_in_path("board_id"))
    listing = f"pins on {board.id}"
    before = paging.start(call.parameters(), listing)
    return _page(call, _of_type(call, _on_board(call, board, before)), listing)


async def list_pins_in_section(call: Call) -> Answer:
    """Its errors are the operation's own: "Board or section not found", whichever it is."""
    board = find_board(call, call.id_in_path("board_id"))
    if board is None:
        raise section_absent("Board or section")
    section = section_in_path(call, board, "Board or section")
    listing = f"pins in {section.id}"
    before = paging.start(call.parameters(), listing)
    return _page(call, call.world.state.archive.pins_in(board.id, section.id, before=before), listing)


def _on_board(call: Call, board: Board, before: int | None) -> Iterator[Pin]:
    archive = call.world.state.archive
    if BOARD_LISTING_HAS_SECTIONS:
        return archive.pins_on_board(board.id, before=before)
    return archive.pins_in(board.id, None, before=before)


def _page(call: Call, pins: Iterator[Pin], listing: str) -> Answer:
    now, size = call.now, paging.page_size(call.parameters())
    shown = (pin for pin in pins if pin.is_listed(now) and sees_pin(call, pin))
    page, bookmark = paging.cut(shown, size, listing)
    return Answer(200, {"items": [pin_json(call, pin) for pin in page], "bookmark": bookmark})


def _filter(call: Call) -> Callable[[Pin], bool]:
    """No pin here was ever promoted; those of protected boards are listed on demand only."""
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
            _passes(chosen, pin)
            and (with_protected or privacy is not Privacy.PROTECTED)
            and (not private_only or privacy is Privacy.SECRET)
        )

    return wanted


def _passes(chosen: str | None, pin: Pin) -> bool:
    is_native = pin.parent_pin_id is None
    return (
        chosen is None
        or (chosen == "exclude_repins" and is_native)
        or (chosen == "exclude_native" and not is_native)
    )


def _of_type(call: Call, pins: Iterator[Pin]) -> Iterator[Pin]:
    """A video that is still processed is found as what it passes for."""
    types, now = call.query.getlist("creative_types"), call.now
    for name in types:
        Fields({"creative_types": name}).one_of("creative_types", CREATIVE_TYPES)
    return (pin for pin in pins if creative_type(pin, now) in types) if types else pins
