"""Confirm: live means seen, with the right board, the right link and a picture."""

import pytest

from activities.confirm import APPEARS_SECONDS_MAX, LOOK_AGAIN_SECONDS, ConfirmActivities
from activities.translate import NOT_YET
from contracts.names import PinKey
from contracts.outcome import Actor, Outcome, PinOutcome, Reason
from contracts.pin import ConfirmOrder
from contracts.sightings import SeenPin
from contracts.trouble import Unavailable
from tests.activities.stage import error_of, run
from tests.builders import ACCOUNT, BOARD, a_product, an_intent
from tests.fakes.clock import START, FakeClock
from tests.fakes.pinterest import FakePins, FakePinterest
from tests.ledger import Ledger, live

PIN = "801"
LINK = f"https://shop.example.com/mug?pf={an_intent(a_product()).marker}"


@pytest.fixture
def pinterest(clock: FakeClock) -> FakePinterest:
    return FakePinterest(clock, pins={PIN: SeenPin(id=PIN, board_id=BOARD, link=LINK, created=START)})


@pytest.fixture
def activities(ledger: Ledger, pinterest: FakePinterest, clock: FakeClock) -> ConfirmActivities:
    return ConfirmActivities(FakePins(pinterest), ledger.intents, clock)


@pytest.fixture
async def key(ledger: Ledger) -> PinKey:
    (key,) = await ledger.ready(a_product())
    return key


async def test_what_was_seen_is_live_with_evidence(
    activities: ConfirmActivities, ledger: Ledger, key: PinKey
) -> None:
    outcome = await run(activities.confirm, an_order(key))
    assert (outcome.outcome, outcome.pin_id, outcome.board_id) == (Outcome.LIVE, PIN, BOARD)
    assert {evidence.what: evidence.value for evidence in outcome.evidence} == {
        "read_back": f"pin {PIN}, seen by its owner; the API tells no more",
        "board": BOARD,
        "link": LINK,
        "images": "4 sizes",
    }
    assert {evidence.at for evidence in outcome.evidence} == {START}
    assert (await ledger.intents.load(key)).outcome == outcome


async def test_a_pin_that_only_its_owner_sees_is_said_to_be_so(activities: ConfirmActivities, key: PinKey) -> None:
    outcome = await run(activities.confirm, an_order(key).model_copy(update={"owner_only": True}))
    assert "its owner only" in outcome.evidence[0].value


async def test_seen_twice_the_first_sight_stays(
    activities: ConfirmActivities, clock: FakeClock, key: PinKey
) -> None:
    first = await run(activities.confirm, an_order(key))
    await clock.advance(60)
    assert await run(activities.confirm, an_order(key)) == first


async def test_without_its_picture_it_is_not_live_yet(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    pinterest.processing_seconds = 5
    error = await error_of(activities.confirm, an_order(key))
    assert error.type == NOT_YET
    assert error.next_retry_delay is not None
    assert error.next_retry_delay.total_seconds() == LOOK_AGAIN_SECONDS
    assert (await ledger.intents.load(key)).outcome is None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"board_id": "elsewhere"}, "is on board elsewhere"),
        ({"link": "https://shop.example.com/mug"}, "links to https://shop.example.com/mug"),
        ({"link": f"https://shop.example.com/mug?pf={'0' * 16}"}, f"pf={'0' * 16}"),
        ({"link": None}, "links to None"),
    ],
    ids=["another board", "no marker", "another's marker", "no link"],
)
async def test_a_pin_that_differs_is_unconfirmed_and_says_how(
    activities: ConfirmActivities, pinterest: FakePinterest, key: PinKey, changes: dict[str, str | None], told: str
) -> None:
    pinterest.pins[PIN] = pinterest.pins[PIN].model_copy(update=changes)
    outcome = await run(activities.confirm, an_order(key))
    assert (outcome.outcome, outcome.reason) == (Outcome.UNCONFIRMED, Reason.PIN_DIFFERS)
    assert (outcome.pin_id, outcome.actor) == (PIN, Actor.OPERATOR)
    assert told in (outcome.message or "")


async def test_a_pin_that_cannot_be_read_yet_is_waited_for(
    activities: ConfirmActivities, pinterest: FakePinterest, clock: FakeClock, key: PinKey
) -> None:
    pinterest.pins.clear()
    await clock.advance(APPEARS_SECONDS_MAX - 1)
    assert (await error_of(activities.confirm, an_order(key))).type == NOT_YET


async def test_a_pin_that_stays_away_was_removed(
    activities: ConfirmActivities, pinterest: FakePinterest, clock: FakeClock, ledger: Ledger, key: PinKey
) -> None:
    pinterest.pins.clear()
    await clock.advance(APPEARS_SECONDS_MAX)
    outcome = await run(activities.confirm, an_order(key))
    assert (outcome.outcome, outcome.reason) == (Outcome.REFUSED, Reason.PIN_REMOVED)
    assert (outcome.pin_id, outcome.actor) == (PIN, Actor.PINTEREST)
    assert (await ledger.intents.load(key)).outcome == outcome


async def test_an_end_that_is_known_is_answered_without_a_look(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    await ledger.intents.settle(key, live("another door's"), START)
    pinterest.read_troubles.append(Unavailable("nobody should ask"))
    outcome: PinOutcome = await run(activities.confirm, an_order(key))
    assert outcome == live("another door's")


async def test_trouble_at_pinterest_is_no_verdict(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    pinterest.read_troubles.append(Unavailable("500"))
    assert not (await error_of(activities.confirm, an_order(key))).non_retryable
    assert (await ledger.intents.load(key)).outcome is None


def an_order(key: PinKey) -> ConfirmOrder:
    return ConfirmOrder(account=ACCOUNT, key=key, board_id=BOARD, pin_id=PIN)
