"""What telling the outside needs of the world, as Protocols."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from contracts.contract import Instant
from contracts.webhooks import AttemptNote, DeliveryRequest, Parcel, Posted


class Outbox(Protocol):
    """Deliveries whose workflow is to run. Raises `LedgerBusy`."""

    async def to_start(self, now: Instant, limit: int) -> Sequence[DeliveryRequest]:
        """The oldest first."""

    async def started(self, deliveries: Collection[str], again_at: Instant) -> None:
        """Their workflows run; should one be lost, it is started again from then on."""


class DeliveryBook(Protocol):
    """What one attempt needs, and what came of it. Raises `LedgerBusy`."""

    async def parcel(self, delivery: str, at: Instant) -> Parcel | None:
        """None: nothing (more) is to be sent."""

    async def note_attempt(self, note: AttemptNote) -> None:
        """A line of the log; the delivery's end, and the health of its endpoint."""

    async def next_try(self, delivery: str, at: Instant) -> None: ...

    async def give_up(self, delivery: str, at: Instant) -> None: ...


class Courier(Protocol):
    """Posts to an endpoint, once. `near`: it may be on a private network.

    Raises `AddressRefused` and `Unreachable`.
    """

    async def post(self, address: str, headers: Mapping[str, str], body: str, *, near: bool) -> Posted: ...


class DeliveryEngine(Protocol):
    """Where the workflows are. Raises `EngineAway`."""

    async def start_delivery(self, request: DeliveryRequest) -> None:
        """Or leave the one that runs alone."""
