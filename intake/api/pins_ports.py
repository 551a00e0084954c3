"""What the API's pins need of others. All of it raises `contracts.trouble.LedgerBusy` while the store is away."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from contracts.api_pins import (
    ApiPin,
    KeptPin,
    NewApiPin,
    PinAsk,
    PinChange,
    PinFilter,
    PinPage,
    PinPlace,
    RemovalEnd,
)
from contracts.contract import Instant


class PinsTaken(Protocol):
    """Takes pins in."""

    async def put(self, new: Sequence[NewApiPin]) -> Sequence[KeptPin]:
        """All or none; on disk when this returns."""


class PinsShown(Protocol):
    """Knows how pins stand."""

    async def find(self, pin: UUID, now: Instant) -> ApiPin | None: ...

    async def page(self, wanted: PinFilter, now: Instant) -> PinPage: ...


class PinsChanged(Protocol):
    """Carries out orders about pins that were asked for."""

    async def edit(self, pin: UUID, ask: PinAsk, place: PinPlace, at: Instant) -> PinChange: ...

    async def retry(self, pin: UUID, ask: PinAsk, place: PinPlace, at: Instant) -> PinChange: ...

    async def delete(self, pin: UUID, at: Instant, *, at_pinterest: bool = False) -> PinChange: ...

    async def removal(self, pin: UUID) -> RemovalEnd:
        """How far the deletion at Pinterest is."""


class PinRules(Protocol):
    """Knows by what rules the pins of an account are made."""

    async def place(self, ask: PinAsk, at: Instant) -> PinPlace | None:
        """As a launch of a file with this pin would decide it then. None: no such account is connected."""
