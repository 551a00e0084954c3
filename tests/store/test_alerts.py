"""Alerts: one for what 500 pins meet at once, told once, over when it is mended."""

import asyncio

import pytest

from contracts.accounts import AlertKind, ParkCause
from contracts.names import AccountKey
from contracts.trouble import PinterestTrouble, Rejected, ScopeMissing, SpamBlocked, TokenDead, TrialApp
from store.alerts import SqlAlerts
from tests.builders import ACCOUNT
from tests.fakes.clock import START
from tests.ledger import Ledger

OTHER = AccountKey("other")


@pytest.mark.parametrize(
    ("trouble", "cause"),
    [
        (TokenDead("why"), ParkCause.TOKEN_DEAD),
        (ScopeMissing("why"), ParkCause.SCOPE_MISSING),
        (TrialApp("why"), ParkCause.TRIAL_APP),
        (SpamBlocked("why"), ParkCause.SPAM_BLOCKED),
    ],
)
async def test_what_parks_says_why_and_who_mends_it(
    ledger: Ledger, trouble: PinterestTrouble, cause: ParkCause
) -> None:
    assert await ledger.accounts.park(ACCOUNT, trouble, START)
    (alert,) = await SqlAlerts(ledger.database).open(ACCOUNT)
    assert (alert.account, alert.kind, alert.cause) == (ACCOUNT, AlertKind.PARKED, cause)
    assert (alert.message, alert.raised_at, alert.ended_at) == ("why", START, None)
    assert "demo" in alert.remedy


async def test_other_trouble_parks_nothing(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        await ledger.accounts.park(ACCOUNT, Rejected("a bad pin"), START)
    assert await ledger.accounts.parked(ACCOUNT) is None


async def test_a_hundred_pins_make_one_alert(ledger: Ledger) -> None:
    parkings = [ledger.accounts.park(ACCOUNT, SpamBlocked(f"spam {pin}"), START) for pin in range(20)]
    assert await asyncio.gather(*parkings) == [True] * 20
    assert len(await SqlAlerts(ledger.database).open()) == 1


async def test_an_alert_is_told_once(ledger: Ledger) -> None:
    alerts = SqlAlerts(ledger.database)
    await ledger.accounts.park(ACCOUNT, SpamBlocked("spam"), START)
    (alert,) = await alerts.untold(ACCOUNT)
    await alerts.told(alert.id, START + 1)
    await alerts.told(alert.id, START + 2)
    await ledger.accounts.park(ACCOUNT, SpamBlocked("spam"), START + 3)
    assert await alerts.untold(ACCOUNT) == []
    assert (await ledger.accounts.survey(ACCOUNT, START)).alerts_untold == 0
    assert await alerts.open(ACCOUNT) == [alert]


async def test_what_was_mended_before_anybody_was_told_is_no_news(ledger: Ledger) -> None:
    alerts = SqlAlerts(ledger.database)
    await ledger.accounts.park(ACCOUNT, SpamBlocked("spam"), START)
    assert (await ledger.accounts.survey(ACCOUNT, START)).alerts_untold == 1
    await ledger.accounts.unpark(ACCOUNT, START + 1)
    assert (await alerts.untold(ACCOUNT), await alerts.open()) == ([], [])
    assert (await ledger.accounts.survey(ACCOUNT, START)).alerts_untold == 0


async def test_the_same_trouble_again_is_another_alert(ledger: Ledger) -> None:
    alerts = SqlAlerts(ledger.database)
    await ledger.accounts.park(ACCOUNT, SpamBlocked("first"), START)
    (first,) = await alerts.open(ACCOUNT)
    await ledger.accounts.unpark(ACCOUNT)
    await ledger.accounts.park(ACCOUNT, SpamBlocked("second"), START + 9)
    (second,) = await alerts.untold(ACCOUNT)
    assert (second.message, second.id == first.id) == ("second", False)


async def test_accounts_have_their_own_alerts(ledger: Ledger) -> None:
    alerts = SqlAlerts(ledger.database)
    await ledger.accounts.add(OTHER, "sealed", START)
    await ledger.accounts.park(OTHER, SpamBlocked("spam"), START + 1)
    await ledger.accounts.park(ACCOUNT, SpamBlocked("spam"), START)
    assert [alert.account for alert in await alerts.open()] == [ACCOUNT, OTHER]
    assert [alert.account for alert in await alerts.untold(OTHER)] == [OTHER]
    await ledger.accounts.unpark(OTHER)
    assert [alert.account for alert in await alerts.open()] == [ACCOUNT]


async def test_a_long_message_is_kept_short_enough_to_be_told(ledger: Ledger) -> None:
    await ledger.accounts.park(ACCOUNT, SpamBlocked("spam " * 1_000), START)
    (alert,) = await SqlAlerts(ledger.database).open(ACCOUNT)
    assert alert.message == "spam " * 400
