"""Deciding about a product's changes: once for all of them, by rules that can be read, when all is read."""

import pytest

from activities.changes import ChangeActivities
from activities.standing_launches import ABSENCE_SECONDS_MAX, StandingLaunchActivities
from contracts.accounts import AlertKind, ParkCause
from contracts.buffering import ChangeStep, DecideOrder, DeedOrder
from contracts.change_rules import ChangeAction, Deed
from contracts.changes import KnownProduct
from contracts.intake import Delivery, Folding, NewDecision, NewSource
from contracts.names import AccountKey, SourceKey
from contracts.product import Product
from contracts.sources import SourceKind
from drafting.change_decisions import ACTIONS
from store.absences import SqlAbsences
from store.alerts import TELL_AGAIN_SECONDS, SqlAlerts
from store.board_rules import SqlBoardRules
from store.changes import SqlChanges
from store.inbox import SqlInbox
from store.products import SqlProducts
from store.sources import SqlSources
from tests.activities.stage import run
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import START, FakeClock
from tests.fakes.engine import FakeEngine
from tests.fakes.policies import FakePolicies
from tests.ledger import Ledger
from tests.store.connected import SEALER
from tests.store.shops import a_change, a_deletion

SHOP, NOBODY = SourceKey("spring-shop"), AccountKey("nobody")
ORDER = DecideOrder(source=SHOP, product_key="mug")
SALE_RULES = """
[[rule]]
on = ["new"]
do = "pin"
board = "Sale"
images = "all"
window = "09:00-21:00 Europe/Berlin"
priority = "urgent"

[[rule]]
on = ["new"]
account = "nobody"
do = "pin"
"""


@pytest.fixture
async def sources(ledger: Ledger) -> SqlSources:
    sources = SqlSources(ledger.database, SEALER)
    await sources.add(NewSource(key=SHOP, kind=SourceKind.EVENTS, account=ACCOUNT), [], START)
    return sources


@pytest.fixture
def deciding(ledger: Ledger, sources: SqlSources, clock: FakeClock) -> ChangeActivities:
    return ChangeActivities(SqlProducts(ledger.database), sources, SqlInbox(ledger.database), clock)


@pytest.fixture
def adding(ledger: Ledger, sources: SqlSources, clock: FakeClock) -> StandingLaunchActivities:
    return StandingLaunchActivities(
        SqlProducts(ledger.database),
        sources,
        FakePolicies(ledger.accounts),
        SqlBoardRules(ledger.database),
        ledger.launches,
        FakeEngine(),
        SqlAbsences(ledger.database),
        clock,
    )


async def changed(ledger: Ledger, number: int = 1, product: Product | None = None) -> None:
    change = a_change("mug", number, product=product) if product else a_change("mug", number)
    await SqlChanges(ledger.database).put(SHOP, [change], START)


async def decided(deciding: ChangeActivities) -> int:
    step = await run(deciding.decide, ORDER)
    assert step.decision is not None
    return step.decision


async def test_what_is_new_is_pinned_and_told_in_words(ledger: Ledger, deciding: ChangeActivities) -> None:
    await changed(ledger, 1)
    await changed(ledger, 2)
    step = await run(deciding.decide, ORDER)
    assert (step.folded, step.more) == (2, False)
    assert [(line.do, line.account) for line in step.deeds] == [(Deed.PIN, ACCOUNT)]
    assert step.words.startswith("new")


async def test_what_is_not_done_is_given_again_until_it_is(ledger: Ledger, deciding: ChangeActivities) -> None:
    await changed(ledger)
    first = await decided(deciding)
    await changed(ledger, 2)
    again = await run(deciding.decide, ORDER)
    assert (again.decision, again.folded, again.more) == (first, 0, True)
    for _ in range(2):
        await run(deciding.finish_decision, first)
    after = await run(deciding.decide, ORDER)
    assert (after.decision, after.folded) == (None, 1)
    known = await SqlProducts(ledger.database).known(SHOP, "mug")
    assert known is not None
    assert known.pinned_at == START


async def test_rules_that_cannot_be_read_decide_nothing_and_lose_nothing(
    ledger: Ledger, deciding: ChangeActivities, sources: SqlSources
) -> None:
    await changed(ledger)
    await sources.set_rules(SHOP, "[[rule]\n")
    step = await run(deciding.decide, ORDER)
    assert step.decision is None
    assert "cannot be read" in step.words
    await sources.set_rules(SHOP, None)
    assert await decided(deciding)


async def test_a_source_that_is_gone_decides_nothing(deciding: ChangeActivities) -> None:
    order = ORDER.model_copy(update={"source": SourceKey("nowhere")})
    assert (await run(deciding.decide, order)).words == "there is no source nowhere any more"


async def test_older_deliveries_are_read_first_but_not_waited_for_for_ever(
    ledger: Ledger, deciding: ChangeActivities, clock: FakeClock
) -> None:
    await changed(ledger)
    await SqlInbox(ledger.database).accept([Delivery(source=SHOP, dedupe="d", body=b"{}", received=clock.now())])
    await clock.advance(5)
    assert await run(deciding.decide, ORDER) == ChangeStep(behind=True)
    step = await run(deciding.decide, ORDER.model_copy(update={"anyway": True}))
    assert step.decision is not None


async def test_a_decision_s_rows_are_in_the_launch_once(
    ledger: Ledger, deciding: ChangeActivities, adding: StandingLaunchActivities
) -> None:
    await changed(ledger)
    order = DeedOrder(decision=await decided(deciding), number=0)
    first, again = [await run(adding.add_rows, order) for _ in range(2)]
    assert first.launch == again.launch
    assert "1 new rows" in first.words
    assert "0 new rows" in again.words
    assert first.launch is not None
    (row,) = await ledger.launches.results(first.launch)
    assert (row.product, row.row) == ("mug", order.decision)


