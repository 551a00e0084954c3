"""The dispatcher: everything that was accepted is read once and told of, whoever dies, stops or is away."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from activities.change_ports import EventReader, ReadEvent
from activities.dispatching import (
    LEASE_SECONDS,
    SIGNALS_AT_ONCE,
    TAKES_MAX,
    TROUBLE_SECONDS_MAX,
    Dispatcher,
    request_of,
)
from catalog.deliveries import DeliveryReader
from contracts.buffering import PATIENCE_SECONDS, QUIET_SECONDS, ChangeRequest
from contracts.changes import ProductChange
from contracts.intake import Delivery, NewSource, PendingProduct, RefusedDelivery, SourceCard, TakenDelivery
from contracts.names import SourceKey
from contracts.sources import SourceKind
from contracts.trouble import EngineAway, LedgerBusy
from store.changes import TELL_AGAIN_SECONDS, SqlChanges
from store.database import Database
from store.inbox import SqlInbox
from store.sources import SqlSources
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock, LeapingClock
from tests.store.connected import SEALER
from workflows.product_change import BEHIND_SECONDS_MAX, CATCH_UP_SECONDS_MAX

SHOP = SourceKey("spring-shop")
GOING_ON = asyncio.Event()
"""Nobody stops it."""
TURNS_MAX = 2_000
STOP_SECONDS_MAX = 1.0


@dataclass
class FakeChangeEngine:
    """Keeps the port `ChangeEngine`. `troubles` are met first, in order."""

    told: list[ChangeRequest] = field(default_factory=list)
    troubles: list[EngineAway] = field(default_factory=list)

    async def signal_change(self, request: ChangeRequest) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.told.append(request)

    @property
    def keys(self) -> list[str]:
        return [request.product_key for request in self.told]


@dataclass(frozen=True)
class DeadlyReader:
    """Dies of every delivery that says so."""

    def read(self, card: SourceCard, delivery: TakenDelivery) -> Sequence[ReadEvent]:
        if b"deadly" in delivery.body:
            raise RuntimeError("a fault of ours")
        return DeliveryReader().read(card, delivery)


@dataclass(frozen=True)
class Desk:
    """A source, what it sends, and whoever hands it on."""

    database: Database
    clock: FakeClock
    engine: FakeChangeEngine = field(default_factory=FakeChangeEngine)
    reader: EventReader = field(default_factory=DeadlyReader)

    @property
    def inbox(self) -> SqlInbox:
        return SqlInbox(self.database)

    @property
    def sources(self) -> SqlSources:
        return SqlSources(self.database, SEALER)

    def dispatcher(self, owner: str = "a", *, clock: FakeClock | None = None) -> Dispatcher:
        changes = SqlChanges(self.database)
        return Dispatcher(self.inbox, changes, self.sources, self.reader, self.engine, clock or self.clock, owner)

    async def sends(self, *keys: str, body: bytes | None = None) -> None:
        deliveries = [
            Delivery(source=SHOP, dedupe=f"of {key}", body=body or a_body(key), received=START) for key in keys
        ]
        await self.inbox.accept(deliveries)

    async def refused(self) -> Sequence[RefusedDelivery]:
        return await self.inbox.refused(SHOP, 10)


def a_body(key: str) -> bytes:
    event = {"type": "product.upserted", "id": key, "product": {"id": key, "title": key}}
    return json.dumps(event).encode()


@pytest.fixture
async def desk(database: Database, clock: FakeClock) -> Desk:
    desk = Desk(database, clock)
    await desk.sources.add(NewSource(key=SHOP, kind=SourceKind.EVENTS, account=ACCOUNT), [], START)
    return desk


async def test_what_was_accepted_is_read_and_told_of_once(desk: Desk) -> None:
    await desk.sends("mug", "cup")
    dispatcher = desk.dispatcher()
    assert await dispatcher.read_some(GOING_ON) == 2
    assert await dispatcher.tell_some(GOING_ON) == 2
    assert await dispatcher.read_some(GOING_ON) == 0
    assert await dispatcher.tell_some(GOING_ON) == 0
    assert sorted(desk.engine.keys) == ["cup", "mug"]


async def test_two_of_them_take_different_deliveries(desk: Desk) -> None:
    await desk.sends(*(f"mug-{number}" for number in range(80)))
    both = [desk.dispatcher(owner) for owner in ("a", "b")]
    read = await asyncio.gather(*(dispatcher.read_some(GOING_ON) for dispatcher in both))
    assert sum(read) == 80
    assert all(read)


async def test_what_a_dead_one_had_taken_is_read_by_another(desk: Desk) -> None:
    await desk.sends("mug")
    await desk.inbox.take("dead", 10, desk.clock.now(), LEASE_SECONDS)
    assert await desk.dispatcher().read_some(GOING_ON) == 0
    await desk.clock.advance(LEASE_SECONDS)
    assert await desk.dispatcher().read_some(GOING_ON) == 1


def test_who_decides_waits_longer_than_a_dead_one_holds_what_it_took() -> None:
    """Else a product would be pinned as it was before the last of what its shop had said."""
    assert CATCH_UP_SECONDS_MAX > LEASE_SECONDS + BEHIND_SECONDS_MAX


async def test_a_delivery_that_kills_its_readers_stops_no_other_and_is_refused_in_the_end(desk: Desk) -> None:
    await desk.sends("bad", body=b"deadly")
    await desk.sends("mug")
    dispatcher = desk.dispatcher()
    for _ in range(TAKES_MAX + 1):
        await dispatcher.read_some(GOING_ON)
        await desk.clock.advance(LEASE_SECONDS)
    await dispatcher.tell_some(GOING_ON)
    assert desk.engine.keys == ["mug"]
    (refused,) = await desk.refused()
    assert refused.reason == "gave_up"


async def test_a_delivery_whose_changes_cannot_be_kept_stops_no_other_and_is_refused_in_the_end(
    desk: Desk,
) -> None:
    """Given back at each fault it would be the first that is taken, for ever, and all sources would wait."""
    await desk.sends("bad", "mug")
    inbox = UnwillingInbox(desk.database)
    changes = SqlChanges(desk.database)
    dispatcher = Dispatcher(inbox, changes, desk.sources, desk.reader, desk.engine, desk.clock, "a")
    for _ in range(TAKES_MAX + 1):
        await dispatcher.read_some(GOING_ON)
        await desk.clock.advance(LEASE_SECONDS)
    await dispatcher.tell_some(GOING_ON)
    assert desk.engine.keys == ["mug"]
    (refused,) = await desk.refused()
    assert refused.reason == "gave_up"


async def test_what_cannot_be_read_is_refused_with_its_remedy(desk: Desk) -> None:
    await desk.sends("bad", body=b"{")
    await desk.dispatcher().read_some(GOING_ON)
    (refused,) = await desk.refused()
    assert refused.reason == "unreadable"
    assert refused.message


async def test_a_paused_source_waits_and_goes_on(desk: Desk) -> None:
    await desk.sends("mug")
    await desk.sources.pause(SHOP, "stocktaking")
    assert await desk.dispatcher().read_some(GOING_ON) == 0
    await desk.sources.resume(SHOP)
    assert await desk.dispatcher().read_some(GOING_ON) == 1


async def test_with_temporal_away_deliveries_are_read_and_told_of_later(desk: Desk) -> None:
    await desk.sends("mug", "cup")
    dispatcher = desk.dispatcher()
    desk.engine.troubles.append(EngineAway("away"))
    await dispatcher.read_some(GOING_ON)
    with pytest.raises(EngineAway):
        await dispatcher.tell_some(GOING_ON)
    assert len(desk.engine.told) == 1, "who could be told was told"
    assert await dispatcher.tell_some(GOING_ON) == 1
    assert sorted(desk.engine.keys) == ["cup", "mug"]


async def test_a_product_that_cannot_be_told_of_keeps_no_other_waiting(desk: Desk) -> None:
    keys = [f"mug-{number:02}" for number in range(2 * SIGNALS_AT_ONCE)]
    await desk.sends(*keys)
    dispatcher = desk.dispatcher()
    await dispatcher.read_some(GOING_ON)
    desk.engine.troubles.append(EngineAway("this one alone"))
    with pytest.raises(EngineAway):
        await dispatcher.tell_some(GOING_ON)
    assert len(desk.engine.told) == len(keys) - 1


async def test_with_temporal_away_not_everybody_is_tried(desk: Desk) -> None:
    await desk.sends(*(f"mug-{number:02}" for number in range(2 * SIGNALS_AT_ONCE)))
    dispatcher = desk.dispatcher()
    await dispatcher.read_some(GOING_ON)
    desk.engine.troubles += [EngineAway("away")] * SIGNALS_AT_ONCE
    with pytest.raises(EngineAway):
        await dispatcher.tell_some(GOING_ON)
    assert desk.engine.told == []


async def test_settings_that_cannot_be_read_hold_up_nobody(desk: Desk) -> None:
    card = SourceCard(
        key=SHOP, kind=SourceKind.EVENTS, account=ACCOUNT, created=START, settings='{"quiet_seconds": -1}'
    )
    pending = PendingProduct(source=SHOP, product_key="mug", account=ACCOUNT)
    request = request_of(pending, card)
    assert (request.quiet_seconds, request.patience_seconds) == (QUIET_SECONDS, PATIENCE_SECONDS)


async def test_a_source_says_how_patient_its_products_are(desk: Desk) -> None:
    await desk.sources.set_settings(SHOP, '{"quiet_seconds": 2, "patience_seconds": 30}')
    await desk.sends("mug")
    await desk.dispatcher().read_some(GOING_ON)
    await desk.dispatcher().tell_some(GOING_ON)
    (request,) = desk.engine.told
    assert (request.quiet_seconds, request.patience_seconds) == (2, 30)


async def test_a_product_is_not_told_again_of_the_same_before_it_may_have_been_quiet(desk: Desk) -> None:
    """Being told is something that it hears: told again and again it would be decided by impatience alone."""
    quiet_seconds = 2 * TELL_AGAIN_SECONDS
    await desk.sources.set_settings(
        SHOP, f'{{"quiet_seconds": {quiet_seconds}, "patience_seconds": {4 * quiet_seconds}}}'
    )
    dispatcher = desk.dispatcher()
    for name in ("first", "second"):
        await desk.sends(name, body=a_body("mug").replace(b'"id": "mug"', f'"id": "{name}"'.encode(), 1))
        await dispatcher.read_some(GOING_ON)
        assert await dispatcher.tell_some(GOING_ON) == 1
        await desk.clock.advance(quiet_seconds)
    assert await dispatcher.tell_some(GOING_ON) == 0
    await desk.clock.advance(TELL_AGAIN_SECONDS)
    assert await dispatcher.tell_some(GOING_ON) == 1
    assert desk.engine.keys == ["mug"] * 3


async def test_it_goes_on_after_trouble_with_longer_and_longer_rests(desk: Desk) -> None:
    await desk.sends("mug")
    desk.engine.troubles += [EngineAway("away")] * 8
    clock, stop = LeapingClock(), asyncio.Event()
    running = asyncio.create_task(desk.dispatcher(clock=clock).run(stop))
    await turns_until(lambda: bool(desk.engine.told))
    stop.set()
    await running
    assert clock.now() - START >= TROUBLE_SECONDS_MAX


async def test_told_to_stop_it_gives_back_what_it_has_not_read(desk: Desk) -> None:
    await desk.sends("mug", "cup")
    stopped = asyncio.Event()
    stopped.set()
    await desk.dispatcher("a").read_some(stopped)
    assert await desk.dispatcher("b").read_some(GOING_ON) == 2


async def test_a_delivery_is_not_refused_because_workers_were_stopped_often(desk: Desk) -> None:
    await desk.sends("mug")
    stopped = asyncio.Event()
    stopped.set()
    for _ in range(2 * TAKES_MAX):
        await desk.dispatcher().read_some(stopped)
    await desk.dispatcher().read_some(GOING_ON)
    assert await desk.dispatcher().tell_some(GOING_ON) == 1


async def test_told_to_stop_it_ends_at_once(desk: Desk) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(desk.dispatcher().run(stop))
    await turns_until(lambda: False, turns=20)
    stop.set()
    async with asyncio.timeout(STOP_SECONDS_MAX):
        await running


async def test_with_the_store_away_it_waits(desk: Desk) -> None:
    """Nothing was taken, nothing is lost: it goes on when the store is back."""
    await desk.sends("mug")
    inbox = BusyInbox(desk.database)
    dispatcher = Dispatcher(
        inbox, SqlChanges(desk.database), desk.sources, desk.reader, desk.engine, LeapingClock(), "a"
    )
    stop = asyncio.Event()
    running = asyncio.create_task(dispatcher.run(stop))
    await turns_until(lambda: bool(desk.engine.told))
    stop.set()
    await running
    assert desk.engine.keys == ["mug"]


@dataclass(frozen=True)
class BusyInbox(SqlInbox):
    """Away for the first calls."""

    away: list[int] = field(default_factory=lambda: [1, 2, 3])

    async def take(self, owner: str, limit: int, now: float, lease_seconds: float) -> Sequence[TakenDelivery]:
        if self.away:
            self.away.pop()
            raise LedgerBusy("locked")
        return await super().take(owner, limit, now, lease_seconds)


@dataclass(frozen=True)
class UnwillingInbox(SqlInbox):
    """A database that does not take what the product "bad" says."""

    async def read(
        self, delivery: int, changes: Sequence[ProductChange], at: float, *, unreadable: Sequence[str] = ()
    ) -> bool:
        if any(change.product_key == "bad" for change in changes):
            raise ValueError("a fault of ours")
        return await super().read(delivery, changes, at, unreadable=unreadable)


async def turns_until(reached: Callable[[], bool], *, turns: int = TURNS_MAX) -> None:
    """Let the loop turn until `reached`, or for so many turns."""
    for _ in range(turns):
        if reached():
            return
        await asyncio.sleep(0.001)
