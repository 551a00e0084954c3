"""The store is away, or slow: a 503 within its time, and never a 200 for what is not on disk."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from contracts.contract import Instant
from contracts.names import SourceKey
from contracts.trouble import LedgerBusy
from intake.limits import Limits
from intake.ports import Door
from tests.intake.house import SHOP, House, shopify_headers
from tests.intake.test_group_commit import StubbornInbox

HASTY = Limits(answer_seconds_max=0.2, health_seconds_max=0.2, closing_seconds_max=0.1)
PATIENCE_SECONDS = 20.0
BODY = b'{"id":1}'


@contextmanager
def locked(ledger: Path) -> Iterator[None]:
    """Somebody else writes, and does not end."""
    connection = sqlite3.connect(ledger, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


class Away:
    """A store that is not there at all."""

    async def door(self, source: SourceKey) -> Door | None:
        raise LedgerBusy("gone")

    async def look(self) -> None:
        raise LedgerBusy("gone")


class Silent:
    """A store that gives no answer."""

    async def look(self) -> None:
        await asyncio.Event().wait()


@dataclass
class Forgetful:
    """Counters that are away at first."""

    left: int
    counted: int = 0

    async def note_refused(self, source: SourceKey, reason: str, at: Instant, count: int = 1) -> None:
        self.left -= 1
        if self.left >= 0:
            raise LedgerBusy("gone")
        self.counted += count


async def test_while_the_ledger_is_locked_it_is_503_and_later_the_same_is_accepted(
    house: House, tmp_path: Path
) -> None:
    """The first may have been kept after all: then the second finds it. Either way it is there once."""
    async with house.open(limits=HASTY) as doors:
        with locked(tmp_path / "ledger.db"):
            refused = await asyncio.gather(*(doors.shopify(BODY, number) for number in range(20)))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (await doors.shopify(BODY, 0)).status_code == 503:
                pass
    async with house.open() as doors:
        again = [await doors.shopify(BODY, number) for number in range(20)]

    assert {(answer.status_code, answer.headers["retry-after"]) for answer in refused} == {(503, "5")}
    assert {answer.status_code for answer in again} == {200}
    assert {kept.dedupe for kept in await house.kept()} == {f"webhook-{number}" for number in range(20)}


async def test_who_cannot_be_looked_up_is_told_to_come_again(house: House) -> None:
    async with house.open(sources=Away()) as doors:
        answer = await doors.shopify(BODY)

    assert (answer.status_code, answer.json()["status"]) == (503, 503)


@pytest.mark.parametrize("store", [Away(), Silent()])
async def test_it_is_not_well_without_a_store(house: House, store: Away | Silent) -> None:
    async with house.open(store=store, limits=HASTY) as doors:
        assert (await doors.http.get("/healthz")).status_code == 503


async def test_when_the_server_ends_whoever_waits_is_told_to_come_again(house: House) -> None:
    """It is written at this moment, and nobody will see whether that succeeds."""
    inbox = StubbornInbox()
    patient = Limits(answer_seconds_max=60.0, closing_seconds_max=0.1)
    async with httpx.AsyncClient(trust_env=False, timeout=30.0) as sender:
        async with house.open(inbox=inbox, limits=patient) as doors:
            address = f"{doors.url}/hooks/{SHOP}"
            sent = asyncio.create_task(sender.post(address, content=BODY, headers=shopify_headers(BODY)))
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not inbox.groups:
                    await asyncio.sleep(0)
        answer = await sent

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_what_could_not_be_counted_is_counted_later(house: House) -> None:
    counters = Forgetful(left=0)
    async with house.open(counters=counters) as doors:
        for _ in range(3):
            await doors.shopify(BODY, secret="wrong")

    assert counters.counted == 3


async def test_counters_that_are_away_stop_nobody(house: House) -> None:
    counters = Forgetful(left=100)
    async with house.open(counters=counters) as doors:
        assert (await doors.shopify(BODY, secret="wrong")).status_code == 401
        assert (await doors.shopify(BODY)).status_code == 200

    assert counters.counted == 0