async def test_a_rule_says_where_and_how_it_is_pinned(
    ledger: Ledger, deciding: ChangeActivities, adding: StandingLaunchActivities, sources: SqlSources
) -> None:
    await sources.set_rules(SHOP, SALE_RULES)
    pictures = [{"url": f"https://cdn.example.com/{number}.jpg"} for number in range(3)]
    await changed(ledger, product=a_product("mug", images=pictures, board=None))
    done = await run(adding.add_rows, DeedOrder(decision=await decided(deciding), number=0))
    assert done.launch is not None
    assert await ledger.launches.board_names(done.launch) == ["Sale"]
    assert (await ledger.launches.tally(done.launch)).total == 3
    policy = await ledger.launches.policy(done.launch)
    assert policy.window is not None
    assert policy.priority == "urgent"


async def test_an_account_s_board_rules_hold_where_the_rule_names_no_board(
    ledger: Ledger, deciding: ChangeActivities, adding: StandingLaunchActivities
) -> None:
    await SqlBoardRules(ledger.database).keep(ACCOUNT, 'default = "Everything"', START)
    await changed(ledger, product=a_product("mug", board=None))
    done = await run(adding.add_rows, DeedOrder(decision=await decided(deciding), number=0))
    assert done.launch is not None
    assert await ledger.launches.board_names(done.launch) == ["Everything"]


@pytest.fixture
async def unconnected(ledger: Ledger, deciding: ChangeActivities, sources: SqlSources) -> DeedOrder:
    """To pin a product on NOBODY."""
    await sources.set_rules(SHOP, SALE_RULES)
    await changed(ledger)
    return DeedOrder(decision=await decided(deciding), number=1)


async def test_an_account_that_is_not_connected_is_waited_for_and_one_alert_tells_of_it(
    ledger: Ledger, adding: StandingLaunchActivities, unconnected: DeedOrder
) -> None:
    first, again = [await run(adding.add_rows, unconnected) for _ in range(2)]
    assert (first.words, first.waits_for) == ("there is no account nobody: it is waited for", NOBODY)
    assert (first.tell, again.waits_for, again.tell) == (True, NOBODY, False)
    (alert,) = await SqlAlerts(ledger.database).open()
    assert (alert.account, alert.kind, alert.cause) == (NOBODY, AlertKind.MISSING, ParkCause.NOT_CONNECTED)
    assert alert.message == "rule 2 of spring-shop pins on it, and it is not connected"
    assert "pinflow accounts connect nobody" in alert.remedy


async def test_who_should_have_told_of_it_and_died_is_stood_in_for(
    adding: StandingLaunchActivities, unconnected: DeedOrder, clock: FakeClock
) -> None:
    await run(adding.add_rows, unconnected)
    await clock.advance(TELL_AGAIN_SECONDS)
    assert (await run(adding.add_rows, unconnected)).tell


async def test_once_it_is_connected_it_is_pinned_and_the_alert_ends(
    ledger: Ledger, adding: StandingLaunchActivities, unconnected: DeedOrder
) -> None:
    await run(adding.add_rows, unconnected)
    await ledger.accounts.add(NOBODY, "sealed", START)
    done = await run(adding.add_rows, unconnected)
    assert (done.waits_for, done.launch is None) == (None, False)
    assert await SqlAlerts(ledger.database).open() == []


async def test_an_account_that_nobody_connects_for_a_week_is_not_waited_for_any_longer(
    adding: StandingLaunchActivities, unconnected: DeedOrder, clock: FakeClock
) -> None:
    await clock.advance(ABSENCE_SECONDS_MAX - 1)
    assert (await run(adding.add_rows, unconnected)).waits_for == NOBODY
    await clock.advance(1)
    told = await run(adding.add_rows, unconnected)
    assert (told.words, told.waits_for) == ("there is no account nobody after 7 days: nothing is pinned", None)


async def test_a_product_that_is_gone_has_nothing_to_pin(
    ledger: Ledger, deciding: ChangeActivities, adding: StandingLaunchActivities
) -> None:
    """Another decided so, by rules that would not be taken today."""
    products = SqlProducts(ledger.database)
    await SqlChanges(ledger.database).put(SHOP, [a_deletion("mug")], START)
    action = ChangeAction(do=Deed.REPIN, account=ACCOUNT, rule=1, edition="2026-11")
    wish = NewDecision(happenings="[]", actions=ACTIONS.dump_json((action,)).decode(), counted=(Deed.REPIN,))
    gone = KnownProduct(source=SHOP, product_key="mug", deleted=True, at=START)
    await products.fold(SHOP, "mug", lambda _, __: Folding(known=gone, decision=wish), START)
    done = await run(adding.add_rows, DeedOrder(decision=await decided(deciding), number=0))
    assert (done.words, done.launch) == ("the product is gone: there is nothing to pin", None)


async def test_of_a_source_that_was_removed_nothing_is_pinned(
    ledger: Ledger, deciding: ChangeActivities, adding: StandingLaunchActivities, sources: SqlSources
) -> None:
    await changed(ledger)
    decision = await decided(deciding)
    await sources.remove(SHOP, START)
    done = await run(adding.add_rows, DeedOrder(decision=decision, number=0))
    assert done.launch is None
    await run(deciding.finish_decision, decision)
