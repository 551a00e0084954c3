"""Secret boards, and what hangs on them, do not exist for a token without the secret scopes."""

from __future__ import annotations

from simulator.answers import scopes_insufficient
from simulator.call import Call
from simulator.things import Board, Pin, Privacy

READ_BOARDS, READ_PINS, WRITE_BOARDS = "boards:read_secret", "pins:read_secret", "boards:write_secret"


def sees_board(call: Call, board: Board) -> bool:
    return board.privacy is not Privacy.SECRET or READ_BOARDS in call.scopes


def sees_pin(call: Call, pin: Pin) -> bool:
    board = call.world.state.archive.boards.get(pin.board_id)
    return board is None or board.privacy is not Privacy.SECRET or READ_PINS in call.scopes


def check_may_keep_secrets(call: Call, privacy: Privacy) -> None:
    """Raises ApiError 401/3 for a board that is to be secret by a token that may not write those."""
    if privacy is Privacy.SECRET and WRITE_BOARDS not in call.scopes:
        raise scopes_insufficient([WRITE_BOARDS])
