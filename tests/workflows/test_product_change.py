"""A product's changes, from what a shop sends to pins: coalesced, decided by rules, carried out once."""

from collections.abc import Sequence

import pytest
from temporalio.api.enums.v1 import EventType

from contracts.buffering import ChangeRequest
from contracts.intake import PendingProduct
from contracts.live_pins import Ability
from contracts.names import AccountKey
from contracts.outcome import Outcome
from contracts.search_attributes import ACCOUNT_SA, SKU_SA
from contracts.trouble import AnswerLost, Rejected, ScopeMissing, TokenDead, Unreachable
from store.accounts import SqlAccounts
from store.app_refusals import SqlAppRefusals
from store.changes import SqlChanges
from store.launches import SqlLaunches
from tests.builders import ACCOUNT
from tests.workflows.shop import SHOP, Shop
from tests.workflows.world import World
from workflows.product_change import details

STORM_EVENTS_MAX = 25
DAY = 86_400
PARKED_DAYS = 4
ALL_RULES = """
[[rule]]
on = ["new"]
do = "pin"

[[rule]]
on = ["deleted", "out_of_stock"]
do = "delete"

[[rule]]
on = ["price_drop"]
by_percent = 10
do = "replace"
edition = "{price}"

[[rule]]
on = ["title_changed", "changed"]
do = "update"
"""


CLIENT = AccountKey("client")
TWO_ACCOUNTS = f"""
[[rule]]
on = ["new"]
do = "pin"
account = "{CLIENT}"

[[rule]]
on = ["new"]
do = "pin"
"""


@pytest.fixture
async def shop(world: World) -> Shop:
    return Shop(world)


async def pinned(shop: Shop, *keys: str) -> None:
    """New products, until they are live."""
    await shop.sends(*(shop.says(key) for key in keys))
    await shop.dispatches()
    await shop.world.until(lambda: len(shop.world.pinterest.pins) == len(keys))
    for key in keys:
        await shop.settled(key)
    await shop.world.until(lambda: is_quiet(shop.world))


async def steps_on(world: World, seconds: int) -> None:
    for _ in range(seconds):
        await world.step()


async def is_quiet(world: World) -> bool:
    """Every launch has ended."""
    return not await SqlLaunches(world.database).unfinished()


async def said(shop: Shop, key: str, **changed: object) -> None:
    """The product changed, and all that follows from it was done."""
    await shop.sends(shop.says(key, **changed))
    await shop.dispatches()
    await shop.settled(key)


async def test_a_storm_of_one_product_is_one_decision_and_one_pin_of_its_last_state(shop: Shop) -> None:
    await shop.open()
    events = [shop.says("mug"), *(shop.says("mug", title=f"Mug as of {hour}") for hour in range(3))]
    await shop.sends(events[2], events[0])
    await shop.dispatches()
    await shop.world.step()
    await shop.sends(events[3], events[1], events[0])
    await shop.dispatches()
    await shop.world.until(lambda: bool(shop.world.pinterest.pins))
    await shop.settled("mug")
    assert await shop.titles() == ["Mug as of 2"]
    assert [decision.counted for decision in await shop.decisions()] == [("pin",)]


async def test_what_a_storm_costs(shop: Shop) -> None:
    await shop.open()
    for event in [shop.says("mug", title=f"Mug as of {hour}") for hour in range(4)]:
        await shop.sends(event)
    await shop.dispatches()
    await shop.settled("mug")
    history = await shop.workflow("mug").fetch_history()
    events = history.events
    assert len(events) <= STORM_EVENTS_MAX
    assert sum(event.event_type == EventType.EVENT_TYPE_TIMER_STARTED for event in events) == 1


async def test_it_is_found_by_account_and_product_and_reports_what_it_did(shop: Shop) -> None:
    await shop.open()
    await shop.sends(shop.says("mug"))
    await shop.dispatches()
    told = await shop.workflow("mug").describe()
    assert told.typed_search_attributes[ACCOUNT_SA] == ACCOUNT
    assert told.typed_search_attributes[SKU_SA] == "mug"
    await shop.settled("mug")
    report = await shop.workflow("mug").result()
    assert (report.folded, report.decisions) == (1, 1)


def test_a_page_tells_what_is_going_on_and_what_was_done() -> None:
    request = ChangeRequest(source=SHOP, product_key="mug", account=ACCOUNT)
    page = details(request, "pin on demo", ["new", "in launch 20261122-spring-shop-demo-00000000, 1 new rows"])
    assert "**Now:** pin on demo" in page
    assert page.endswith("- new\n- in launch 20261122-spring-shop-demo-00000000, 1 new rows")


async def test_a_pin_with_which_it_cannot_be_done_holds_up_no_other(shop: Shop) -> None:
    await shop.open(ALL_RULES)
    await pinned(shop, "mug")
    shop.world.pinterest.update_troubles.append(Rejected("the link is blocked", status=400, code=1))
    await said(shop, "mug", title="Mug, now blue")
    assert await shop.titles() == ["Mug mug"]
    assert (await shop.decisions())[0].counted == ("update",)
    await said(shop, "mug", title="Mug, now green")
    assert await shop.titles() == ["Mug, now green"]


