"""The whole API as `pinflow serve` has it, over a home of the test's own."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from config import PREFIX, Settings, load_settings
from contracts.api_keys import ApiScope
from intake.api.operation import Operation
from intake.server import listening
from starter.api_serving import api_needs
from starter.ledger import open_ledger
from starter.pinterest_resources import pinterest_resources
from starter.serving import intake_of
from store.api_keys import SqlApiKeys
from tests.fakes.clock import START
from tests.laid_ledger import lay_ledger_at

EVERYTHING = (ApiScope.ADMIN,)


@dataclass(frozen=True)
class WholeApi:
    """`key` is of scope `admin`."""

    url: str
    key: str


def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    lay_ledger_at(settings.database_url)
    return settings


@asynccontextmanager
async def serve_whole(settings: Settings) -> AsyncIterator[WholeApi]:
    """With the account `demo` and nothing else."""
    async with open_ledger(settings, with_demo=True) as ledger:
        made = await SqlApiKeys(ledger.database).create("test", EVERYTHING, None, START)
    async with intake_of(settings, "127.0.0.1") as intake, listening(intake, "127.0.0.1", 0) as url:
        yield WholeApi(url, made.key)


@asynccontextmanager
async def raw_client(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """What no client of PinBridge's would send can be sent by it, with a key for everything."""
    async with (
        serve_whole(settings) as api,
        httpx.AsyncClient(base_url=api.url, headers={"X-API-Key": api.key}, trust_env=False) as client,
    ):
        yield client


async def whole_operations(settings: Settings) -> list[Operation]:
    """Everything that is served."""
    async with open_ledger(settings) as ledger, pinterest_resources(settings, ledger) as pinterest:
        return list(api_needs(ledger, settings, pinterest).operations)
