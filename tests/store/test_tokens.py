"""Tokens on their way to Pinterest's client: sealed until then, and of no use once they have run out."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from contracts.accounts import AlertKind, ParkCause
from contracts.names import AccountKey
from contracts.trouble import TokenDead, TokenExpired
from store.sealing import sealer_of
from store.tokens import SealedTokens
from tests.builders import ACCOUNT
from tests.fakes.clock import START
from tests.ledger import Ledger
from tests.store.connected import DEAD, DUE, KEY, SEALER, SHOP, Connected, a_grant

OTHER_KEY = sealer_of(Fernet.generate_key().decode())
ACCESS, REFRESH = "pina_S3cretS3cretS3cret1", "pinr_S3cretS3cretS3cret1"
LATER = START + 3_600.0
NO = "Authentication failed."


@pytest.fixture
async def shop(ledger: Ledger) -> Connected:
    shop = Connected(ledger.database)
    await shop.connect()
    return shop


async def test_a_token_is_handed_to_the_client_alone(shop: Connected) -> None:
    assert await shop.tokens().access_token(SHOP) == ACCESS
    assert KEY not in repr(shop.tokens()) + repr(shop.credentials)
    assert "S3cret" not in repr([await shop.card(), await shop.view(), await shop.claimed(), a_grant()])


async def test_an_account_added_again_keeps_its_token(ledger: Ledger, shop: Connected) -> None:
    await ledger.accounts.add(SHOP, SEALER.seal("another token"), START + 1)
    assert await shop.tokens().access_token(SHOP) == ACCESS


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_no_file_of_the_ledger_contains_a_secret(shop: Connected, tmp_path: Path) -> None:
    files = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.db*"))
    assert b"1500000" in files
    assert b"S3cret" not in files


@pytest.mark.parametrize("account", [AccountKey("nobody"), SHOP], ids=["unknown", "disconnected"])
async def test_an_account_without_a_token_must_be_connected(shop: Connected, account: AccountKey) -> None:
    await shop.credentials.disconnect(SHOP, START)
    with pytest.raises(TokenDead, match="connect it"):
        await shop.tokens().access_token(account)


async def test_a_token_sealed_with_another_key_is_a_dead_one(shop: Connected) -> None:
    with pytest.raises(TokenDead, match="PINFLOW_SECRET_KEY") as caught:
        await SealedTokens(shop.database, OTHER_KEY, lambda: START).access_token(SHOP)
    assert "S3cret" not in str(caught.value)


async def test_a_token_is_used_until_the_moment_of_its_end(shop: Connected) -> None:
    assert await shop.tokens(DEAD - 0.001).access_token(SHOP) == ACCESS
    with pytest.raises(TokenExpired, match="about to be renewed"):
        await shop.tokens(DEAD).access_token(SHOP)


async def test_a_token_whose_end_nobody_told_is_used(ledger: Ledger) -> None:
    shop = Connected(ledger.database)
    await shop.connect(a_grant(access_expires=None))
    assert await shop.tokens(DEAD + DEAD).access_token(SHOP) == ACCESS


async def test_a_token_that_has_run_out_and_cannot_be_renewed_is_dead(ledger: Ledger) -> None:
    shop = Connected(ledger.database)
    await shop.connect(a_grant(refresh=None))
    with pytest.raises(TokenDead, match="cannot be renewed"):
        await shop.tokens(DEAD).access_token(SHOP)


async def test_a_refused_token_is_due_for_renewal_at_once(shop: Connected) -> None:
    await shop.tokens(LATER).refused(SHOP, ACCESS, NO)
    with pytest.raises(TokenExpired):
        await shop.tokens(LATER).access_token(SHOP)
    view = await shop.view(LATER)
    assert (view.parked, view.token_until) == (None, LATER)
    assert view.renew_at is not None
    assert view.renew_at <= LATER
    await shop.claimed(LATER)


async def test_a_token_that_was_replaced_meanwhile_says_nothing(shop: Connected) -> None:
    before = await shop.card()
    await shop.tokens(LATER).refused(SHOP, "pina_an_older_one", NO)
    await shop.tokens(LATER).refused(AccountKey("nobody"), ACCESS, NO)
    await SealedTokens(shop.database, OTHER_KEY, lambda: LATER).refused(SHOP, ACCESS, NO)
    assert await shop.card() == before


async def test_a_refused_token_that_cannot_be_renewed_parks_with_one_alert(ledger: Ledger) -> None:
    shop = Connected(ledger.database)
    await shop.connect(a_grant(refresh=None))
    for pin in range(3):
        await shop.tokens(LATER + pin).refused(SHOP, ACCESS, NO)
    card = await shop.card()
    assert (card.cause, card.parked_at) == (ParkCause.TOKEN_DEAD, LATER)
    (alert,) = card.alerts
    assert (alert.kind, alert.raised_at) == (AlertKind.PARKED, LATER)
    assert NO in alert.message
    assert alert.remedy == "Connect it again: pinflow accounts reconnect shop"
    assert (await shop.view(LATER)).alerts_untold == 1


async def test_a_token_that_is_refused_as_soon_as_it_was_made_parks(shop: Connected) -> None:
    """The next one would be refused as well: it is another host's, or its owner has locked the app out."""
    await shop.tokens(START + 1).refused(SHOP, ACCESS, NO)
    card = await shop.card()
    assert (card.cause, card.token_until) == (ParkCause.TOKEN_DEAD, DEAD)


@pytest.mark.parametrize("status", [401, None])
async def test_a_dead_token_that_can_be_renewed_parks_nothing(shop: Connected, status: int | None) -> None:
    parked = await Ledger(shop.database).accounts.park(SHOP, TokenDead(NO, status=status), LATER)
    assert (parked, await shop.alerts()) == (False, [])
    await shop.claimed(LATER)


async def test_an_answer_to_an_older_token_does_not_cost_the_new_one(shop: Connected) -> None:
    """It left with the token before; the client has told the store already, which knows better."""
    claim = await shop.claimed()
    await shop.credentials.keep(claim, a_grant(2, at=DUE), DUE)
    assert not await Ledger(shop.database).accounts.park(SHOP, TokenDead(NO, status=401), DUE + 10)
    assert await shop.tokens(DUE + 10).access_token(SHOP) == "pina_S3cretS3cretS3cret2"


async def test_a_token_that_does_not_open_parks_until_the_key_is_back(shop: Connected) -> None:
    stranger = Connected(shop.database, OTHER_KEY)
    with pytest.raises(TokenDead) as caught:
        await stranger.tokens(LATER).access_token(SHOP)
    await Ledger(shop.database).accounts.park(SHOP, caught.value, LATER)
    again = await stranger.claim(LATER)
    assert isinstance(again, float)
    assert again > LATER
    card = await shop.card()
    assert (card.cause, await shop.alerts()) == (ParkCause.TOKEN_DEAD, [AlertKind.PARKED])
    assert "PINFLOW_SECRET_KEY" in (card.parked or "")
    await shop.credentials.keep(await shop.claimed(again), a_grant(2, at=again), again)
    assert ((await shop.card()).parked, await shop.alerts()) == (None, [])


async def test_an_account_of_old_has_no_end_and_no_renewal(ledger: Ledger) -> None:
    """Those that a ledger had before it knew of renewals, and the simulator's own tokens."""
    view = await ledger.accounts.survey(ACCOUNT, START)
    assert (view.token_until, view.renew_at, view.alerts_untold) == (None, None, 0)
    assert await Connected(ledger.database).credentials.claim(ACCOUNT, owner="t", now=START, seconds=1) is None
