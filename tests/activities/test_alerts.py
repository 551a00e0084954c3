"""Alerts go out once each, to the log and to the operator's bell; a bell that is broken hides none."""

from collections.abc import Iterator

import pytest
import structlog

from activities.alerts import AlertActivities
from contracts.accounts import AlertKind, ParkCause
from contracts.trouble import BadStatus, SpamBlocked, TokenDead, Unreachable
from store.alerts import SqlAlerts
from tests.activities.stage import error_of, run
from tests.builders import ACCOUNT
from tests.fakes.authority import FakeBell
from tests.fakes.clock import START, FakeClock
from tests.ledger import Ledger

Log = list[structlog.typing.EventDict]


@pytest.fixture
def bell() -> FakeBell:
    return FakeBell()


@pytest.fixture
def activities(ledger: Ledger, bell: FakeBell, clock: FakeClock) -> AlertActivities:
    return AlertActivities(SqlAlerts(ledger.database), bell, clock)


@pytest.fixture
def log() -> Iterator[Log]:
    with structlog.testing.capture_logs() as captured:
        yield captured


async def test_an_alert_is_rung_and_logged_once_however_often_it_is_asked_for(
    activities: AlertActivities, ledger: Ledger, bell: FakeBell, log: Log
) -> None:
    await ledger.accounts.park(ACCOUNT, TokenDead("401: dead"), START)
    for _ in range(3):
        await run(activities.tell_alerts, ACCOUNT)
    (alert,) = bell.rung
    assert (alert.kind, alert.cause) == (AlertKind.PARKED, ParkCause.TOKEN_DEAD)
    (line,) = [line for line in log if line["event"] == "alert"]
    assert (line["log_level"], line["account"], line["kind"]) == ("error", ACCOUNT, AlertKind.PARKED)
    assert "reconnect demo" in line["remedy"]


async def test_500_pins_that_meet_the_same_dead_token_are_one_alert(
    activities: AlertActivities, ledger: Ledger, bell: FakeBell
) -> None:
    for number in range(500):
        await ledger.accounts.park(ACCOUNT, TokenDead(f"401, pin {number}"), START + number)
    await run(activities.tell_alerts, ACCOUNT)
    assert [alert.message for alert in bell.rung] == ["401, pin 0"]


async def test_without_a_bell_the_log_tells(ledger: Ledger, clock: FakeClock, log: Log) -> None:
    await ledger.accounts.park(ACCOUNT, SpamBlocked("spam"), START)
    await run(AlertActivities(SqlAlerts(ledger.database), None, clock).tell_alerts, ACCOUNT)
    assert [line["cause"] for line in log if line["event"] == "alert"] == [ParkCause.SPAM_BLOCKED]
    assert await SqlAlerts(ledger.database).untold(ACCOUNT) == []


@pytest.mark.parametrize(
    "trouble", [Unreachable("no", url="PINFLOW_ALERT_URL"), BadStatus("404", url="PINFLOW_ALERT_URL", status=404)]
)
async def test_a_bell_that_does_not_answer_is_rung_again_and_logged_at_first_and_when_it_rang(
    activities: AlertActivities, ledger: Ledger, bell: FakeBell, log: Log, trouble: Unreachable | BadStatus
) -> None:
    await ledger.accounts.park(ACCOUNT, TokenDead("401"), START)
    bell.troubles += [trouble, trouble]
    for attempt in (1, 2):
        error = await error_of(activities.tell_alerts, ACCOUNT, attempt=attempt)
        assert not error.non_retryable
    await run(activities.tell_alerts, ACCOUNT, attempt=3)
    assert len(bell.rung) == 1
    assert [line["event"] for line in log].count("alert") == 2


async def test_what_was_raised_while_the_bell_was_away_is_in_the_log_as_well(
    activities: AlertActivities, ledger: Ledger, bell: FakeBell, log: Log
) -> None:
    """The next attempt rings it, and no other will ever see it."""
    await ledger.accounts.park(ACCOUNT, TokenDead("first"), START)
    bell.troubles += [Unreachable("no", url="PINFLOW_ALERT_URL")]
    await error_of(activities.tell_alerts, ACCOUNT, attempt=1)
    await ledger.accounts.unpark(ACCOUNT)
    await ledger.accounts.park(ACCOUNT, SpamBlocked("second"), START)
    await run(activities.tell_alerts, ACCOUNT, attempt=2)
    assert [alert.message for alert in bell.rung] == ["second"]
    assert [line["message"] for line in log if line["event"] == "alert"] == ["first", "second"]


async def test_what_was_seen_to_before_it_was_told_is_no_news(
    activities: AlertActivities, ledger: Ledger, bell: FakeBell
) -> None:
    await ledger.accounts.park(ACCOUNT, TokenDead("401"), START)
    await ledger.accounts.unpark(ACCOUNT)
    await run(activities.tell_alerts, ACCOUNT)
    assert bell.rung == []


async def test_a_second_death_is_told_anew(activities: AlertActivities, ledger: Ledger, bell: FakeBell) -> None:
    for message in ("first", "second"):
        await ledger.accounts.park(ACCOUNT, TokenDead(message), START)
        await run(activities.tell_alerts, ACCOUNT)
        await ledger.accounts.unpark(ACCOUNT)
    assert [alert.message for alert in bell.rung] == ["first", "second"]
