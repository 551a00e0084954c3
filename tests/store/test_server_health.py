"""Looks at a ledger on PostgreSQL: what they see, that they change nothing, and that they end."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from contracts.trouble import LedgerBusy
from store.database import Database, ledger_file
from store.health import LedgerHealth, LookLimits, Pile, open_health
from store.tables.states import IntentState
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import START
from tests.ledger import Ledger
from tests.postgres import PostgresServer


@pytest.fixture
def dialect() -> str:
    return "postgresql"


@pytest.fixture
def looks(database: Database, ledger_url: str) -> Iterator[LedgerHealth]:
    with open_health(ledger_url) as looks:
        yield looks


async def test_a_ledger_that_is_kept_well(looks: LedgerHealth, ledger_url: str) -> None:
    body, schema = await looks.body(), await looks.schema()
    assert (body.kind, body.journal) == ("PostgreSQL", None)
    assert body.place == f"127.0.0.1/{ledger_url.rpartition('/')[2]}"
    assert body.size > 0
    assert (schema.revision, schema.known, schema.missing) == (schema.head, True, ())
    assert await looks.faults() == ()


async def test_a_socket_is_on_this_machine(postgres: PostgresServer) -> None:
    with open_health(f"postgresql://pinflow@/postgres?host={postgres.folder}&port={postgres.port}") as looks:
        assert (await looks.body()).place == "this machine/postgres"


async def test_work_that_does_not_move_is_found(looks: LedgerHealth, ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.claimed(key)
    piles = await looks.idle_pins({IntentState.OPEN: START + 3_600, IntentState.READY: START + 3_600})
    assert {state: pile.count for state, pile in piles.items()} == {IntentState.OPEN: 0, IntentState.READY: 0}
    assert await looks.open_attempts(START + 3_600) == Pile(1, ACCOUNT, key)
    assert len(await looks.unfinished_launches()) == 1
    assert [account.account for account in await looks.accounts()] == [ACCOUNT]


async def test_nothing_can_be_written_through_it(looks: LedgerHealth) -> None:
    with pytest.raises(LedgerBusy, match="read-only"):
        await looks._look(lambda session: session.execute(text("DELETE FROM accounts")))


async def test_a_look_that_takes_too_long_is_ended_by_the_server(ledger_url: str, database: Database) -> None:
    with (
        open_health(ledger_url, limits=LookLimits(seconds=0.05)) as looks,
        pytest.raises(LedgerBusy, match="57014"),
    ):
        await looks._look(lambda session: session.execute(text("SELECT pg_sleep(60)")))


def test_it_has_no_file(ledger_url: str) -> None:
    assert ledger_file(ledger_url) is None
