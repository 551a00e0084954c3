"""Slots of a real PostgreSQL: set up, read, moved on; and whatever stands in the way is said with what to do."""

from collections.abc import Iterator, Sequence

import pytest
from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # it comes without types

from catalog.database_rows import TableMapping
from catalog.postgres_sessions import named, quoted, session_at, trouble_of
from catalog.postgres_slots import (
    LOOK_CHANGES_MAX,
    PAGE_MESSAGES,
    advance,
    drop,
    peek,
    position_text,
    prepare,
    slot_state,
)
from catalog.slot_reading import PostgresSlots
from catalog.slot_standing import log_end
from catalog.slot_tables import Reading, read_tables
from contracts.changes import ChangeKind, ProductChange, UnreadableEvent
from contracts.slots import SlotAsk, SlotBusy, SlotPage, SlotState, SlotTrouble
from contracts.source_settings import SourceSettings
from tests.free_ports import free_ports
from tests.logical_postgres import (
    PUBLICATION,
    SLOT,
    ShopDatabase,
    insertion,
    logical_server,
    many_rows,
    shop_database,
)
from tests.postgres import LOCKED_USER, PostgresServer

NOW = 4_000_000_000.0
"""Later than any server's clock: what a server says of time is believed."""
SETTINGS = SourceSettings(slot=SLOT, publication=PUBLICATION)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with logical_server() as server:
        yield server


@pytest.fixture
def shop(server: PostgresServer) -> Iterator[ShopDatabase]:
    """With a table of products, and nothing set up."""
    with shop_database(server) as shop:
        shop.make_products()
        yield shop


async def state_of(shop: ShopDatabase) -> SlotState:
    return await slot_state(shop.dsn, SLOT, PUBLICATION)


async def look(shop: ShopDatabase, *, confirm: bool = False) -> Sequence[SlotPage]:
    """What a slot tells that was not confirmed."""
    async with PostgresSlots().reading(SlotAsk(shop.dsn, SLOT, SETTINGS)) as slot:
        confirmed = (await slot.state()).confirmed
        assert confirmed is not None
        pages = [page async for page in slot.look(confirmed, NOW)]
        end = pages[-1].end
        if confirm and end is not None:
            await slot.advance(end)
    return pages


def changes_of(pages: Sequence[SlotPage]) -> list[ProductChange]:
    events = [event for page in pages for event in page.events]
    assert not [event for event in events if isinstance(event, UnreadableEvent)]
    return [event for event in events if isinstance(event, ProductChange)]


async def test_a_database_is_set_up_and_twice_is_the_same(shop: ShopDatabase) -> None:
    await prepare(shop.dsn, SLOT, PUBLICATION, ["public.products"])
    await prepare(shop.dsn, SLOT, PUBLICATION, ["public.products"])
    state = await state_of(shop)
    assert (state.exists, state.plugin, state.publication_ok, state.readable) == (True, "pgoutput", True, True)
    assert state.tables == ("public.products",)
    assert state.missing == ()


async def test_names_may_have_any_sign(shop: ShopDatabase) -> None:
    shop.order('CREATE TABLE "Odd ""Table\'" (id text PRIMARY KEY, title text)')
    await prepare(shop.dsn, SLOT, "odd \"news'", ["Odd \"Table'"])
    shop.order("""INSERT INTO "Odd ""Table'" VALUES ('it''s', 'A "mug"')""")
    with session_at(shop.dsn) as session:
        pages = list(peek(session, SLOT, "odd \"news'", log_end(session)))
    assert sum(map(len, pages)) > 0


async def test_a_slot_is_dropped_and_twice_is_the_same(shop: ShopDatabase) -> None:
    shop.set_up()
    await drop(shop.dsn, SLOT)
    await drop(shop.dsn, SLOT)
    state = await state_of(shop)
    assert (state.exists, state.publication_ok) == (False, True)


async def test_a_slot_is_not_dropped_from_another_database(shop: ShopDatabase, server: PostgresServer) -> None:
    shop.set_up()
    await drop(server.url("postgres"), SLOT)
    assert (await state_of(shop)).exists


