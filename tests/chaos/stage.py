"""One run as those see it who make trouble in it: the stack, its books, the command, and what happened so far."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from temporalio.client import Client

from config import Settings
from connection import connect
from contracts.names import AccountKey
from tests.chaos.books import Books
from tests.chaos.command import Commands
from tests.chaos.kept import Kept
from tests.chaos.misfortunes import Misfortunes
from tests.chaos.stack import Stack

WRITES_A_MINUTE_MIN = 20

TEMPORAL_SECONDS_MAX = 60.0


@dataclass
class Stage:
    """Changes as the run goes on."""

    stack: Stack
    commands: Commands
    misfortunes: Misfortunes
    writes_a_minute: int = WRITES_A_MINUTE_MIN
    """Each account's quota at the beginning."""
    done: Counter[str] = field(default_factory=Counter)
    """Troubles that really happened."""
    complaints: list[str] = field(default_factory=list)
    """What must not be, and was seen on the way."""
    withdrawn_said: set[str] = field(default_factory=set)
    revoked: set[str] = field(default_factory=set)
    """Accounts whose token is dead right now: nobody could mend them yet."""
    in_hand: set[str] = field(default_factory=set)
    """Workers that somebody has stopped, or asked to end, and is not done with."""
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def books(self) -> Books:
        return Books(self.stack.ledger)

    @property
    def accounts(self) -> tuple[AccountKey, ...]:
        return self.stack.plan.accounts

    @contextmanager
    def a_worker(self, dice: random.Random) -> Iterator[Kept | None]:
        """One that nobody else has in hand, for as long as the block lasts; None when there is none."""
        free = [worker for worker in self.stack.workers if worker.program.name not in self.in_hand]
        if not free:
            yield None
            return
        worker = dice.choice(free)
        self.in_hand.add(worker.program.name)
        try:
            yield worker
        finally:
            self.in_hand.discard(worker.program.name)

    async def limit(self, part: float, account: AccountKey | None = None) -> None:
        """Set the quota to a part of what it was at the beginning; nobody is told but by the headers."""
        wanted = {
            "org_write": max(1, round(part * self.writes_a_minute)),
            **({"account": account} if account else {}),
        }
        await asyncio.to_thread(self.stack.truth.post, "limits", wanted)

    async def temporal(self) -> Client:
        """A way to Temporal, waited for when it was just killed."""
        settings = Settings(home=self.stack.home.folder, temporal_address=self.stack.address)
        return await connect(settings, wait_seconds_max=TEMPORAL_SECONDS_MAX)
