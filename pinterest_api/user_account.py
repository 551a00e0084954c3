"""The account behind a token."""

from dataclasses import dataclass

from contracts.names import AccountKey
from contracts.sightings import SeenAccount
from pinterest_api.asks import Read, Subject
from pinterest_api.client import PinterestClient
from pinterest_api.wire import read_account


@dataclass(frozen=True)
class PinterestUserAccount:
    client: PinterestClient

    async def get(self, account: AccountKey) -> SeenAccount:
        """Who the token belongs to: the cheapest proof that it is alive."""
        return await self.client.read(account, Read("/user_account", Subject.ACCOUNT), read_account)
