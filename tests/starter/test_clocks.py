"""Moments by the clocks of a zone, and by the viewer's."""

from zoneinfo import ZoneInfo

import pytest

from starter.clocks import both_words, iso_local, iso_utc, leaves_words, zoned_words

EVENING = 1_795_475_040.0
"""2026-11-23 18:04 in New York, the next day in Berlin."""
NEW_YORK = "America/New_York"


def test_a_moment_is_told_by_its_zone() -> None:
    assert zoned_words(EVENING, NEW_YORK) == "2026-11-23 18:04 (America/New_York)"
    assert leaves_words(EVENING, NEW_YORK) == "leaves 2026-11-23 18:04 (America/New_York)"


@pytest.mark.parametrize(
    ("viewer", "told"),
    [
        ("Europe/Berlin", "2026-11-23 18:04 (America/New_York), here 2026-11-24 00:04 CET"),
        ("America/New_York", "2026-11-23 18:04 (America/New_York)"),
        ("America/Toronto", "2026-11-23 18:04 (America/New_York)"),
    ],
)
def test_whoever_has_other_clocks_reads_theirs_too(viewer: str, told: str) -> None:
    assert both_words(EVENING, NEW_YORK, ZoneInfo(viewer)) == told


def test_clocks_that_agree_in_winter_alone_are_told_apart_in_summer() -> None:
    summer, winter = 1_785_000_000.0, EVENING
    lagos, berlin = ZoneInfo("Africa/Lagos"), "Europe/Berlin"

    assert "here" not in both_words(winter, berlin, lagos)
    assert "here 2026-07-25 18:20 WAT" in both_words(summer, berlin, lagos)


def test_programs_get_a_moment_with_its_offset() -> None:
    assert iso_utc(EVENING) == "2026-11-23T23:04:00+00:00"
    assert iso_local(EVENING, NEW_YORK) == "2026-11-23T18:04:00-05:00"
