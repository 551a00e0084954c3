"""Sources over HTTP are seen, and tell no secret."""

from collections.abc import AsyncIterator

import pytest

from contracts.names import AccountKey
from intake.api.sources import SourcesApi
from store.database import Database
from tests.builders import ACCOUNT
from tests.fakes.clock import FakeClock
from tests.intake.api.served import ServedApi, serve_api
from tests.intake.house import SECRET, House
from tests.ledger import Ledger


@pytest.fixture
async def api(database: Database) -> AsyncIterator[ServedApi]:
    house = House(database, FakeClock())
    await house.furnish()
    operations = SourcesApi(house.sources, Ledger(database).accounts).operations()
    async with serve_api(database, FakeClock(), operations) as served:
        yield served


async def test_sources_are_listed_by_their_names(api: ServedApi) -> None:
    answer = await api.http.get("/v1/sources", params={"account_id": ACCOUNT, "limit": 2})
    assert answer.headers["X-Total-Count"] == "4"
    assert [source["id"] for source in answer.json()] == ["ours", "rows"]
    (shop,) = (await api.http.get("/v1/sources", params={"kind": "shopify"})).json()
    assert (shop["id"], shop["secrets"], shop["last_poll"]) == ("spring-shop", 1, None)


async def test_no_secret_is_told(api: ServedApi) -> None:
    answer = await api.http.get("/v1/sources/spring-shop")
    assert answer.json()["kind"] == "shopify"
    assert SECRET not in answer.text


async def test_a_source_of_another_account_is_not_there(api: ServedApi) -> None:
    headers = {"X-API-Key": await api.new_key(accounts=[AccountKey("stranger")])}
    assert (await api.http.get("/v1/sources/spring-shop", headers=headers)).status_code == 404
    assert (await api.http.get("/v1/sources", headers=headers)).json() == []
