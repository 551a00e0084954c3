"""Launches in a home's ledger, brought as far as a test wants them; nothing runs that would go on with them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from config import load_settings
from contracts.launch import LaunchPolicy
from contracts.ledger import NewRow
from contracts.names import LaunchId
from contracts.outcome import Reason
from contracts.product import Product
from contracts.refusals import refuse
from starter.ledger import open_ledger
from store.database import Database
from tests.builders import LAUNCH, POLICY, a_launch, an_intent, rows_of
from tests.fakes.clock import START
from tests.ledger import Ledger, live

THREE = LaunchPolicy(pin=POLICY, images=3)


@asynccontextmanager
async def home_s_ledger() -> AsyncIterator[Ledger]:
    """The ledger of the home that the commands of this test use."""
    settings = load_settings()
    async with open_ledger(settings):
        database = Database.open(settings.database_url)
        yield Ledger(database)
        database.close()


async def launched(
    *rows: NewRow, launch: LaunchId = LAUNCH, policy: LaunchPolicy | None = None, at: float = START
) -> LaunchId:
    """A launch with these rows, of which nothing was admitted."""
    async with home_s_ledger() as ledger:
        await ledger.launches.begin(a_launch(launch, policy=policy, at=at), rows)
    return launch


async def ended_live(*products: Product, launch: LaunchId = LAUNCH) -> LaunchId:
    """A launch of which every product is live."""
    async with home_s_ledger() as ledger:
        await ledger.registered(*products, launch=launch)
        for number, product in enumerate(products):
            await ledger.intents.settle(an_intent(product).key, live(pin_id=f"80{number}"), START + 60)
        await ledger.launches.finish(launch, START + 60)
    return launch


def waiting(*products: Product) -> list[NewRow]:
    return rows_of(*products)


def refused(
    row: int, *, image: int = 1, reason: Reason = Reason.IMAGE_TOO_SMALL, message: str = "it is too small"
) -> NewRow:
    """A row that ended before it began."""
    key = f"mug-{row}"
    return NewRow(
        row=row,
        image_slot=image - 1,
        product_key=key,
        title=f"Product {key}",
        refused=refuse(reason, message),
    )


def all_refused(rows: Sequence[int]) -> list[NewRow]:
    return [refused(row) for row in rows]