async def test_no_publication_is_made_of_nothing(shop: ShopDatabase) -> None:
    with pytest.raises(SlotTrouble, match="no tables"):
        await prepare(shop.dsn, SLOT, PUBLICATION, [])


async def test_what_is_missing_is_said_with_the_sql_that_mends_it(shop: ShopDatabase) -> None:
    shop.order("CREATE TABLE unkeyed (title text)")
    before = await state_of(shop)
    assert not before.exists
    assert not before.readable
    assert any(f"CREATE PUBLICATION {named(PUBLICATION)}" in words for words in before.missing)
    assert any(f"pg_create_logical_replication_slot({quoted(SLOT)}" in words for words in before.missing)

    shop.set_up(("products", "unkeyed"))
    (unkeyed,) = (await state_of(shop)).missing
    assert "REPLICA IDENTITY FULL" in unkeyed
    shop.order(unkeyed.partition(": ")[2])
    assert (await state_of(shop)).missing == ()


async def test_a_slot_that_nobody_reads_lags_behind(shop: ShopDatabase) -> None:
    shop.set_up()
    shop.order(insertion("mug-1", description="Soft " * 1_000))
    lagging = await state_of(shop)
    assert (lagging.lag_bytes or 0) > 5_000
    assert (lagging.unread_bytes or 0) > 5_000
    assert (lagging.retained_bytes or 0) >= 2**24
    await look(shop, confirm=True)
    assert ((await state_of(shop)).unread_bytes or 0) < 5_000


async def test_what_was_not_confirmed_is_told_again_and_what_was_is_not(shop: ShopDatabase) -> None:
    shop.set_up()
    shop.order(insertion("mug-1"), "UPDATE products SET price = 11")
    first, again = changes_of(await look(shop)), changes_of(await look(shop, confirm=True))
    assert [change.product and change.product.price and str(change.product.price.amount) for change in first] == [
        "12.50",
        "11.00",
    ]
    assert [change.delivery for change in first] == [change.delivery for change in again]
    shop.order("DELETE FROM products")
    (gone,) = changes_of(await look(shop, confirm=True))
    assert (gone.kind, gone.product_key) == (ChangeKind.DELETE, "mug-1")
    assert not changes_of(await look(shop))


async def test_what_was_taken_back_is_not_told(shop: ShopDatabase) -> None:
    shop.set_up()
    shop.order("BEGIN", insertion("mug-1"), "ROLLBACK")
    assert not changes_of(await look(shop))


async def test_a_transaction_is_never_cut_and_the_rest_comes_with_the_next_look(shop: ShopDatabase) -> None:
    shop.set_up()
    many = LOOK_CHANGES_MAX + 500
    shop.order(
        many_rows(many),
        insertion("last"),
    )
    pages = await look(shop, confirm=True)
    assert len(changes_of(pages)) == many
    assert max(page.rows for page in pages) <= PAGE_MESSAGES
    assert [change.product_key for change in changes_of(await look(shop, confirm=True))] == ["last"]


async def test_a_slot_moves_on_while_only_other_tables_change(shop: ShopDatabase) -> None:
    shop.set_up()
    shop.order("CREATE TABLE noise AS SELECT n, repeat('x', 1000) FROM generate_series(1, 500) n")
    before = (await state_of(shop)).confirmed
    pages = await look(shop, confirm=True)
    assert not changes_of(pages)
    after = await state_of(shop)
    assert (after.confirmed or 0) - (before or 0) > 500_000


async def test_a_transaction_that_is_still_open_is_told_once_it_is_over(shop: ShopDatabase) -> None:
    """Others that end before it are confirmed meanwhile, which must not skip it."""
    shop.set_up()
    with session_at(shop.dsn) as slow:
        slow.ask("BEGIN")
        slow.ask(insertion("slow"))
        shop.order(insertion("quick"))
        assert [change.product_key for change in changes_of(await look(shop, confirm=True))] == ["quick"]
        slow.ask("COMMIT")
    assert [change.product_key for change in changes_of(await look(shop, confirm=True))] == ["slow"]


