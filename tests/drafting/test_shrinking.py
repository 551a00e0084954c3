"""A feed that broke, or came half, deletes nothing; one that has really shrunk does, in time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.shrinking import AbsenceCounts, AbsenceWaits, Doubt, PollCount, ShrinkSettings, judge_absence

PLAIN = ShrinkSettings()


def a_poll(known: int, absent: int, *, unreadable: int = 0) -> PollCount:
    return PollCount(known=known, absent=absent, seen=known - absent, unreadable=unreadable)


@given(st.integers(0, 10_000), st.integers(0, 99))
def test_an_empty_feed_deletes_nothing_whoever_says_so(known: int, polls: int) -> None:
    poll, doubt = PollCount(known=known, absent=known, seen=0), Doubt(absent=known, polls=polls)
    assert isinstance(judge_absence(poll, PLAIN, doubt=doubt), AbsenceWaits)
    assert isinstance(judge_absence(poll, PLAIN, doubt=doubt, confirmed=True), AbsenceWaits)


@pytest.mark.parametrize(("known", "absent"), [(100, 0), (100, 30), (12, 9), (10_000, 3_000)])
def test_what_is_within_bounds_counts_at_once(known: int, absent: int) -> None:
    assert isinstance(judge_absence(a_poll(known, absent), PLAIN), AbsenceCounts)


@pytest.mark.parametrize(("known", "absent"), [(100, 31), (12, 10), (10_000, 9_999)])
def test_a_shrunken_feed_is_believed_by_the_third_poll(known: int, absent: int) -> None:
    doubt = None
    for number in (1, 2):
        verdict = judge_absence(a_poll(known, absent), PLAIN, doubt=doubt)
        assert isinstance(verdict, AbsenceWaits)
        assert f"number {number}" in verdict.why
        doubt = verdict.doubt
    assert isinstance(judge_absence(a_poll(known, absent), PLAIN, doubt=doubt), AbsenceCounts)


def test_a_feed_that_goes_on_shrinking_is_doubted_anew() -> None:
    verdict = judge_absence(a_poll(100, 60), PLAIN, doubt=Doubt(absent=40, polls=2))
    assert isinstance(verdict, AbsenceWaits)
    assert verdict.doubt == Doubt(absent=60, polls=1)


def test_a_person_may_say_that_they_are_gone() -> None:
    verdict = judge_absence(a_poll(100, 90, unreadable=5), PLAIN, confirmed=True)
    assert verdict == AbsenceCounts(5, "A person says that 90 products are gone.")


def test_rows_that_became_unreadable_are_not_absent() -> None:
    verdict = judge_absence(a_poll(100, 1, unreadable=1), PLAIN)
    assert isinstance(verdict, AbsenceWaits)
    assert "1 more rows" in verdict.why


def test_rows_that_never_could_be_read_are_in_nobodys_way() -> None:
    assert isinstance(judge_absence(a_poll(100, 1, unreadable=3), PLAIN, unreadable_before=3), AbsenceCounts)


def test_unreadable_rows_do_not_matter_when_nothing_is_absent() -> None:
    assert isinstance(judge_absence(a_poll(100, 0, unreadable=3), PLAIN), AbsenceCounts)


@given(st.integers(1, 1_000), st.data())
def test_without_a_person_or_a_doubt_no_more_than_the_share_is_ever_deleted(
    known: int, data: st.DataObject
) -> None:
    absent = data.draw(st.integers(0, known - 1))
    verdict = judge_absence(a_poll(known, absent, unreadable=data.draw(st.integers(0, 3))), PLAIN)
    if isinstance(verdict, AbsenceCounts):
        assert absent < PLAIN.items_min or absent * 100 <= known * PLAIN.percent_max
