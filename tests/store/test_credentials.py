"""Renewal in the ledger: one claim at a time, both tokens at once, and a person's word above all of it."""

import asyncio
from dataclasses import dataclass, replace

import pytest

from contracts.accounts import AlertKind, ParkCause
from contracts.credentials import RenewalClaim, TokenGrant
from contracts.names import AccountKey
from contracts.trouble import ScopeMissing, SpamBlocked, TokenDead
from store.apps import AppUnknown, SqlApps
from store.renewals import OUTAGE_SECONDS
from store.sealing import SealBroken
from store.tokens import BROKEN_SECONDS
from tests.fakes.clock import START
from tests.ledger import Ledger
from tests.store.connected import (
    APP,
    DAY,
    DEAD,
    DUE,
    LEASE_SECONDS,
    SCOPES,
    SEALER,
    SHOP,
    Connected,
    a_grant,
)

NO = "The authorization grant is invalid"
LATER = "Pinterest did not answer in time"


@dataclass(frozen=True)
class ReadOnlySeals:
    """Opens what is sealed, and can seal nothing."""

    def seal(self, secret: str) -> str:
        raise SealBroken(f"no key to seal with, not even {len(secret)} characters")

    def open(self, sealed: str) -> str:
        return SEALER.open(sealed)


@pytest.fixture
async def shop(ledger: Ledger) -> Connected:
    shop = Connected(ledger.database)
    await shop.connect()
    return shop


async def test_a_token_is_claimed_when_it_is_due(shop: Connected) -> None:
    assert await shop.claim(DUE - 1) == DUE
    claim = await shop.claimed(DUE)
    assert (claim.account, claim.until) == (SHOP, DUE + LEASE_SECONDS)
    assert (claim.refresh, claim.app) == (a_grant().refresh, APP)


async def test_whoever_comes_second_is_told_when_to_ask_again(shop: Connected) -> None:
    first = await shop.claimed()
    assert await shop.claim(DUE + 1) == first.until
    assert await shop.claim(DUE + 1, anyway=True) == first.until
    assert (await shop.view(DUE + 1)).renew_at == first.until


async def test_of_two_at_once_one_has_the_claim(shop: Connected) -> None:
    found = await asyncio.gather(*(shop.claim() for _ in range(4)))
    assert sum(isinstance(claim, RenewalClaim) for claim in found) == 1


async def test_a_holder_that_was_killed_holds_it_no_longer_than_he_said(shop: Connected) -> None:
    first = await shop.claimed()
    second = await shop.claimed(first.until)
    assert (second.version, second.refresh) == (first.version, first.refresh)


async def test_new_tokens_take_the_place_of_both(shop: Connected) -> None:
    assert await shop.credentials.keep(await shop.claimed(), a_grant(2, at=DUE), DUE)
    card = await shop.card()
    assert (card.token_until, card.refresh_until) == (DUE + 30 * DAY, DUE + 60 * DAY)
    assert (card.renew_at, card.token_version) == (DUE + 25 * DAY, 2)
    assert await shop.tokens(DUE).access_token(SHOP) == a_grant(2).access
    assert (await shop.claimed(DUE + 25 * DAY)).refresh == a_grant(2).refresh


async def test_a_refresh_token_that_is_not_replaced_stays(shop: Connected) -> None:
    """An app of old, whose refresh token lives its year."""
    grant = a_grant(2, at=DUE, refresh=None, refresh_expires=None, scopes=frozenset())
    await shop.credentials.keep(await shop.claimed(), grant, DUE)
    card = await shop.card()
    assert (card.refresh_until, card.scopes) == (START + 60 * DAY, SCOPES)
    assert (await shop.claimed(card.renew_at or 0.0)).refresh == a_grant().refresh


async def test_what_is_kept_twice_is_kept_once(shop: Connected) -> None:
    claim = await shop.claimed()
    assert await shop.credentials.keep(claim, a_grant(2, at=DUE), DUE)
    assert not await shop.credentials.keep(claim, a_grant(3, at=DUE), DUE)
    assert await shop.tokens(DUE).access_token(SHOP) == a_grant(2).access


