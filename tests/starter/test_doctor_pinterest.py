"""Judgements about Pinterest: whether it answers, and its clock."""

import time
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.skew import SKEW_SECONDS
from starter.checks_pinterest import (
    SKEW_SECONDS_LOW,
    Greeting,
    greet,
    judge_clock,
    judge_greeting,
    pinterest_findings,
)
from starter.findings import State
from tests.pinterest_api.scripted_server import (
    Act,
    answers,
    closes_after_reading,
    nobody_listens,
    says_nothing,
    scripted,
    sends,
)

REAL = "https://api.pinterest.com/v5"
SIMULATOR = "http://127.0.0.1:8099/v5"


async def test_it_is_asked_without_a_token() -> None:
    """A wrong address must not be given one; any answer proves that somebody is there."""
    async with scripted(answers(401, {"code": 2, "message": "Authentication failed."})) as server:
        greeting = await greet(server.url)
    assert greeting.status == 401
    assert "authorization" not in server.heard[0].headers
    assert judge_greeting(greeting).state is State.OK


async def test_its_clock_is_compared_with_ours() -> None:
    ahead = formatdate(time.time() + 600, usegmt=True)
    async with scripted(answers(401, {}, {"date": ahead})) as server:
        greeting = await greet(server.url)
    assert greeting.ahead == pytest.approx(600, abs=30)
    assert judge_clock(greeting).state is State.FAILED


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo 2026 25:00:00 GMT", "\x80\xff"])
async def test_a_date_that_cannot_be_read_is_none(date: str) -> None:
    async with scripted(answers(401, {}, {"date": date})) as server:
        greeting = await greet(server.url)
    assert (greeting.status, greeting.ahead) == (401, None)
    assert judge_clock(greeting).state is State.SKIPPED


@pytest.mark.parametrize("act", [closes_after_reading(), sends(b"SSH-2.0-OpenSSH_9.2\r\n"), says_nothing()])
async def test_no_answer_is_a_finding(act: Act) -> None:
    async with scripted(act) as server:
        greeting = await greet(server.url, seconds=0.3)
    assert greeting.status is None
    assert (judge_greeting(greeting).state, judge_clock(greeting).state) == (State.FAILED, State.SKIPPED)


async def test_nobody_there_is_a_finding() -> None:
    with nobody_listens() as url:
        answered, findings = await pinterest_findings(url)
    assert not answered
    assert url in findings[0].found
    assert "pinflow up" in (findings[0].remedy or "")


async def test_a_simulator_that_is_not_up_is_not_asked() -> None:
    answered, findings = await pinterest_findings(None)
    assert not answered
    assert {finding.state for finding in findings} == {State.SKIPPED}


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, State.OK), (401, State.OK), (404, State.OK), (429, State.OK), (500, State.FAILED), (503, State.FAILED)],
)
def test_any_answer_will_do_but_an_ailing_one(status: int, state: State) -> None:
    assert judge_greeting(Greeting(REAL, status, took=0.12)).state is state


def test_a_simulator_is_called_one() -> None:
    assert "simulator" in judge_greeting(Greeting(SIMULATOR, 401)).found
    assert "simulator" not in judge_greeting(Greeting(REAL, 401)).found


@given(st.floats(min_value=-1e6, max_value=1e6))
def test_a_clock_is_judged_alike_whichever_of_the_two_is_wrong(ahead: float) -> None:
    state = judge_clock(Greeting(REAL, 401, ahead=ahead)).state
    assert state is judge_clock(Greeting(REAL, 401, ahead=-ahead)).state
    assert (state is State.FAILED) is (abs(ahead) > SKEW_SECONDS)
    assert (state is State.OK) is (abs(ahead) <= SKEW_SECONDS_LOW)


def test_the_clock_says_which_way_it_is_off() -> None:
    assert judge_clock(Greeting(REAL, 401, ahead=45.0)).found == "45 s behind Pinterest's"
    assert judge_clock(Greeting(REAL, 401, ahead=-45.0)).found == "45 s ahead of Pinterest's"
    assert judge_clock(Greeting(REAL, 401, ahead=0.2)).found == "the same as Pinterest's"
