"""The numbers of pins read over real HTTP from the simulator: each is the simulator's own, to the last one."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest_asyncio

from activities.pin_results import PinResultActivities
from contracts.names import LaunchId
from contracts.pin_results import PinTally, ReadingState, ResultsOrder, ResultsPart
from outcomes.pin_results import By, lines_by
from pinterest_api.client import PinterestClient
from pinterest_api.pin_numbers import PinterestPinNumbers
from simulator.running import RunningSimulator
from store.ads_calls import SqlAdsCalls
from store.app_refusals import SqlAppRefusals
from store.database import Database
from store.pin_results import SqlPinResults
from tests.activities.stage import run
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import START, FakeClock
from tests.ledger import Ledger, live
from tests.pinterest_api.doubles import FixedToken, MemoryRates
from tests.simulator.builders import base64_source

DAY = 86_400.0
AGE_DAYS = 40
PINS = 5
RESTRICTED = {"status": 401, "body": {"code": 3, "message": "This is a restricted feature."}}

Counts = tuple[int, int, int, int]


@dataclass
class Desk:
    """The activity at the simulator, on one clock with it."""

    ledger: Ledger
    clock: FakeClock
    http: httpx.AsyncClient
    reading: PinResultActivities
    pins: list[str]

    async def step(self) -> ResultsPart:
        return await run(self.reading.read_results, ResultsOrder(account=ACCOUNT, before=self.clock.now()))

    async def tell(self, door: str, order: object) -> None:
        (await self.http.post(f"/_simulator/{door}", content=json.dumps(order))).raise_for_status()

    async def pass_days(self, days: int) -> None:
        await self.clock.advance(days * DAY)
        await self.tell("clock", {"now": self.clock.now()})

    @property
    def yesterday(self) -> date:
        return datetime.fromtimestamp(self.clock.now(), UTC).date() - timedelta(days=1)

    async def truth(self, path: str, back: int) -> Counts:
        """The sums of the simulator's own days, of a pin or of the account."""
        asked = {
            "start_date": (self.yesterday - timedelta(days=back)).isoformat(),
            "end_date": self.yesterday.isoformat(),
            "metric_types": "IMPRESSION,SAVE,PIN_CLICK,OUTBOUND_CLICK",
        }
        answer = await self.http.get(f"/v5/{path}", params=asked, headers={"authorization": "Bearer sim_demo"})
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()["all"]["summary_metrics"]  # JSON
        return told["IMPRESSION"], told["SAVE"], told["PIN_CLICK"], told["OUTBOUND_CLICK"]

    async def tallies(self, back: int) -> dict[str, PinTally]:
        first = self.yesterday - timedelta(days=back)
        found = await SqlPinResults(self.ledger.database).tallies(ACCOUNT, first, self.yesterday)
        return {one.pin_id: one for one in found}


def counts(one: PinTally) -> Counts:
    return one.impressions, one.saves, one.pin_clicks, one.outbound_clicks


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    clock, ledger = FakeClock(START), Ledger(database)
    async with (
        RunningSimulator() as simulator,
        PinterestClient.open(simulator.api_url, FixedToken("sim_demo"), MemoryRates()) as client,
        httpx.AsyncClient(base_url=simulator.url) as http,
    ):
        calls, refusals = SqlAdsCalls(database), SqlAppRefusals(database)
        numbers = PinterestPinNumbers(client)
        reading = PinResultActivities(numbers, SqlPinResults(database), calls, refusals, clock)
        desk = Desk(ledger, clock, http, reading, [])
        await desk.tell("clock", {"now": START})
        desk.pins = [await a_pin(desk, number) for number in range(PINS)]
        await desk.pass_days(AGE_DAYS)
        yield desk


async def a_pin(desk: Desk, number: int) -> str:
    """A pin at the simulator, and its intent in the ledger."""
    headers = {"authorization": "Bearer sim_demo"}
    boards = (await desk.http.get("/v5/boards", headers=headers)).json()["items"]
    if not boards:
        boards = [(await desk.http.post("/v5/boards", headers=headers, json={"name": "Kitchen"})).json()]
    body = {"board_id": boards[0]["id"], "title": f"Mug {number}", "media_source": base64_source()}
    answer = await desk.http.post("/v5/pins", headers=headers, json=body)
    answer.raise_for_status()
    pin_id = str(answer.json()["id"])
    (key,) = await desk.ledger.ready(a_product(f"mug-{number}"), launch=LaunchId(f"l{number}"), at=START)
    claim = await desk.ledger.claimed(key, now=START + 60 * number)
    await desk.ledger.attempts.made(key, claim.attempt, pin_id, START + 60 * number)
    await desk.ledger.intents.settle(key, live(pin_id), START + 60 * number)
    return pin_id


async def test_every_pin_s_numbers_are_pinterest_s_own(desk: Desk) -> None:
    part = await desk.step()
    assert (part.read, part.calls) == (PINS, 1)
    for back in (0, 6, 60):
        tallies = await desk.tallies(back)
        for pin_id in desk.pins:
            assert counts(tallies[pin_id]) == await desk.truth(f"pins/{pin_id}/analytics", back)
        (line,) = lines_by(list(tallies.values()), By.BOARD)
        whole = (line.sums.impressions, line.sums.saves, line.sums.pin_clicks, line.sums.outbound_clicks)
        assert whole == await desk.truth("user_account/analytics", back)
        assert line.sums.impressions > 0


async def test_days_later_the_numbers_are_the_new_ones_and_older_days_stay(desk: Desk) -> None:
    await desk.step()
    await desk.pass_days(60)
    await desk.step()
    tallies = await desk.tallies(80)
    for pin_id in desk.pins:
        assert counts(tallies[pin_id]) == await desk.truth(f"pins/{pin_id}/analytics", 80)
    assert sum(one.impressions for one in (await desk.tallies(100)).values()) > sum(
        one.impressions for one in tallies.values()
    )


async def test_a_restricted_app_reads_the_same_one_by_one(desk: Desk) -> None:
    rule = {"match": {"method": "GET", "path": "/v5/pins/analytics"}, "times": 9, "effect": RESTRICTED}
    await desk.tell("faults", {"seed": 1, "rules": [rule]})
    assert (await desk.step()).calls == PINS + 1
    tallies = await desk.tallies(60)
    assert counts(tallies[desk.pins[0]]) == await desk.truth(f"pins/{desk.pins[0]}/analytics", 60)


async def test_a_pin_that_was_deleted_is_named_and_the_others_are_read(desk: Desk) -> None:
    headers = {"authorization": "Bearer sim_demo"}
    (await desk.http.delete(f"/v5/pins/{desk.pins[2]}", headers=headers)).raise_for_status()
    part = await desk.step()
    assert (part.read, part.not_had) == (PINS - 1, {ReadingState.GONE: 1})