async def test_a_slot_that_another_reader_moved_further_is_not_moved_back(shop: ShopDatabase) -> None:
    shop.set_up()
    shop.order(insertion("mug-1"))
    start = (await state_of(shop)).confirmed or 0
    await look(shop, confirm=True)
    reached = (await state_of(shop)).confirmed
    with session_at(shop.dsn) as session:
        advance(session, SLOT, start)
    assert (await state_of(shop)).confirmed == reached


async def test_a_long_text_that_did_not_change_is_left_open(shop: ShopDatabase) -> None:
    shop.set_up()
    shop.order(insertion("mug-1", description="Soft " * 2_000))
    shop.order("UPDATE products SET price = 9")
    came, cheaper = changes_of(await look(shop))
    assert "description" not in came.unsaid
    assert "description" in cheaper.unsaid


def test_the_tables_are_read_as_they_are_and_again_they_are_the_same(shop: ShopDatabase) -> None:
    shop.set_up()
    shop.order(many_rows(600))
    reading = Reading(ChangeKind.SNAPSHOT, since=5, received=NOW)
    with session_at(shop.dsn) as session:
        pages = list(read_tables(session, PUBLICATION, TableMapping(), reading))
        again = list(read_tables(session, PUBLICATION, TableMapping(), reading))
        others = list(read_tables(session, PUBLICATION, TableMapping(tables=frozenset({"mugs"})), reading))
    changes = changes_of(pages)
    assert len(pages) > 1
    assert {change.kind for change in changes} == {ChangeKind.SNAPSHOT}
    assert len({change.delivery for change in changes}) == 600
    assert [change.delivery for change in changes] == [change.delivery for change in changes_of(again)]
    assert others == []


async def test_a_row_reads_the_same_from_its_table_and_from_the_log(shop: ShopDatabase) -> None:
    shop.order(
        "ALTER TABLE products ADD tags text[], ADD in_stock bool, ADD meta jsonb, ADD updated timestamptz",
    )
    shop.set_up()
    shop.order(
        insertion("mug-1"),
        """UPDATE products SET tags = '{a,"b, c"}', in_stock = false, meta = '{"n": 1.50}', updated = now()""",
    )
    *_, told = changes_of(await look(shop))
    with session_at(shop.dsn) as session:
        (page,) = read_tables(session, PUBLICATION, TableMapping(), Reading(ChangeKind.UPSERT, 5, NOW))
    (found,) = changes_of([page])
    assert found.product == told.product
    assert found.at < told.at + 1


async def test_a_slot_of_another_plugin_or_database_is_refused(shop: ShopDatabase, server: PostgresServer) -> None:
    with shop_database(server) as other:
        other.make_products()
        other.set_up()
        state = await slot_state(shop.dsn, SLOT, PUBLICATION)
        assert not state.readable
        assert any("another database" in words for words in state.missing)


async def test_a_lost_slot_is_told(shop: ShopDatabase, server: PostgresServer) -> None:
    shop.set_up()
    server.order("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'")
    server.order("SELECT pg_reload_conf()")
    try:
        for _ in range(4):
            shop.order("SELECT pg_switch_wal()", "CREATE TABLE IF NOT EXISTS t()", "DROP TABLE t")
        shop.order("CHECKPOINT")
        state = await state_of(shop)
    finally:
        server.order("ALTER SYSTEM RESET max_slot_wal_keep_size")
        server.order("SELECT pg_reload_conf()")
    assert state.wal_status == "lost"
    assert not state.readable
    assert any("pg_drop_replication_slot" in words for words in state.missing)


