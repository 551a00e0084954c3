"""A piece that is too large: its halves are the whole of it, and nothing twice."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ads.periods import next_period, period_start
from ads.splitting import halves, narrowest
from contracts.ads import Breakdown, Chunk, DatasetKey, Granularity
from tests.ads.sources import a_source

FIRST = date(2026, 5, 1)
CUTS = (Breakdown.GENDER, Breakdown.COUNTRY)


def a_chunk(days: int, ids: int, cuts: int = 0) -> Chunk:
    return Chunk(
        ad_account_id="549755885175",
        dataset=DatasetKey.CAMPAIGN_BREAKDOWN,
        first=FIRST,
        last=FIRST + timedelta(days=days - 1),
        ids=tuple(str(number) for number in range(ids)),
        breakdowns=CUTS[:cuts],
    )


def cells(chunk: Chunk) -> list[tuple[date, str, str]]:
    """Everything that a piece is about."""
    days = [chunk.first + timedelta(days=number) for number in range((chunk.last - chunk.first).days + 1)]
    return [(day, id_, cut) for day in days for id_ in chunk.ids or ("",) for cut in chunk.breakdowns or ("",)]


@given(st.integers(1, 186), st.integers(0, 9), st.integers(0, 2), st.sampled_from(Granularity))
def test_halves_are_the_whole(days: int, ids: int, cuts: int, granularity: Granularity) -> None:
    chunk = a_chunk(days, ids, cuts)
    pieces = halves(a_source(granularity=granularity), chunk)
    if pieces:
        told = [cell for piece in pieces for cell in cells(piece)]
        assert sorted(told) == sorted(cells(chunk))
        assert all(len(cells(piece)) < len(cells(chunk)) for piece in pieces)


def test_days_go_first_then_entities_then_breakdowns() -> None:
    spec = a_source()
    newer, older = halves(spec, a_chunk(5, 4, 2))
    assert (newer.last, older.first) == (FIRST + timedelta(days=4), FIRST)
    assert [piece.ids for piece in halves(spec, a_chunk(1, 3, 2))] == [("0",), ("1", "2")]
    assert [piece.breakdowns for piece in halves(spec, a_chunk(1, 1, 2))] == [CUTS[:1], CUTS[1:]]
    assert halves(spec, a_chunk(1, 1, 1)) == ()


@given(
    st.dates(date(2026, 1, 1), date(2026, 5, 31)),
    st.integers(0, 185),
    st.sampled_from([Granularity.WEEK, Granularity.MONTH]),
)
def test_weeks_and_months_are_cut_between_two_of_them(day: date, days: int, granularity: Granularity) -> None:
    """A piece begins with a row's first day, and its last row may still be under way."""
    first = period_start(day, granularity)
    chunk = a_chunk(1, 1).model_copy(update={"first": first, "last": first + timedelta(days=days)})
    pieces = halves(a_source(granularity=granularity), chunk)
    assert bool(pieces) is (next_period(first, granularity) <= chunk.last)
    for newer, older in pairwise(pieces):
        assert (newer.last, older.first) == (chunk.last, chunk.first)
        assert older.last + timedelta(days=1) == newer.first == period_start(newer.first, granularity)


def test_22_weeks_that_are_too_large_are_11_and_11() -> None:
    weeks = a_chunk(1, 1).model_copy(update={"first": date(2026, 1, 5), "last": date(2026, 6, 7)})
    newer, older = halves(a_source(granularity="WEEK"), weeks)
    assert (older.first, older.last, newer.first) == (weeks.first, date(2026, 3, 22), date(2026, 3, 23))


def test_rows_that_cannot_be_joined_keep_their_days_together() -> None:
    assert halves(a_source(granularity="TOTAL"), a_chunk(90, 1)) == ()
    assert halves(a_source(granularity="MONTH"), a_chunk(31, 1)) == ()
    assert narrowest(a_source(granularity="MONTH"), a_chunk(90, 2)).first == FIRST
    small = narrowest(a_source(), a_chunk(90, 2))
    assert (small.first, small.ids) == (small.last, ("0",))
