"""Settle and withdraw: the first end stays, and nothing that left is called withdrawn."""

import pytest

from activities.settle import SettleActivities, SettleOrder, Withdrawal
from contracts.outcome import Outcome, Reason, refused_outcome
from contracts.refusals import refuse
from tests.activities.stage import run
from tests.builders import a_product
from tests.fakes.clock import FakeClock
from tests.ledger import Ledger, live

REFUSAL = refused_outcome(refuse(Reason.IMAGE_TOO_SMALL, "300 x 300 px"))


@pytest.fixture
def activities(ledger: Ledger, clock: FakeClock) -> SettleActivities:
    return SettleActivities(ledger.intents, ledger.attempts, clock)


async def test_the_first_end_stays(activities: SettleActivities, ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    assert await run(activities.settle, SettleOrder(key=key, outcome=REFUSAL)) == REFUSAL
    assert await run(activities.settle, SettleOrder(key=key, outcome=live())) == REFUSAL


async def test_withdrawn_twice_is_one_withdrawal(activities: SettleActivities, ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    first = await run(activities.withdraw, key)
    assert first.outcome is not None
    assert first.outcome.outcome is Outcome.WITHDRAWN
    assert await run(activities.withdraw, key) == first


async def test_what_left_must_be_settled_first(activities: SettleActivities, ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.claimed(key)
    assert await run(activities.withdraw, key) == Withdrawal(outcome=None)
