"""What the patrol asks of the ledger: boards in turn, whose pins these are, attempts that nobody waits for."""

import pytest

from contracts.ledger import CertainNo
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import Outcome, PinOutcome, Reason
from contracts.patrol import KnownIntent, LivePin, OverdueBoard, Standing
from contracts.pin import PostponeCause
from store.patrol import OVERDUE_SECONDS, SqlPatrol
from tests.builders import ACCOUNT, BOARD, POLICY, a_product, an_intent
from tests.fakes.clock import START
from tests.ledger import REQUEST_SECONDS, Ledger, a_draft, live

MUG, CUP, POT = a_product("mug"), a_product("cup"), a_product("pot")
SECOND_BOARD, THIRD_BOARD = "700000000000000002", "700000000000000003"
OTHER = AccountKey("other")
LOST = PinOutcome(outcome=Outcome.UNCONFIRMED, board_id=BOARD, reason=Reason.ANSWER_LOST)


@pytest.fixture
def book(ledger: Ledger) -> SqlPatrol:
    return SqlPatrol(ledger.database)


async def lost(ledger: Ledger, key: PinKey) -> None:
    claim = await ledger.claimed(key)
    await ledger.attempts.lost(key, claim.attempt, START, "timeout")


async def test_boards_never_read_come_first_then_the_longest_unread(ledger: Ledger, book: SqlPatrol) -> None:
    for number, (product, board) in enumerate([(MUG, BOARD), (CUP, SECOND_BOARD), (POT, THIRD_BOARD)]):
        await ledger.registered(product, launch=ledger_launch(number), board_id=board)
    assert list(await book.boards(ACCOUNT)) == [BOARD, SECOND_BOARD, THIRD_BOARD]
    await book.patrolled(ACCOUNT, BOARD, START + 2)
    await book.patrolled(ACCOUNT, SECOND_BOARD, START + 1)
    assert list(await book.boards(ACCOUNT)) == [THIRD_BOARD, SECOND_BOARD, BOARD]


async def test_a_board_that_was_read_for_its_history_alone_was_not_patrolled(
    ledger: Ledger, book: SqlPatrol
) -> None:
    await ledger.registered(MUG)
    await ledger.boards.keep_history(ACCOUNT, BOARD, {}, START)
    await ledger.boards.keep_history(ACCOUNT, SECOND_BOARD, {}, START)
    await book.patrolled(ACCOUNT, BOARD, START)
    assert await book.boards(ACCOUNT) == [BOARD]
    assert await ledger.boards.history(ACCOUNT, [BOARD]) == {BOARD: START}


async def test_another_account_has_other_boards(ledger: Ledger, book: SqlPatrol) -> None:
    await ledger.registered(MUG)
    await book.patrolled(OTHER, BOARD, START)
    assert list(await book.boards(OTHER)) == []
    assert list(await book.boards(ACCOUNT)) == [BOARD]


async def test_an_intent_is_known_by_its_pin_and_by_its_marker(ledger: Ledger, book: SqlPatrol) -> None:
    (key,) = await ledger.ready(MUG)
    await ledger.intents.settle(key, live("801"), START)
    known = KnownIntent(
        key=key,
        marker=an_intent(MUG).marker,
        account=ACCOUNT,
        board_id=BOARD,
        link=a_draft(key).link,
        pin_id="801",
        standing=Standing.LIVE,
    )
    assert await book.known([], ["801"]) == await book.known([known.marker], []) == [known]
    assert await book.known([known.marker], ["801"]) == [known]
    assert await book.known(["ffff"], ["900"]) == await book.known([], []) == []


@pytest.mark.parametrize(
    ("outcome", "standing"),
    [
        (Outcome.LIVE, Standing.LIVE),
        (Outcome.UNCONFIRMED, Standing.UNCONFIRMED),
        (Outcome.REFUSED, Standing.OVER),
        (Outcome.WITHDRAWN, Standing.OVER),
    ],
)
async def test_how_an_intent_stands_is_told_by_its_end(
    ledger: Ledger, book: SqlPatrol, outcome: Outcome, standing: Standing
) -> None:
    (key,) = await ledger.ready(MUG)
    marker = an_intent(MUG).marker
    assert [known.standing for known in await book.known([marker], [])] == [Standing.UNDER_WAY]
    await ledger.intents.settle(key, PinOutcome(outcome=outcome), START)
    assert [known.standing for known in await book.known([marker], [])] == [standing]


async def test_an_open_attempt_is_told_until_it_is_settled(ledger: Ledger, book: SqlPatrol) -> None:
    (key,) = await ledger.ready(MUG)
    await lost(ledger, key)
    await ledger.intents.settle(key, LOST, START)
    assert [known.open_attempt for known in await book.unconfirmed(ACCOUNT)] == [True]
    await ledger.attempts.not_made(key, 1, START, CertainNo(cause=PostponeCause.ABSENT))
    assert [known.open_attempt for known in await book.unconfirmed(ACCOUNT)] == [False]


async def test_only_settled_unconfirmed_intents_of_the_account_are_asked_about(
    ledger: Ledger, book: SqlPatrol
) -> None:
    mug, cup, _ = await ledger.ready(MUG, CUP, POT)
    await ledger.intents.settle(mug, LOST, START)
    await ledger.intents.settle(cup, live(), START)
    assert [known.key for known in await book.unconfirmed(ACCOUNT)] == [mug]
    assert await book.unconfirmed(OTHER) == []


async def test_pins_are_live_on_a_board_since_they_were_settled(ledger: Ledger, book: SqlPatrol) -> None:
    mug, cup, pot = await ledger.ready(MUG, CUP, POT)
    await ledger.intents.settle(mug, live("801"), START)
    await ledger.intents.settle(cup, live("802"), START + 10)
    await ledger.intents.settle(pot, LOST, START)
    assert await book.live_on(ACCOUNT, BOARD, START + 10) == [LivePin(key=mug, pin_id="801")]
    assert await book.live_on(ACCOUNT, SECOND_BOARD, START + 10) == []
    assert await book.live_on(OTHER, BOARD, START + 10) == []


async def test_an_attempt_of_an_intent_that_has_ended_is_overdue_at_once(ledger: Ledger, book: SqlPatrol) -> None:
    (key,) = await ledger.ready(MUG)
    await lost(ledger, key)
    assert await book.overdue(ACCOUNT, START) == []
    await ledger.intents.settle(key, LOST, START)
    assert await book.overdue(ACCOUNT, START) == [OverdueBoard(board_id=BOARD, grace_seconds=POLICY.grace_seconds)]
    assert await book.overdue(OTHER, START) == []


async def test_one_whose_workflow_should_know_by_now_is_overdue_after_a_while(
    ledger: Ledger, book: SqlPatrol
) -> None:
    """It may have been terminated, and its launch with it."""
    (key,) = await ledger.ready(MUG)
    await lost(ledger, key)
    late = START + REQUEST_SECONDS + POLICY.grace_seconds + OVERDUE_SECONDS
    assert await book.overdue(ACCOUNT, late) == []
    assert [board.board_id for board in await book.overdue(ACCOUNT, late + 1)] == [BOARD]


def ledger_launch(number: int) -> LaunchId:
    return LaunchId(f"launch-{number}")
