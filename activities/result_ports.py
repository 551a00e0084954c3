"""What the reading of pins' numbers needs of the world, as Protocols."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from contracts.contract import Instant
from contracts.live_pins import Ability, AppRefusal
from contracts.names import AccountKey
from contracts.pin_results import DuePin, PinNumbers, ReadingState
from contracts.sightings import Category


class PinAnalytics(Protocol):
    """What Pinterest says that people did with pins. Raises `PinterestTrouble`."""

    async def of_pin(self, account: AccountKey, pin_id: str, first: date, last: date) -> PinNumbers:
        """Raises PinGone; Rejected, with its status, for a pin of which it says nothing to this account."""
        ...

    async def of_pins(
        self, account: AccountKey, pin_ids: Sequence[str], first: date, last: date
    ) -> Mapping[str, PinNumbers]:
        """Of those of the pins that it tells about. Raises ScopeMissing where the app may not ask so."""
        ...


class NumberCalls(Protocol):
    """The places in an account's quota of pins' numbers. Raises `LedgerBusy`."""

    async def hold(self, account: AccountKey, now: Instant, category: Category) -> Instant | None:
        """Take a place for a request that leaves now: None. Or when to ask again."""
        ...


class PinResults(Protocol):
    """The numbers in the ledger. Raises `LedgerBusy`."""

    async def due(
        self, account: AccountKey, *, before: Instant, today: date, limit: int
    ) -> tuple[Sequence[DuePin], int]:
        """Pins that were not asked for since `before`, never asked ones first; and how many there are in all."""
        ...

    async def keep(
        self, account: AccountKey, found: Sequence[tuple[DuePin, PinNumbers]], last: date, at: Instant
    ) -> None:
        """Each pin's numbers from the day asked for to the last; what was there of those days goes."""
        ...

    async def miss(self, account: AccountKey, asked: DuePin, state: ReadingState, why: str, at: Instant) -> None:
        """Nothing is to be had of it; what was read before stays."""
        ...


class Abilities(Protocol):
    """What Pinterest does not let the account's app do. Raises `LedgerBusy`."""

    async def of(self, account: AccountKey, ability: Ability) -> AppRefusal | None: ...

    async def note(self, account: AccountKey, ability: Ability, why: str, at: Instant) -> None: ...
