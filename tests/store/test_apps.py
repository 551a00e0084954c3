"""Apps: their secrets sealed, and none removed while an account's tokens depend on it."""

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet

from store.apps import AppInUse, AppUnknown, SqlApps
from store.sealing import SealBroken, sealer_of
from tests.fakes.clock import START
from tests.ledger import Ledger
from tests.store.connected import APP, SEALER, SHOP, Connected


@pytest.fixture
def apps(ledger: Ledger) -> SqlApps:
    return SqlApps(ledger.database, SEALER)


async def test_an_app_is_given_back_as_it_was_added(apps: SqlApps) -> None:
    legacy = replace(APP, id="older", legacy=True)
    await apps.add(APP, "Agency", START)
    await apps.add(legacy, "Older", START)
    assert await apps.get(APP.id) == APP
    assert await apps.get("older") == legacy


async def test_a_card_shows_no_secret(apps: SqlApps) -> None:
    await apps.add(APP, "Agency", START)
    (card,) = await apps.cards()
    assert (card.id, card.label, card.redirect_uri, card.accounts) == (APP.id, "Agency", APP.redirect_uri, ())
    assert "S3cret" not in repr([card, await apps.get(APP.id), apps])


async def test_an_app_added_again_has_its_new_secret(apps: SqlApps) -> None:
    await apps.add(APP, "Agency", START)
    await apps.add(replace(APP, secret="another", legacy=True), "Renamed", START + 1)
    assert (await apps.get(APP.id)).secret == "another"
    (card,) = await apps.cards()
    assert (card.label, card.legacy, card.created_at) == ("Renamed", True, START)


async def test_an_app_that_nobody_registered_is_unknown(apps: SqlApps) -> None:
    with pytest.raises(AppUnknown, match="pinflow apps add 77"):
        await apps.get("77")
    with pytest.raises(AppUnknown):
        await apps.remove("77")


async def test_a_secret_under_another_key_does_not_open(apps: SqlApps) -> None:
    await apps.add(APP, "Agency", START)
    with pytest.raises(SealBroken) as caught:
        await SqlApps(apps.database, sealer_of(Fernet.generate_key().decode())).get(APP.id)
    assert "S3cret" not in str(caught.value)


async def test_an_app_stays_as_long_as_accounts_need_it(apps: SqlApps) -> None:
    shop = Connected(apps.database)
    await shop.connect()
    with pytest.raises(AppInUse, match="shop"):
        await apps.remove(APP.id)
    (card,) = await apps.cards()
    assert card.accounts == (SHOP,)
    await shop.credentials.disconnect(SHOP, START)
    await apps.remove(APP.id)
    assert await apps.cards() == []
