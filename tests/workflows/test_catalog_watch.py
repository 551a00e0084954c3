"""A look at a source that is asked for its changes: what is found waits, what fails is left to the next."""

from datetime import timedelta

import pytest

from activities.polling import TRIES_MAX
from contracts.intake import NewSource
from contracts.names import SourceKey, WorkflowName
from contracts.sources import SourceKind
from contracts.trouble import AddressGone, AskedTooOften, Unreachable
from contracts.watching import WatchPlan, WatchReport, WatchRequest
from store.sources import SqlSources
from tests.builders import ACCOUNT, a_product
from tests.workflows.world import SEALER, World
from workflows.catalog_watch import CatalogWatchWorkflow, details, why_not

SHOP = SourceKey("spring-shop")
URL = "http://shop.example/feed.xml"


async def begun(world: World, kind: SourceKind = SourceKind.FEED) -> SqlSources:
    sources = SqlSources(world.database, SEALER)
    settings = f'{{"address": "{URL}", "slot": "pinflow"}}'
    await sources.add(NewSource(key=SHOP, kind=kind, account=ACCOUNT, settings=settings), ["postgresql://x"], 1.0)
    return sources


async def watch(world: World) -> WatchReport:
    """One look, to its end."""
    handle = await world.client.start_workflow(
        CatalogWatchWorkflow.run, WatchRequest(source=SHOP), id=f"watch/{SHOP}", task_queue="pins"
    )
    return await world.result_of(handle)


async def test_what_it_finds_waits_for_its_products(world: World) -> None:
    await begun(world)
    world.catalogs.products = [a_product("mug"), a_product("cup")]
    report = await watch(world)
    assert (report.seen, report.changed, report.error) == (2, 0, None)
    world.catalogs.products = [a_product("mug"), a_product("cup", title="Another cup")]
    assert (await watch(world)).changed == 1


async def test_a_source_that_does_not_answer_is_asked_again_and_then_told_of(world: World) -> None:
    sources = await begun(world)
    world.catalogs.troubles = [Unreachable("nobody there", url=URL) for _ in range(TRIES_MAX)]
    report = await watch(world)
    assert report.error is not None
    assert len(world.catalogs.asked) == TRIES_MAX
    card = await sources.card(SHOP)
    assert card is not None
    assert card.polled is not None
    assert card.polled.failures == 1


async def test_one_that_answers_the_second_time_has_not_failed(world: World) -> None:
    await begun(world)
    world.catalogs.products = [a_product("mug")]
    world.catalogs.troubles = [Unreachable("nobody there", url=URL)]
    report = await watch(world)
    assert (report.seen, report.error) == (1, None)


async def test_one_that_wants_to_be_left_alone_is(world: World) -> None:
    await begun(world)
    world.catalogs.products = [a_product("mug")]
    world.catalogs.troubles = [AskedTooOften("429", url=URL, status=429, retry_seconds=900.0)]
    began = world.clock.now()
    assert (await watch(world)).seen == 1
    assert world.clock.now() - began > 800


async def test_a_lasting_no_is_not_asked_again(world: World) -> None:
    await begun(world)
    world.catalogs.troubles = [AddressGone("404", url=URL, status=404)]
    assert (await watch(world)).error is not None
    assert len(world.catalogs.asked) == 1


async def test_a_paused_source_is_not_asked(world: World) -> None:
    await (await begun(world)).pause(SHOP, "sale")
    report = await watch(world)
    assert ("sale" in report.words, world.catalogs.asked) == (True, [])


async def test_a_source_that_is_gone_is_no_error(world: World) -> None:
    assert (await watch(world)).error is None


async def test_a_database_is_drained_in_place_of_a_poll(world: World) -> None:
    await begun(world, SourceKind.POSTGRESQL)
    report = await watch(world)
    assert report.error is not None
    assert "no database" in report.error
    assert world.catalogs.asked == []


async def test_it_can_be_started_by_its_name(world: World) -> None:
    handle = await world.client.start_workflow(
        WorkflowName.CATALOG_WATCH,
        WatchRequest(source=SHOP),
        id="by-name",
        task_queue="pins",
        result_type=WatchReport,
        execution_timeout=timedelta(minutes=1),
    )
    assert (await world.result_of(handle)).words


@pytest.mark.parametrize("kind", [SourceKind.SHOPIFY, SourceKind.EVENTS])
def test_what_sends_is_not_asked(kind: SourceKind) -> None:
    assert why_not(WatchPlan(kind=kind)) is not None


def test_its_page_tells_what_went_wrong() -> None:
    report = WatchReport(words="Nothing came of it.", error="It answered 404.")
    page = details(WatchRequest(source=SHOP, gone=True), "done", report)
    assert "a person says" in page
    assert "It answered 404." in page
