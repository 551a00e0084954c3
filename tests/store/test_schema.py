"""The migrations make exactly the tables that the code uses, from nothing and back, whoever starts first."""

import asyncio
import multiprocessing
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import select, text

from store.database import Database
from store.schema import MIGRATIONS, NEWEST, LedgerTooNew, downgrade, is_newest, upgrade
from store.tables.every import METADATA
from store.tables.pins import IntentRow

PROCESSES = 2
OLD_INTENT = """
INSERT INTO intents (key, marker, account, board_id, board_name, product_key, title, product, policy, edition,
    image_slot, fingerprint, held, recalled, state, forbidden, created_at)
VALUES ('k', 'm', 'demo', '1', 'Mugs', 'mug', 'Mug', '{}', '{}', '', 0, 'f', false, false, 'open', false, 0)
"""


@pytest.fixture
def empty(url: str) -> Iterator[Database]:
    database = Database.open(url)
    yield database
    database.close()


def test_the_migrated_schema_is_that_of_the_tables(empty: Database) -> None:
    upgrade(empty)
    assert differences(empty) == []


def test_a_schema_that_differs_is_told_apart(empty: Database) -> None:
    """The comparison above would notice a column, an index or a table that is missing."""
    upgrade(empty)
    with empty.engine.execution_options(pinflow_writes=True).begin() as connection:
        connection.exec_driver_sql("DROP INDEX intents_by_account_state")
        connection.exec_driver_sql("ALTER TABLE intents DROP COLUMN edition")
        connection.exec_driver_sql("DROP TABLE seen_markers")
    assert len(differences(empty)) == 3


def test_the_schema_goes_down_to_nothing_and_up_again(empty: Database) -> None:
    upgrade(empty)
    downgrade(empty, "base")
    assert set(inspect(empty.engine).get_table_names()) == {"alembic_version"}
    upgrade(empty)
    assert differences(empty) == []


def test_a_ledger_of_the_first_version_is_brought_up_and_back_with_what_is_in_it(empty: Database) -> None:
    upgrade(empty, "0001")
    empty.write_now(lambda session: session.execute(text(OLD_INTENT)))
    upgrade(empty)
    assert empty.read_now(lambda session: session.exec(select(IntentRow)).one()).given is False
    assert differences(empty) == []
    downgrade(empty, "0001")
    assert empty.read_now(lambda session: session.execute(text("SELECT key FROM intents")).scalar_one()) == "k"


def test_upgrading_twice_changes_nothing(empty: Database) -> None:
    upgrade(empty)
    upgrade(empty)
    assert differences(empty) == []


def test_the_newest_version_is_the_one_that_is_named() -> None:
    """A new version that is not named would leave every ledger as it is."""
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [NEWEST]


def test_a_ledger_is_newest_only_when_it_is(empty: Database) -> None:
    assert not is_newest(empty)
    upgrade(empty)
    assert is_newest(empty)
    downgrade(empty, "base")
    assert not is_newest(empty)


def test_a_ledger_of_a_later_program_is_left_alone(empty: Database) -> None:
    """While a deploy rolls, somebody may start the old version once more."""
    upgrade(empty)
    empty.write_now(lambda session: session.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(LedgerTooNew, match="at 9999"):
        upgrade(empty)


def test_a_newest_ledger_is_opened_while_somebody_writes_in_it(empty: Database, url: str) -> None:
    upgrade(empty)
    other = Database.open(url)
    with empty.engine.execution_options(pinflow_writes=True).begin():
        upgrade(other)
    other.close()


async def test_two_threads_upgrade_at_once(empty: Database, url: str) -> None:
    other = Database.open(url)
    await asyncio.gather(asyncio.to_thread(upgrade, empty), asyncio.to_thread(upgrade, other))
    other.close()
    assert differences(empty) == []


def test_two_processes_upgrade_at_once(empty: Database, url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(PROCESSES)
    processes = [spawn.Process(target=upgrade_together, args=(url, start)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    assert differences(empty) == []


def upgrade_together(url: str, start: "multiprocessing.synchronize.Barrier") -> None:
    database = Database.open(url)
    start.wait()
    upgrade(database)
    database.close()


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, METADATA))
