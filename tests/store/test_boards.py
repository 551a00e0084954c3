"""Boards: known by any spelling of their name, read by one reader at a time."""

from itertools import product

import pytest

from contracts.ledger import KnownBoard, KnownSection
from contracts.names import AccountKey
from contracts.outcome import Reason
from contracts.refusals import refuse
from tests.builders import ACCOUNT, BOARD
from tests.fakes.clock import START
from tests.ledger import Ledger

MUGS = KnownBoard(name="Blue Mugs", board_id=BOARD)
POTS = KnownSection(name="Tea Pots", section_id="601")
REFUSED = KnownBoard(name="Cups", refused=refuse(Reason.BOARD_MISSING, "there is no board 'Cups'"))
OTHER = AccountKey("other")
SECOND_BOARD = "700000000000000002"


@pytest.mark.parametrize("name", ["Blue Mugs", "blue mugs", "BLUE  MUGS", " Blue\tMugs "])
async def test_a_board_is_known_by_any_spelling_of_its_name(ledger: Ledger, name: str) -> None:
    await ledger.boards.keep(ACCOUNT, [MUGS])
    assert await ledger.boards.known(ACCOUNT, [name]) == [KnownBoard(name=name, board_id=BOARD)]


async def test_two_spellings_of_one_board_are_both_answered(ledger: Ledger) -> None:
    """Rows of one file spell it both ways."""
    await ledger.boards.keep(ACCOUNT, [MUGS])
    known = await ledger.boards.known(ACCOUNT, ["Blue Mugs", "blue mugs"])
    assert {board.name: board.board_id for board in known} == {"Blue Mugs": BOARD, "blue mugs": BOARD}


async def test_a_refused_board_is_known_with_its_reason(ledger: Ledger) -> None:
    await ledger.boards.keep(ACCOUNT, [MUGS, REFUSED])
    assert await ledger.boards.known(ACCOUNT, ["Cups"]) == [REFUSED]


async def test_what_is_kept_last_counts(ledger: Ledger) -> None:
    await ledger.boards.keep(ACCOUNT, [REFUSED])
    await ledger.boards.keep(ACCOUNT, [KnownBoard(name="CUPS", board_id=SECOND_BOARD)])
    assert await ledger.boards.known(ACCOUNT, ["Cups"]) == [KnownBoard(name="Cups", board_id=SECOND_BOARD)]


async def test_boards_are_an_account_s_own(ledger: Ledger) -> None:
    await ledger.boards.keep(ACCOUNT, [MUGS])
    assert await ledger.boards.known(OTHER, ["Blue Mugs"]) == []
    assert await ledger.boards.known(ACCOUNT, ["Nothing"]) == []
    assert await ledger.boards.known(ACCOUNT, []) == []


@pytest.mark.parametrize("name", ["Tea Pots", "tea pots", "TEA  POTS "])
async def test_a_section_is_known_by_any_spelling_of_its_name(ledger: Ledger, name: str) -> None:
    await ledger.boards.keep_sections(ACCOUNT, BOARD, [POTS])
    assert await ledger.boards.sections(ACCOUNT, BOARD, [name]) == [KnownSection(name=name, section_id="601")]


async def test_two_spellings_of_one_section_are_both_answered(ledger: Ledger) -> None:
    await ledger.boards.keep_sections(ACCOUNT, BOARD, [POTS])
    known = await ledger.boards.sections(ACCOUNT, BOARD, ["Tea Pots", "tea pots", "Nothing"])
    assert [(section.name, section.section_id) for section in known] == [("Tea Pots", "601"), ("tea pots", "601")]


