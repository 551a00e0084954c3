"""A queue that the quota cannot serve before the window closes is planned anew at once, from its end."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from contracts.windows import WindowRule
from drafting.planning import Moment, Rules, plan
from drafting.replanning import Sifted, Timed, sift
from drafting.window_text import read_window

NOW = 1_795_000_000.0
"""A Wednesday, 2026-11-18, 11:06:40 UTC."""

OPENS, CLOSES = NOW + 3_200.0, NOW + 10_400.0
RULES = Rules(launch=WindowRule(window=read_window("12:00-14:00 UTC")))
SHORT, LONG = 60.0, 120.0
"""Seconds between two pins: as the quota was, and as it is since it was halved."""


def rows(count: int, *, apart: float = SHORT, start: float = OPENS) -> list[Timed]:
    """Placed one after the other."""
    return [
        Timed(order, "Mugs", placed=True, at=start + (order + 0.5) * apart, until=CLOSES) for order in range(count)
    ]


def sifted(some: list[Timed], *, now: float = NOW, pace: float) -> Sifted:
    return sift(some, RULES, zone="UTC", now=now, pace_seconds=pace)


def test_rows_that_the_quota_bears_keep_their_moments() -> None:
    some = rows(100)
    found = sifted(some, pace=SHORT)
    assert not found.asked
    assert [pin.at for pin in found.kept] == [row.at for row in some]


def test_of_a_halved_quota_the_last_are_asked_for_and_the_first_keep_theirs() -> None:
    found = sifted(rows(120), pace=LONG)
    assert [row.order for row in found.asked] == list(range(60, 120))
    assert [pin.at for pin in found.kept] == [OPENS + 30.0 + number * LONG for number in range(60)]


def test_those_who_are_late_leave_from_now_on_and_push_the_others() -> None:
    half_time = OPENS + 3_600.0
    found = sifted(rows(120), now=half_time, pace=LONG)
    assert len(found.kept) == 30
    assert found.kept[0].at == half_time
    assert max(pin.at for pin in found.kept) < CLOSES


def test_the_next_window_is_not_held_up_by_a_queue_of_this_one() -> None:
    tomorrow = Timed(900, "Mugs", placed=True, at=OPENS + 86_400.0, until=CLOSES + 86_400.0)
    found = sifted([*rows(120), tomorrow], pace=LONG)
    assert tomorrow.at in [pin.at for pin in found.kept]


def test_what_is_planned_anew_finds_its_place_in_the_next_window_and_stays_there() -> None:
    some = rows(120)
    first = sifted(some, pace=LONG)
    found = plan(first.asked, RULES, zone="UTC", gap_seconds=LONG, seed="", now=NOW, placed=first.kept)
    moments = {one.order: one for one in found if isinstance(one, Moment)}
    assert len(moments) == 60
    assert all(one.at >= OPENS + 86_400.0 for one in moments.values())
    again = [
        row._replace(at=moments[row.order].at, until=moments[row.order].until) if row.order in moments else row
        for row in some
    ]
    assert not sifted(again, pace=LONG).asked


def test_where_no_rule_has_a_window_nobody_is_too_late() -> None:
    some = [row._replace(until=None) for row in rows(120)]
    found = sift(some, Rules(launch=WindowRule()), zone="UTC", now=CLOSES + 1, pace_seconds=LONG)
    assert len(found.kept) == 120


offsets = st.lists(st.integers(0, 7_199), max_size=60)


@given(offsets, st.integers(-3_600, 7_000), st.sampled_from([0.0, 1.0, 45.0, 600.0]))
def test_kept_ones_leave_a_pace_apart_and_before_their_window_closes(
    moments: list[int], since_opening: int, pace: float
) -> None:
    now = OPENS + since_opening
    some = [Timed(order, "Mugs", placed=True, at=OPENS + at, until=CLOSES) for order, at in enumerate(moments)]
    found = sifted(some, now=now, pace=pace)
    leaving = [pin.at for pin in found.kept]
    assert len(found.kept) + len(found.asked) == len(some)
    assert all(now <= at < CLOSES for at in leaving)
    assert all(later - one >= pace - 1e-6 for one, later in pairwise(leaving))