async def test_a_person_who_reconnected_meanwhile_is_not_overruled(shop: Connected) -> None:
    claim = await shop.claimed()
    await shop.connect(a_grant(7, at=DUE), at=DUE)
    assert not await shop.credentials.keep(claim, a_grant(2, at=DUE), DUE + 1)
    await shop.credentials.refused(claim, NO, DUE + 1)
    await shop.credentials.postpone(claim, DUE + 9 * DAY, LATER, DUE)
    card = await shop.card()
    assert (card.renewal_refused, card.renew_at, card.alerts) == (None, DUE + 25 * DAY, ())
    assert await shop.tokens(DUE).access_token(SHOP) == a_grant(7).access


async def test_an_account_that_was_disconnected_stays_so(shop: Connected) -> None:
    claim = await shop.claimed()
    await shop.credentials.disconnect(SHOP, DUE)
    assert not await shop.credentials.keep(claim, a_grant(2, at=DUE), DUE)
    card = await shop.card()
    assert (card.connected, card.renews, card.renew_at, card.scopes) == (False, False, None, frozenset())
    assert await shop.claim(DUE, anyway=True) is None


async def test_tokens_that_come_after_the_claim_has_ended_are_still_the_only_ones(shop: Connected) -> None:
    """A worker stood still with the answer in its hand. Whoever claimed after it has met a spent refresh token."""
    slow = await shop.claimed()
    second = await shop.claimed(slow.until)
    await shop.credentials.refused(second, NO, slow.until + 1)
    assert await shop.alerts() == [AlertKind.RENEWAL_REFUSED]
    assert await shop.credentials.keep(slow, a_grant(2, at=DUE), slow.until + 2)
    card = await shop.card()
    assert (card.renewal_refused, card.alerts, card.parked) == (None, (), None)


async def test_whoever_was_slow_does_not_speak_for_the_one_who_has_the_claim_now(shop: Connected) -> None:
    """Its refresh token was refused because the second has just spent it."""
    slow = await shop.claimed()
    second = await shop.claimed(slow.until)
    await shop.credentials.refused(slow, NO, slow.until + 1)
    await shop.credentials.postpone(slow, DUE + 9 * DAY, LATER, DUE)
    assert (await shop.card()).renewal_refused is None
    assert await shop.claim(slow.until + 1) == second.until
    assert await shop.credentials.keep(second, a_grant(2, at=DUE), slow.until + 2)


async def test_what_failed_in_passing_is_tried_again_when_it_was_said(shop: Connected) -> None:
    await shop.credentials.postpone(await shop.claimed(), DUE + 30, LATER, DUE)
    assert (await shop.view(DUE)).renew_at == DUE + 30
    assert await shop.claim(DUE + 29) == DUE + 30
    await shop.claimed(DUE + 30)


async def test_a_renewal_that_keeps_failing_is_told_long_after_the_token_s_end_and_tried_on(
    shop: Connected,
) -> None:
    """Pinterest's door for tokens is away all night: nobody is woken at once, nor only in the morning."""
    late = DEAD + OUTAGE_SECONDS
    await shop.credentials.postpone(await shop.claimed(late - 31), late - 1, LATER, late - 1)
    assert ((await shop.card()).parked, await shop.alerts()) == (None, [])
    for again in (late, late + 30):
        await shop.credentials.postpone(await shop.claimed(again), again + 30, LATER, again)
        assert ((await shop.card()).parked, await shop.alerts()) == (LATER, [AlertKind.PARKED])
    assert (await shop.view(late + 30)).renew_at == late + 60
    assert await shop.credentials.keep(await shop.claimed(late + 60), a_grant(2, at=late), late + 61)
    assert ((await shop.card()).parked, await shop.alerts()) == (None, [])


async def test_a_refresh_token_is_not_used_where_its_successor_could_not_be_put_away(ledger: Ledger) -> None:
    """It would be spent, and the only answer lost."""
    await Connected(ledger.database).connect()
    readable = Connected(ledger.database, ReadOnlySeals())
    assert await readable.claim(DUE) == DUE + BROKEN_SECONDS
    (alert,) = (await readable.card()).alerts
    assert alert.kind is AlertKind.RENEWAL_REFUSED
    assert "no key to seal with" in alert.message


async def test_a_person_need_not_wait(shop: Connected) -> None:
    await shop.credentials.postpone(await shop.claimed(START, anyway=True), START + 30, LATER, START)
    await shop.claimed(START + 1, anyway=True)


