"""A PostgreSQL server that cannot be used is told soon, in our words, and without its password."""

import gc
import socket
import threading
import warnings
from collections.abc import Iterator

import pytest

from store.server_probe import server_trouble
from tests.postgres import LOCKED_USER, PostgresServer


@pytest.fixture
def door() -> Iterator[socket.socket]:
    """A port at which nobody says a word."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door


def url_of(port: int, *, host: str = "127.0.0.1", password: str = "hunter2") -> str:  # noqa: S107 - not a real one
    return f"postgresql://shop:{password}@{host}:{port}/pinflow"


def trouble_of(url: str, *, seconds: float = 4.0) -> str:
    """The driver leaves its socket open when a server does not let it in: not ours to warn of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        told = server_trouble(url, seconds=seconds)
        gc.collect()
    return told or ""


def test_a_ledger_in_a_file_has_no_server_to_ask() -> None:
    assert server_trouble("sqlite:////srv/shop/pinflow.db") is None


def test_a_port_at_which_nobody_listens_is_named(door: socket.socket) -> None:
    port = door.getsockname()[1]
    door.close()

    told = trouble_of(url_of(port))

    assert told == f"the ledger's database pinflow at 127.0.0.1:{port} cannot be reached: connection refused"


def test_a_server_that_says_nothing_is_waited_for_shortly(door: socket.socket) -> None:
    told = trouble_of(url_of(door.getsockname()[1]), seconds=0.05)

    assert told.endswith("gave no answer within 0.05 s")
    assert "hunter2" not in told


def test_a_server_that_hangs_up_may_be_another_kind(door: socket.socket) -> None:

    def hang_up() -> None:
        door.accept()[0].close()

    hanging_up = threading.Thread(target=hang_up)
    hanging_up.start()

    told = trouble_of(url_of(door.getsockname()[1]))

    hanging_up.join()
    assert "closed the connection" in told or "cannot be reached" in told
    assert "hunter2" not in told


def test_a_server_that_can_be_used_is_no_trouble(postgres: PostgresServer) -> None:
    assert server_trouble(postgres.url("postgres")) is None


@pytest.mark.parametrize(
    ("user", "database", "words"),
    [
        (f"{LOCKED_USER}:hunter2", "postgres", f"does not let {LOCKED_USER} in"),
        ("pinflow", "nowhere", "has no database of that name"),
    ],
)
def test_what_the_server_says_is_told_in_our_words(
    postgres: PostgresServer, user: str, database: str, words: str
) -> None:
    told = trouble_of(postgres.url(database, user=user))

    assert words in told
    assert "hunter2" not in told