async def test_a_refused_section_is_known_with_its_reason_until_it_is_there(ledger: Ledger) -> None:
    refused = KnownSection(name="Tea Pots", refused=refuse(Reason.BOARD_MISSING, "there is no section 'Tea Pots'"))
    await ledger.boards.keep_sections(ACCOUNT, BOARD, [refused])
    assert await ledger.boards.sections(ACCOUNT, BOARD, ["Tea Pots"]) == [refused]
    await ledger.boards.keep_sections(ACCOUNT, BOARD, [POTS])
    await ledger.boards.keep_sections(ACCOUNT, BOARD, [POTS])
    assert await ledger.boards.sections(ACCOUNT, BOARD, ["Tea Pots"]) == [POTS]


async def test_sections_are_a_board_s_own(ledger: Ledger) -> None:
    """Every board may have its `Sale`."""
    await ledger.boards.keep_sections(ACCOUNT, BOARD, [POTS])
    assert await ledger.boards.sections(ACCOUNT, SECOND_BOARD, ["Tea Pots"]) == []
    assert await ledger.boards.sections(OTHER, BOARD, ["Tea Pots"]) == []
    assert await ledger.boards.sections(ACCOUNT, BOARD, []) == []


async def test_a_board_s_history_tells_when_it_was_read_last(ledger: Ledger) -> None:
    boards = [BOARD, SECOND_BOARD, BOARD]
    assert await ledger.boards.history(ACCOUNT, boards) == {}
    await ledger.boards.keep_history(ACCOUNT, BOARD, {"0123456789abcdef": "801"}, START)
    assert await ledger.boards.history(ACCOUNT, boards) == {BOARD: START}
    await ledger.boards.keep_history(ACCOUNT, BOARD, {}, START + 60)
    assert await ledger.boards.history(ACCOUNT, boards) == {BOARD: START + 60}
    assert await ledger.boards.history(OTHER, [BOARD]) == {}


async def test_history_kept_twice_is_the_last_one(ledger: Ledger) -> None:
    for pin_id in ("801", "802"):
        await ledger.boards.keep_history(ACCOUNT, BOARD, {"0123456789abcdef": pin_id}, START)
    assert await ledger.boards.history(ACCOUNT, [BOARD]) == {BOARD: START}


async def test_a_board_that_is_being_read_has_no_history_yet(ledger: Ledger) -> None:
    assert await lease(ledger, "first")
    assert await ledger.boards.history(ACCOUNT, [BOARD]) == {}


async def test_one_reader_holds_a_board(ledger: Ledger) -> None:
    assert await lease(ledger, "first")
    assert not await lease(ledger, "second")
    assert await lease(ledger, "first", now=START + 1)


async def test_a_board_that_was_given_back_is_free(ledger: Ledger) -> None:
    await lease(ledger, "first")
    await ledger.boards.release_reading(ACCOUNT, BOARD, owner="first")
    assert await lease(ledger, "second")


async def test_nobody_gives_back_what_another_holds(ledger: Ledger) -> None:
    """A reader whose lease ran out comes to its end late."""
    await lease(ledger, "first")
    await ledger.boards.release_reading(ACCOUNT, BOARD, owner="second")
    assert not await lease(ledger, "third")


async def test_a_lease_that_ran_out_is_free(ledger: Ledger) -> None:
    await lease(ledger, "first", until=START + 60)
    assert not await lease(ledger, "second", now=START + 59)
    assert await lease(ledger, "second", now=START + 60, until=START + 120)
    assert not await lease(ledger, "first", now=START + 61)


async def test_readers_of_different_boards_do_not_meet(ledger: Ledger) -> None:
    await ledger.accounts.add(OTHER, "sealed", START)
    places = product((ACCOUNT, OTHER), (BOARD, SECOND_BOARD))
    assert all([await lease(ledger, "one", account=account, board_id=board) for account, board in places])


async def lease(
    ledger: Ledger,
    owner: str,
    *,
    now: float = START,
    until: float = START + 60,
    account: AccountKey = ACCOUNT,
    board_id: str = BOARD,
) -> bool:
    return await ledger.boards.lease_reading(account, board_id, owner=owner, now=now, until=until)
