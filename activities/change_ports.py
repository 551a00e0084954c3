"""What the activities around a source's changes need of the world; the ports of all others are in `ports.py`."""

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from contracts.buffering import ChangeRequest
from contracts.changes import KnownProduct, NoChange, ProductChange, UnreadableEvent
from contracts.contract import Instant
from contracts.intake import Folding, FoldStep, KeptDecision, PendingProduct, SourceCard, TakenDelivery
from contracts.launch import LaunchRequest
from contracts.ledger import NewLaunch, NewRow
from contracts.live_pins import Ability, AppRefusal, RowsEnd, UpdatedPin
from contracts.names import AccountKey, LaunchId, PinKey, SourceKey
from contracts.pin import PinPolicy
from contracts.product import Product
from contracts.sightings import PinUpdate, SeenPin

ReadEvent = ProductChange | NoChange | UnreadableEvent

Fold = Callable[[KnownProduct | None, Sequence[ProductChange]], Folding]


class Inbox(Protocol):
    """What doors accepted, until it is read. Raises `LedgerBusy`."""

    async def take(self, owner: str, limit: int, now: Instant, lease_seconds: float) -> Sequence[TakenDelivery]:
        """The oldest that wait; until the lease ends nobody else takes them."""

    async def give_back(self, deliveries: Collection[int], owner: str) -> None: ...

    async def read(
        self, delivery: int, changes: Sequence[ProductChange], at: Instant, *, unreadable: Sequence[str] = ()
    ) -> bool:
        """Its changes wait for their products, and it is read: both, or neither. False: it was read before."""

    async def refuse(self, delivery: int, reason: str, message: str, at: Instant) -> bool: ...


class Changes(Protocol):
    """Who has to hear of changes. Raises `LedgerBusy`."""

    async def pending(self, now: Instant, limit: int) -> Sequence[PendingProduct]: ...

    async def told(self, pending: Sequence[PendingProduct], at: Instant) -> None: ...


class Unread(Protocol):
    """Deliveries that nobody has read. Raises `LedgerBusy`."""

    async def oldest_unread(self, source: SourceKey) -> Instant | None:
        """When the oldest of the source's came."""


class Sources(Protocol):
    """The sources of this ledger. Raises `LedgerBusy`."""

    async def card(self, source: SourceKey) -> SourceCard | None: ...


class EventReader(Protocol):
    """Reads what a source of some kind says. What cannot be read is a value; it never raises on purpose."""

    def read(self, card: SourceCard, delivery: TakenDelivery) -> Sequence[ReadEvent]: ...


class ChangeEngine(Protocol):
    """Where the workflows are. Raises `EngineAway`."""

    async def signal_change(self, request: ChangeRequest) -> None:
        """Tell the product's workflow that something changed, starting it if it does not run."""


class LaunchEngine(Protocol):
    """Where launches run."""

    async def wake_launch(self, request: LaunchRequest) -> None: ...


class Products(Protocol):
    """What is known of products, and what was decided about them. Raises `LedgerBusy`."""

    async def fold(self, source: SourceKey, product_key: str, fold: Fold, at: Instant) -> FoldStep: ...

    async def done(self, decision: int, at: Instant, *, pinned: bool = False) -> bool: ...

    async def decision(self, decision: int) -> KeptDecision | None: ...

    async def known(self, source: SourceKey, product_key: str) -> KnownProduct | None: ...


class BoardRulesBook(Protocol):
    """Board rules as accounts keep them. Raises `LedgerBusy`."""

    async def of(self, account: AccountKey) -> str | None: ...


class PinPolicies(Protocol):
    """By what rules a source's products are pinned."""

    async def of(
        self, account: AccountKey, *, shop_url: str | None, edition: str, product: Product
    ) -> PinPolicy | None:
        """None: no such account is connected."""


class Absences(Protocol):
    """Accounts that something is to be pinned on, and that are not connected. Raises `LedgerBusy`."""

    async def note(self, account: AccountKey, why: str, at: Instant) -> bool:
        """One alert tells of it until the account is connected. Whether a person is to be told now."""


class OpenLaunches(Protocol):
    """Launches that rows are added to. Raises `LedgerBusy`."""

    async def extend(self, launch: NewLaunch, new: Sequence[NewRow]) -> int:
        """How many of the rows were not there, by their numbers."""


class LivePins(Protocol):
    """A product's pins in the ledger. Raises `LedgerBusy`."""

    async def page(
        self,
        account: AccountKey,
        product_key: str,
        *,
        after: PinKey | None,
        besides_edition: str | None,
        limit: int,
    ) -> Sequence[PinKey]:
        """The next of its live pins, by their keys; without those of an edition."""

    async def under_way(self, account: AccountKey, product_key: str) -> int:
        """How many of its pins have no end yet; rows that wait for their turn are not among them."""

    async def rows_end(self, launch: LaunchId, number: int) -> RowsEnd: ...

    async def freshen(self, source: SourceKey, account: AccountKey, product: Product) -> int:
        """Rows that wait in the source's own launches are of the product as it is now; how many."""

    async def updated(self, pin: UpdatedPin) -> bool:
        """What the pin says now. False, and nothing changes: it is another pin by now, or not live any more."""

    async def deleted(self, key: PinKey, pin_id: str, why: str, at: Instant) -> bool:
        """We deleted the pin: its intent, and rows that ended with it, are withdrawn. False as above.

        The same intent may be pinned again.
        """


class AppRefusals(Protocol):
    """What Pinterest does not let an account's app do. Raises `LedgerBusy`."""

    async def of(self, account: AccountKey, ability: Ability) -> AppRefusal | None: ...

    async def note(self, account: AccountKey, ability: Ability, why: str, at: Instant) -> None: ...


class ChangingPins(Protocol):
    """Live pins at Pinterest. Raises `PinterestTrouble`."""

    async def update(self, account: AccountKey, pin_id: str, update: PinUpdate) -> SeenPin:
        """Raises `ScopeMissing` or `TrialApp` where the app may not, and `PinGone`."""

    async def delete(self, account: AccountKey, pin_id: str) -> None:
        """Raises `PinGone` when it is not there (any more)."""
