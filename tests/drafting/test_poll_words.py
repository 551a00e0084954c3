"""What a person is told of a poll: what happened, where, what to do; and when they hear of it by themselves."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.intake import PollDoubt, PollNote
from contracts.names import SourceKey
from contracts.trouble import (
    AccessDenied,
    AddressGone,
    AddressRefused,
    AskedTooOften,
    BadStatus,
    FeedUnreadable,
    TooLarge,
    Trouble,
    Unreachable,
)
from drafting.poll_words import (
    FAILURES_MAX,
    WORDS_MAX,
    PollTally,
    empty_words,
    failed_note,
    found_words,
    trouble_words,
)
from tests.fakes.clock import START

SHOP = SourceKey("spring-shop")
URL = "https://shop.example.com/feed.xml"
TROUBLES: list[Trouble] = [
    AccessDenied(f"{URL} answered 401", url=URL, status=401),
    AddressGone(f"{URL} answered 404", url=URL, status=404),
    AddressRefused(f"{URL} is not asked", url=URL),
    AskedTooOften(f"{URL} answered 429", url=URL, status=429, retry_seconds=None),
    BadStatus(f"{URL} answered 500", url=URL, status=500),
    TooLarge(f"{URL} is too large", url=URL, limit_bytes=1),
    Unreachable(f"{URL} did not answer in time", url=URL),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: type(trouble).__name__)
def test_every_trouble_says_where_and_what_to_do(trouble: Trouble) -> None:
    words = trouble_words(SHOP, trouble)
    assert words.startswith(str(trouble))
    assert len(words) > len(str(trouble)) + 20


def test_a_password_is_asked_for_by_the_command_that_takes_it() -> None:
    assert trouble_words(SHOP, TROUBLES[0]).endswith("pinflow sources secret spring-shop")


def test_what_a_catalog_is_told_of_needs_no_second_advice() -> None:
    assert trouble_words(SHOP, FeedUnreadable("It is a PDF. Give a CSV.")) == "It is a PDF. Give a CSV."


def test_numbers_of_a_poll_are_told() -> None:
    tally = PollTally(seen=1_204, changed=50, unreadable=3, first_unreadable="row 7: no id.", unread_pages=2)
    words = found_words(tally, 2)
    assert words.startswith("1,204 products, 50 changed, 2 gone. 3 rows cannot be read, the first: row 7: no id.")
    assert "2 pages did not answer" in words


def test_an_empty_answer_says_whether_there_was_anything() -> None:
    assert "has no products" in empty_words(PollTally(), URL)
    assert "None of the 3 rows" in empty_words(PollTally(unreadable=3, first_unreadable="row 2: no id."), URL)


def test_a_person_hears_of_the_third_failure_in_a_row() -> None:
    note: PollNote | None = None
    alarms = []
    for _ in range(FAILURES_MAX):
        note = failed_note(note, START, "It answered 500.", counts=True)
        alarms.append(note.alarm is not None)
    assert alarms == [False, False, True]


def test_a_try_that_another_follows_counts_for_nothing() -> None:
    before = PollNote(at=START, failures=FAILURES_MAX - 1)
    note = failed_note(before, START, "It answered 500.", counts=False)
    assert (note.failures, note.alarm, note.error) == (FAILURES_MAX - 1, None, "It answered 500.")


def test_what_is_grave_is_told_at_once() -> None:
    assert failed_note(None, START, "It is empty.", counts=True, alarm=True).alarm == "It is empty."


def test_a_failure_forgets_nothing_of_what_was_known() -> None:
    doubt = PollDoubt(absent=50, polls=2, why="50 of 80 are missing.")
    known: dict[str, Any] = {"well_at": START, "unreadable": 4, "doubt": doubt, "alarm": doubt.why, "etag": '"v1"'}
    note = failed_note(PollNote(at=START, **known), START + 1, "It answered 500.", counts=True)
    assert {name: getattr(note, name) for name in known} == known
    assert note.at == START + 1


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.text(max_size=5_000))
def test_no_words_are_too_many_to_be_kept(seen: int, unreadable: int, words: str) -> None:
    tally = PollTally(seen=seen, unreadable=unreadable, first_unreadable=words)
    told = [found_words(tally, 1, words), empty_words(tally, URL), trouble_words(SHOP, FeedUnreadable(words))]
    assert all(len(each) <= WORDS_MAX for each in told)
    for each in told:
        PollNote(at=START, words=each, error=each, alarm=failed_note(None, START, each, counts=True).alarm)
