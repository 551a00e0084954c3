"""The server is killed while clients ask for pins: whatever it said yes to is there."""

import asyncio
import os
import signal
import ssl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from sqlmodel import func, select

from config import PREFIX, load_settings
from contracts.api_keys import ApiScope
from starter.ledger import open_ledger
from store.api_keys import SqlApiKeys
from store.database import Database
from store.tables.api import ApiPinRow
from store.tables.launches import ProductRow
from tests.fakes.clock import START
from tests.intake.processes import STEP_SECONDS_MAX, Served, serving

pytestmark = pytest.mark.chaos

KILLS = 3
CLIENTS = 32
CLIENTS_TOGETHER, REQUESTS_EACH, KEYS = 200, 20, 1_000
STRIDE = 53
"""Shares no factor with the keys: all of them are reached."""
ACCEPTED_BEFORE_KILL = 100


@pytest.fixture
async def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    async with open_ledger(load_settings(), with_demo=True) as ledger:
        return (await SqlApiKeys(ledger.database).create("test", [ApiScope.PINS_WRITE], None, START)).key


def a_pin(number: int) -> dict[str, str]:
    return {
        "account_id": "demo",
        "board_id": "700000000000000001",
        "title": f"Mug {number}",
        "link_url": f"https://shop.example.com/{number}",
        "image_url": f"https://cdn.example.com/{number}.jpg",
        "idempotency_key": f"key-{number}",
    }


async def counted() -> tuple[set[UUID], int]:
    """The pins that are kept, and how many rows ask for them."""
    database = Database.open(load_settings().database_url)
    try:
        ids = await database.read(lambda session: session.exec(select(ApiPinRow.id)).all())
        rows = await database.read(
            lambda session: session.exec(select(func.count()).select_from(ProductRow)).one()
        )
    finally:
        database.close()
    return {UUID(one) for one in ids}, rows


async def test_every_accepted_pin_is_on_disk_though_the_server_was_killed(key: str) -> None:
    numbers, accepted = iter(range(1_000_000)), set[UUID]()
    for _ in range(KILLS):
        async with serving() as served:
            accepted |= await storm(served, key, numbers)
    kept, rows = await counted()
    assert len(accepted) >= KILLS * ACCEPTED_BEFORE_KILL
    assert accepted <= kept
    assert rows == len(kept)


async def test_two_hundred_clients_with_the_same_thousand_keys_make_a_thousand_pins(key: str) -> None:
    """Each key is sent by four of them, some at the same moment; every repeat has the same answer."""
    answers: dict[int, set[str]] = {number: set() for number in range(KEYS)}
    plain = ssl.create_default_context()  # one for all: each would take longer to make than its requests

    async def client(served: Served, number: int) -> None:
        headers = {"X-API-Key": key}
        async with httpx.AsyncClient(
            base_url=served.url, headers=headers, trust_env=False, timeout=120.0, verify=plain
        ) as http:
            for step in range(REQUESTS_EACH):
                wanted = (number * KEYS // CLIENTS_TOGETHER + step * STRIDE) % KEYS
                answer = await http.post("/v1/pins", json=a_pin(wanted))
                assert answer.status_code == 201, answer.text
                answers[wanted].add(answer.json()["id"])

    async with serving() as served, asyncio.TaskGroup() as tasks:
        for number in range(CLIENTS_TOGETHER):
            tasks.create_task(client(served, number))
    kept, rows = await counted()
    assert (len(kept), rows) == (KEYS, KEYS)
    assert {len(ids) for ids in answers.values()} == {1}


async def storm(served: Served, key: str, numbers: Iterator[int]) -> set[UUID]:
    """What was accepted until the server was killed."""
    accepted, enough = set[UUID](), asyncio.Event()

    async def client(http: httpx.AsyncClient) -> None:
        with suppress(httpx.HTTPError):
            for number in numbers:
                answer = await http.post("/v1/pins", json=a_pin(number))
                assert answer.status_code == 201, answer.text
                accepted.add(UUID(answer.json()["id"]))
                if len(accepted) >= ACCEPTED_BEFORE_KILL:
                    enough.set()

    async def killer() -> None:
        await enough.wait()
        served.process.kill()

    headers = {"X-API-Key": key}
    async with httpx.AsyncClient(base_url=served.url, headers=headers, trust_env=False, timeout=30.0) as http:
        async with asyncio.timeout(STEP_SECONDS_MAX):
            await asyncio.gather(killer(), *(client(http) for _ in range(CLIENTS)))
    assert await served.ended() == -signal.SIGKILL
    return accepted
