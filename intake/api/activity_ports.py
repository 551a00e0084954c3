"""What the API's activity log needs of the store. It raises `contracts.trouble.LedgerBusy`."""

from collections.abc import Sequence
from typing import Protocol

from contracts.api_activity import ActivityEvent, ActivityFilter


class Activity(Protocol):
    """Knows what happened."""

    async def page(self, wanted: ActivityFilter) -> Sequence[ActivityEvent]:
        """The newest first."""
