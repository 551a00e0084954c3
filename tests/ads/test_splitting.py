"""A piece that is too large: its halves are the whole of it, and nothing twice."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

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


def test_rows_that_cannot_be_joined_keep_their_days_together() -> None:
    assert halves(a_source(granularity="MONTH"), a_chunk(90, 1)) == ()
    assert narrowest(a_source(granularity="MONTH"), a_chunk(90, 2)).first == FIRST
    small = narrowest(a_source(), a_chunk(90, 2))
    assert (small.first, small.ids) == (small.last, ("0",))
