"""What the API's sources need of the store. All of it raises `contracts.trouble.LedgerBusy`."""

from collections.abc import Sequence
from typing import Protocol

from contracts.intake import SourceCard
from contracts.names import SourceKey


class SourceCards(Protocol):
    """Knows the sources."""

    async def card(self, source: SourceKey) -> SourceCard | None: ...

    async def cards(self) -> Sequence[SourceCard]:
        """All of them, by their names."""
