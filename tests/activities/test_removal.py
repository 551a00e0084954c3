"""Removal: the later pin of a pair goes, the older one stays, and never both go."""

from dataclasses import dataclass, replace

import pytest

from activities.removal import RemovalActivities
from contracts.contract import Instant
from contracts.findings import FindingKind
from contracts.outcome import Outcome
from contracts.pace import Quota
from contracts.patrol import Amendment, Pair, Removal
from contracts.sightings import SeenPin
from contracts.trouble import AnswerLost, RateLimited
from store.patrol import SqlPatrol
from tests.activities.patrolled import Patrolled, a_stage, launch_of
from tests.activities.stage import error_of, run
from tests.builders import ACCOUNT, a_product, an_intent
from tests.fakes.clock import LeapingClock
from tests.fakes.pinterest import FakePins
from tests.ledger import Ledger, a_write_reading

MUG = a_product("mug")
KEY = an_intent(MUG).key


@pytest.fixture
def clock() -> LeapingClock:
    return LeapingClock()


@pytest.fixture
def stage(ledger: Ledger, clock: LeapingClock) -> Patrolled:
    return a_stage(ledger, clock)


@dataclass(frozen=True)
class Busy(SqlPatrol):
    """Somebody else is always faster."""

    async def amend(self, change: Amendment, at: Instant) -> bool:
        return False


def on(stage: Patrolled) -> RemovalActivities:
    ledger = stage.ledger
    return RemovalActivities(FakePins(stage.pinterest), ledger.intents, ledger.accounts, stage.book, stage.clock)


async def a_pair(stage: Patrolled, *, second_at: Instant | None = None) -> tuple[SeenPin, SeenPin]:
    """The ledger's own pin and a second one, found by a round; made later, unless it is said when."""
    (own,) = await stage.live(MUG)
    second = stage.posts(MUG)
    if second_at is not None:
        second = second.model_copy(update={"created": second_at})
        stage.edits(second)
    await stage.reads()
    return own, second


def pair_of(own: SeenPin, second: SeenPin) -> Pair:
    """As the finding has it."""
    return Pair(account=ACCOUNT, key=KEY, pin_id=second.id, other_pin_id=own.id)


async def removed(stage: Patrolled, pair: Pair) -> Removal:
    return await run(on(stage).remove_duplicate, pair)


async def test_the_later_pin_goes_and_the_finding_is_settled(stage: Patrolled) -> None:
    own, second = await a_pair(stage)
    removal = await removed(stage, pair_of(own, second))
    assert removal == Removal(pin_id=second.id, removed=True, why="removed 2026-11-19 11:06 UTC, as asked")
    assert set(stage.pinterest.pins) == {own.id}
    assert await stage.found() == []
    assert (await stage.outcome(MUG)).pin_id == own.id


async def test_when_the_ledger_has_the_later_one_it_is_given_the_older_first(stage: Patrolled) -> None:
    own, second = await a_pair(stage, second_at=1.0)
    removal = await removed(stage, pair_of(own, second))
    assert (removal.pin_id, removal.removed) == (own.id, True)
    assert set(stage.pinterest.pins) == {second.id}
    outcome = await stage.outcome(MUG)
    assert (outcome.outcome, outcome.pin_id) == (Outcome.LIVE, second.id)
    assert outcome.evidence[-1].value == f"pin {second.id}, made before pin {own.id}"
    (row, *_) = await stage.ledger.launches.results(launch_of([MUG]))
    assert row.pin_id == second.id
    assert await stage.found() == []


@pytest.mark.parametrize("second_at", [None, 1.0])
async def test_twice_is_once(stage: Patrolled, second_at: float | None) -> None:
    own, second = await a_pair(stage, second_at=second_at)
    first = await removed(stage, pair_of(own, second))
    again = await removed(stage, pair_of(own, second))
    assert (again.pin_id, again.removed, again.why) == (first.pin_id, True, "it was not there any more")
    assert len(stage.pinterest.pins) == 1


@pytest.mark.parametrize("second_at", [None, 1.0])
async def test_a_deletion_whose_answer_was_lost_is_done_once(stage: Patrolled, second_at: float | None) -> None:
    own, second = await a_pair(stage, second_at=second_at)
    stage.pinterest.delete_troubles.append(AnswerLost("timeout"))
    error = await error_of(on(stage).remove_duplicate, pair_of(own, second))
    assert not error.non_retryable
    assert (await removed(stage, pair_of(own, second))).removed
    assert len(stage.pinterest.pins) == 1
    assert await stage.found() == []


