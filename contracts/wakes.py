"""Wakes: who must look at the ledger again, written down by those who do not talk to Temporal."""

from typing import Annotated

from pydantic import Field

from contracts.contract import Contract, Line
from contracts.launch import LaunchRequest
from contracts.names import AccountKey, LaunchId

WAKES_MAX = 500
"""Wakes that are read at once."""


class Wake(Contract):
    """One workflow that is to be told. `ids` are the rows that say so."""

    ids: Annotated[tuple[int, ...], Field(max_length=WAKES_MAX)]
    account: AccountKey
    launch: LaunchId | None = None
    """None: the account's own."""
    source: Line = ""

    @property
    def request(self) -> LaunchRequest | None:
        """How the launch is told."""
        if self.launch is None:
            return None
        return LaunchRequest(account=self.account, launch=self.launch, source=self.source)
