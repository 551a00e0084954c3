"""Pins of a launch whose answer was lost, as the ledger has them."""

from contracts.hand import Action, Filter, HandOrder, Selection
from contracts.ledger import Sight
from contracts.names import LaunchId, PinKey
from contracts.reconciling import PINS_TOLD_MAX, Reconciling, ReconcilingPin, Then
from store.database import Database
from store.reconciling import SqlReconciling
from tests.builders import ACCOUNT, BOARD, LAUNCH, POLICY, a_product
from tests.fakes.clock import START
from tests.ledger import REQUEST_SECONDS, Ledger, live

DEADLINE = START + REQUEST_SECONDS
SETTLES = DEADLINE + POLICY.grace_seconds
MUG = a_product("blue-mug")


async def of_launch(database: Database, *, now: float = START + 10, limit: int = PINS_TOLD_MAX) -> Reconciling:
    return await SqlReconciling(database).of_launch(LAUNCH, now, limit=limit)


async def the_pin(database: Database, *, now: float = START + 10) -> ReconcilingPin:
    (pin,) = (await of_launch(database, now=now)).pins
    return pin


async def lost(ledger: Ledger, *names: str) -> list[PinKey]:
    """Pins of the launch that were sent, one board each, and not answered."""
    keys = await ledger.ready(*(a_product(name) for name in names or ("blue-mug",)))
    for key in keys:
        claim = await ledger.claimed(key)
        await ledger.attempts.lost(key, claim.attempt, START + 5, "the connection was closed")
    return keys


async def read(ledger: Ledger, key: PinKey, *, began: float, doubt: str = "", whole: bool = True) -> None:
    """A reading that does not show the pin."""
    sight = Sight(key=key, attempt=1, doubt=doubt, whole=whole, everywhere=whole)
    await ledger.attempts.record_reading(ACCOUNT, BOARD, [sight], began=began, grace_seconds=POLICY.grace_seconds)


async def test_a_lost_answer_is_told_with_all_that_is_known(ledger: Ledger) -> None:
    (key,) = await lost(ledger)
    await read(ledger, key, began=START + 8)

    pin = await the_pin(ledger.database)

    assert (pin.row, pin.product, pin.attempt, pin.board_id) == (2, "blue-mug", 1, BOARD)
    assert (pin.sent, pin.reads, pin.last_read, pin.settles) == (START, 1, START + 8, SETTLES)
    assert pin.next_read == START + 16
    assert "no answer (the connection was closed); the board was read whole once" in pin.known


async def test_before_the_first_reading_it_says_so(ledger: Ledger) -> None:
    await lost(ledger)
    pin = await the_pin(ledger.database)
    assert (pin.reads, pin.last_read, pin.next_read) == (0, None, START + 4)
    assert "the board was not read yet" in pin.known


async def test_a_doubt_is_told(ledger: Ledger) -> None:
    (key,) = await lost(ledger)
    await read(ledger, key, began=START + 8, doubt="pin 123 was made and has its title, but another link")
    pin = await the_pin(ledger.database)
    assert "pin 123" in pin.doubt
    assert "pin 123" in pin.known


async def test_a_request_that_may_still_be_answered_is_not_lost(ledger: Ledger) -> None:
    (key,) = await ledger.ready(MUG)
    await ledger.claimed(key)
    assert await of_launch(ledger.database, now=DEADLINE) == Reconciling()


async def test_a_request_whose_worker_died_is_lost_after_its_deadline(ledger: Ledger) -> None:
    (key,) = await ledger.ready(MUG)
    await ledger.claimed(key)
    pin = await the_pin(ledger.database, now=DEADLINE + 1)
    assert (pin.product, pin.settles) == ("blue-mug", SETTLES)


async def test_what_waits_made_a_pin_or_has_ended_is_not_told(ledger: Ledger) -> None:
    waits, made, ended, again = await ledger.ready(*(a_product(name) for name in ("a", "b", "c", "d")))
    claim = await ledger.claimed(made)
    await ledger.attempts.made(made, claim.attempt, "801", START + 1)
    claim = await ledger.claimed(ended)
    await ledger.attempts.lost(ended, claim.attempt, START + 5, "closed")
    await ledger.intents.settle(ended, live(pin_id="802"), START + 6)
    claim = await ledger.claimed(again)
    await ledger.attempts.lost(again, claim.attempt, START + 5, "closed")
    for late in (1, 2):
        await read(ledger, again, began=SETTLES + late)
    assert set(await ledger.waiting()) == {waits, again}
    assert await of_launch(ledger.database, now=SETTLES + 10) == Reconciling()


async def test_another_launch_s_pins_are_its_own(ledger: Ledger) -> None:
    await lost(ledger)
    await ledger.registered(a_product("other"), launch=LaunchId("other"))
    found = await SqlReconciling(ledger.database).of_launch(LaunchId("other"), START + 10)
    assert found == Reconciling()


async def test_a_launch_that_shares_the_pin_is_told_of_it_too(ledger: Ledger) -> None:
    await lost(ledger)
    await ledger.registered(MUG, launch=LaunchId("again"))
    found = await SqlReconciling(ledger.database).of_launch(LaunchId("again"), START + 10)
    assert [pin.product for pin in found.pins] == ["blue-mug"]


async def test_all_are_counted_and_the_first_of_the_file_are_told(ledger: Ledger) -> None:
    await lost(ledger, "d", "b", "c", "a")
    found = await of_launch(ledger.database, limit=2)
    assert (found.count, [pin.product for pin in found.pins]) == (4, ["d", "b"])


async def test_cancelled_meanwhile_it_will_be_withdrawn_and_paused_it_will_wait(ledger: Ledger) -> None:
    await lost(ledger, "a", "b")
    for action, product in ((Action.CANCEL, "a"), (Action.PAUSE, "b")):
        order = HandOrder(action=action, selection=Selection(launch=LAUNCH, where=f"product={product}"))
        await ledger.hand.act(order, Filter(products=(product,)), START + 6)
    found = await of_launch(ledger.database)
    assert [pin.then for pin in found.pins] == [Then.WITHDRAWN, Then.HELD]


async def test_an_unknown_launch_has_none(ledger: Ledger) -> None:
    assert await SqlReconciling(ledger.database).of_launch(LaunchId("nope"), START) == Reconciling()
