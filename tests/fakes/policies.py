"""By what rules the products of sources are pinned, for tests."""

from dataclasses import dataclass

from contracts.names import AccountKey
from contracts.pin import PinPolicy
from contracts.product import Product
from store.accounts import SqlAccounts
from tests.builders import POLICY


@dataclass(frozen=True)
class FakePolicies:
    """Keeps the port `PinPolicies`, for the accounts that are connected."""

    accounts: SqlAccounts

    async def of(
        self, account: AccountKey, *, shop_url: str | None, edition: str, product: Product
    ) -> PinPolicy | None:
        if account not in await self.accounts.names():
            return None
        return POLICY.model_copy(
            update={"campaign": edition or "pinflow", "shop_url": shop_url or POLICY.shop_url}
        )
