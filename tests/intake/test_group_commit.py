"""Groups: who waits at the same time is one transaction; nobody is told yes for what is not kept."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from contracts.intake import Arrival, Delivery
from contracts.trouble import LedgerBusy
from intake.group_commit import GroupCommit
from intake.limits import Limits
from tests.intake.house import a_delivery

LIMITS = Limits(queue_max=5, group_max=3, group_bytes_max=1_000, closing_seconds_max=0.05)
AWAY = LedgerBusy("locked")


@dataclass
class StubbornInbox:
    """Writes a group when the test lets it, or breaks on what the test names."""

    groups: list[list[str]] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    trouble: Exception | None = None
    poison: str = ""

    async def accept(self, deliveries: Sequence[Delivery]) -> Sequence[Arrival]:
        names = [delivery.dedupe for delivery in deliveries]
        self.groups.append(names)
        await self.open.wait()
        if self.trouble is not None:
            raise self.trouble
        if self.poison in names:
            raise ValueError(self.poison)
        return [Arrival.NEW for _ in deliveries]


@dataclass
class Company:
    """Deliveries that wait, each in its task."""

    groups: GroupCommit
    inbox: StubbornInbox
    running: asyncio.Task[None]
    tasks: list[asyncio.Task[Arrival]] = field(default_factory=list)

    async def comes(self, number: int, *, body: bytes = b"{}") -> asyncio.Task[Arrival]:
        """One more waits; when this returns it stands in the queue."""
        task = asyncio.create_task(self.groups.accept(a_delivery(number, body=body)))
        self.tasks.append(task)
        for _ in range(3):
            await asyncio.sleep(0)
        return task

    async def told(self) -> list[Arrival | BaseException]:
        return await asyncio.gather(*self.tasks, return_exceptions=True)


@asynccontextmanager
async def company(limits: Limits = LIMITS) -> AsyncIterator[Company]:
    inbox = StubbornInbox()
    groups = GroupCommit(inbox, limits)
    running = asyncio.create_task(groups.run())
    yield Company(groups, inbox, running)
    await groups.close(running)


async def test_who_comes_during_a_transaction_is_the_next_one_together() -> None:
    async with company() as they:
        for number in range(4):
            await they.comes(number)
        they.inbox.open.set()
        told = await they.told()

    assert told == [Arrival.NEW] * 4
    assert they.inbox.groups == [["d-0"], ["d-1", "d-2", "d-3"]]


async def test_one_alone_waits_for_nobody() -> None:
    async with company() as they:
        they.inbox.open.set()
        assert await (await they.comes(0)) is Arrival.NEW


async def test_a_group_has_a_limit_in_number_and_in_bytes() -> None:
    async with company() as they:
        for number, size in enumerate((2, 2, 2, 2, 2, 998)):
            await they.comes(number, body=b"x" * size)
        they.inbox.open.set()
        await they.told()

    assert they.inbox.groups == [["d-0"], ["d-1", "d-2", "d-3"], ["d-4", "d-5"]]


async def test_one_that_is_larger_than_a_group_may_be_goes_alone() -> None:
    async with company() as they:
        for number in range(4):
            await they.comes(number, body=b"x" * 2_000)
        they.inbox.open.set()
        await they.told()

    assert they.inbox.groups == [["d-0"], ["d-1"], ["d-2"], ["d-3"]]


async def test_when_too_many_wait_the_next_is_refused_at_once() -> None:
    async with company() as they:
        for number in range(7):
            await they.comes(number)
        refused = they.tasks[-1]

        assert isinstance(refused.exception(), LedgerBusy)
        they.inbox.open.set()
        assert (await they.told())[:6] == [Arrival.NEW] * 6


async def test_while_the_store_is_away_everybody_is_refused_and_then_nobody() -> None:
    async with company() as they:
        they.inbox.open.set()
        they.inbox.trouble = AWAY
        assert isinstance(await asyncio.gather(await they.comes(0), return_exceptions=True), list)
        they.inbox.trouble = None
        await they.comes(1)

        assert await they.told() == [AWAY, Arrival.NEW]


async def test_one_that_breaks_its_group_is_refused_and_the_others_are_kept() -> None:
    async with company() as they:
        they.inbox.poison = "d-2"
        for number in range(4):
            await they.comes(number)
        they.inbox.open.set()
        told = await they.told()

    assert [type(one) for one in told] == [Arrival, Arrival, ValueError, Arrival]


async def test_who_stops_waiting_is_not_written() -> None:
    async with company() as they:
        for number in range(3):
            await they.comes(number)
        they.tasks[1].cancel()
        they.inbox.open.set()
        await they.told()

    assert they.inbox.groups == [["d-0"], ["d-2"]]


async def test_who_stops_waiting_in_the_middle_of_its_transaction_hurts_nobody() -> None:
    async with company() as they:
        first = await they.comes(0)
        first.cancel()
        await they.comes(1)
        they.inbox.open.set()
        told = await they.told()

    assert isinstance(told[0], asyncio.CancelledError)
    assert told[1] is Arrival.NEW


async def test_at_the_end_what_waits_is_written() -> None:
    async with company() as they:
        for number in range(3):
            await they.comes(number)
        they.inbox.open.set()

    assert await they.told() == [Arrival.NEW] * 3


async def test_at_the_end_what_cannot_be_written_is_refused() -> None:
    """Both what is being written and what waits: nobody knows whether the first will be kept."""
    async with company() as they:
        for number in range(3):
            await they.comes(number)

    assert [type(one) for one in await they.told()] == [LedgerBusy] * 3


async def test_after_the_end_nobody_is_taken() -> None:
    async with company() as they:
        pass
    with pytest.raises(LedgerBusy):
        await they.groups.accept(a_delivery(1))
