"""A shop's database whose changes can be read: PostgreSQL with logical decoding."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from catalog.postgres_sessions import Rows, session_at
from tests.postgres import LOGICAL, PostgresServer, find_programs, postgres_server

SLOT, PUBLICATION = "pinflow_slot", "pinflow_news"


@contextmanager
def logical_server() -> Iterator[PostgresServer]:
    """A server of its own, for as long as the block lasts."""
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL is installed: its wheel is not made for this kind of machine")
    with postgres_server(programs, LOGICAL) as server:
        yield server


@dataclass(frozen=True)
class ShopDatabase:
    """One database of it, with a connection for each order."""

    server: PostgresServer
    name: str

    @property
    def dsn(self) -> str:
        return self.server.url(self.name)

    def order(self, *statements: str) -> Rows:
        """Each by itself, in one session; the rows of the last."""
        rows: Rows = ()
        with session_at(self.dsn) as session:
            for statement in statements:
                rows = session.ask(statement)
        return rows

    def make_products(self, table: str = "products", *, identity: str = "DEFAULT") -> None:
        self.order(
            f"CREATE TABLE {table} (id text PRIMARY KEY, title text NOT NULL, description text, "
            "price numeric(10, 2), link text, image_link text)",
            # Long values stand apart, and are not told of again where they did not change.
            f"ALTER TABLE {table} ALTER description SET STORAGE EXTERNAL",
            f"ALTER TABLE {table} REPLICA IDENTITY {identity}",
        )

    def set_up(self, tables: Sequence[str] = ("products",), *, plugin: str = "pgoutput") -> None:
        self.order(
            f"CREATE PUBLICATION {PUBLICATION} FOR TABLE {', '.join(tables)}",
            f"SELECT pg_create_logical_replication_slot('{SLOT}', '{plugin}')",
        )

    def clear(self) -> None:
        """A slot keeps its database, and the server's log."""
        self.order("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active")
        self.server.drop(self.name)


@contextmanager
def shop_database(server: PostgresServer) -> Iterator[ShopDatabase]:
    """A new one, and no slot afterwards."""
    shop = ShopDatabase(server, server.new_database())
    try:
        yield shop
    finally:
        shop.clear()


def a_row(key: str, *, title: str = "Blue mug", price: str = "12.50", description: str = "Soft") -> str:
    """The values of an INSERT."""
    return "(" + ", ".join(f"'{value}'" for value in columns_of(key, title, price, description)) + ")"


def insertion(key: str, table: str = "products", **said: str) -> str:
    """The whole INSERT; `said` as in `a_row`."""
    return f"INSERT INTO {table} VALUES {a_row(key, **said)}"  # noqa: S608 - the tests' own words


def many_rows(count: int) -> str:
    """An INSERT of products `mug-1`, `mug-2` and so on."""
    return (
        "INSERT INTO products SELECT 'mug-' || n, 'Mug', '', 1, 'https://x.example/' || n, "  # noqa: S608 - a number
        f"'https://x.example/' || n || '.jpg' FROM generate_series(1, {count}) n"
    )


def columns_of(key: str, title: str, price: str, description: str) -> Sequence[str]:
    """In the table's order."""
    page, image = f"https://shop.example.com/p/{key}", f"https://cdn.example.com/{key}.jpg"
    return (key, title, description, price, page, image)
