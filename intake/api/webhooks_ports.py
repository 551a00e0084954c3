"""What webhooks over HTTP need of the world, as Protocols."""

from collections.abc import Callable, Sequence
from typing import Protocol

from contracts.contract import Instant
from contracts.delivery_states import DeliveryState
from contracts.names import AccountKey
from contracts.webhooks import DeliveryCard, Endpoint, EndpointChange, EventCard, NewEndpoint, ReplaySpan

AddressTrouble = Callable[[str], str | None]
"""Why an address cannot be an endpoint, as far as its spelling tells; None when it can."""
NewSecret = Callable[[], str]
"""A secret that nobody has had before."""


class Endpoints(Protocol):
    """Raises `LedgerBusy`. What asks for an endpoint by its id answers None where there is none."""

    async def add(self, new: NewEndpoint, at: Instant) -> Endpoint:
        """Raises `EndpointsFull`."""

    async def list(self) -> Sequence[Endpoint]:
        """The oldest first."""

    async def get(self, endpoint: str) -> Endpoint | None: ...

    async def change(self, endpoint: str, change: EndpointChange, at: Instant) -> Endpoint | None: ...

    async def rotate(self, endpoint: str, secret: str, at: Instant) -> Endpoint | None:
        """The new secret signs beside those before it."""

    async def remove(self, endpoint: str) -> bool: ...

    async def ping(self, endpoint: str, at: Instant) -> str | None:
        """The event's id."""


class DeliveryLog(Protocol):
    """Raises `LedgerBusy`."""

    async def deliveries(
        self, endpoint: str, *, state: DeliveryState | None = None, limit: int, offset: int = 0
    ) -> tuple[Sequence[DeliveryCard], int]:
        """A page, the newest first, and how many there are in all."""

    async def delivery(self, delivery: str) -> DeliveryCard | None:
        """With its log."""

    async def events(
        self, accounts: Sequence[AccountKey] | None, *, limit: int, offset: int = 0
    ) -> tuple[Sequence[EventCard], int]: ...

    async def replay(self, span: ReplaySpan, at: Instant) -> int:
        """How many are told again."""
