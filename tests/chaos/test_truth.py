"""The judge itself: a suite whose judge is blind proves nothing."""

from dataclasses import replace

import pytest

from tests.chaos.books import AttemptSeen, IntentSeen, RowSeen
from tests.chaos.truth import Evidence, Verdict, doubled, judge
from tests.journeys.pinflow import Document

INTENT = IntentSeen(
    key="k1", marker="aaaa", account="chaos-1", board_id="b1", outcome="live", reason=None, pin_id="1"
)
ROW = RowSeen(launch="l1", product="p-1", intent_key="k1", outcome="live", reason=None, message=None, pin_id="1")
ATTEMPT = AttemptSeen(
    key="k1", number=1, state="made", owner="host:7", adopted=0, cause=None, detail="", claimed_at=1.0
)


def a_pin(number: str = "1", *, marker: str = "aaaa", board: str = "b1", account: str = "chaos-1") -> Document:
    link = f"https://shop.example.com/p-1?utm_source=pinterest&pf={marker}"
    return {"id": number, "account": account, "board_id": board, "link": link}


GOOD = Evidence(products=1, rows=[ROW], intents=[INTENT], attempts=[ATTEMPT], pins=[a_pin()])


def test_one_live_pin_that_is_there_is_good() -> None:
    assert judge(GOOD) == Verdict(live=1)


def test_a_second_pin_of_an_intent_is_a_duplicate_and_nothing_else() -> None:
    verdict = judge(replace(GOOD, pins=[a_pin(), a_pin("2"), a_pin("3", board="elsewhere")]))
    assert len(verdict.duplicates) == 2
    assert not verdict.lost
    assert not verdict.disagreements


def test_pins_without_a_marker_are_never_doubled() -> None:
    bare = {"id": "7", "account": "chaos-1", "board_id": "b1", "link": None}
    assert doubled([bare, {**bare, "id": "8"}]) == {}


@pytest.mark.parametrize(
    "evidence",
    [
        replace(GOOD, rows=[replace(ROW, outcome=None, pin_id=None)], intents=[replace(INTENT, outcome=None)]),
        replace(GOOD, pins=[]),
        replace(GOOD, rows=[]),
        replace(GOOD, products=2),
    ],
    ids=["no outcome", "live and not there", "no row", "a row too few"],
)
def test_what_is_not_there_is_lost(evidence: Evidence) -> None:
    assert judge(evidence).lost


@pytest.mark.parametrize(
    "evidence",
    [
        replace(GOOD, pins=[a_pin(board="b2")]),
        replace(GOOD, pins=[a_pin(account="chaos-2")]),
        replace(GOOD, pins=[a_pin(), a_pin("2", marker="bbbb")]),
        replace(GOOD, pins=[a_pin("2")]),
        replace(GOOD, rows=[replace(ROW, outcome="refused", reason="gave_up", pin_id=None)]),
        replace(
            GOOD,
            rows=[replace(ROW, outcome="unconfirmed", pin_id=None)],
            intents=[replace(INTENT, outcome="unconfirmed", pin_id=None)],
        ),
        replace(GOOD, attempts=[ATTEMPT, replace(ATTEMPT, number=2, state="lost")]),
        replace(GOOD, attempts=[replace(ATTEMPT, state="claimed")]),
        replace(GOOD, withdrawn_said=frozenset({"k1"})),
    ],
    ids=[
        "on another board",
        "of another account",
        "a pin of nobody",
        "another pin",
        "a row that was refused",
        "unconfirmed, and there",
        "an attempt that is lost",
        "an attempt on the wire",
        "withdrawn was said",
    ],
)
def test_where_pinterest_and_the_ledger_are_not_of_one_mind_it_is_said(evidence: Evidence) -> None:
    assert judge(evidence).disagreements


def withdrawn(evidence: Evidence) -> Evidence:
    return replace(
        evidence,
        rows=[replace(ROW, outcome="withdrawn", pin_id=None)],
        intents=[replace(INTENT, outcome="withdrawn", pin_id=None)],
        pins=[],
        withdrawn_said=frozenset({"k1"}),
    )


def test_withdrawn_is_a_good_end_where_somebody_cancelled() -> None:
    assert judge(replace(withdrawn(GOOD), may_be_withdrawn=True)).good


def test_withdrawn_by_nobody_is_none() -> None:
    assert judge(withdrawn(GOOD)).disagreements


def test_a_withdrawn_pin_that_is_there_is_a_violation() -> None:
    evidence = replace(withdrawn(GOOD), may_be_withdrawn=True, pins=[a_pin()])
    assert any("withdrawn was said" in sentence for sentence in judge(evidence).disagreements)
