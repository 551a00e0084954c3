"""The outbox starts what waits, and one that cannot be started keeps no other waiting for ever."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import pytest

from activities.outbox import AGAIN_SECONDS, STARTS_AT_ONCE, OutboxKeeper
from contracts.contract import Instant
from contracts.events import EventType
from contracts.trouble import EngineAway, LedgerBusy
from contracts.webhooks import DeliveryRequest
from tests.fakes.clock import START, LeapingClock


@dataclass
class FakeOutbox:
    """Keeps the port `Outbox`."""

    waiting: list[DeliveryRequest] = field(default_factory=list)
    told: dict[str, Instant] = field(default_factory=dict)
    busy: int = 0

    async def to_start(self, now: Instant, limit: int) -> Sequence[DeliveryRequest]:
        if self.busy:
            self.busy -= 1
            raise LedgerBusy("not now")
        return [one for one in self.waiting if self.told.get(one.delivery, 0.0) <= now][:limit]

    async def started(self, deliveries: Collection[str], again_at: Instant) -> None:
        self.told |= dict.fromkeys(deliveries, again_at)


@dataclass
class FakeStarts:
    """Keeps the port `DeliveryEngine`."""

    away: set[str] = field(default_factory=set)
    started: list[str] = field(default_factory=list)

    async def start_delivery(self, request: DeliveryRequest) -> None:
        if request.delivery in self.away:
            raise EngineAway("Temporal is away")
        self.started.append(request.delivery)


def requests(count: int) -> list[DeliveryRequest]:
    return [
        DeliveryRequest(delivery=f"d{number}", event="evt_1", endpoint=f"e{number}", type=EventType.PING)
        for number in range(count)
    ]


async def test_each_is_started_once() -> None:
    outbox, engine = FakeOutbox(requests(STARTS_AT_ONCE + 3)), FakeStarts()
    keeper = OutboxKeeper(outbox, engine, LeapingClock())
    assert await keeper.start_some() == STARTS_AT_ONCE + 3
    assert await keeper.start_some() == 0
    assert len(engine.started) == STARTS_AT_ONCE + 3
    assert set(outbox.told.values()) == {START + AGAIN_SECONDS}


async def test_those_that_were_started_are_written_down_also_when_another_could_not_be() -> None:
    outbox, engine = FakeOutbox(requests(3)), FakeStarts(away={"d1"})
    with pytest.raises(EngineAway):
        await OutboxKeeper(outbox, engine, LeapingClock()).start_some()
    assert set(outbox.told) == {"d0", "d2"}


async def test_it_goes_on_after_trouble_and_ends_when_told() -> None:
    outbox, engine, stop = FakeOutbox(requests(1), busy=3), FakeStarts(), asyncio.Event()
    running = asyncio.create_task(OutboxKeeper(outbox, engine, LeapingClock()).run(stop))
    while not engine.started:
        await asyncio.sleep(0)
    stop.set()
    await running
    assert engine.started == ["d0"]