async def test_an_account_that_is_not_connected_holds_up_no_other_and_is_told_of_once(shop: Shop) -> None:
    """Five products wait for it; the account that is there has its pins at once."""
    await shop.open(TWO_ACCOUNTS)
    keys = [f"mug-{number}" for number in range(5)]
    await shop.sends(*map(shop.says, keys))
    await shop.dispatches()
    await shop.world.until(lambda: len(shop.world.pinterest.pins) == len(keys))
    await shop.world.until(lambda: shop.world.bell.rung)
    assert [alert.account for alert in shop.world.bell.rung] == [CLIENT]
    assert len(await undone(shop)) == len(keys)


async def test_once_it_is_connected_everything_that_waited_is_pinned(shop: Shop) -> None:
    await shop.open(TWO_ACCOUNTS)
    await shop.sends(shop.says("mug"), shop.says("jug"))
    await shop.dispatches()
    await steps_on(shop.world, 30)
    await SqlAccounts(shop.world.database).add(CLIENT, "sealed", shop.world.clock.now())
    for key in ("mug", "jug"):
        await shop.settled(key)
    launches = await SqlLaunches(shop.world.database).latest()
    assert {launch.account: launch.tally.total for launch in launches} == {ACCOUNT: 2, CLIENT: 2}
    assert await undone(shop) == []
    assert await shop.world.alerts.open() == []


async def test_a_bell_that_does_not_answer_at_first_rings_later_and_costs_no_pin(shop: Shop) -> None:
    shop.world.bell.troubles += [Unreachable("no answer", url="https://bell.example.com")] * 2
    await shop.open(TWO_ACCOUNTS)
    await shop.sends(shop.says("mug"))
    await shop.dispatches()
    await steps_on(shop.world, 30)
    await SqlAccounts(shop.world.database).add(CLIENT, "sealed", shop.world.clock.now())
    await shop.settled("mug")
    assert await undone(shop) == []
    await shop.world.until(lambda: shop.world.bell.rung)
    assert [alert.account for alert in shop.world.bell.rung] == [CLIENT]


async def undone(shop: Shop) -> Sequence[PendingProduct]:
    """Products of which something waits, after a time in which everybody is told again."""
    await shop.tells_again()
    return await SqlChanges(shop.world.database).pending(shop.world.clock.now(), 100)


async def test_a_product_that_never_comes_to_rest_is_decided_when_patience_ends(shop: Shop) -> None:
    await shop.open()
    for hour in range(20):
        await shop.sends(shop.says("mug", title=f"Mug as of {hour}"))
        await shop.dispatches()
        await shop.world.step(5)
    assert len(await shop.decisions()) >= 1
    assert len(shop.world.pinterest.pins) <= 1


async def test_told_twice_nothing_more_is_done(shop: Shop) -> None:
    await shop.open()
    await pinned(shop, "mug")
    again = shop.says("mug")
    await shop.sends(again, again)
    await shop.dispatches()
    await shop.settled("mug")
    assert len(shop.world.pinterest.pins) == 1
    assert len(await shop.decisions()) == 1


async def test_a_worker_that_died_after_the_decision_finds_it_again(shop: Shop) -> None:
    """The workflow is lost, too: the store tells another one of what is not done."""
    await shop.open()
    await shop.sends(shop.says("mug"))
    await shop.dispatches()
    await shop.workflow("mug").terminate()
    await shop.decides("mug")
    await shop.tells_again()
    await shop.dispatches()
    await shop.world.until(lambda: bool(shop.world.pinterest.pins))
    assert len(await shop.decisions()) == 1


async def test_what_was_sent_before_is_read_before_it_is_decided(shop: Shop) -> None:
    """After a pause of ours the product is quiet at once; an update still stands in a delivery."""
    await shop.open()
    await shop.sends(shop.says("mug"))
    await shop.dispatches()
    await shop.world.step(5)
    await shop.sends(shop.says("mug", title="Mug at last"))
    await steps_on(shop.world, 12)
    assert not await shop.decisions()
    await shop.dispatches()
    await shop.world.until(lambda: bool(shop.world.pinterest.pins))
    assert await shop.titles() == ["Mug at last"]


async def test_a_delivery_that_nobody_can_read_is_not_waited_for_for_ever(shop: Shop) -> None:
    await shop.open()
    await shop.sends(shop.says("mug"))
    await shop.dispatches()
    await shop.sends(shop.says("cup"))
    for _ in range(20):
        await shop.world.step(10)
    (decision,) = await shop.decisions()
    assert decision.product_key == "mug"


async def test_a_pin_s_words_follow_its_product(shop: Shop) -> None:
    await shop.open(ALL_RULES)
    await pinned(shop, "mug")
    await said(shop, "mug", title="Mug, now blue")
    assert await shop.titles() == ["Mug, now blue"]
    (update,) = shop.world.pinterest.updates
    assert update.title == "Mug, now blue"
    assert update.link is None


