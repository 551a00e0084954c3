"""Requests by their idempotency key, in the ledger."""

import asyncio

import pytest

from contracts.api_requests import Begun, KeptAnswer, OtherRequest, RequestKey, StillRunning
from store.api_requests import SqlApiRequests
from store.database import Database
from tests.fakes.clock import START

KEY = RequestKey(grant="key_1", digest="a" * 64)
ANSWER = KeptAnswer(
    status=201, media_type="application/json", headers={"X-Total-Count": "1"}, body='{"title": "ü"}'
)
UNTIL = START + 90


@pytest.fixture
def requests(database: Database) -> SqlApiRequests:
    return SqlApiRequests(database)


async def begun(requests: SqlApiRequests, now: float = START) -> Begun:
    admission = await requests.begin(KEY, "f", now, now + 90)
    assert isinstance(admission, Begun)
    return admission


async def test_one_of_many_at_once_is_the_first(requests: SqlApiRequests) -> None:
    met = await asyncio.gather(*(requests.begin(KEY, "f", START, UNTIL) for _ in range(8)))

    assert sorted(type(one).__name__ for one in met) == ["Begun", *["StillRunning"] * 7]
    assert {one.until for one in met if isinstance(one, StillRunning)} == {UNTIL}


async def test_what_was_answered_is_told_for_ever(requests: SqlApiRequests) -> None:
    await requests.finish(KEY, (await begun(requests)).token, ANSWER)

    assert await requests.begin(KEY, "f", START + 1e9, UNTIL + 1e9) == ANSWER
    assert await requests.begin(KEY, "g", START, UNTIL) == OtherRequest()


async def test_what_was_abandoned_begins_anew(requests: SqlApiRequests) -> None:
    await requests.abandon(KEY, (await begun(requests)).token)

    assert isinstance(await requests.begin(KEY, "g", START, UNTIL), Begun)


async def test_what_was_answered_cannot_be_abandoned(requests: SqlApiRequests) -> None:
    token = (await begun(requests)).token
    await requests.finish(KEY, token, ANSWER)
    await requests.abandon(KEY, token)

    assert await requests.begin(KEY, "f", START, UNTIL) == ANSWER


async def test_whoever_was_too_slow_changes_nothing_any_more(requests: SqlApiRequests) -> None:
    late = await begun(requests)
    await begun(requests, UNTIL)
    await requests.finish(KEY, late.token, ANSWER)
    await requests.abandon(KEY, late.token)

    assert isinstance(await requests.begin(KEY, "f", UNTIL, UNTIL), StillRunning)
