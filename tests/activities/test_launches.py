"""The launch's steps: rows become pins while there is room, and no crash leaves one behind."""

from dataclasses import dataclass, field

import pytest

from activities.launches import LaunchActivities, decide
from contracts.launch import ADMIT_PAGE, OPEN_PINS_MAX, Admission, LaunchPolicy, LaunchRequest, Tally
from contracts.ledger import KnownBoard, RowIntent, RowRefused, WaitingRow
from contracts.names import AccountKey, LaunchId
from contracts.outcome import Outcome, Reason
from contracts.pin import PinRequest
from contracts.product import Product
from contracts.refusals import refuse
from drafting import identity
from tests.activities.stage import run
from tests.builders import ACCOUNT, BOARD, LAUNCH, POLICY, a_launch, a_product, an_intent, rows_of
from tests.fakes.clock import START, FakeClock
from tests.ledger import Ledger, live

REQUEST = LaunchRequest(account=ACCOUNT, launch=LAUNCH, policy=LaunchPolicy(pin=POLICY))
MUGS = KnownBoard(name="Mugs", board_id=BOARD)


class Crash(Exception):
    """The worker dies here."""


@dataclass
class FakeEngine:
    """Keeps the port `Engine`: the workflows that run. `crash_at` names the call that kills the worker, once."""

    pins: dict[str, PinRequest] = field(default_factory=dict)
    awake: set[AccountKey] = field(default_factory=set)
    crash_at: str | None = None

    async def start_pin(self, request: PinRequest) -> None:
        self._crash(request.product)
        self.pins.setdefault(request.key, request)

    async def keep_running(self, request: PinRequest) -> None:
        await self.start_pin(request)

    async def wake_account(self, account: AccountKey) -> None:
        self._crash(account)
        self.awake.add(account)

    def _crash(self, name: str) -> None:
        if name == self.crash_at:
            self.crash_at = None
            raise Crash


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def activities(ledger: Ledger, engine: FakeEngine, clock: FakeClock) -> LaunchActivities:
    return LaunchActivities(ledger.launches, ledger.boards, engine, clock)


async def launch(ledger: Ledger, *products: Product) -> None:
    await ledger.boards.keep(ACCOUNT, [MUGS])
    await ledger.launches.begin(a_launch(), rows_of(*products))


async def test_rows_become_pins_and_the_account_is_woken(
    activities: LaunchActivities, ledger: Ledger, engine: FakeEngine
) -> None:
    await launch(ledger, a_product("one"), a_product("two"))
    admission = await run(activities.admit, REQUEST)
    assert admission == Admission(admitted=2, settled=0, left=0, room=OPEN_PINS_MAX - 2)
    assert [pin.product for pin in engine.pins.values()] == ["one", "two"]
    assert engine.awake == {ACCOUNT}


async def test_a_page_at_a_time(activities: LaunchActivities, ledger: Ledger) -> None:
    await launch(ledger, *(a_product(f"mug-{number}") for number in range(ADMIT_PAGE + 1)))
    assert (await run(activities.admit, REQUEST)).left == 1
    assert (await run(activities.admit, REQUEST)).left == 0


async def test_no_more_than_there_is_room_for(
    activities: LaunchActivities, ledger: Ledger, engine: FakeEngine
) -> None:
    others = [a_product(f"other-{number}") for number in range(OPEN_PINS_MAX - 1)]
    await ledger.registered(*others, launch=LaunchId("other"))
    await launch(ledger, a_product("one"), a_product("two"))
    assert await run(activities.admit, REQUEST) == Admission(admitted=1, left=1, room=0)
    assert await run(activities.admit, REQUEST) == Admission(admitted=0, left=1, room=0)
    await ledger.intents.settle(an_intent(others[0]).key, live(), START)
    assert await run(activities.admit, REQUEST) == Admission(admitted=1, left=0, room=0)
    assert [pin.product for pin in engine.pins.values()] == ["one", "two"]


async def test_rows_that_end_at_once_take_no_room(
    activities: LaunchActivities, ledger: Ledger, engine: FakeEngine
) -> None:
    await launch(ledger, a_product("one"), a_product("two", board="Cups"))
    assert await run(activities.admit, REQUEST) == Admission(admitted=1, settled=1, left=0, room=OPEN_PINS_MAX - 1)
    refused = (await ledger.launches.results(LAUNCH))[1]
    assert (refused.outcome, refused.reason) == (Outcome.REFUSED, Reason.BOARD_MISSING)


