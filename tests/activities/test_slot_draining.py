"""Draining a slot: what it tells is kept before it is confirmed, and whatever stands in the way is told."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from sqlmodel import select
from temporalio.testing import ActivityEnvironment

from activities.slot_draining import (
    BUSY_LOOKS_MAX,
    DRAIN_SECONDS,
    FAILURES_MAX,
    LAG_BYTES_MAX,
    SlotActivities,
    Slots,
    mark_of,
    position_of,
)
from catalog.slot_reading import PostgresSlots
from contracts.changes import ChangeKind, ProductChange, UnreadableEvent
from contracts.contract import Instant
from contracts.intake import NewSource, SourceCard
from contracts.names import SourceKey
from contracts.slots import SlotAsk, SlotBusy, SlotPage, SlotState, SlotTrouble
from contracts.source_settings import First, SourceSettings
from contracts.sources import SourceKind
from contracts.watching import WatchReport, WatchRequest
from store.accounts import SqlAccounts
from store.changes import SqlChanges, change_of
from store.database import Database
from store.sources import SqlSources
from store.tables.sources import ChangeRow
from tests.activities.polled import Awake
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import START, LeapingClock
from tests.logical_postgres import PUBLICATION, SLOT, ShopDatabase, insertion, logical_server, shop_database
from tests.postgres import PostgresServer
from tests.store.connected import SEALER

SHOP = SourceKey("shop-database")
DSN = "postgresql://shop:hunter2@db.example.com/shop"
STANDING = SlotState(exists=True, confirmed=100, wal_status="reserved", publication_ok=True, readable=True)
BUSY = SlotBusy("the slot is active", remedy="Wait.", state="55006")
AWAY = SlotTrouble("The database cannot be reached", remedy="Look whether it is up.")


@pytest.fixture
def clock() -> LeapingClock:
    return LeapingClock()


@dataclass
class FakeSlot:
    """Keeps the ports `Slots` and `OpenSlot`. Each look meets the next trouble, or tells the next page."""

    standing: SlotState = STANDING
    pages: list[SlotPage | SlotTrouble] = field(default_factory=list)
    in_tables: Sequence[ProductChange] = ()
    tables_read: list[tuple[ChangeKind, int]] = field(default_factory=list)
    advanced: list[int] = field(default_factory=list)
    asked: list[SlotAsk] = field(default_factory=list)
    looks: int = 0
    unreachable: SlotTrouble | None = None
    meanwhile: Callable[[], Awaitable[None]] | None = None
    """What happens while it is looked at."""

    @asynccontextmanager
    async def reading(self, ask: SlotAsk) -> AsyncIterator["FakeSlot"]:
        if self.unreachable is not None:
            raise self.unreachable
        self.asked.append(ask)
        yield self

    async def state(self) -> SlotState:
        return self.standing

    async def look(self, confirmed: int, received: Instant) -> AsyncIterator[SlotPage]:
        self.looks += 1
        if self.meanwhile is not None:
            await self.meanwhile()
        page = self.pages.pop(0) if self.pages else SlotPage()
        if isinstance(page, SlotTrouble):
            raise page
        yield page

    async def rows(self, kind: ChangeKind, since: int, received: Instant) -> AsyncIterator[SlotPage]:
        self.tables_read.append((kind, since))
        events = [change.model_copy(update={"kind": kind}) for change in self.in_tables]
        yield SlotPage(events=events, rows=len(events))

    async def advance(self, to: int) -> None:
        self.advanced.append(to)


@dataclass(frozen=True)
class House:
    """A source, and whoever drains it."""

    database: Database
    slots: Slots
    clock: LeapingClock
    awake: Awake = field(default_factory=Awake)

    @property
    def sources(self) -> SqlSources:
        return SqlSources(self.database, SEALER)

    async def add(self, secrets: Sequence[str] = (DSN,), **said: object) -> None:
        settings = SourceSettings(**({"slot": SLOT, "publication": PUBLICATION} | said))
        text = settings.model_dump_json(exclude_defaults=True)
        new = NewSource(key=SHOP, kind=SourceKind.POSTGRESQL, account=ACCOUNT, settings=text)
        await self.sources.add(new, secrets, START)

    async def drain(self, *, by_hand: bool = True) -> WatchReport:
        activities = SlotActivities(self.sources, SqlChanges(self.database), self.slots, self.awake, self.clock)
        environment = ActivityEnvironment()
        workflow = f"watch/{SHOP}/by-hand" if by_hand else f"watch/{SHOP}-2026-11-22T12:00:00Z"
        environment.info = dataclasses.replace(environment.info, workflow_id=workflow)
        return await environment.run(activities.drain_slot, WatchRequest(source=SHOP))

    async def card(self) -> SourceCard:
        card = await self.sources.card(SHOP)
        assert card is not None
        return card

    async def kept(self) -> list[ProductChange]:
        query = select(ChangeRow).order_by("id")
        return await self.database.read(lambda session: [change_of(row) for row in session.exec(query)])


@pytest.fixture
def slot() -> FakeSlot:
    return FakeSlot()


@pytest.fixture
def house(database: Database, slot: FakeSlot, clock: LeapingClock) -> House:
    return House(database, slot, clock)


def change(key: str = "mug", delivery: str = "d-1", at: float = START) -> ProductChange:
    return ProductChange(kind=ChangeKind.UPSERT, product_key=key, product=a_product(key), at=at, delivery=delivery)


def told(*events: ProductChange | UnreadableEvent, end: int | None = None, note: str = "") -> SlotPage:
    return SlotPage(events=events, rows=len(events), end=end, notes=(note,) if note else ())


async def test_what_a_slot_tells_is_kept_and_then_confirmed(house: House, slot: FakeSlot) -> None:
    await house.add()
    slot.pages = [told(change(), change("cup", "d-2"), end=200)]
    report = await house.drain()
    assert (report.seen, report.changed, report.error, report.unchanged) == (2, 2, None, False)
    assert [each.product_key for each in await house.kept()] == ["mug", "cup"]
    assert slot.advanced == [200]
    assert position_of(await house.card(), SLOT) == 200


async def test_what_cannot_be_kept_is_not_confirmed(house: House, slot: FakeSlot) -> None:
    await house.add()
    slot.pages = [told(change(), end=200)]
    slot.meanwhile = lambda: house.sources.remove(SHOP, START)
    report = await house.drain()
    assert "no such source" in report.words
    assert slot.advanced == []


async def test_what_is_told_again_is_known(house: House, slot: FakeSlot) -> None:
    await house.add()
    slot.pages = [told(change(), end=200), told(change(), end=200)]
    report = await house.drain()
    assert (report.seen, report.changed) == (2, 1)
    assert len(await house.kept()) == 1


async def test_by_hand_it_ends_when_nothing_is_left(house: House, slot: FakeSlot, clock: LeapingClock) -> None:
    await house.add()
    report = await house.drain()
    assert report.unchanged
    assert (slot.looks, clock.now()) == (1, START)


async def test_by_its_schedule_it_looks_again_until_the_next_start_is_near(
    house: House, slot: FakeSlot, clock: LeapingClock
) -> None:
    await house.add()
    slot.pages = [SlotPage(), SlotPage(), told(change(), end=200)]
    report = await house.drain(by_hand=False)
    assert report.changed == 1
    assert START + DRAIN_SECONDS <= clock.now() < START + 300


async def test_a_paused_source_is_left_alone(house: House, slot: FakeSlot) -> None:
    await house.add()
    await house.sources.pause(SHOP, "stocktaking")
    report = await house.drain(by_hand=False)
    assert "stocktaking" in report.words
    assert slot.looks == 0


async def test_a_source_that_is_paused_while_it_is_drained_is_left_after_the_look(
    house: House, slot: FakeSlot, clock: LeapingClock
) -> None:
    await house.add()
    slot.meanwhile = lambda: house.sources.pause(SHOP, "stocktaking")
    slot.pages = [told(change(), end=200)]
    assert (await house.drain(by_hand=False)).changed == 1
    assert (slot.looks, clock.now()) == (1, START)


@pytest.mark.parametrize(("first", "kind"), [(First.KNOWN, ChangeKind.SNAPSHOT), (First.NEW, ChangeKind.UPSERT)])
async def test_what_was_there_before_the_slot_is_read_once_from_the_tables(
    house: House, slot: FakeSlot, first: First, kind: ChangeKind
) -> None:
    await house.add(first=first)
    slot.in_tables = [change()]
    assert (await house.drain()).changed == 1
    assert (await house.drain()).changed == 0
    assert slot.tables_read == [(kind, 100)]


async def test_a_slot_that_is_further_than_we_read_has_lost_something_and_the_tables_are_read(
    house: House, slot: FakeSlot
) -> None:
    """Somebody else moved it, or it was lost and made anew."""
    await house.add()
    await house.drain()
    slot.standing = dataclasses.replace(STANDING, confirmed=500)
    slot.in_tables = [change()]
    assert (await house.drain()).changed == 1
    assert slot.tables_read[1:] == [(ChangeKind.UPSERT, 500)]
    await house.drain()
    assert len(slot.tables_read) == 2


async def test_a_slot_that_a_crash_of_its_server_set_back_tells_again_and_no_table_is_read(
    house: House, slot: FakeSlot
) -> None:
    await house.add()
    slot.pages = [told(change(), end=200)]
    await house.drain()
    slot.pages = [told(change(), end=200)]
    assert (await house.drain()).changed == 0
    assert len(slot.tables_read) == 1


async def test_other_settings_read_the_tables_anew(house: House, slot: FakeSlot) -> None:
    await house.add()
    await house.drain()
    settings = SourceSettings(slot=SLOT, currency="EUR").model_dump_json(exclude_defaults=True)
    await house.sources.set_settings(SHOP, settings)
    await house.drain()
    assert len(slot.tables_read) == 2


async def test_settings_that_change_while_a_slot_is_drained_are_what_its_tables_are_read_by(
    house: House, slot: FakeSlot
) -> None:
    """What the drain read by the old ones must not be noted as read."""
    await house.add()
    settings = SourceSettings(slot=SLOT, currency="EUR").model_dump_json(exclude_defaults=True)
    slot.meanwhile = lambda: house.sources.set_settings(SHOP, settings)
    slot.pages = [told(change(), end=200)]
    report = await house.drain(by_hand=False)
    assert "settings were changed" in report.words
    assert (slot.looks, slot.advanced, position_of(await house.card(), SLOT)) == (1, [], None)
    slot.meanwhile = None
    await house.drain()
    assert (len(slot.tables_read), slot.asked[-1].settings.currency) == (2, "EUR")


async def test_an_account_that_is_connected_is_woken_to_tell_of_a_slot_that_fills_the_disk(
    house: House, slot: FakeSlot
) -> None:
    await SqlAccounts(house.database).add(ACCOUNT, SEALER.seal("token"), START)
    await house.add()
    slot.standing = dataclasses.replace(STANDING, lag_bytes=LAG_BYTES_MAX + 1)
    await house.drain()
    assert house.awake.accounts == [ACCOUNT]
    await house.drain()
    assert house.awake.accounts == [ACCOUNT]


async def test_another_reader_is_waited_for_and_then_told(
    house: House, slot: FakeSlot, clock: LeapingClock
) -> None:
    await house.add()
    slot.pages = [BUSY, told(change(), end=200)]
    assert (await house.drain(by_hand=False)).changed == 1
    slot.pages = [BUSY] * BUSY_LOOKS_MAX
    report = await house.drain(by_hand=False)
    assert "another reader" in report.words
    assert report.error is None


@pytest.mark.parametrize(
    ("secrets", "said", "why"),
    [((), {}, "no address"), ((DSN,), {"slot": None}, "no replication slot")],
)
async def test_a_source_without_what_it_needs_says_so(
    house: House, slot: FakeSlot, secrets: Sequence[str], said: dict[str, object], why: str
) -> None:
    await house.add(secrets, **said)
    report = await house.drain()
    assert why in (report.error or "")
    assert slot.asked == []


async def test_a_server_that_is_away_is_told_and_after_some_times_is_an_alarm(
    house: House, slot: FakeSlot
) -> None:
    await house.add()
    await house.drain()
    slot.unreachable = AWAY
    for _ in range(FAILURES_MAX):
        assert (await house.card()).polled is not None
        report = await house.drain()
        assert report.error == str(AWAY)
    polled = (await house.card()).polled
    assert polled is not None
    assert (polled.failures, polled.alarm, polled.well_at) == (FAILURES_MAX, str(AWAY), START)
    slot.unreachable = None
    await house.drain()
    polled = (await house.card()).polled
    assert polled is not None
    assert (polled.failures, polled.alarm, polled.error) == (0, None, None)


async def test_a_failure_does_not_forget_until_where_the_slot_was_read(house: House, slot: FakeSlot) -> None:
    await house.add()
    slot.pages = [told(change(), end=200), AWAY]
    assert (await house.drain()).error
    assert position_of(await house.card(), SLOT) == 200
    await house.drain()
    assert len(slot.tables_read) == 1


async def test_a_slot_that_is_not_set_up_says_what_to_do(house: House, slot: FakeSlot) -> None:
    await house.add()
    slot.standing = SlotState(exists=False, missing=("There is no slot: SELECT make_it();",))
    report = await house.drain()
    assert "SELECT make_it();" in (report.error or "")
    assert slot.looks == 0


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (dataclasses.replace(STANDING, lag_bytes=LAG_BYTES_MAX + 1), "disk"),
        (dataclasses.replace(STANDING, wal_status="unreserved"), "unreserved"),
        (dataclasses.replace(STANDING, wal_status="lost", readable=False), "lost"),
    ],
)
async def test_a_slot_that_fills_the_disk_or_is_lost_is_an_alarm_at_once(
    house: House, slot: FakeSlot, standing: SlotState, words: str
) -> None:
    await house.add()
    slot.standing = standing
    await house.drain()
    polled = (await house.card()).polled
    assert words in (polled.alarm or "" if polled else "")
    slot.standing = STANDING
    await house.drain()
    polled = (await house.card()).polled
    assert polled is not None
    assert polled.alarm is None


async def test_what_cannot_be_read_and_what_is_noteworthy_is_told_and_stops_nothing(
    house: House, slot: FakeSlot
) -> None:
    await house.add()
    unreadable = UnreadableEvent(message="It has no title.", remedy="Give it one.")
    slot.pages = [told(unreadable, change(), end=200, note="the table mugs was emptied (TRUNCATE)")]
    report = await house.drain()
    assert (report.seen, report.changed, report.unreadable) == (2, 1, 1)
    assert "TRUNCATE" in report.words
    assert slot.advanced == [200]


async def test_no_password_is_in_what_is_told(house: House, slot: FakeSlot) -> None:
    await house.add(("postgresql://shop:hunter2@[broken/shop",))
    report = await House(house.database, PostgresSlots(), house.clock).drain()
    assert report.error
    assert "hunter2" not in report.model_dump_json()


def test_a_mark_is_of_its_slot_alone() -> None:
    assert mark_of("a@b", 7) == "a@b@7"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with logical_server() as server:
        yield server


@pytest.fixture
def shop(server: PostgresServer) -> Iterator[ShopDatabase]:
    """A real one, with a product that was there before its slot."""
    with shop_database(server) as shop:
        shop.make_products()
        shop.order(insertion("old"))
        shop.set_up()
        yield shop


async def test_a_real_slot_is_drained_to_its_end(database: Database, shop: ShopDatabase) -> None:
    house = House(database, PostgresSlots(), LeapingClock(at=2e9))
    await house.add((shop.dsn,))
    shop.order(
        insertion("new"), "UPDATE products SET price = 9 WHERE id = 'new'", "DELETE FROM products WHERE id = 'old'"
    )
    report = await house.drain()
    assert report.error is None
    kinds = [(each.kind, each.product_key) for each in await house.kept()]
    assert kinds == [
        (ChangeKind.SNAPSHOT, "new"),
        (ChangeKind.UPSERT, "new"),
        (ChangeKind.UPSERT, "new"),
        (ChangeKind.DELETE, "old"),
    ]
    assert (await house.drain()).unchanged


async def test_two_who_drain_a_real_slot_at_once_keep_each_change_once(
    database: Database, shop: ShopDatabase
) -> None:
    house = House(database, PostgresSlots(), LeapingClock(at=2e9))
    await house.add((shop.dsn,))
    shop.order(*(insertion(f"mug-{number}") for number in range(40)))
    reports = await asyncio.gather(house.drain(), house.drain())
    assert [report.error for report in reports] == [None, None]
    kept = await house.kept()
    assert len({each.delivery for each in kept}) == len(kept)
    assert {each.product_key for each in kept} == {"old", *(f"mug-{number}" for number in range(40))}


async def test_a_drain_that_is_cancelled_leaves_the_slot_to_the_next(
    database: Database, shop: ShopDatabase
) -> None:
    house = House(database, PostgresSlots(), LeapingClock(at=2e9))
    await house.add((shop.dsn,))
    shop.order(insertion("mug-1"))
    draining = asyncio.create_task(house.drain(by_hand=False))
    await asyncio.sleep(0)
    draining.cancel()
    with pytest.raises(asyncio.CancelledError):
        await draining
    assert (await house.drain()).error is None
    assert "mug-1" in {each.product_key for each in await house.kept()}
