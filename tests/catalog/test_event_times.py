"""When events happened: with an offset or as UTC, never guessed, and never far ahead of our clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.event_times import AHEAD_SECONDS_MAX, credible, epoch_instant, offset_instant, utc_instant
from tests.catalog.event_builders import NOW

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=OFFSETS)  # noqa: DTZ001  (hypothesis')


@given(moment=MOMENTS)
@settings(max_examples=50)
def test_a_moment_is_the_same_in_every_offset(moment: datetime) -> None:
    assert offset_instant(moment.isoformat()) == pytest.approx(moment.timestamp(), abs=1e-6)
    assert utc_instant(moment.astimezone(UTC).replace(tzinfo=None).isoformat()) == offset_instant(
        moment.isoformat()
    )


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T20:00:00Z",
        "2026-11-21T21:00:00+01:00",
        "2026-11-21 20:00:00+00:00",
        "2026-11-21T20:00:00.000000Z",
    ],
)
def test_every_usual_spelling_is_read(text: str) -> None:
    assert offset_instant(text) == NOW


def test_without_an_offset_a_moment_is_not_guessed() -> None:
    assert offset_instant("2026-11-21T20:00:00") is None
    assert utc_instant("2026-11-21T20:00:00") == NOW


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-11-21",
        "2026-02-30T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "0001-01-01T00:00:00+14:00",
        "T" * 61,
    ],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert offset_instant(text) is None
    assert utc_instant(text) is None


@given(text=st.text(max_size=80))
@settings(max_examples=50)
def test_no_text_breaks_the_reader(text: str) -> None:
    assert offset_instant(text) is None or utc_instant(text) is not None


@pytest.mark.parametrize("number", [None, True, -1, "1795000000863", 1.5, 10**30])
def test_what_is_no_count_of_milliseconds_is_none(number: object) -> None:
    assert epoch_instant(number, 1_000) is None


def test_counts_since_1970_are_moments() -> None:
    assert epoch_instant(1_795_000_000_863, 1_000) == pytest.approx(1_795_000_000.863)


@given(ahead=st.floats(-1e9, 1e9))
@settings(max_examples=50)
def test_nothing_is_later_than_our_clock_allows(ahead: float) -> None:
    """One event of next year would otherwise make stale whatever comes until then."""
    at = credible(NOW + ahead, NOW)
    assert at <= NOW + AHEAD_SECONDS_MAX
    assert at == NOW + ahead or ahead > AHEAD_SECONDS_MAX
    assert credible(None, NOW) == NOW