@pytest.mark.parametrize("place", ["mug-0", "mug-12", "mug-14", ACCOUNT])
async def test_a_crash_anywhere_leaves_no_pin_unstarted_and_no_account_asleep(
    activities: LaunchActivities, ledger: Ledger, engine: FakeEngine, place: str
) -> None:
    products = [a_product(f"mug-{number}") for number in range(15)]
    await launch(ledger, *products)
    engine.crash_at = place
    with pytest.raises(Crash):
        await run(activities.admit, REQUEST)
    assert (await run(activities.admit, REQUEST)).left == 0
    assert set(engine.pins) == {an_intent(product).key for product in products}
    assert engine.awake == {ACCOUNT}


async def test_once_its_pins_count_as_started_the_account_is_awake(
    activities: LaunchActivities, ledger: Ledger, engine: FakeEngine
) -> None:
    """The worker dies as late as it can: what the ledger calls started, nobody would look after again."""
    await launch(ledger, *(a_product(f"mug-{number}") for number in range(15)))
    engine.crash_at = "mug-14"
    with pytest.raises(Crash):
        await run(activities.admit, REQUEST)
    assert await ledger.launches.left(LAUNCH) < 15
    assert engine.awake == {ACCOUNT}


async def test_an_open_pin_whose_workflow_is_gone_is_started_again(
    activities: LaunchActivities, ledger: Ledger, engine: FakeEngine
) -> None:
    await launch(ledger, a_product("one"), a_product("two"))
    await run(activities.admit, REQUEST)
    await ledger.intents.settle(an_intent(a_product("one")).key, live(), START)
    engine.pins.clear()
    assert await run(activities.revive, REQUEST) == 1
    assert [pin.product for pin in engine.pins.values()] == ["two"]


async def test_the_tally_and_the_end_are_the_ledger_s(
    activities: LaunchActivities, ledger: Ledger, clock: FakeClock
) -> None:
    await launch(ledger, a_product())
    assert await run(activities.tally, LAUNCH) == Tally(total=1, waiting=1)
    await run(activities.finish, LAUNCH)
    await clock.advance(60)
    await run(activities.finish, LAUNCH)
    summary = await ledger.launches.summary(LAUNCH)
    assert summary is not None
    assert summary.finished == START


def a_row(product: Product | None = None) -> WaitingRow:
    return WaitingRow(row=2, board_name="Mugs", product=product or a_product())


def test_a_row_on_a_known_board_is_an_intent_there() -> None:
    decided = decide(REQUEST, a_row(), [KnownBoard(name="Cups", board_id="701"), MUGS])
    expected = an_intent(a_product()).model_copy(update={"title": "Product blue-mug"})
    assert decided == RowIntent(row=2, intent=expected)


def test_the_intent_s_marker_and_fingerprint_are_its_own() -> None:
    decided = decide(REQUEST, a_row(), [MUGS])
    assert isinstance(decided, RowIntent)
    assert decided.intent.marker == identity.marker_of(decided.intent.key)
    assert decided.intent.fingerprint == identity.fingerprint(a_product())


def test_another_edition_board_or_product_is_another_pin() -> None:
    """The same words again are the same pin, whatever they cost now."""
    autumn = REQUEST.model_copy(update={"policy": LaunchPolicy(pin=POLICY, edition="autumn")})
    elsewhere = KnownBoard(name="Mugs", board_id="701")
    keys = [
        _key(decide(REQUEST, a_row(), [MUGS])),
        _key(decide(autumn, a_row(), [MUGS])),
        _key(decide(REQUEST, a_row(), [elsewhere])),
        _key(decide(REQUEST, a_row(a_product("red-mug")), [MUGS])),
    ]
    assert len(set(keys)) == 4
    assert _key(decide(REQUEST, a_row(a_product(title="New words")), [MUGS])) == keys[0]


def test_a_row_on_a_board_that_is_not_there_is_refused() -> None:
    decided = decide(REQUEST, a_row(), [])
    assert isinstance(decided, RowRefused)
    assert (decided.row, decided.refused.reason) == (2, Reason.BOARD_MISSING)
    assert "'Mugs'" in decided.refused.message


def test_a_refused_board_refuses_its_rows_for_its_own_reason() -> None:
    invalid = refuse(Reason.BOARD_INVALID, "the name is too long")
    decided = decide(REQUEST, a_row(), [KnownBoard(name="Mugs", refused=invalid)])
    assert decided == RowRefused(row=2, refused=invalid)


def _key(decided: RowIntent | RowRefused) -> str:
    assert isinstance(decided, RowIntent)
    return decided.intent.key
