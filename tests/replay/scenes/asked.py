"""Looks at sources that are asked for their changes."""

from collections.abc import Sequence

from contracts.intake import NewSource
from contracts.names import Queue, SourceKey
from contracts.sources import SourceKind
from contracts.trouble import Unreachable
from contracts.watching import WatchReport, WatchRequest
from store.sources import SqlSources
from tests.builders import ACCOUNT, a_product
from tests.replay.scenes.stage import Handle, stepped
from tests.workflows.world import SEALER, World
from workflows.catalog_watch import CatalogWatchWorkflow

SOURCE = SourceKey("spring-feed")
ADDRESS = "https://shop.example.com/feed.xml"
DATABASE = "postgresql://reader@shop.example.com/shop"


async def polled(world: World) -> Sequence[Handle]:
    """It answers the second time."""
    await _open(world, SourceKind.FEED)
    world.catalogs.products = [a_product("mug")]
    world.catalogs.troubles = [Unreachable("nobody there", url=ADDRESS)]
    handle, report = await _watched(world)
    assert report.seen == 1
    return [handle]


async def drained(world: World) -> Sequence[Handle]:
    """A database that is not there."""
    await _open(world, SourceKind.POSTGRESQL)
    handle, report = await _watched(world)
    assert report.error is not None
    return [handle]


async def paused(world: World) -> Sequence[Handle]:
    """A person stopped it."""
    sources = await _open(world, SourceKind.FEED)
    await sources.pause(SOURCE, "sale")
    handle, _ = await _watched(world)
    return [handle]


async def _open(world: World, kind: SourceKind) -> SqlSources:
    sources = SqlSources(world.database, SEALER)
    settings = f'{{"address": "{ADDRESS}", "slot": "pinflow"}}'
    new = NewSource(key=SOURCE, kind=kind, account=ACCOUNT, settings=settings)
    await sources.add(new, [DATABASE], world.clock.now())
    return sources


async def _watched(world: World) -> tuple[Handle, WatchReport]:
    handle = await world.client.start_workflow(
        CatalogWatchWorkflow.run, WatchRequest(source=SOURCE), id=f"watch/{SOURCE}", task_queue=Queue.PINS
    )
    return handle, await stepped(world, handle.result())
