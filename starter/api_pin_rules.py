"""What the API's pins are made by: the accounts that are there, and the rules of each, remembered for a moment."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from contracts.api_ids import pin_uuid
from contracts.api_pins import PinAsk, PinPlace
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.pace import DAY_SECONDS
from drafting.api_pins import launch_of, product_of
from starter.change_policies import ChangePolicies
from store.accounts import SqlAccounts

KEPT_SECONDS = 2.0
"""So long a shop that was just set, or an account that was just disconnected, may be unknown here."""


@dataclass
class _Remembered:
    names: Sequence[AccountKey] = ()
    places: dict[tuple[AccountKey, int], PinPlace | None] = field(default_factory=dict)
    """By the account and the day."""
    read_at: float | None = None
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Of many who find that it is old, one asks."""

    @property
    def is_old(self) -> bool:
        return self.is_of_before(time.monotonic() - KEPT_SECONDS)

    def is_of_before(self, moment: float) -> bool:
        return self.read_at is None or self.read_at <= moment


@dataclass(frozen=True)
class ApiPinRules:
    """Keeps the ports `AccountNames` and `PinRules`: each pin asks both."""

    accounts: SqlAccounts
    policies: ChangePolicies
    _known: _Remembered = field(default_factory=_Remembered)

    async def names(self, *, again: bool = False) -> Sequence[AccountKey]:
        asked = time.monotonic()
        if again or self._known.is_old:
            async with self._known.asking:
                if self._known.is_old or (again and self._known.is_of_before(asked)):
                    await self._read()
        return self._known.names

    async def place(self, ask: PinAsk, at: Instant) -> PinPlace | None:
        """The launch of the day, and its rules as `ChangePolicies` has them."""
        which = (ask.account, int(at // DAY_SECONDS))
        if self._known.is_old or which not in self._known.places:
            async with self._known.asking:
                if self._known.is_old:
                    await self._read()
                if which not in self._known.places:
                    self._known.places[which] = await self._place(ask, at)
        return self._known.places[which]

    async def _place(self, ask: PinAsk, at: Instant) -> PinPlace | None:
        product = product_of(ask, pin_uuid(ask.account, ask.key), 1, None)
        policy = await self.policies.of(ask.account, shop_url=None, edition="", product=product)
        if policy is None:
            return None
        return PinPlace(launch=launch_of(ask.account, policy, at), policy=policy)

    async def _read(self) -> None:
        begun = time.monotonic()
        self._known.names = await self.accounts.names()
        self._known.places.clear()
        self._known.read_at = begun
