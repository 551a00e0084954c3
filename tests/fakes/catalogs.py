"""Catalogs at addresses, and databases, as watches ask for them: in memory."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path

from activities.slot_draining import OpenSlot
from contracts.feeds import FeedMarks, PollAsk, PolledPart
from contracts.product import CatalogRow, Product
from contracts.slots import SlotAsk, SlotTrouble
from contracts.trouble import Trouble


@dataclass
class FakeCatalogs:
    """Keeps the port `PolledCatalogs`: one file, which has these products."""

    products: list[Product] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    """Who asks meets them first, one after the other."""
    asked: list[PollAsk] = field(default_factory=list)

    async def parts(self, ask: PollAsk, folder: Path) -> AsyncIterator[PolledPart]:
        self.asked.append(ask)
        if self.troubles:
            raise self.troubles.pop(0)
        rows = [CatalogRow(row=row, product=product) for row, product in enumerate(self.products, start=2)]
        yield PolledPart(name="", marks=FeedMarks(), rows=iter(rows))

    async def whole(self, ask: PollAsk, listed: Product) -> Product:
        return listed


@dataclass(frozen=True)
class NoSlots:
    """Keeps the port `Slots`, where no database is."""

    def reading(self, ask: SlotAsk) -> AbstractAsyncContextManager[OpenSlot]:
        return _Nobody()


class _Nobody(AbstractAsyncContextManager[OpenSlot]):
    async def __aenter__(self) -> OpenSlot:
        raise SlotTrouble("There is no database", remedy="Start it.")

    async def __aexit__(self, *error: object) -> None:
        return None
