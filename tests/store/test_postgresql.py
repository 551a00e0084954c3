"""PostgreSQL in trouble: what may pass is `LedgerBusy`, what was begun is whole or gone, no secret is told."""

import socket
import threading
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select, text

from contracts.trouble import LedgerBusy
from store.database import Database
from store.schema import is_newest, upgrade
from store.tables.accounts import AccountRow
from tests.postgres import LOCKED_USER, PASSWORD, PostgresServer, find_programs, postgres_server

HOLD_SECONDS_MAX = 60.0


@pytest.fixture
def dialect() -> str:
    return "postgresql"


def test_a_password_may_have_any_sign(postgres: PostgresServer) -> None:
    database = Database.open(locked(postgres, PASSWORD))
    assert (
        database.read_now(lambda session: session.execute(text("SELECT current_user")).scalar_one()) == LOCKED_USER
    )
    assert quote(PASSWORD, safe="") not in repr(database)
    database.close()


def test_a_wrong_password_is_trouble_that_does_not_tell_it(postgres: PostgresServer) -> None:
    database = Database.open(locked(postgres, "wr0ng"))
    with pytest.raises(LedgerBusy, match="password authentication failed") as busy:
        database.read_now(count)
    assert "wr0ng" not in f"{busy.value} {busy.value.__cause__}"
    database.close()


def test_the_socket_in_a_folder_is_reached(postgres: PostgresServer) -> None:
    database = Database.open(f"postgresql://pinflow@/postgres?host={postgres.folder}&port={postgres.port}")
    query = text("SELECT inet_client_addr() IS NULL")
    assert database.read_now(lambda session: session.execute(query).scalar_one())
    database.close()


def test_a_server_that_is_not_there_may_come() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        database = Database.open(
            f"postgresql://shop:{PASSWORD[0]}s3cret@127.0.0.1:{taken.getsockname()[1]}/ledger"
        )
        for work in (lambda: database.read_now(count), lambda: upgrade(database), lambda: is_newest(database)):
            with pytest.raises(LedgerBusy) as busy:
                work()
            assert "s3cret" not in str(busy.value)
            assert busy.value.exit_code == 4
        database.close()


def test_a_server_without_tls_is_not_spoken_to_when_tls_is_asked_for(postgres: PostgresServer) -> None:
    database = Database.open(f"{postgres.url('postgres')}?sslmode=require")
    with pytest.raises(LedgerBusy, match="SSL"):
        database.read_now(count)
    database.close()


def test_a_database_that_is_not_there_may_be_made(postgres: PostgresServer) -> None:
    database = Database.open(postgres.url("nowhere"))
    with pytest.raises(LedgerBusy, match=r"\(3D000\)"):
        database.read_now(count)
    database.close()


def test_a_connection_that_is_ended_takes_its_transaction_along_and_the_next_one_is_well(
    database: Database,
) -> None:
    def work(session: Session) -> None:
        session.add(AccountRow(key="half", created_at=0.0))
        session.flush()
        mine = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        database.read_now(lambda other: other.execute(text(f"SELECT pg_terminate_backend({mine})")))
        session.execute(text("SELECT 1"))

    with pytest.raises(LedgerBusy):
        database.write_now(work)
    assert database.read_now(count) == 1
    database.write_now(lambda session: session.add(AccountRow(key="whole", created_at=0.0)))
    assert database.read_now(count) == 2


def test_two_who_wait_for_one_another_are_told_and_one_of_them_goes_on(database: Database) -> None:
    database.write_now(lambda session: session.add(AccountRow(key="other", created_at=0.0)))
    both = threading.Barrier(2, timeout=HOLD_SECONDS_MAX)
    ends = list[str]()

    def lock(*keys: str) -> None:
        def work(session: Session) -> None:
            for key in keys:
                session.exec(select(AccountRow).where(AccountRow.key == key).with_for_update()).one()
                if key == keys[0]:
                    both.wait()

        try:
            database.write_now(work)
            ends.append("done")
        except LedgerBusy as busy:
            ends.append("deadlock" if "(40P01)" in str(busy) else str(busy))

    threads = [threading.Thread(target=lock, args=keys) for keys in (("demo", "other"), ("other", "demo"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["deadlock", "done"]


def test_a_lock_is_not_waited_for_for_ever(database: Database) -> None:
    def impatient(session: Session) -> None:
        session.execute(text("SET LOCAL lock_timeout = '1ms'"))
        session.exec(select(AccountRow).with_for_update()).all()

    def work(session: Session) -> None:
        session.exec(select(AccountRow).with_for_update()).all()
        with pytest.raises(LedgerBusy, match="lock timeout"):
            database.write_now(impatient)

    database.write_now(work)


def test_the_same_row_made_twice_is_trouble_that_passes(database: Database) -> None:
    with pytest.raises(LedgerBusy, match=r"\(23505\)"):
        database.write_now(lambda session: session.add(AccountRow(key="demo", created_at=0.0)))


def test_a_mistake_of_ours_is_no_trouble_that_passes(database: Database) -> None:
    with pytest.raises(DBAPIError, match="nonsense"):
        database.read_now(lambda session: session.execute(text("SELECT nonsense")))


def test_errors_tell_no_values(database: Database) -> None:
    with pytest.raises(DBAPIError) as error:
        database.write_now(lambda session: session.execute(text("SELECT nonsense, :secret"), {"secret": "s3cret"}))
    assert "s3cret" not in str(error.value)


def test_a_reader_can_change_nothing(database: Database) -> None:
    with pytest.raises(LedgerBusy, match="read-only"):
        database.read_now(lambda session: session.execute(text("DELETE FROM accounts")))
    assert database.read_now(count) == 1


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("lock_timeout", "30s"),
        ("idle_in_transaction_session_timeout", "1min"),
        ("synchronous_commit", "on"),
        ("default_transaction_isolation", "read committed"),
    ],
)
def test_every_connection_is_durable_and_patient(database: Database, setting: str, value: str) -> None:
    for door in (database.read_now, database.write_now):
        assert door(lambda session: session.execute(text(f"SHOW {setting}")).scalar_one()) == value


@pytest.fixture
def mortal() -> Iterator[PostgresServer]:
    """A server of its own: it is stopped and killed."""
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL is installed: its wheel is not made for this kind of machine")
    with postgres_server(programs) as server:
        yield server


def test_a_server_that_is_restarted_or_crashes_is_found_again(mortal: PostgresServer) -> None:
    database = Database.open(mortal.url("postgres"))
    upgrade(database)
    for number, manner in enumerate(("fast", "immediate")):

        def fall(session: Session, manner: str = manner) -> None:
            session.add(AccountRow(key="half", created_at=0.0))
            session.flush()
            mortal.stop(manner)

        def stand(session: Session, key: str = f"whole-{number}") -> None:
            session.add(AccountRow(key=key, created_at=0.0))

        with pytest.raises(LedgerBusy):
            database.write_now(fall)
        with pytest.raises(LedgerBusy):
            database.read_now(count)
        mortal.start()
        assert database.read_now(count) == number
        database.write_now(stand)
    assert database.read_now(count) == 2
    database.close()


def locked(server: PostgresServer, password: str) -> str:
    user = f"{LOCKED_USER}:{quote(password, safe='')}"
    return server.url("postgres", user=user)


def count(session: Session) -> int:
    return len(session.exec(select(AccountRow.key)).all())
