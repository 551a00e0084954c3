"""By what rules the products of sources are pinned: as a launch of a file would decide it now."""

from dataclasses import dataclass, field

from config import Settings
from contracts.names import AccountKey
from contracts.pin import PinPolicy
from contracts.product import Product
from starter.launching import pin_policy, stand_in_of, usual_shop
from store.accounts import SqlAccounts


@dataclass(frozen=True)
class ChangePolicies:
    """Keeps the port `PinPolicies`."""

    settings: Settings
    accounts: SqlAccounts
    _stand_in: list[str | None] = field(default_factory=list)
    """Whether the demo shop answers, once it was found out: launches of one day should not differ in it."""

    async def of(
        self, account: AccountKey, *, shop_url: str | None, edition: str, product: Product
    ) -> PinPolicy | None:
        """None: no such account is connected."""
        if account not in await self.accounts.names():
            return None
        if not self._stand_in:
            self._stand_in.append(await stand_in_of(self.settings, [product]))
        shop = shop_url or await self.accounts.shop_url(account) or usual_shop(self.settings)
        return pin_policy(self.settings, shop=shop, stand_in=self._stand_in[0], edition=edition)
