"""The launch's steps: rows become pins while there is room, and no crash leaves one behind."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from activities.launches import (
    PREPARE_SECONDS_MAX,
    STARTS_AT_ONCE,
    STEP_SECONDS_MAX,
    Deciding,
    LaunchActivities,
    Places,
    decide,
)
from contracts.contract import Instant
from contracts.hand import Action, Filter, HandOrder, Selection
from contracts.launch import (
    ADMIT_PAGE,
    UNSENT_PINS_MAX,
    Admission,
    Judgement,
    LaunchPolicy,
    LaunchRequest,
    Outlook,
    Tally,
)
from contracts.ledger import KnownBoard, RowIntent, RowRefused, WaitingRow
from contracts.names import LaunchId, PinKey
from contracts.outcome import Outcome, Reason
from contracts.product import Money, Product, ProductImage
from contracts.refusals import refuse
from contracts.wording import Wording, Wordings
from drafting import identity
from tests.activities.stage import run
from tests.builders import ACCOUNT, BOARD, LAUNCH, POLICY, a_launch, a_product, an_intent, rows_of
from tests.fakes.clock import START, FakeClock, LeapingClock
from tests.fakes.engine import Crash, FakeEngine
from tests.ledger import MEDIA, Ledger, live

REQUEST = LaunchRequest(account=ACCOUNT, launch=LAUNCH)
MUGS = KnownBoard(name="Mugs", board_id=BOARD)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def clock() -> FakeClock:
    return LeapingClock()


@pytest.fixture
def activities(ledger: Ledger, engine: FakeEngine, clock: FakeClock) -> LaunchActivities:
    return LaunchActivities(ledger.launches, ledger.boards, engine, clock)


async def launch(ledger: Ledger, *products: Product, policy: LaunchPolicy | None = None) -> None:
    await ledger.boards.keep(ACCOUNT, [MUGS])
    await ledger.launches.begin(a_launch(policy=policy), rows_of(*products))


async def test_rows_become_pins_and_the_account_is_woken(
    activities: LaunchActivities, ledger: Ledger, engine: FakeEngine
) -> None:
    await launch(ledger, a_product("one"), a_product("two"))
    admission = await run(activities.admit, REQUEST)
    assert admission == Admission(admitted=2, room=UNSENT_PINS_MAX - 2)
    assert [pin.product for pin in engine.pins.values()] == ["one", "two"]
    assert engine.awake == {ACCOUNT}


@dataclass
class Studio(LeapingClock):
    """While it is waited for, the pins of ACCOUNT that were started get their pictures, so many in a moment."""

    engine: FakeEngine = field(default_factory=FakeEngine)
    ledger: Ledger | None = None
    at_once: int = 0
    prepared: set[PinKey] = field(default_factory=set)
    started: list[int] = field(default_factory=list)
    """How many pins had been started, each time that it was waited for."""

    async def sleep_until(self, at: Instant) -> None:
        await super().sleep_until(at)
        self.started.append(len(self.engine.pins))
        assert self.ledger is not None
        waiting = [pin.key for pin in self.engine.pins.values() if pin.key not in self.prepared]
        for key in waiting[: self.at_once]:
            self.prepared.add(key)
            await self.ledger.intents.make_ready(key, MEDIA, self.now())


def a_studio(ledger: Ledger, engine: FakeEngine, at_once: int) -> tuple[Studio, LaunchActivities]:
    clock = Studio(engine=engine, ledger=ledger, at_once=at_once)
    return clock, LaunchActivities(ledger.launches, ledger.boards, engine, clock)


async def test_all_that_there_is_room_for_in_one_step(ledger: Ledger, engine: FakeEngine) -> None:
    _, activities = a_studio(ledger, engine, at_once=STARTS_AT_ONCE)
    await launch(ledger, *(a_product(f"mug-{number}") for number in range(UNSENT_PINS_MAX + 1)))
    full = Admission(admitted=UNSENT_PINS_MAX, room=0, outlook=Outlook(left=1, due=1))
    assert await run(activities.admit, REQUEST) == full


async def test_the_next_pins_begin_when_those_before_them_are_ready(ledger: Ledger, engine: FakeEngine) -> None:
    """All at once they would all be late: the first leaves while the last has not begun."""
    clock, activities = a_studio(ledger, engine, at_once=STARTS_AT_ONCE // 2)
    await launch(ledger, *(a_product(f"mug-{number}") for number in range(3 * STARTS_AT_ONCE)))
    assert (await run(activities.admit, REQUEST)).admitted == 3 * STARTS_AT_ONCE
    assert [clock.started.count(n * STARTS_AT_ONCE) for n in (1, 2, 3)] == [1, 2, 2]


async def test_pins_whose_pictures_do_not_come_hold_the_others_up_for_seconds_only(
    ledger: Ledger, engine: FakeEngine
) -> None:
    clock, activities = a_studio(ledger, engine, at_once=0)
    await launch(ledger, *(a_product(f"mug-{number}") for number in range(UNSENT_PINS_MAX)))
    admission = await run(activities.admit, REQUEST)
    assert clock.now() - START <= STEP_SECONDS_MAX + 2 * PREPARE_SECONDS_MAX
    assert admission.admitted >= STEP_SECONDS_MAX / PREPARE_SECONDS_MAX * STARTS_AT_ONCE
    assert admission.room == UNSENT_PINS_MAX - admission.admitted


async def test_the_first_pins_of_a_launch_wait_for_nobody_s(ledger: Ledger, engine: FakeEngine) -> None:
    """A single product is not behind the pictures of two hundred."""
    clock, activities = a_studio(ledger, engine, at_once=0)
    crowd = [a_product(f"other-{number}") for number in range(2 * STARTS_AT_ONCE)]
    await ledger.registered(*crowd, launch=LaunchId("other"))
    await launch(ledger, *(a_product(f"mug-{number}") for number in range(STARTS_AT_ONCE - 1)))
    assert (await run(activities.admit, REQUEST)).admitted == STARTS_AT_ONCE - 1
    assert clock.started == []


async def test_rows_that_end_at_once_make_way_for_those_behind_them(
    activities: LaunchActivities, ledger: Ledger, engine: FakeEngine
) -> None:
    """Pages of refused rows are no reason to come back later."""
    hopeless = (a_product(f"bare-{number}", images=()) for number in range(ADMIT_PAGE + 1))
    await launch(ledger, *hopeless, a_product("one"))
    admission = await run(activities.admit, REQUEST)
    assert (admission.admitted, admission.settled, admission.outlook.left) == (1, ADMIT_PAGE + 1, 0)
    assert [pin.product for pin in engine.pins.values()] == ["one"]


async def test_what_cannot_be_a_pin_is_said_before_its_turn(activities: LaunchActivities, ledger: Ledger) -> None:
    full = [a_product(f"other-{number}") for number in range(UNSENT_PINS_MAX)]
    await ledger.registered(*full, launch=LaunchId("other"))
    await launch(ledger, a_product("one"), *(a_product(f"bare-{number}", images=()) for number in range(600)))
    assert await run(activities.judge, REQUEST) == Judgement(refused=600, done=True)
    tally = await ledger.launches.tally(LAUNCH)
    assert (tally.refused, tally.waiting) == (600, 1)
    (concern,) = await ledger.launches.concerns(LAUNCH)
    assert (concern.reason, concern.count) == (Reason.IMAGE_MISSING, 600)
    assert await run(activities.judge, REQUEST) == Judgement(refused=0, done=True)


async def test_rows_that_a_person_holds_or_put_off_are_judged_too(
    activities: LaunchActivities, ledger: Ledger
) -> None:
    await launch(ledger, a_product("bare", images=()))
    wish = HandOrder(action=Action.RESCHEDULE, selection=Selection(launch=LAUNCH), to=START + 9_999)
    await ledger.hand.act(wish, Filter(), START)
    assert (await run(activities.judge, REQUEST)).refused == 1


async def test_a_row_s_own_wording_is_its_board_s(activities: LaunchActivities, ledger: Ledger) -> None:
    wordings = Wordings(every=Wording(title="Every {title}"), boards={"mugs": Wording(title="Mug {title}")})
    await launch(ledger, a_product(), policy=LaunchPolicy(pin=POLICY, wordings=wordings))
    await run(activities.admit, REQUEST)
    (request,) = await ledger.launches.open_pins(LAUNCH)
    assert (await ledger.intents.load(request.key)).wording == Wording(title="Mug {title}")


async def test_each_picture_of_a_product_is_a_pin_of_its_own(
    activities: LaunchActivities, ledger: Ledger, engine: FakeEngine
) -> None:
    images = tuple(ProductImage(url=f"https://cdn.example.com/{number}.jpg") for number in range(3))
    product = a_product(images=images)
    await ledger.boards.keep(ACCOUNT, [MUGS])
    (row,) = rows_of(product)
    await ledger.launches.begin(a_launch(), [row.model_copy(update={"image_slot": slot}) for slot in range(3)])
    admission = await run(activities.admit, REQUEST)
    assert admission.admitted == 3
    assert sorted(pin.image_slot for pin in engine.pins.values()) == [0, 1, 2]
    assert [result.image for result in await ledger.launches.results(LAUNCH)] == [1, 2, 3]


async def test_no_more_than_there_is_room_for(
    activities: LaunchActivities, ledger: Ledger, engine: FakeEngine
) -> None:
    others = [a_product(f"other-{number}") for number in range(UNSENT_PINS_MAX - 1)]
    await ledger.registered(*others, launch=LaunchId("other"))
    await launch(ledger, a_product("one"), a_product("two"))
    behind = Outlook(left=1, due=1)
    assert await run(activities.admit, REQUEST) == Admission(admitted=1, room=0, outlook=behind)
    assert await run(activities.admit, REQUEST) == Admission(room=0, outlook=behind)
    await ledger.intents.settle(an_intent(others[0]).key, live(), START)
    assert await run(activities.admit, REQUEST) == Admission(admitted=1, room=0)
    assert [pin.product for pin in engine.pins.values()] == ["one", "two"]


async def test_rows_that_end_at_once_take_no_room(
    activities: LaunchActivities, ledger: Ledger, engine: FakeEngine
) -> None:
    await launch(ledger, a_product("one"), a_product("two", board="Cups"))
    assert await run(activities.admit, REQUEST) == Admission(admitted=1, settled=1, room=UNSENT_PINS_MAX - 1)
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
    assert (await run(activities.admit, REQUEST)).outlook.left == 0
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
    assert (await ledger.launches.outlook(LAUNCH, START)).left < 15
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
    assert not await run(activities.finish, LAUNCH)
    await run(activities.admit, REQUEST)
    await ledger.intents.settle(an_intent(a_product()).key, live(), START)
    assert await run(activities.finish, LAUNCH)
    await clock.advance(60)
    assert await run(activities.finish, LAUNCH)
    summary = await ledger.launches.summary(LAUNCH)
    assert summary is not None
    assert summary.finished == START


POLICIES = LaunchPolicy(pin=POLICY)
BLACK_FRIDAY = datetime(2026, 11, 27, tzinfo=UTC).timestamp()


def places(*boards: KnownBoard) -> Places:
    return Places({board.name: board for board in boards}, {})


def a_row(product: Product | None = None) -> WaitingRow:
    return WaitingRow(row=2, board_name="Mugs", product=product or a_product())


def decided_on(
    row: WaitingRow, boards: Places, policy: LaunchPolicy = POLICIES, now: float = START
) -> RowIntent | RowRefused:
    return decide(Deciding(REQUEST, policy, boards, now), row)


def test_a_row_on_a_known_board_is_an_intent_there() -> None:
    decided = decided_on(a_row(), places(KnownBoard(name="Cups", board_id="701"), MUGS))
    expected = an_intent(a_product()).model_copy(update={"title": "Product blue-mug"})
    assert decided == RowIntent(row=2, intent=expected)


def test_the_intent_s_marker_and_fingerprint_are_its_own() -> None:
    decided = decided_on(a_row(), places(MUGS))
    assert isinstance(decided, RowIntent)
    assert decided.intent.marker == identity.marker_of(decided.intent.key)
    assert decided.intent.fingerprint == identity.fingerprint(a_product())


def test_another_edition_board_or_product_is_another_pin() -> None:
    """The same words again are the same pin, whatever they cost now."""
    autumn = LaunchPolicy(pin=POLICY, edition="autumn")
    elsewhere = KnownBoard(name="Mugs", board_id="701")
    keys = [
        _key(decided_on(a_row(), places(MUGS))),
        _key(decided_on(a_row(), places(MUGS), autumn)),
        _key(decided_on(a_row(), places(elsewhere))),
        _key(decided_on(a_row(a_product("red-mug")), places(MUGS))),
    ]
    assert len(set(keys)) == 4
    assert _key(decided_on(a_row(a_product(title="New words")), places(MUGS))) == keys[0]


def test_a_row_on_a_board_that_is_not_there_is_refused() -> None:
    decided = decided_on(a_row(), places())
    assert isinstance(decided, RowRefused)
    assert (decided.row, decided.refused.reason) == (2, Reason.BOARD_MISSING)
    assert "'Mugs'" in decided.refused.message


def test_a_refused_board_refuses_its_rows_for_its_own_reason() -> None:
    invalid = refuse(Reason.BOARD_INVALID, "the name is too long")
    decided = decided_on(a_row(), places(KnownBoard(name="Mugs", refused=invalid)))
    assert decided == RowRefused(row=2, refused=invalid)


def test_a_row_is_called_as_it_sells_now() -> None:
    policy = LaunchPolicy(pin=POLICY, wordings=Wordings(every=Wording(title="Mug[[, now {sale_price}]]")))
    dates = {"sale_price_effective_date": "2026-11-27/2026-11-30"}
    row = a_row(a_product(sale_price=Money(amount=Decimal(9), currency="EUR"), extras=dates))
    found = [decided_on(row, places(MUGS), policy, now) for now in (BLACK_FRIDAY - 1, BLACK_FRIDAY)]
    intents = [each.intent for each in found if isinstance(each, RowIntent)]
    assert [intent.title for intent in intents] == ["Mug", "Mug, now €9.00"]
    assert [intent.product for intent in intents] == [row.product] * 2


def _key(decided: RowIntent | RowRefused) -> str:
    assert isinstance(decided, RowIntent)
    return decided.intent.key
