"""What is done with a product's live pins: in the account's turn, in the ledger, and once."""

from dataclasses import dataclass, field

import pytest

from activities.live_pins import ASK_APP_AGAIN_SECONDS, LivePinActivities
from activities.live_writes import LiveWrites
from contracts.buffering import DeedOrder, PinOrder, PinsFound, PinsOrder
from contracts.change_rules import ChangeAction, Deed
from contracts.changes import KnownProduct
from contracts.contract import Instant
from contracts.intake import FoldStep, KeptDecision
from contracts.names import LaunchId, SourceKey
from contracts.outcome import Outcome
from contracts.pace import Quota
from contracts.product import Product
from contracts.sightings import SeenPin
from contracts.trouble import AnswerLost, RateLimited, ScopeMissing, SpamBlocked, TrialApp
from drafting.change_decisions import ACTIONS
from store.app_refusals import SqlAppRefusals
from store.hand import SqlHand
from store.live_pins import SqlLivePins
from tests.activities.patrolled import Patrolled, a_stage
from tests.activities.stage import error_of, run
from tests.builders import ACCOUNT, a_product, an_intent
from tests.fakes.clock import LeapingClock
from tests.fakes.engine import FakeEngine
from tests.fakes.pinterest import FakePins
from tests.ledger import Ledger, a_write_reading

SHOP = SourceKey("spring-shop")
AGAIN = LaunchId("again")
MUG = a_product("mug")
KEY = an_intent(MUG).key
DEED = DeedOrder(decision=1, number=0)
ORDER = PinOrder(deed=DEED, key=KEY)


@dataclass
class OneDecision:
    """Keeps the port `Products`: one decision, with one action, about a product as it is now."""

    do: Deed
    product: Product | None
    edition: str = ""
    removed: bool = False

    async def decision(self, decision: int) -> KeptDecision | None:
        if self.removed:
            return None
        action = ChangeAction(do=self.do, account=ACCOUNT, rule=2, name="Sold out", edition=self.edition)
        actions = ACTIONS.dump_json((action,)).decode()
        return KeptDecision(
            id=decision,
            source=SHOP,
            product_key="mug",
            at=0.0,
            happenings="[]",
            actions=actions,
            counted=(self.do,),
        )

    async def known(self, source: SourceKey, product_key: str) -> KnownProduct | None:
        return KnownProduct(source=source, product_key=product_key, product=self.product, at=0.0)

    async def fold(self, source: SourceKey, product_key: str, fold: object, at: Instant) -> FoldStep:
        raise AssertionError("nobody decides here")

    async def done(self, decision: int, at: Instant, *, pinned: bool = False) -> bool:
        raise AssertionError("nobody ends here")


@dataclass(frozen=True)
class Tended:
    """A patrolled account, and somebody who tends its live pins."""

    stage: Patrolled
    products: OneDecision
    engine: FakeEngine = field(default_factory=FakeEngine)

    @property
    def tending(self) -> LivePinActivities:
        ledger, stage = self.stage.ledger, self.stage
        return LivePinActivities(
            FakePins(stage.pinterest),
            self.products,
            SqlLivePins(ledger.database),
            ledger.intents,
            LiveWrites(ledger.accounts, self.engine, stage.clock),
            SqlAppRefusals(ledger.database),
            SqlHand(ledger.database),
            self.engine,
            stage.clock,
        )

    async def updates(self) -> str:
        return (await run(self.tending.update_pin, ORDER)).words

    async def deletes(self) -> str:
        return (await run(self.tending.delete_pin, ORDER)).words

    async def finds(self) -> PinsFound:
        return await run(self.tending.find_pins, PinsOrder(deed=DEED))


@pytest.fixture
def stage(ledger: Ledger) -> Patrolled:
    return a_stage(ledger, LeapingClock())


async def live(
    stage: Patrolled, do: Deed, product: Product | None = None, edition: str = ""
) -> tuple[Tended, SeenPin]:
    """MUG is live; what is to be done is about `product`."""
    (pin,) = await stage.live(MUG)
    return Tended(stage, OneDecision(do, product, edition)), pin


async def test_a_pin_is_deleted_and_withdrawn_with_the_rule_s_name(stage: Patrolled) -> None:
    tended, pin = await live(stage, Deed.DELETE)
    assert await tended.deletes() == f"pin {pin.id} was deleted"
    assert not stage.pinterest.pins
    outcome = await stage.outcome(MUG)
    assert outcome.outcome is Outcome.WITHDRAWN
    assert 'rule 2 "Sold out" of spring-shop' in (outcome.message or "")


async def test_deleted_twice_the_second_finds_nothing_to_do(stage: Patrolled) -> None:
    tended, _ = await live(stage, Deed.DELETE)
    await tended.deletes()
    assert "not live any more" in await tended.deletes()


async def test_a_pin_that_somebody_deleted_before_is_as_good_as_deleted(stage: Patrolled) -> None:
    tended, pin = await live(stage, Deed.DELETE)
    del stage.pinterest.pins[pin.id]
    await tended.deletes()
    assert (await stage.outcome(MUG)).outcome is Outcome.WITHDRAWN


async def test_a_deletion_whose_answer_was_lost_is_tried_again(stage: Patrolled) -> None:
    tended, _ = await live(stage, Deed.DELETE)
    stage.pinterest.delete_troubles.append(AnswerLost("timeout"))
    error = await error_of(tended.tending.delete_pin, ORDER)
    assert (error.type, error.non_retryable) == ("AnswerLost", False)
    assert (await stage.outcome(MUG)).outcome is Outcome.LIVE
    await tended.deletes()
    assert (await stage.outcome(MUG)).outcome is Outcome.WITHDRAWN


