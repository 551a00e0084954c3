"""What the API's pins are made by: the accounts that are there, and the rules of each, remembered for a moment."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from contracts.names import AccountKey
from contracts.pin import PinPolicy
from contracts.product import Product
from starter.change_policies import ChangePolicies
from store.accounts import SqlAccounts

KEPT_SECONDS = 2.0
"""So long an account that was just connected, or a shop that was just set, may be unknown here."""


@dataclass
class _Remembered:
    names: Sequence[AccountKey] = ()
    policies: dict[AccountKey, PinPolicy | None] = field(default_factory=dict)
    read_at: float | None = None


@dataclass(frozen=True)
class ApiPinRules:
    """Keeps the ports `AccountNames` and `PinRules`: each pin asks both."""

    accounts: SqlAccounts
    policies: ChangePolicies
    _known: _Remembered = field(default_factory=_Remembered)

    async def names(self) -> Sequence[AccountKey]:
        await self._refresh()
        return self._known.names

    async def policy(self, account: AccountKey, product: Product) -> PinPolicy | None:
        """As `ChangePolicies` has it."""
        await self._refresh()
        known = self._known.policies
        if account not in known:
            known[account] = await self.policies.of(account, shop_url=None, edition="", product=product)
        return known[account]

    async def _refresh(self) -> None:
        now = time.monotonic()
        if self._known.read_at is None or now - self._known.read_at >= KEPT_SECONDS:
            self._known.names = await self.accounts.names()
            self._known.policies.clear()
            self._known.read_at = now
