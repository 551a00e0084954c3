"""Boards that are not there: made, or refused with the reason."""

import pytest

from contracts.outcome import Reason
from contracts.sightings import SeenBoard
from drafting.new_boards import BOARDS_MAX, ambiguous_board, unmakeable_board

FULL = [SeenBoard(id=str(at), name=f"Board {at}") for at in range(BOARDS_MAX)]


def test_a_board_that_is_missing_is_made_while_there_is_room() -> None:
    assert unmakeable_board("Mugs", FULL[:-1], create=True) is None


@pytest.mark.parametrize(
    ("name", "there", "create", "reason"),
    [
        ("Mugs", 0, False, Reason.BOARD_MISSING),
        ("Mugs", BOARDS_MAX, True, Reason.BOARD_LIMIT),
        ("Mugs", BOARDS_MAX, False, Reason.BOARD_MISSING),
        ("700000000000000001", 0, True, Reason.PINTEREST_BOARD_GONE),
    ],
)
def test_what_is_not_made_says_why(name: str, there: int, *, create: bool, reason: Reason) -> None:
    refused = unmakeable_board(name, FULL[:there], create=create)
    assert refused is not None
    assert refused.reason is reason
    assert name in refused.message


def test_a_name_that_several_boards_have_is_refused_with_their_ids() -> None:
    there = [SeenBoard(id="701", name="Mugs"), SeenBoard(id="702", name="MUGS")]
    refused = ambiguous_board("mugs", there, None)
    assert refused is not None
    assert refused.reason is Reason.BOARD_AMBIGUOUS
    assert "701, 702" in refused.message
    assert ambiguous_board("mugs", there, "702") is None
    assert ambiguous_board("Cups", there, None) is None