async def test_a_refused_renewal_warns_once_and_stops_nothing(shop: Connected) -> None:
    await shop.credentials.refused(await shop.claimed(), NO, DUE)
    card = await shop.card()
    assert (card.renews, card.renewal_refused, card.parked) == (False, NO, None)
    (alert,) = card.alerts
    assert (alert.kind, alert.cause) == (AlertKind.RENEWAL_REFUSED, ParkCause.TOKEN_DEAD)
    assert "works until" in alert.message
    assert NO in alert.message
    assert await shop.tokens(DUE).access_token(SHOP) == a_grant().access


async def test_a_refused_renewal_parks_when_the_access_token_ends(shop: Connected) -> None:
    """Also without a pin that meets it; the alert that warned gives way to the one that tells."""
    await shop.credentials.refused(await shop.claimed(), NO, DUE)
    assert (await shop.view(DUE)).renew_at == DEAD
    assert await shop.claim(DEAD - 1) == DEAD
    assert await shop.claim(DEAD) is None
    card = await shop.card()
    assert (card.parked, card.cause, card.renew_at) == (NO, ParkCause.TOKEN_DEAD, None)
    assert await shop.alerts() == [AlertKind.PARKED]


async def test_a_renewal_refused_after_the_access_token_ended_parks_at_once(shop: Connected) -> None:
    await shop.credentials.refused(await shop.claimed(DEAD), NO, DEAD)
    assert ((await shop.card()).parked, await shop.alerts()) == (NO, [AlertKind.PARKED])


async def test_a_person_may_have_a_refused_renewal_tried_again(shop: Connected) -> None:
    """The app's secret was wrong, and has been put right."""
    await shop.credentials.refused(await shop.claimed(), "the app's secret is wrong", DUE)
    await shop.credentials.keep(await shop.claimed(DUE, anyway=True), a_grant(2, at=DUE), DUE)
    card = await shop.card()
    assert (card.renews, card.renewal_refused, card.alerts) == (True, None, ())


@pytest.mark.parametrize(
    ("grant", "why"),
    [
        (a_grant(refresh=None), "by an access token alone"),
        (a_grant(refresh_expires=DUE - 1), "refresh token has run out"),
    ],
)
async def test_what_cannot_be_renewed_is_told_when_it_would_be_due(
    ledger: Ledger, grant: TokenGrant, why: str
) -> None:
    shop = Connected(ledger.database)
    await shop.connect(grant)
    assert (await shop.view()).renew_at == DUE
    assert await shop.claim(DUE, anyway=True) is None
    assert await shop.alerts() == []
    assert await shop.claim(DUE) == DEAD
    (alert,) = (await shop.card()).alerts
    assert alert.kind is AlertKind.RENEWAL_REFUSED
    assert why in alert.message


async def test_an_app_that_is_gone_renews_nothing(shop: Connected) -> None:
    await shop.credentials.disconnect(SHOP, START)
    await SqlApps(shop.database, SEALER).remove(APP.id)
    with pytest.raises(AppUnknown, match="apps add"):
        await shop.credentials.connect(SHOP, APP.id, a_grant(), username="shop", at=START)
    assert not (await shop.card()).connected


async def test_a_parked_account_keeps_its_tokens_alive(shop: Connected) -> None:
    """A block of weeks must not cost the account; a renewal is no cure for it either."""
    await Ledger(shop.database).accounts.park(SHOP, SpamBlocked("spam"), START)
    await shop.credentials.keep(await shop.claimed(), a_grant(2, at=DUE), DUE)
    assert (await shop.card()).cause is ParkCause.SPAM_BLOCKED


async def test_a_new_account_is_known_by_what_pinterest_told(shop: Connected) -> None:
    card = await shop.card()
    assert (card.connected, card.renews, card.username, card.app) == (True, True, "shop", APP.id)
    assert (card.scopes, card.token_until, card.refresh_until) == (SCOPES, DEAD, START + 60 * DAY)
    assert (card.open_pins, card.alerts, card.paused, card.shop_url) == (0, (), None, None)


@pytest.mark.parametrize("trouble", [TokenDead("dead"), ScopeMissing("scope")])
async def test_reconnecting_cures_what_a_new_token_cures(
    ledger: Ledger, trouble: TokenDead | ScopeMissing
) -> None:
    shop = Connected(ledger.database)
    await shop.connect(a_grant(refresh=None))
    await ledger.accounts.park(SHOP, trouble, START)
    await shop.connect(a_grant(2, at=DUE), at=DUE)
    card = await shop.card()
    assert (card.parked, card.cause, card.alerts, card.renews) == (None, None, (), True)


