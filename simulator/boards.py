"""Boards: the operations of API v5 on them, and their JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import islice
from typing import Any

from simulator import paging
from simulator.answers import (
    Answer,
    board_in_use,
    board_name_refused,
    board_not_found,
    board_parameters_refused,
    board_update_refused,
    too_many_boards,
)
from simulator.call import Call
from simulator.contention import check_exclusive
from simulator.fields import Fields
from simulator.secrecy import check_may_keep_secrets, sees_board
from simulator.stamps import stamp
from simulator.things import Account, Board, Privacy
from simulator.world import World

BOARDS_MAX = 2_000
NAME_MAX = 180
ID_DIGIT = 5
COVER_PINS = 4
PRIVACY_FILTERS = {
    "ALL": set(Privacy),
    "PUBLIC": {Privacy.PUBLIC},
    "PROTECTED": {Privacy.PROTECTED},
    "SECRET": {Privacy.SECRET},
    "PUBLIC_AND_SECRET": {Privacy.PUBLIC, Privacy.SECRET},
}


async def create_board(call: Call) -> Answer:
    fields = call.json()
    fields.require("name")
    ads_only = fields.flag("is_ads_only", default=False)
    privacy = Privacy(fields.one_of("privacy", tuple(Privacy)) or Privacy.PUBLIC)
    check_may_keep_secrets(call, privacy)
    board = make_board(
        call.world,
        call.account,
        "Ad-only Pins" if ads_only else fields.required_text("name"),
        description=fields.text("description"),
        privacy=Privacy.PROTECTED if ads_only else privacy,
        is_ads_only=ads_only,
    )
    return Answer(201, board_json(call, board))


async def list_boards(call: Call) -> Answer:
    parameters, listing = call.parameters(), f"boards of {call.account.name}"
    before = paging.start(parameters, listing)
    wanted = PRIVACY_FILTERS[parameters.one_of("privacy", tuple(PRIVACY_FILTERS)) or "ALL"]
    boards = (board for board in _boards_before(call, before) if board.privacy in wanted)
    page, bookmark = paging.cut(boards, paging.page_size(parameters), listing)
    return Answer(200, {"items": [board_json(call, board) for board in page], "bookmark": bookmark})


async def get_board(call: Call) -> Answer:
    return Answer(200, board_json(call, own_board(call, call.id_in_path("board_id"))))


async def update_board(call: Call) -> Answer:
    board = own_board(call, call.id_in_path("board_id"))
    if board.is_ads_only or board.privacy is Privacy.PROTECTED:
        raise board_update_refused()
    changed = _changed(call, board, call.json())
    check_may_keep_secrets(call, changed.privacy)
    call.world.record("board", **asdict(changed))
    return Answer(200, board_json(call, changed))


async def delete_board(call: Call) -> Answer:
    board = own_board(call, call.id_in_path("board_id"))
    check_exclusive(call.world, board.id, board_in_use("delete the board"))
    call.world.record("board_removed", id=board.id, at=call.now)
    return Answer(204)


def own_board(call: Call, board_id: str) -> Board:
    """Raises ApiError 404/40 for a board that is not there, not the caller's or too secret for it."""
    board = find_board(call, board_id)
    if board is None:
        raise board_not_found()
    return board


def find_board(call: Call, board_id: str) -> Board | None:
    """For operations with an error of their own for a board that is not there."""
    board = call.world.state.archive.boards.get(board_id)
    is_found = board is not None and board.account == call.account.name and sees_board(call, board)
    return board if is_found else None


def make_board(
    world: World,
    account: Account,
    name: str,
    *,
    description: str | None = None,
    privacy: Privacy = Privacy.PUBLIC,
    is_ads_only: bool = False,
) -> Board:
    """Raises ApiError 400/400 for a name that is empty, too long or taken, and for the 2,001st board."""
    boards = world.state.archive.boards_of(account.name)
    clean = _accepted_name(name, boards)
    if len(boards) >= BOARDS_MAX:
        raise too_many_boards(BOARDS_MAX)
    sequence, board_id = world.state.ids.next(ID_DIGIT)
    now = world.now()
    board = Board(board_id, sequence, account.name, clean, description, privacy, is_ads_only, now)
    world.record("board", **asdict(board))
    return board


def board_json(call: Call, board: Board) -> dict[str, Any]:  # JSON of Board in the specification
    newest = list(islice(_listed_pins(call, board), COVER_PINS))
    pictures = [f"{call.origin}/media/150x150/{pin.id}.jpg" for pin in newest]
    return {
        "id": board.id,
        "name": board.name,
        "description": board.description,
        "privacy": board.privacy,
        "is_ads_only": board.is_ads_only,
        "owner": {"username": board.account},
        "created_at": stamp(board.created),
        "board_pins_modified_at": stamp(newest[0].listed if newest else board.created),
        # Counted as listed: a pin that no listing shows yet does not betray itself here either.
        "pin_count": sum(1 for _ in _listed_pins(call, board)),
        "follower_count": 0,
        "collaborator_count": 0,
        "media": {"image_cover_url": pictures[0] if pictures else None, "pin_thumbnail_urls": pictures},
    }


def _boards_before(call: Call, before: int | None) -> Iterator[Board]:
    for board in call.world.state.archive.boards_of(call.account.name):
        if sees_board(call, board) and (before is None or board.sequence < before):
            yield board


def _listed_pins(call: Call, board: Board) -> Iterator[Any]:
    now = call.now
    return (pin for pin in call.world.state.archive.pins_on_board(board.id) if pin.is_listed(now))


def _changed(call: Call, board: Board, fields: Fields) -> Board:
    others = [other for other in call.world.state.archive.boards_of(board.account) if other.id != board.id]
    name = fields.text("name")
    privacy = fields.text("privacy") or board.privacy
    if privacy not in {Privacy.PUBLIC, Privacy.SECRET}:
        raise board_parameters_refused()
    return replace(
        board,
        name=board.name if name is None else _accepted_name(name, others),
        description=fields.text("description") if fields.has("description") else board.description,
        privacy=Privacy(privacy),
    )


def _accepted_name(name: str, boards: list[Board]) -> str:
    clean = name.strip()
    taken = {board.name.casefold() for board in boards}
    if not clean or len(clean) > NAME_MAX or clean.casefold() in taken:
        raise board_name_refused()
    return clean
