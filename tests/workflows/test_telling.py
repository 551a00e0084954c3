"""What a pin's page says while its answer is looked for."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.names import PinKey
from contracts.outcome import Actor, Outcome, PinOutcome, Reason
from contracts.pin import PinRequest, Uncertain
from contracts.reconciling import Then
from tests.builders import ACCOUNT, BOARD
from workflows.telling import Story, reconciling_lines, why_lines

REQUEST = PinRequest(account=ACCOUNT, key=PinKey("k" * 32), board_id=BOARD, title="A mug")

NOON = 1_795_348_800.0
"""2026-11-22 12:00:00 UTC."""

LOST = Uncertain(
    attempt=2,
    deadline=NOON + 25,
    detail="the connection was closed",
    claimed=NOON,
    reads=3,
    known="sent 12:00:00 UTC, no answer (the connection was closed); the board was read whole 3 times",
)


NEXT = (
    "next: the board is read, at most 120 s apart; nothing is posted meanwhile; "
    "if it is not there after 12:15:25 UTC, it is posted again"
)


def test_it_says_when_it_was_sent_what_is_known_and_what_happens_next() -> None:
    assert reconciling_lines(LOST, 900, NOON + 60) == (
        "attempt 2 was sent at 12:00:00 UTC; its answer was due by 12:00:25 UTC",
        f"known: {LOST.known}",
        "its pin may turn up on the board until 12:15:25 UTC (900 s of grace)",
        NEXT,
    )


def test_after_the_grace_no_moment_is_promised() -> None:
    assert reconciling_lines(LOST, 20, NOON + 600)[-1].endswith("if it is not there, it is posted again")


def test_cancelled_meanwhile_it_will_not_be_posted_again() -> None:
    assert reconciling_lines(LOST, 20, NOON, Then.WITHDRAWN)[-1].endswith("it is withdrawn")


def test_of_an_attempt_that_an_older_history_told_less_of_less_is_said() -> None:
    old = Uncertain(attempt=1, deadline=NOON + 25, detail="no answer in time")
    told = reconciling_lines(old, 20, NOON)
    assert told[0] == "attempt 1; its answer was due by 12:00:25 UTC"
    assert told[1] == "known: no answer in time"


@given(detail=st.text(max_size=100))
def test_when_it_is_not_known_whether_anything_left_no_moment_is_told(detail: str) -> None:
    """The step failed without a word of the ledger: `attempt` is 0."""
    told = reconciling_lines(Uncertain(attempt=0, deadline=NOON, detail=detail), 20, NOON)
    assert "12:00" not in "".join(told).replace(detail, "")
    assert "nothing is posted meanwhile" in told[-1]


def test_a_page_begins_with_why_it_is_refused_and_who_does_what_about_it() -> None:
    end = PinOutcome(
        outcome=Outcome.REFUSED,
        reason=Reason.IMAGE_TOO_SMALL,
        message="the picture is 300 x 300 px",
        remedy="Give a larger one.",
        actor=Actor.MERCHANT,
    )
    page = Story(REQUEST, stage="refused", end=end, lines=["drafted"]).markdown().splitlines()
    assert page[1:4] == [
        "**Now:** refused",
        "**Why:** the picture is 300 x 300 px (`image_too_small`)",
        "**The merchant must act:** Give a larger one.",
    ]


def test_of_a_live_pin_nothing_is_to_be_explained() -> None:
    assert not why_lines(PinOutcome(outcome=Outcome.LIVE, pin_id="1"))
