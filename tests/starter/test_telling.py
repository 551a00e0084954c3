"""Telling workflows: worth a try, and not the order itself."""

import asyncio
from dataclasses import dataclass, field

import pytest
from temporalio.service import RPCError, RPCStatusCode

from contracts.launch import LaunchRequest
from contracts.names import AccountKey, PinKey
from contracts.pin import PinRequest
from starter.telling import Telling
from tests.builders import ACCOUNT, BOARD, LAUNCH

REQUEST = LaunchRequest(account=ACCOUNT, launch=LAUNCH)
PIN = PinRequest(account=ACCOUNT, key=PinKey("k" * 32), board_id=BOARD)


@dataclass
class Temporal:
    """Hears of everything until it goes away."""

    away: bool = False
    heard: list[str] = field(default_factory=list)

    async def start_pin(self, request: PinRequest) -> None:
        self._hear(f"start {request.key}")

    async def keep_running(self, request: PinRequest) -> None:
        self._hear(f"keep {request.key}")

    async def wake_account(self, account: AccountKey) -> None:
        self._hear(f"wake {account}")

    async def wake_launch(self, request: LaunchRequest) -> None:
        self._hear(f"wake {request.launch}")

    def _hear(self, what: str) -> None:
        if self.away:
            raise RPCError("connection refused", RPCStatusCode.UNAVAILABLE, b"")
        self.heard.append(what)


async def tell_all(telling: Telling) -> None:
    await telling.start_pin(PIN)
    await telling.keep_running(PIN)
    await telling.wake_account(ACCOUNT)
    await telling.wake_launch(REQUEST)


async def test_whoever_is_there_is_told() -> None:
    temporal = Temporal()
    telling = Telling(temporal)

    await tell_all(telling)

    assert temporal.heard == [f"start {PIN.key}", f"keep {PIN.key}", "wake demo", f"wake {LAUNCH}"]
    assert not telling.unheard


async def test_without_temporal_nobody_hears_and_nothing_breaks() -> None:
    telling = Telling(None)

    await telling.wake_account(ACCOUNT)

    assert telling.unheard


async def test_a_temporal_that_goes_away_half_way_takes_nothing_with_it() -> None:
    """The ledger has the order by now: the command must not end as if nothing had happened."""
    temporal = Temporal()
    telling = Telling(temporal)
    await telling.wake_account(ACCOUNT)
    temporal.away = True

    await tell_all(telling)

    assert telling.unheard
    assert temporal.heard == ["wake demo"]


async def test_a_mistake_of_ours_is_not_hidden() -> None:
    class Broken(Temporal):
        def _hear(self, what: str) -> None:
            raise TypeError(what)

    with pytest.raises(TypeError):
        await Telling(Broken()).wake_account(ACCOUNT)


class Silent(Temporal):
    """It takes the call and never answers, as a server that is just starting does."""

    async def wake_account(self, account: AccountKey) -> None:
        await asyncio.Event().wait()


async def test_nobody_waits_for_ever_for_a_server_that_does_not_answer() -> None:
    temporal = Silent()
    telling = Telling(temporal, seconds=0.01)
    await tell_all(telling)
    assert telling.unheard
    assert temporal.heard[-1] == f"wake {LAUNCH}"