@pytest.mark.parametrize("how", ["parked", "paused"])
async def test_nothing_leaves_an_account_that_is_stopped(stage: Patrolled, how: str) -> None:
    tended, pin = await live(stage, Deed.DELETE)
    if how == "paused":
        await stage.ledger.accounts.pause(ACCOUNT, "holidays")
    else:
        await stage.ledger.accounts.park(ACCOUNT, SpamBlocked("spam"), stage.clock.now())
    error = await error_of(tended.tending.delete_pin, ORDER)
    assert error.type == "AccountParked"
    assert not error.non_retryable
    assert pin.id in stage.pinterest.pins


async def test_trouble_that_stops_an_account_parks_it_and_wakes_its_workflow(stage: Patrolled) -> None:
    tended, _ = await live(stage, Deed.DELETE)
    stage.pinterest.delete_troubles.append(SpamBlocked("spam"))
    error = await error_of(tended.tending.delete_pin, ORDER)
    assert error.type == "AccountParked"
    assert await stage.ledger.accounts.parked(ACCOUNT)
    assert tended.engine.awake == {ACCOUNT}


async def test_each_write_waits_for_its_room_in_the_quota(stage: Patrolled) -> None:
    tended, _ = await live(stage, Deed.UPDATE, a_product("mug", title="Blue mug"))
    await stage.ledger.note(a_write_reading(buckets=(Quota(limit=1, window_seconds=60),)))
    before = stage.clock.now()
    await tended.updates()
    tended.products.product = a_product("mug", title="Green mug")
    await tended.updates()
    assert stage.clock.now() - before >= 60


async def test_a_limit_that_was_met_says_when_to_come_again(stage: Patrolled) -> None:
    tended, _ = await live(stage, Deed.DELETE)
    stage.pinterest.delete_troubles.append(RateLimited("rate limit", retry_seconds=77))
    error = await error_of(tended.tending.delete_pin, ORDER)
    assert error.next_retry_delay is not None
    assert error.next_retry_delay.total_seconds() == 77


async def test_an_update_is_written_down_and_not_sent_again(stage: Patrolled) -> None:
    blue = a_product("mug", title="Blue mug")
    tended, pin = await live(stage, Deed.UPDATE, blue)
    assert "title" in await tended.updates()
    assert stage.pinterest.pins[pin.id].title == "Blue mug"
    assert (await stage.ledger.intents.load(KEY)).product == blue
    await tended.updates()
    titles = [update.title for update in stage.pinterest.updates]
    assert titles.count("Blue mug") == len(stage.pinterest.updates)


@pytest.mark.parametrize("trouble", [ScopeMissing("not permitted"), TrialApp("trial")])
async def test_an_app_that_may_not_update_is_asked_again_after_a_while(
    stage: Patrolled, trouble: ScopeMissing | TrialApp
) -> None:
    tended, pin = await live(stage, Deed.UPDATE, a_product("mug", title="Blue mug"))
    stage.pinterest.update_troubles.append(trouble)
    for _ in range(2):
        assert str(trouble) in await tended.updates()
    assert len(stage.pinterest.updates) == 1
    assert await stage.ledger.accounts.parked(ACCOUNT) is None
    await stage.clock.advance(ASK_APP_AGAIN_SECONDS + 1)
    await tended.updates()
    assert stage.pinterest.pins[pin.id].title == "Blue mug"


async def test_a_pin_that_is_gone_is_not_updated_and_stays_for_the_patrol_to_find(stage: Patrolled) -> None:
    tended, pin = await live(stage, Deed.UPDATE, a_product("mug", title="Blue mug"))
    del stage.pinterest.pins[pin.id]
    assert await tended.updates() == f"pin {pin.id} is not there any more"
    assert (await stage.outcome(MUG)).outcome is Outcome.LIVE


async def test_old_pins_stay_while_there_is_no_new_one(stage: Patrolled) -> None:
    tended, _ = await live(stage, Deed.REPLACE, MUG, edition="2026-11")
    found = await tended.finds()
    assert (found.pins, found.words) == ((), "there is no new pin: the old ones stay")


async def test_pins_under_way_are_told_of_beside_the_live_ones(stage: Patrolled) -> None:
    tended, _ = await live(stage, Deed.UPDATE, MUG)
    assert await tended.finds() == PinsFound(pins=(KEY,), under_way=0)
    await stage.ledger.ready(MUG, board_id="7", launch=AGAIN, at=stage.clock.now())
    assert (await tended.finds()).under_way == 1


async def test_what_has_not_left_is_withdrawn_before_pins_are_deleted(stage: Patrolled) -> None:
    tended, _ = await live(stage, Deed.DELETE)
    (waiting,) = await stage.ledger.ready(MUG, board_id="7", launch=AGAIN, at=stage.clock.now())
    for _ in range(2):
        await run(tended.tending.stop_pins, DEED)
    outcome = (await stage.ledger.intents.load(waiting)).outcome
    assert outcome is not None
    assert outcome.outcome is Outcome.WITHDRAWN
    assert (await stage.outcome(MUG)).outcome is Outcome.LIVE


async def test_of_a_source_that_was_removed_nothing_is_done(stage: Patrolled) -> None:
    tended, pin = await live(stage, Deed.DELETE)
    tended.products.removed = True
    assert await tended.finds() == PinsFound(words="the source was removed")
    await run(tended.tending.stop_pins, DEED)
    await tended.deletes()
    assert pin.id in stage.pinterest.pins
