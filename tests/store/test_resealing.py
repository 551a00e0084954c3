"""A new key for all that is sealed: whole or not at all, and nothing that is stored meanwhile is lost."""

import asyncio

import pytest
from cryptography.fernet import Fernet
from sqlmodel import Session, select

from store.apps import SqlApps
from store.resealing import reseal
from store.sealing import RereadSealer, SealBroken, sealer_of
from store.sources import SqlSources
from store.tables.accounts import AccountRow, AppRow
from tests.builders import ACCOUNT
from tests.fakes.clock import START
from tests.ledger import Ledger
from tests.store.connected import APP, KEY, SEALER, SHOP, Connected, a_grant
from tests.store.shops import OTHER, a_source
from tests.store.shops import SHOP as SOURCE

NEW_KEY = Fernet.generate_key().decode()
BOTH, NEW = sealer_of(f"{NEW_KEY},{KEY}"), sealer_of(NEW_KEY)


@pytest.fixture
async def shop(ledger: Ledger) -> Connected:
    """Beside the ledger's first account, which has no token then."""
    await Connected(ledger.database).credentials.disconnect(ACCOUNT, START)
    shop = Connected(ledger.database)
    await shop.connect()
    return shop


async def test_everything_opens_with_the_new_key_alone(shop: Connected) -> None:
    assert await reseal(shop.database, BOTH) == 3
    renewed = Connected(shop.database, NEW)
    assert await renewed.tokens().access_token(SHOP) == a_grant().access
    assert (await renewed.claimed()).refresh == a_grant().refresh
    assert await SqlApps(shop.database, NEW).get(APP.id) == APP


async def test_resealed_again_nothing_changes(shop: Connected) -> None:
    await reseal(shop.database, BOTH)
    before = await sealed(shop)
    assert await reseal(shop.database, BOTH) == 0
    assert await sealed(shop) == before


async def test_a_resealed_token_is_the_same_token(shop: Connected) -> None:
    """A renewal that is under way is kept, under the key of its time."""
    claim = await shop.claimed()
    await reseal(shop.database, BOTH)
    assert await Connected(shop.database, BOTH).credentials.keep(claim, a_grant(2), START)
    assert await Connected(shop.database, NEW).tokens().access_token(SHOP) == a_grant(2).access


async def test_the_secrets_of_sources_are_sealed_anew_too(shop: Connected) -> None:
    await SqlSources(shop.database, SEALER).add(a_source(SOURCE), ["new", "old"], START)
    await SqlSources(shop.database, SEALER).add(a_source(OTHER), [], START)
    assert await reseal(shop.database, BOTH) == 4
    assert await SqlSources(shop.database, NEW).secrets(SOURCE) == ("new", "old")
    assert await SqlSources(shop.database, NEW).secrets(OTHER) == ()


async def test_one_secret_that_does_not_open_leaves_all_as_it_was(ledger: Ledger, shop: Connected) -> None:
    await ledger.accounts.add(ACCOUNT, "", START)
    stranger = sealer_of(Fernet.generate_key().decode())
    await Connected(shop.database, stranger).credentials.connect_by_token(
        ACCOUNT, a_grant(9, refresh=None), username="zoe", at=START
    )
    before = await sealed(shop)
    with pytest.raises(SealBroken):
        await reseal(shop.database, BOTH)
    assert await sealed(shop) == before


async def test_who_stores_tokens_meanwhile_loses_none(shop: Connected) -> None:
    """The key file says `new,old`, everything is sealed anew, while tokens are stored all the time."""
    file = [KEY]
    busy = Connected(shop.database, RereadSealer(lambda: file[0]))

    async def store_tokens() -> None:
        for number in range(20):
            await busy.credentials.connect_by_token(SHOP, a_grant(number, refresh=None), username="shop", at=START)

    async def change_the_key() -> None:
        file[0] = f"{NEW_KEY},{KEY}"
        await reseal(shop.database, BOTH)

    await asyncio.gather(store_tokens(), change_the_key())
    assert await Connected(shop.database, NEW).tokens().access_token(SHOP) == a_grant(19).access


async def sealed(shop: Connected) -> list[str | None]:
    def work(session: Session) -> list[str | None]:
        accounts, apps = session.exec(select(AccountRow)).all(), session.exec(select(AppRow)).all()
        tokens = [token for row in accounts for token in (row.sealed_token, row.sealed_refresh)]
        return [*tokens, *(app.sealed_secret for app in apps)]

    return await shop.database.read(work)
