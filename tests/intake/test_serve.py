"""`pinflow serve`: where it listens, how it ends, and what it says when it cannot begin."""

import asyncio
import os
import signal
import socket
from pathlib import Path

import httpx
import pytest
import structlog

from config import PREFIX, Settings, load_settings
from contracts.sources import SourceKind
from intake.app import Intake
from intake.doorkeeper import Knock
from intake.ports import Door
from intake.server import listening
from starter.serving import intake_of
from store.accounts import SqlAccounts
from store.database import Database
from store.inbox import SqlInbox
from tests.builders import ACCOUNT
from tests.fakes.clock import FakeClock
from tests.intake.house import SECRET, SHOP, needs_of, shopify_headers
from tests.intake.processes import SERVE, STEP_SECONDS_MAX, add_shop, serving

BODY = b'{"id":1}'


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a home of the test's own, as the process will find them."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return load_settings()


async def test_it_takes_in_what_a_shop_sends_and_ends_when_told(settings: Settings) -> None:
    await add_shop(settings)
    async with serving() as served:
        async with httpx.AsyncClient(base_url=served.url, trust_env=False) as http:
            well = await http.get("/healthz")
            kept = await http.post(f"/hooks/{SHOP}", content=BODY, headers=shopify_headers(BODY))
        served.process.send_signal(signal.SIGTERM)

        assert await served.ended() == 0
    database = Database.open(settings.database_url)
    taken = await SqlInbox(database).take("test", 10, 1e12, 1.0)
    database.close()

    assert (well.status_code, kept.json()) == (200, {"accepted": "new"})
    assert [one.body for one in taken] == [BODY]


async def test_a_port_that_is_taken_is_told_in_a_sentence(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as theirs:
        port = theirs.getsockname()[1]
        process = await asyncio.create_subprocess_exec(
            *SERVE, "--port", str(port), stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        async with asyncio.timeout(STEP_SECONDS_MAX):
            out, err = await process.communicate()

    assert (process.returncode, out) == (4, b"")
    assert f"port {port}".encode() in err
    assert b"Traceback" not in err


async def test_a_port_that_is_taken_leaves_nothing_open(database: Database, clock: FakeClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as theirs, pytest.raises(OSError, match="in use"):
        async with listening(Intake(needs_of(database, clock)), "127.0.0.1", theirs.getsockname()[1]):
            pass


@pytest.mark.parametrize(("host", "told"), [("10.0.0.7", [SHOP]), ("127.0.0.1", []), ("localhost", [])])
async def test_a_source_without_a_secret_is_named_where_others_reach_its_door(
    settings: Settings, host: str, told: list[str]
) -> None:
    await add_shop(settings, secrets=())
    with structlog.testing.capture_logs() as logs:
        async with intake_of(settings, host):
            pass

    assert [log["source"] for log in logs if log["event"] == "intake.door_shut"] == told


async def test_it_makes_no_account_of_its_own(settings: Settings) -> None:
    """The simulator's account is the worker's and the commands' to make."""
    async with intake_of(settings, "127.0.0.1"):
        pass
    database = Database.open(settings.database_url)
    assert await SqlAccounts(database).names() == ()
    database.close()


def test_no_representation_shows_a_secret() -> None:
    door = Door(SHOP, SourceKind.SHOPIFY, ACCOUNT, secrets=(SECRET,))
    knock = Knock(SHOP, BODY, {"authorization": f"Bearer {SECRET}"}, None)

    assert knock.token == SECRET
    assert SECRET not in repr((door, knock))
