"""The API, really served on a free port over a real store; and callers with keys."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx

from contracts.api_keys import ApiScope
from contracts.names import AccountKey
from intake.api.app import ApiNeeds
from intake.api.limits import ApiLimits
from intake.api.operation import Operation
from intake.app import Intake
from intake.limits import Limits
from intake.server import listening
from store.api_keys import SqlApiKeys
from store.api_requests import SqlApiRequests
from store.database import Database
from tests.fakes.clock import START, FakeClock
from tests.intake.house import needs_of

PATIENT = httpx.Timeout(30.0, pool=None)
"""Seconds; who has come with hundreds of others waits for a connection as long as that takes."""
USUAL = (ApiScope.PINS_READ, ApiScope.PINS_WRITE)


@dataclass(frozen=True)
class ServedApi:
    """Where it is, and what it is served from. `key` is of the usual scopes, for all accounts."""

    url: str
    key: str
    http: httpx.AsyncClient
    """Sends the key with each request."""
    database: Database
    clock: FakeClock

    async def new_key(self, *scopes: ApiScope, accounts: Collection[AccountKey] | None = None) -> str:
        return (await SqlApiKeys(self.database).create("test", scopes or USUAL, accounts, START)).key


@asynccontextmanager
async def serve_api(
    database: Database,
    clock: FakeClock,
    operations: Sequence[Operation],
    *,
    limits: Limits | None = None,
    api_limits: ApiLimits | None = None,
) -> AsyncIterator[ServedApi]:
    """Serve these operations until the block ends."""
    key = (await SqlApiKeys(database).create("test", USUAL, None, START)).key
    api = ApiNeeds(operations=operations, kept=SqlApiRequests(database), limits=api_limits or ApiLimits())
    intake = Intake(replace(needs_of(database, clock, limits=limits), api=api))
    async with (
        listening(intake, "127.0.0.1", 0) as url,
        httpx.AsyncClient(base_url=url, headers={"X-API-Key": key}, trust_env=False, timeout=PATIENT) as http,
    ):
        yield ServedApi(url=url, key=key, http=http, database=database, clock=clock)
