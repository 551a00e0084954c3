"""The server is killed in the middle of a storm: whatever it said yes to is there."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from config import PREFIX, load_settings
from store.database import Database
from store.tables.sources import DeliveryRow
from tests.intake.house import SHOP, shopify_headers
from tests.intake.processes import STEP_SECONDS_MAX, Served, add_shop, serving

pytestmark = pytest.mark.chaos

KILLS = 4
AT_ONCE = 32
ACCEPTED_BEFORE_KILL = 150


async def test_every_yes_is_on_disk_though_the_server_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    await add_shop(settings)
    numbers = iter(range(1_000_000))
    accepted: set[int] = set()
    for _ in range(KILLS):
        async with serving() as served:
            accepted |= await storm(served, numbers)
    database = Database.open(settings.database_url)
    kept = await database.read(lambda session: list(session.exec(select(DeliveryRow.dedupe))))
    database.close()

    assert len(accepted) >= KILLS * ACCEPTED_BEFORE_KILL
    assert {f"webhook-{number}" for number in accepted} <= set(kept)
    assert len(kept) == len(set(kept))


async def storm(served: Served, numbers: Iterator[int]) -> set[int]:
    """What was accepted until the server was killed, and still being sent when it was."""
    accepted: set[int] = set()
    enough = asyncio.Event()
    async with httpx.AsyncClient(base_url=served.url, trust_env=False, timeout=30.0) as http:
        senders = (sender(http, numbers, accepted, enough) for _ in range(AT_ONCE))
        async with asyncio.timeout(STEP_SECONDS_MAX):
            await asyncio.gather(killer(served, enough), *senders)
    assert await served.ended() == -signal.SIGKILL
    return accepted


async def sender(
    http: httpx.AsyncClient, numbers: Iterator[int], accepted: set[int], enough: asyncio.Event
) -> None:
    with suppress(httpx.HTTPError):
        for number in numbers:
            body = b'{"id":%d}' % number
            answer = await http.post(f"/hooks/{SHOP}", content=body, headers=shopify_headers(body, number))
            if answer.status_code == 200:
                accepted.add(number)
            if len(accepted) >= ACCEPTED_BEFORE_KILL:
                enough.set()


async def killer(served: Served, enough: asyncio.Event) -> None:
    await enough.wait()
    served.process.kill()
