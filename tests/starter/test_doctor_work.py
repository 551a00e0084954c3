"""Judgements about launches and pins that stand still."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.client import WorkflowExecutionStatus

from contracts.findings import FindingKind
from contracts.names import AccountKey, LaunchId, PinKey
from starter.checks_ledger import shut_ledger
from starter.checks_temporal import Away
from starter.checks_work import (
    BEGIN_SECONDS_MAX,
    IDLE_SECONDS_MAX,
    ROUNDS_TOLD_MAX,
    LaunchLook,
    judge_answers,
    judge_launches,
    judge_patrol,
    judge_pins,
    judge_unasked,
    rounds_to_text,
    work_findings,
)
from starter.findings import State, skipped
from store.health import LAUNCHES_SEEN_MAX, Pile, UnfinishedLaunch
from store.tables.states import IntentState
from tests.starter.looks import NOW

RUNNING = WorkflowExecutionStatus.RUNNING
ENDED = [status for status in WorkflowExecutionStatus if status.name not in {"RUNNING", "CONTINUED_AS_NEW"}]
STUCK = Pile(3, AccountKey("demo"), PinKey("ab" * 16))


def a_look(
    status: WorkflowExecutionStatus | None = RUNNING, *, name: str = "spring", age: float = 600
) -> LaunchLook:
    return LaunchLook(UnfinishedLaunch(LaunchId(name), NOW - age), status)


def test_launches_that_go_on_are_counted() -> None:
    assert judge_launches([], NOW).found == "none is unfinished"
    assert judge_launches([a_look()], NOW).found == "1 is under way"
    continued = a_look(WorkflowExecutionStatus.CONTINUED_AS_NEW)
    assert judge_launches([a_look(), continued], NOW).found == "2 are under way"


@pytest.mark.parametrize("status", [None, *ENDED])
def test_an_unfinished_launch_without_its_workflow_has_failed(status: WorkflowExecutionStatus | None) -> None:
    finding = judge_launches([a_look(), a_look(status, name="autumn")], NOW)
    assert finding.state is State.FAILED
    assert finding.found.startswith("autumn stands still")
    assert "more" not in finding.found


def test_further_launches_that_stand_still_are_counted() -> None:
    finding = judge_launches([a_look(None), a_look(None), a_look(None)], NOW)
    assert finding.found.endswith("not there, and 2 more")


@given(st.floats(min_value=0, max_value=1e6))
def test_a_launch_may_be_written_down_a_moment_before_it_is_started(age: float) -> None:
    finding = judge_launches([a_look(None, age=age)], NOW)
    assert finding.state is (State.FAILED if NOW - (NOW - age) > BEGIN_SECONDS_MAX else State.OK)


def test_without_temporal_unfinished_launches_are_only_counted() -> None:
    launch = UnfinishedLaunch(LaunchId("spring"), NOW)
    assert judge_unasked([]).state is State.OK
    assert judge_unasked([launch]).state is State.SKIPPED
    assert judge_unasked([launch] * LAUNCHES_SEEN_MAX).found.startswith(f"{LAUNCHES_SEEN_MAX} or more are")


@pytest.mark.parametrize("state", IDLE_SECONDS_MAX)
def test_pins_that_stand_still_are_told_by_their_state_and_one_of_them_is_named(state: IntentState) -> None:
    finding = judge_pins({**dict.fromkeys(IDLE_SECONDS_MAX, Pile()), state: STUCK})
    assert finding.state is State.WARNING
    assert finding.found.startswith(f"3 {state} for more than")
    assert finding.found.endswith("pin/demo/" + "ab" * 16)


def test_pins_that_move_are_well() -> None:
    assert judge_pins(dict.fromkeys(IDLE_SECONDS_MAX, Pile())).state is State.OK


def test_every_state_that_a_pin_leaves_has_its_time() -> None:
    assert set(IDLE_SECONDS_MAX) == set(IntentState) - {IntentState.SETTLED}


def test_answers_that_stay_lost_are_told_with_their_grace() -> None:
    assert judge_answers(Pile(), 900).state is State.OK
    finding = judge_answers(STUCK, 900)
    assert finding.state is State.WARNING
    assert "20 min after" in finding.found


def test_a_pin_that_is_gone_is_still_counted() -> None:
    assert "1 not settled" in judge_answers(Pile(1), 20).found


DEMO, SHOP = AccountKey("demo"), AccountKey("shop")


def test_what_a_patrol_found_is_told_until_it_is_settled() -> None:
    assert judge_patrol({}, {DEMO: NOW - 60}, NOW).state is State.OK
    finding = judge_patrol({FindingKind.DUPLICATE: 2, FindingKind.STRANGER: 1}, {DEMO: NOW - 7_200}, NOW)
    assert finding.state is State.WARNING
    assert finding.found == "found 2 duplicates, 1 stranger; last round: demo 2 h ago"
    assert "pinflow patrol --findings" in (finding.remedy or "")


def test_before_the_first_round_nothing_is_said_of_the_boards() -> None:
    assert judge_patrol({}, {DEMO: None}, NOW).found == "last round: demo not yet"
    assert judge_patrol({}, {}, NOW).found == "no account has a pin yet: there was nothing to read"


def test_each_account_has_its_own_last_round_the_longest_ago_first() -> None:
    assert rounds_to_text({DEMO: NOW - 60, SHOP: None}, NOW) == "last round: shop not yet, demo 60 s ago"


@given(st.dictionaries(st.text("abc", min_size=1).map(AccountKey), st.none() | st.floats(1, NOW)))
def test_however_many_accounts_there_are_the_line_stays_short(rounds: dict[AccountKey, float | None]) -> None:
    told = rounds_to_text(rounds, NOW)
    assert told.count(" ago") + told.count("not yet") <= ROUNDS_TOLD_MAX
    assert ("more" in told) == (len(rounds) > ROUNDS_TOLD_MAX)


async def test_without_a_ledger_nothing_is_known_of_the_work() -> None:
    findings = await work_findings(shut_ledger("locked"), Away(skipped("temporal", "not up")), grace_seconds=20)
    assert {finding.state for finding in findings} == {State.SKIPPED}
