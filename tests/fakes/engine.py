"""Temporal in memory, as far as activities move it."""

from dataclasses import dataclass, field

from contracts.launch import LaunchRequest
from contracts.names import AccountKey, LaunchId
from contracts.pin import PinRequest


class Crash(Exception):
    """The worker dies here."""


@dataclass
class FakeEngine:
    """Keeps the port `Engine`: the workflows that run. `crash_at` names the call that kills the worker, once."""

    pins: dict[str, PinRequest] = field(default_factory=dict)
    awake: set[AccountKey] = field(default_factory=set)
    looking: list[LaunchId] = field(default_factory=list)
    crash_at: str | None = None

    async def start_pin(self, request: PinRequest) -> None:
        self._crash(request.product)
        self.pins.setdefault(request.key, request)

    async def keep_running(self, request: PinRequest) -> None:
        await self.start_pin(request)

    async def wake_account(self, account: AccountKey) -> None:
        self._crash(account)
        self.awake.add(account)

    async def wake_launch(self, request: LaunchRequest) -> None:
        self.looking.append(request.launch)

    def _crash(self, name: str) -> None:
        if name == self.crash_at:
            self.crash_at = None
            raise Crash
