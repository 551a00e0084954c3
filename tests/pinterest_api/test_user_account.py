"""The account over real HTTP."""

import pytest

from contracts.sightings import SeenAccount
from contracts.trouble import TokenDead, Unavailable
from pinterest_api.user_account import PinterestUserAccount
from tests.pinterest_api.doubles import ACCOUNT, client_of
from tests.pinterest_api.scripted_server import answers, scripted


async def test_the_account_is_read() -> None:
    body = {"username": "muggers", "account_type": "BUSINESS", "id": 5}
    async with scripted(answers(200, body)) as server, client_of(server.url) as client:
        seen = await PinterestUserAccount(client).get(ACCOUNT)
    assert seen == SeenAccount(username="muggers", id="5", account_type="BUSINESS")
    assert server.heard[0].line == "GET /v5/user_account HTTP/1.1"


async def test_a_dead_token_is_known_by_it() -> None:
    refusal = answers(401, {"code": 2, "message": "Authentication failed."})
    async with scripted(refusal) as server, client_of(server.url) as client:
        with pytest.raises(TokenDead):
            await PinterestUserAccount(client).get(ACCOUNT)


async def test_an_account_without_a_name_is_none() -> None:
    async with scripted(answers(200, {"id": "5"})) as server, client_of(server.url) as client:
        with pytest.raises(Unavailable):
            await PinterestUserAccount(client).get(ACCOUNT)
