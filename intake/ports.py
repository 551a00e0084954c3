"""What the doors need of others. All of it raises `contracts.trouble.LedgerBusy` while the store is away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from contracts.api_keys import ApiGrant
from contracts.contract import Instant
from contracts.intake import Arrival, Delivery
from contracts.measures import AccountMeasures, SourceMeasures
from contracts.names import AccountKey, SourceKey
from contracts.sources import SourceKind

Clock = Callable[[], Instant]


@dataclass(frozen=True)
class Door:
    """A source as its door sees it."""

    source: SourceKey
    kind: SourceKind
    account: AccountKey
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Those that its deliveries may be signed with, the newest first."""


class Inbox(Protocol):
    """Keeps what was verified."""

    async def accept(self, deliveries: Sequence[Delivery]) -> Sequence[Arrival]:
        """All or none; on disk when this returns."""


class Sources(Protocol):
    """Knows the sources."""

    async def door(self, source: SourceKey) -> Door | None:
        """None when no such source is kept."""


class Keys(Protocol):
    """Knows the API keys."""

    async def verify(self, key: str) -> ApiGrant | None:
        """None for one that nobody made, or that was revoked."""


class Counters(Protocol):
    """Keeps how often what was turned away."""

    async def note_refused(self, source: SourceKey, reason: str, at: Instant, count: int = 1) -> None: ...


class Measures(Protocol):
    """Knows sources and accounts in numbers."""

    async def look(self, now: Instant) -> Sequence[SourceMeasures]: ...

    async def accounts(self, now: Instant) -> Sequence[AccountMeasures]: ...


class Store(Protocol):
    """Is it there?"""

    async def look(self) -> None: ...
