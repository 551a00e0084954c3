"""All sources in numbers: those that are kept, what of each waits, and what happened since the year began."""

from contracts.contract import Instant
from contracts.intake import NewSource
from contracts.names import SourceKey
from contracts.sources import SourceKind
from store.changes import SqlChanges
from store.database import Database
from store.inbox import SqlInbox
from store.intake_counts import SqlIntakeCounts
from store.measures import SqlMeasures
from store.sources import SqlSources
from tests.builders import ACCOUNT
from tests.fakes.clock import START
from tests.intake.house import a_delivery
from tests.store.connected import SEALER
from tests.store.shops import a_change

SHOP, OTHER = SourceKey("spring-shop"), SourceKey("other")
DAY, YEAR = 86_400.0, 365 * 86_400.0


async def with_sources(database: Database, *keys: SourceKey) -> SqlSources:
    sources = SqlSources(database, SEALER)
    for key in keys:
        await sources.add(NewSource(key=key, kind=SourceKind.EVENTS, account=ACCOUNT), [], START)
    return sources


async def refused(database: Database, at: Instant, count: int = 1) -> None:
    await SqlIntakeCounts(database).note_refused(SHOP, "signature", at, count)


async def test_what_waits_is_counted_for_its_own_source(database: Database) -> None:
    await with_sources(database, SHOP, OTHER)
    await SqlInbox(database).accept([a_delivery(number) for number in range(3)])
    await SqlChanges(database).put(OTHER, [a_change("mug", 1)], START)
    other, shop = await SqlMeasures(database).look(START)
    assert (shop.source, shop.backlog.deliveries, shop.backlog.changes, shop.backlog.oldest) == (SHOP, 3, 0, START)
    assert (other.source, other.backlog.deliveries, other.backlog.changes, other.backlog.oldest) == (
        OTHER,
        0,
        1,
        None,
    )
    assert shop.counts == {"received": 3}


async def test_days_of_one_year_add_up_and_a_new_year_begins_anew(database: Database) -> None:
    await with_sources(database, SHOP)
    for day in range(3):
        await refused(database, START + day * DAY, 2)
    (now,) = await SqlMeasures(database).look(START + 3 * DAY)
    (later,) = await SqlMeasures(database).look(START + YEAR)
    assert (now.counts, later.counts) == ({"refused:signature": 6}, {})


async def test_a_source_that_was_removed_is_none(database: Database) -> None:
    sources = await with_sources(database, SHOP, OTHER)
    await sources.remove(SHOP, START)
    assert [one.source for one in await SqlMeasures(database).look(START)] == [OTHER]


async def test_one_that_is_paused_says_so(database: Database) -> None:
    sources = await with_sources(database, SHOP)
    await sources.pause(SHOP, "stocktaking")
    (shop,) = await SqlMeasures(database).look(START)
    assert (shop.is_paused, shop.polled_at, shop.polled_well) == (True, None, True)