async def test_a_refused_deletion_leaves_the_finding_open(stage: Patrolled) -> None:
    own, second = await a_pair(stage)
    stage.pinterest.delete_troubles.append(RateLimited("rate limit", retry_seconds=5))
    await error_of(on(stage).remove_duplicate, pair_of(own, second))
    assert len(stage.pinterest.pins) == 2
    assert [found.pin_id for found in await stage.found()] == [second.id]


async def test_the_last_pin_of_a_product_is_never_removed(stage: Patrolled) -> None:
    own, second = await a_pair(stage)
    del stage.pinterest.pins[own.id]
    removal = await removed(stage, pair_of(own, second))
    assert (removal.removed, "only one left" in removal.why) == (False, True)
    assert set(stage.pinterest.pins) == {second.id}


async def test_a_pair_of_one_pin_is_no_pair(stage: Patrolled) -> None:
    own, _ = await a_pair(stage)
    removal = await removed(stage, pair_of(own, own))
    assert not removal.removed
    assert own.id in stage.pinterest.pins


async def test_a_duplicate_that_is_gone_is_settled_as_gone(stage: Patrolled) -> None:
    own, second = await a_pair(stage)
    del stage.pinterest.pins[second.id]
    assert (await removed(stage, pair_of(own, second))).why == "it was not there any more"
    assert set(stage.pinterest.pins) == {own.id}
    assert await stage.found() == []


@pytest.mark.parametrize(
    "change",
    [
        {"link": "https://shop.example.com/p/mug"},
        {"link": "https://elsewhere.example?pf=00000000deadbeef"},
        {"created": None},
        {"parent_pin_id": "9"},
    ],
)
@pytest.mark.parametrize("which", [0, 1])
async def test_what_is_in_doubt_is_not_removed(stage: Patrolled, change: dict[str, object], which: int) -> None:
    pair = await a_pair(stage)
    stage.edits(pair[which], **change)
    assert not (await removed(stage, pair_of(*pair))).removed
    assert len(stage.pinterest.pins) == 2
    assert len(await stage.found()) == 1


async def test_a_product_that_is_on_its_way_keeps_both(stage: Patrolled) -> None:
    own, second = await a_pair(stage)
    stage.edits(own, board_id="7")
    await stage.reads()
    await stage.launch_again(MUG)
    assert not (await removed(stage, pair_of(own, second))).removed
    assert len(stage.pinterest.pins) == 2


async def test_of_three_pins_the_oldest_stays_whatever_the_order(stage: Patrolled) -> None:
    own, second = await a_pair(stage, second_at=1.0)
    await stage.clock.advance(5)
    third = stage.posts(MUG)
    await stage.reads()
    for found in await stage.found():
        await removed(stage, Pair(account=ACCOUNT, key=KEY, pin_id=found.pin_id, other_pin_id=own.id))
    assert set(stage.pinterest.pins) == {second.id}
    assert third.id not in stage.pinterest.pins
    assert await stage.found() == []
    assert (await stage.outcome(MUG)).pin_id == second.id


async def test_a_removal_counts_in_the_quota_of_writes(stage: Patrolled) -> None:
    own, second = await a_pair(stage)
    await stage.ledger.note(a_write_reading(buckets=(Quota(limit=1, window_seconds=60),)))
    assert await stage.ledger.accounts.hold_write(ACCOUNT, stage.clock.now()) is None
    before = stage.clock.now()
    await removed(stage, pair_of(own, second))
    assert stage.clock.now() - before >= 60


async def test_the_ledger_s_word_is_believed_only_as_it_was_looked_at(stage: Patrolled) -> None:
    """Between the look and the change somebody else has mended the intent: nothing is removed."""
    own, second = await a_pair(stage, second_at=1.0)
    late = replace(on(stage), book=Busy(stage.ledger.database))
    removal = await run(late.remove_duplicate, pair_of(own, second))
    assert (removal.removed, removal.why) == (False, "the ledger changed meanwhile: ask again")
    assert len(stage.pinterest.pins) == 2
    assert [found.kind for found in await stage.found()] == [FindingKind.DUPLICATE]