async def test_an_update_whose_answer_was_lost_is_sent_again(shop: Shop) -> None:
    await shop.open(ALL_RULES)
    await pinned(shop, "mug")
    shop.world.pinterest.update_troubles.append(AnswerLost("timeout"))
    await said(shop, "mug", title="Mug, now blue")
    assert await shop.titles() == ["Mug, now blue"]


@pytest.mark.long
async def test_a_pin_is_deleted_once_its_account_is_back_however_long_that_took(shop: Shop) -> None:
    """Longer than anything else is tried: a product that nobody sells any more must not stay pinned for ever."""
    await shop.open(ALL_RULES)
    await pinned(shop, "mug")
    accounts = SqlAccounts(shop.world.database)
    await accounts.park(ACCOUNT, TokenDead("the token is dead"), shop.world.clock.now())
    await shop.sends(shop.drops("mug"))
    await shop.dispatches()
    for _ in range(PARKED_DAYS):
        await shop.world.step(DAY)
    assert shop.world.pinterest.pins
    assert await undone(shop)
    await accounts.unpark(ACCOUNT)
    await shop.settled("mug")
    assert not shop.world.pinterest.pins


async def test_an_app_that_may_not_update_is_asked_once(shop: Shop) -> None:
    await shop.open(ALL_RULES)
    await pinned(shop, "one", "two")
    shop.world.pinterest.update_troubles.append(ScopeMissing("not permitted", status=403, code=29))
    await said(shop, "one", title="Another one")
    await said(shop, "two", title="Another two")
    assert await shop.titles() == ["Mug one", "Mug two"]
    assert len(shop.world.pinterest.updates) == 1
    refusal = await SqlAppRefusals(shop.world.database).of(ACCOUNT, Ability.UPDATE_PINS)
    assert refusal is not None
    assert refusal.why == "not permitted"


async def test_a_product_that_is_gone_loses_its_pin_and_gets_another_when_it_is_back(shop: Shop) -> None:
    await shop.open(ALL_RULES)
    await pinned(shop, "mug")
    (first,) = shop.world.pinterest.pins
    await shop.sends(shop.drops("mug"))
    await shop.dispatches()
    await shop.settled("mug")
    assert not shop.world.pinterest.pins
    (launch,) = await SqlLaunches(shop.world.database).latest()
    (row,) = await SqlLaunches(shop.world.database).results(launch.launch)
    assert row.outcome is Outcome.WITHDRAWN
    assert "was deleted" in (row.message or "")
    await pinned(shop, "mug")
    (second,) = shop.world.pinterest.pins
    assert second != first


async def test_a_deletion_whose_answer_was_lost_ends_all_the_same(shop: Shop) -> None:
    await shop.open(ALL_RULES)
    await pinned(shop, "mug")
    shop.world.pinterest.delete_troubles.append(AnswerLost("timeout"))
    await shop.sends(shop.drops("mug"))
    await shop.dispatches()
    await shop.settled("mug")
    assert not shop.world.pinterest.pins


async def test_a_replaced_pin_goes_when_the_new_one_is_live(shop: Shop) -> None:
    await shop.open(ALL_RULES)
    await pinned(shop, "mug")
    (old,) = shop.world.pinterest.pins
    await said(shop, "mug", price="9.00 EUR")
    (new,) = shop.world.pinterest.pins
    assert new != old


async def test_when_no_new_pin_comes_live_the_old_one_stays(shop: Shop) -> None:
    await shop.open(ALL_RULES)
    await pinned(shop, "mug")
    (old,) = shop.world.pinterest.pins
    await said(shop, "mug", price="9.00 EUR", image_link="")
    assert set(shop.world.pinterest.pins) == {old}


@pytest.mark.long
async def test_a_storm_of_twenty_products_makes_twenty_pins_each_of_its_last_state(shop: Shop) -> None:
    await shop.open()
    keys = [f"mug-{number:02}" for number in range(20)]
    events = [shop.says(key) for key in keys]
    events += [shop.says(key, title=f"{key} as of {hour}") for hour in range(3) for key in keys]
    shuffled = sorted(events, key=lambda event: hash_of(event["id"]))
    for begin in range(0, len(shuffled), 10):
        await shop.sends(*shuffled[begin : begin + 11])
        await shop.dispatches()
    await shop.world.until(lambda: len(shop.world.pinterest.pins) >= len(keys))
    for key in keys:
        await shop.settled(key)
    await shop.world.until(lambda: is_quiet(shop.world))
    assert await shop.titles() == [f"{key} as of 2" for key in keys]
    assert len(await shop.decisions()) == len(keys)
    assert len(await SqlLaunches(shop.world.database).latest()) == 1


def hash_of(text: str) -> int:
    """An order that is no order, the same on every run."""
    return int.from_bytes(text.encode(), "big") * 2_654_435_761 % 2**32
