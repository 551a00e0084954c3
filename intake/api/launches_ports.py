"""What the API's launches need of the store. All of it raises `contracts.trouble.LedgerBusy`."""

from typing import Protocol

from contracts.api_launches import LaunchFilter, LaunchPage, ProductFilter, ProductPage
from contracts.contract import Instant
from contracts.hand import HandAnswer, HandOrder
from contracts.launch import LaunchSummary
from contracts.names import LaunchId


class Launches(Protocol):
    """Knows the launches, and takes orders about them."""

    async def page(self, wanted: LaunchFilter) -> LaunchPage: ...

    async def find(self, launch: LaunchId) -> LaunchSummary | None:
        """None for one that nobody made."""

    async def products(self, wanted: ProductFilter) -> ProductPage: ...

    async def order(self, order: HandOrder, at: Instant) -> HandAnswer:
        """On disk when this returns; given twice it is one order."""