async def test_reconnecting_does_not_cure_a_spam_block_or_what_a_person_stopped(shop: Connected) -> None:
    accounts = Ledger(shop.database).accounts
    await accounts.park(SHOP, SpamBlocked("spam"), START)
    await accounts.pause(SHOP, "holidays")
    await shop.connect(a_grant(2))
    card = await shop.card()
    assert (card.cause, card.paused, await shop.alerts()) == (
        ParkCause.SPAM_BLOCKED,
        "holidays",
        [AlertKind.PARKED],
    )


async def test_a_token_that_was_brought_replaces_all_that_was_there(shop: Connected) -> None:
    grant = a_grant(3, refresh=None, refresh_expires=None, access_expires=None, scopes=frozenset())
    await shop.credentials.connect_by_token(SHOP, grant, username="shop", at=DUE)
    card = await shop.card()
    assert (card.renews, card.token_until, card.refresh_until, card.scopes) == (False, None, None, frozenset())
    assert card.app == APP.id
    assert await shop.tokens(DUE).access_token(SHOP) == grant.access


async def test_a_reconnected_account_is_free_for_its_next_renewal(shop: Connected) -> None:
    await shop.claimed()
    await shop.connect(a_grant(2, at=DUE), at=DUE)
    await shop.claimed(DUE, anyway=True)


async def test_nobody_claims_for_an_account_that_is_not_there(shop: Connected) -> None:
    credentials = shop.credentials
    assert await credentials.claim(AccountKey("nobody"), owner="t", now=DUE, seconds=1.0, anyway=True) is None
    await credentials.disconnect(AccountKey("nobody"), DUE)


async def test_a_removed_account_is_parked_no_more_and_rings_for_nothing(shop: Connected) -> None:
    """A late look at one of its pins finds no token: that is as it was ordered."""
    accounts = Ledger(shop.database).accounts
    await accounts.park(SHOP, ScopeMissing("scope"), START)
    await shop.credentials.disconnect(SHOP, START)
    assert ((await shop.card()).parked, await shop.alerts()) == (None, [])
    assert await accounts.park(SHOP, TokenDead("no token"), START + 1)
    assert ((await shop.card()).parked, await shop.alerts()) == ("no token", [])
    await shop.connect(a_grant(2, at=START + 2), at=START + 2)
    assert (await shop.card()).parked is None


async def test_a_block_outlives_the_removal_of_the_account(shop: Connected) -> None:
    await Ledger(shop.database).accounts.park(SHOP, SpamBlocked("spam"), START)
    await shop.credentials.disconnect(SHOP, START)
    assert ((await shop.card()).cause, await shop.alerts()) == (ParkCause.SPAM_BLOCKED, [AlertKind.PARKED])


async def test_a_fresh_token_that_is_refused_parks_once_with_one_alert(shop: Connected) -> None:
    """No further renewal would cure it; whoever else meets it has nothing to add."""
    accounts = Ledger(shop.database).accounts
    await shop.credentials.keep(await shop.claimed(), a_grant(2, at=DUE), DUE)
    tokens = shop.tokens(DUE + 1)
    for _ in range(2):
        await tokens.refused(SHOP, a_grant(2).access, "401")
        await accounts.park(SHOP, TokenDead("401 again"), DUE + 2)
    card = await shop.card()
    assert "401" in (card.parked or "")
    assert [alert.kind for alert in card.alerts] == [AlertKind.PARKED]
    assert card.renewal_refused is None


async def test_an_app_that_was_put_right_has_its_refused_accounts_tried_again(shop: Connected) -> None:
    """`pinflow apps add` with the right secret is all that a person does."""
    await shop.credentials.refused(await shop.claimed(), "the app's secret is wrong", DUE)
    assert await SqlApps(shop.database, SEALER).add(APP, "Pinflow", DUE + 1) == [SHOP]
    card = await shop.card()
    assert (card.renewal_refused, card.alerts, card.renews) == (None, (), True)
    assert (await shop.claimed(DUE + 1)).refresh == a_grant().refresh


async def test_putting_one_app_right_says_nothing_of_the_accounts_of_another(shop: Connected) -> None:
    await shop.credentials.refused(await shop.claimed(), NO, DUE)
    assert await SqlApps(shop.database, SEALER).add(replace(APP, id="other"), "Other", DUE + 1) == []
    assert (await shop.card()).renewal_refused == NO