async def test_a_user_who_may_not_is_told_what_to_do(shop: ShopDatabase, server: PostgresServer) -> None:
    shop.set_up()
    shop.order("DROP ROLE IF EXISTS clerk", "CREATE ROLE clerk LOGIN")
    state = await slot_state(server.url(shop.name, user="clerk"), SLOT, PUBLICATION)
    assert any("ALTER ROLE" in words and "REPLICATION" in words for words in state.missing)
    with session_at(server.url(shop.name, user="clerk")) as session, pytest.raises(SlotTrouble) as caught:
        list(peek(session, SLOT, PUBLICATION, log_end(session)))
    assert caught.value.state == "42501"
    assert "ALTER ROLE" in caught.value.remedy


async def test_a_user_who_may_read_slots_and_tables_needs_nothing_else(shop: ShopDatabase) -> None:
    shop.set_up()
    shop.order("DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN REPLICATION", insertion("mug-1"))
    address = shop.server.url(shop.name, user="reader")
    assert (await slot_state(address, SLOT, PUBLICATION)).missing == ()
    with session_at(address) as session:
        assert list(peek(session, SLOT, PUBLICATION, log_end(session)))
        advance(session, SLOT, log_end(session))
        with pytest.raises(SlotTrouble, match="GRANT SELECT"):
            list(read_tables(session, PUBLICATION, TableMapping(), Reading(ChangeKind.UPSERT, 5, NOW)))
        shop.order("GRANT SELECT ON products TO reader")
        assert list(read_tables(session, PUBLICATION, TableMapping(), Reading(ChangeKind.UPSERT, 5, NOW)))


async def test_a_wrong_password_is_told_and_not_quoted(shop: ShopDatabase, server: PostgresServer) -> None:
    address = server.url(shop.name, user=f"{LOCKED_USER}:hunter2")
    with pytest.raises(SlotTrouble) as caught:
        await slot_state(address, SLOT)
    assert caught.value.state == "28P01"
    assert "hunter2" not in f"{caught.value!s}{caught.value!r}{caught.value.__cause__!r}"


@pytest.mark.parametrize(
    ("state", "kind", "remedy"),
    [
        ("55006", SlotBusy, "sources show"),
        ("42501", SlotTrouble, "ALTER ROLE"),
        ("57P03", SlotTrouble, "tried again"),
        ("53300", SlotTrouble, "no room"),
        ("XX000", SlotTrouble, "sources show"),
    ],
)
def test_what_a_server_says_is_told_with_what_to_do(state: str, kind: type[SlotTrouble], remedy: str) -> None:
    trouble = trouble_of(DatabaseError({"C": state, "M": "It will not."}), "shop at db:5432")
    assert type(trouble) is kind
    assert str(trouble).startswith(f"The database shop at db:5432 says: It will not. ({state})")
    assert remedy in trouble.remedy


def test_what_is_no_postgresql_is_told() -> None:
    trouble = trouble_of(KeyError(b"H"), "shop at db:5432")
    assert "no PostgreSQL server" in str(trouble)
    assert trouble.state is None


async def test_a_server_that_is_away_is_told_without_the_password() -> None:
    (port,) = free_ports(1)
    with pytest.raises(SlotTrouble) as caught:
        await slot_state(f"postgresql://shop:hunter2@127.0.0.1:{port}/shop", SLOT)
    assert "cannot be reached" in str(caught.value)
    assert "hunter2" not in f"{caught.value!s}{caught.value!r}"


async def test_a_database_that_is_not_there_is_told(server: PostgresServer) -> None:
    with pytest.raises(SlotTrouble) as caught:
        await slot_state(server.url("nowhere"), SLOT)
    assert caught.value.state == "3D000"


@pytest.mark.parametrize(
    ("position", "text"), [(0, "0/0"), (0x16B374D848, "16/B374D848"), (2**64 - 1, "FFFFFFFF/FFFFFFFF")]
)
def test_a_position_is_written_as_postgresql_does(position: int, text: str) -> None:
    assert position_text(position) == text


async def test_a_slot_is_dropped_and_one_that_is_not_there_is_dropped_as_well(shop: ShopDatabase) -> None:
    shop.set_up()
    await drop(shop.dsn, SLOT)
    assert not (await state_of(shop)).exists
    await drop(shop.dsn, SLOT)
    assert (await state_of(shop)).publication_ok
