"""One running Pinterest: its state and diary, and what it needs besides to answer."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ParamSpec, TypeVar

from simulator import history
from simulator.faults import FaultPlan
from simulator.internet import Internet
from simulator.journal import Journal
from simulator.shop.shelf import Shelf
from simulator.state import State
from simulator.thumbnails import Thumbnails

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class World:
    """`origin` is `http://127.0.0.1:PORT`; `workers` decode and draw pictures beside the event loop;
    `internet` fetches the pictures of `image_url`; `shelf` holds what the shop drew lately; `closing` is
    set when the server is told to end; `boards_in_use` are those on which a pin is being made.

    The fault plan is not part of the state: misfortunes are posted for one run and end with the process.
    """

    seed: int
    plan: FaultPlan
    origin: str
    journal: Journal
    thumbnails: Thumbnails
    workers: ThreadPoolExecutor
    internet: Internet
    state: State = field(default_factory=State)
    shelf: Shelf = field(default_factory=Shelf)
    instance: str = field(default_factory=lambda: secrets.token_hex(8))
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    boards_in_use: set[str] = field(default_factory=set)

    def now(self) -> float:
        return self.state.clock.now()

    def remember(self) -> None:
        """Makes the diary true, and begins a shorter one that leads to the same."""
        for entry in self.journal.replay():
            history.apply(self.state, entry)
        self.journal.begin(history.shortest(self.state))

    def record(self, event: str, **fields: Any) -> None:  # JSON
        """Writes the change down, then makes it true."""
        entry = {"event": event, **fields}
        self.journal.append(entry)
        history.apply(self.state, entry)

    def reset(self) -> None:
        """Wipes everything, faults, limits and clock too. New ids resemble none from before."""
        self.state = State()
        self.plan = FaultPlan(self.seed)
        self.thumbnails.clear()
        self.journal.begin(history.shortest(self.state))

    async def pause(self, seconds: float) -> None:
        """Waits real seconds, fewer when the server ends."""
        if seconds > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), timeout=seconds)

    def work(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """Runs what costs CPU beside the event loop."""
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self.workers, partial(function, *args, **kwargs))
