"""Sections of boards: the operations of API v5 on them, and their JSON."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from simulator import paging
from simulator.answers import (
    Answer,
    board_in_use,
    section_absent,
    section_conflict,
    section_not_found,
    section_parameters_refused,
    sections_not_permitted,
)
from simulator.boards import own_board
from simulator.call import Call
from simulator.contention import check_exclusive
from simulator.fields import Fields
from simulator.things import Board, Section

NAME_MAX = 180  # characters
ID_DIGIT = 6


async def create_section(call: Call) -> Answer:
    board = _board_with_sections(call, "create board sections")
    name = _accepted_name(call.json(), call.world.state.archive.sections_of(board.id))
    check_exclusive(call.world, board.id, board_in_use("the board to create a new section"))
    sequence, section_id = call.world.state.ids.next(ID_DIGIT)
    section = Section(section_id, sequence, board.id, name)
    call.world.record("section", **asdict(section))
    return Answer(201, section_json(section))


async def list_sections(call: Call) -> Answer:
    board = own_board(call, call.id_in_path("board_id"))
    parameters, listing = call.parameters(), f"sections of {board.id}"
    before = paging.start(parameters, listing)
    held = call.world.state.archive.sections_of(board.id)
    sections = (section for section in held if before is None or section.sequence < before)
    page, bookmark = paging.cut(sections, paging.page_size(parameters), listing)
    return Answer(200, {"items": [section_json(section) for section in page], "bookmark": bookmark})


async def update_section(call: Call) -> Answer:
    board = _board_with_sections(call, "update board section")
    section = section_in_path(call, board)
    others = [other for other in call.world.state.archive.sections_of(board.id) if other != section]
    changed = replace(section, name=_accepted_name(call.json(), others))
    check_exclusive(call.world, board.id, section_conflict())
    call.world.record("section", **asdict(changed))
    return Answer(200, section_json(changed))


async def delete_section(call: Call) -> Answer:
    """With the section go its pins, as archive.py explains."""
    board = _board_with_sections(call, "delete board section")
    section = section_in_path(call, board)
    check_exclusive(call.world, board.id, section_conflict())
    call.world.record("section_removed", id=section.id, at=call.now)
    return Answer(204)


def section_in_path(call: Call, board: Board, absent: str = "Board section") -> Section:
    """Raises ApiError 404/404, saying that `absent` is not there, unless the section is the board's."""
    section = call.world.state.archive.sections.get(call.id_in_path("section_id"))
    if section is None or section.board_id != board.id:
        raise section_absent(absent)
    return section


def section_of_pin(call: Call, board_id: str, section_id: str | None) -> str | None:
    """Raises ApiError 404/2031 for a section that a pin names and the board has not."""
    if section_id is None:
        return None
    section = call.world.state.archive.sections.get(section_id)
    if section is None or section.board_id != board_id:
        raise section_not_found()
    return section.id


def section_json(section: Section) -> dict[str, Any]:  # JSON of BoardSection in the specification
    return {"id": section.id, "name": section.name}


def _board_with_sections(call: Call, deed: str) -> Board:
    board = own_board(call, call.id_in_path("board_id"))
    if board.is_ads_only:
        raise sections_not_permitted(deed)
    return board


def _accepted_name(fields: Fields, others: list[Section]) -> str:
    """Raises ApiError 400/400 for a name that is missing, empty or too long, 409/409 for one that is taken.

    That a taken name is a conflict is our reading: the specification has the error and not its reasons.
    """
    name = fields.required_text("name").strip()
    if not name or len(name) > NAME_MAX:
        raise section_parameters_refused()
    if name.casefold() in {other.name.casefold() for other in others}:
        raise section_conflict()
    return name
