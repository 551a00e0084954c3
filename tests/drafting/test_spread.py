"""Spreading: every row within the window, the quota, its board's turn and its distance; evenly, and in order."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.windows import PublishWindow, Spread
from drafting.occurrences import Occurrence, occurrences
from drafting.spread import Pinned, Placed, Row, Terms, Unplaced, Why, place_rows
from drafting.wall_clocks import clock_shows, first_showing
from drafting.windows import ZoneUnknown
from tests.drafting.window_builders import BERLIN, Case, a_window, at, local, windows

HOUR = 3_600.0
EVENING = "daily 18:00-22:00"
MONDAY = "2026-11-23 12:00"
PLAIN = Spread()


def some_rows(count: int, boards: int = 1) -> list[Row]:
    return [
        Row(order, f"board {order % boards}", f"https://shop/{order}", f"https://cdn/{order}.jpg")
        for order in range(count)
    ]


def terms(spread: Spread = PLAIN, *, gap: float = 0.6, zone: str = BERLIN, seed: str = "") -> Terms:
    return Terms(spread, zone, gap, seed)


def place(
    rows: Sequence[Row], found: Terms, placed: Iterable[Pinned] = (), *, window: str = EVENING, since: str = MONDAY
) -> list[Placed | Unplaced]:
    return place_rows(rows, occurrences(a_window(window), at(since)), found, placed)


def moments(found: Iterable[Placed | Unplaced]) -> list[float]:
    """Of rows that all have one, in the rows' order."""
    return [one.at for one in found if isinstance(one, Placed)]


def shown(found: Iterable[Placed | Unplaced]) -> list[str]:
    return [local(moment)[:16] for moment in moments(found)]


def gaps(found: Iterable[float]) -> list[float]:
    """Seconds between one and the next, to the millisecond."""
    return [round(after - before, 3) for before, after in pairwise(sorted(found))]


def pinned(rows: Sequence[Row], found: Sequence[Placed | Unplaced]) -> list[Pinned]:
    return [
        Pinned(one.at, row.board, row.link, row.image)
        for row, one in zip(rows, found, strict=True)
        if isinstance(one, Placed)
    ]


def day_of(moment: float, zone: str = BERLIN) -> date:
    return clock_shows(moment, ZoneInfo(zone)).date()


def test_rows_are_spread_over_the_whole_of_the_first_occurrence() -> None:
    found = place(some_rows(8), terms())
    assert shown(found)[::7] == ["2026-11-23 18:15", "2026-11-23 21:45"]
    assert gaps(moments(found)) == [1_800.0] * 7


def test_what_has_begun_is_used_from_now_on() -> None:
    found = place(some_rows(2), terms(), since="2026-11-23 21:00")
    assert shown(found) == ["2026-11-23 21:15", "2026-11-23 21:45"]


def test_what_the_quota_does_not_allow_waits_for_the_next_occurrence() -> None:
    found = place(some_rows(10), terms(gap=HOUR))
    assert Counter(day_of(moment).day for moment in moments(found)) == {23: 4, 24: 4, 25: 2}


def test_a_quota_slower_than_an_occurrence_has_one_row_in_each() -> None:
    """One a day, through the week in which the clocks change."""
    found = place(some_rows(5), terms(gap=24 * HOUR), since="2026-03-27 12:00")
    assert [day_of(moment).isoformat() for moment in moments(found)] == [
        "2026-03-27", "2026-03-28", "2026-03-29", "2026-03-30", "2026-03-31",
    ]  # fmt: skip
    assert min(gaps(moments(found))) >= 24 * HOUR


def test_a_slower_quota_leaves_occurrences_out() -> None:
    found = place(some_rows(3), terms(gap=30 * HOUR))
    assert [day_of(moment).day for moment in moments(found)] == [23, 25, 27]


def test_a_board_has_no_more_than_its_limit_on_a_local_day() -> None:
    found = place(some_rows(7, boards=2), terms(Spread(board_day_limit=2)))
    assert [day_of(moment).day for moment in moments(found)] == [23, 23, 23, 23, 24, 24, 24]


def test_a_night_has_two_days_for_a_limit() -> None:
    found = place(some_rows(6), terms(Spread(board_day_limit=1)), window="daily 21:00-01:00")
    days = [day_of(moment) for moment in moments(found)]
    assert days == [date(2026, 11, day) for day in (23, 24, 25, 26, 27, 28)]


def test_pins_of_a_day_count_whoever_placed_them() -> None:
    there = [Pinned(at("2026-11-23 09:00"), "board 0"), Pinned(at("2026-11-24 23:00"), "board 0")]
    found = place(some_rows(3), terms(Spread(board_day_limit=2)), there)
    assert [day_of(moment).day for moment in moments(found)] == [23, 24, 25]


def test_boards_take_turns_so_that_each_keeps_its_gap() -> None:
    """In the file, all rows of one board stand before those of the next."""
    rows = [Row(order, f"board {order // 8}") for order in range(24)]
    found = place(rows, terms(Spread(board_gap_seconds=0.5 * HOUR)))
    assert {day_of(moment).day for moment in moments(found)} == {23}
    assert gaps(moments(found)) == [600.0] * 23
    for board in range(3):
        assert gaps(moments(found[board * 8 : board * 8 + 8])) == [1_800.0] * 7


def test_a_full_board_does_not_hold_up_another() -> None:
    rows = [Row(order, "wide") for order in range(30)] + [Row(order, "small") for order in range(30, 34)]
    found = place(rows, terms(Spread(board_gap_seconds=HOUR)))
    assert {day_of(moment).day for moment in moments(found[30:])} == {23}
    assert day_of(moments(found)[29]).day == 30


def test_a_board_keeps_its_gap_to_pins_that_are_there() -> None:
    there = [Pinned(at("2026-11-23 17:30"), "board 0"), Pinned(at("2026-11-23 20:30"), "board 0")]
    found = place(some_rows(3), terms(Spread(board_gap_seconds=1.5 * HOUR)), there)
    assert moments(found)[0] == at("2026-11-23 19:00")
    assert min(gaps([*moments(found), *(pin.at for pin in there)])) >= 1.5 * HOUR


def test_a_link_is_on_two_boards_only_days_apart() -> None:
    rows = [Row(order, f"board {order}", "https://shop/mug") for order in range(3)]
    found = place(rows, terms(Spread(link_days=7)))
    assert [day_of(moment).isoformat() for moment in moments(found)] == ["2026-11-23", "2026-11-30", "2026-12-07"]


def test_an_image_may_be_on_one_board_again_and_again() -> None:
    rows = [Row(order, "board", f"https://shop/{order}", "https://cdn/mug.jpg") for order in range(3)]
    assert {day_of(moment).day for moment in moments(place(rows, terms(Spread(image_days=7))))} == {23}


def test_the_farther_of_link_and_image_counts() -> None:
    rows = [Row(0, "a", "link", "x"), Row(1, "b", "other", "image"), Row(2, "c", "link", "image")]
    found = place(rows, terms(Spread(link_days=3, image_days=5)))
    assert [day_of(moment).day for moment in moments(found)] == [23, 23, 28]


def test_what_has_no_link_shares_none() -> None:
    rows = [Row(order, f"board {order}") for order in range(3)]
    assert {day_of(moment).day for moment in moments(place(rows, terms(Spread(link_days=7, image_days=7))))} == {
        23
    }


def test_a_link_keeps_away_from_a_pin_that_is_planned_for_later() -> None:
    there = [Pinned(at("2026-11-26 20:00"), "other", "link")]
    found = place([Row(0, "board", "link"), Row(1, "board", "free")], terms(Spread(link_days=5)), there)
    assert [day_of(moment).isoformat() for moment in moments(found)] == ["2026-12-01", "2026-11-23"]


def test_who_waits_for_a_link_holds_up_nobody() -> None:
    rows = [Row(0, "a", "link"), Row(1, "b", "link"), Row(2, "b", "free")]
    found = place(rows, terms(Spread(link_days=2)))
    assert [day_of(moment).day for moment in moments(found)] == [23, 25, 23]


def test_pins_that_are_there_keep_their_share_of_the_quota() -> None:
    """Four an hour: what another launch placed takes half of them, the rest is used to the last."""
    first, second = some_rows(8), [Row(order, "other") for order in range(12)]
    quarter = terms(gap=HOUR / 4)
    there = pinned(first, place(first, quarter))
    found = place(second, quarter, there)
    assert Counter(day_of(moment).day for moment in moments(found)) == {23: 8, 24: 4}
    assert min(gaps([*moments(found)[:8], *(pin.at for pin in there)])) >= HOUR / 8


def test_where_no_time_is_left_the_next_occurrence_is_used() -> None:
    rows = some_rows(16)
    there = pinned(rows, place(rows, terms(gap=HOUR / 4)))
    assert [day_of(moment).day for moment in moments(place(some_rows(2), terms(gap=HOUR / 4), there))] == [24, 24]


def test_order_decides_and_not_where_a_row_stands() -> None:
    rows = some_rows(9)
    found = place([*reversed(rows)], terms())
    assert [one.order for one in found] == [*range(8, -1, -1)]
    assert moments(found) == [*reversed(moments(place(rows, terms())))]


def test_jitter_moves_rows_and_is_the_same_again() -> None:
    jittery = Spread(jitter_seconds=600)
    found = moments(place(some_rows(16), terms(jittery, seed="a")))
    assert found == moments(place(some_rows(16), terms(jittery, seed="a")))
    assert found != moments(place(some_rows(16), terms(jittery, seed="b")))
    assert len(set(gaps(found))) > 8
    assert 450 <= min(gaps(found)) <= max(gaps(found)) <= 1_350


def test_jitter_never_breaks_the_quota() -> None:
    """Filled to the last place there is nothing to move."""
    assert set(gaps(moments(place(some_rows(16), terms(Spread(jitter_seconds=600), gap=HOUR / 4))))) == {900.0}


def test_a_window_that_never_opens_places_nobody_and_says_so() -> None:
    assert place(some_rows(2), terms(), window="Mon 18:00-22:00 not after 2026-11-01") == [
        Unplaced(0, Why.NEVER_OPENS),
        Unplaced(1, Why.NEVER_OPENS),
    ]


def test_what_finds_no_place_before_the_window_ends_says_why() -> None:
    rows = [*some_rows(5), Row(5, "other", "https://shop/0")]
    found = place(rows, terms(Spread(board_day_limit=2, link_days=9)), window=f"{EVENING} not after 2026-11-24")
    assert found[4:] == [Unplaced(4, Why.FULL), Unplaced(5, Why.SHARED)]
    assert len(moments(found)) == 4


def test_no_rows_need_no_occurrence() -> None:
    untouched = occurrences(a_window(EVENING), at(MONDAY))
    assert place_rows([], untouched, terms()) == []
    assert local(next(untouched).start) == "2026-11-23 18:00+01:00"


def test_occurrences_after_the_last_row_are_not_looked_at() -> None:
    def two() -> Iterable[Occurrence]:
        yield from islice(occurrences(a_window(EVENING), at(MONDAY)), 2)
        raise AssertionError("nobody needs a third")

    assert len(moments(place_rows(some_rows(8), two(), terms(gap=HOUR)))) == 8


def test_a_moment_lies_within_an_occurrence_of_no_whole_milliseconds() -> None:
    start = at(MONDAY) + 0.0004
    found = place_rows(some_rows(2), [Occurrence(start, start), Occurrence(start, start + 0.0023)], terms())
    assert len(moments(found)) == 1
    assert start <= moments(found)[0] < start + 0.0023


@pytest.mark.parametrize("gap", [0.0, -1.0, float("nan")])
def test_no_quota_is_without_end(gap: float) -> None:
    with pytest.raises(ValueError, match="is none: at least"):
        terms(gap=gap)


def test_a_zone_that_there_is_not_is_told() -> None:
    with pytest.raises(ZoneUnknown):
        place_rows(some_rows(1), [], terms(zone="Europe/Berln"))


def test_five_thousand_rows_of_many_boards_find_their_places() -> None:
    rows = some_rows(5_000, boards=40)
    found = moments(place(rows, terms(Spread(board_gap_seconds=600, board_day_limit=20, jitter_seconds=30))))
    assert len(found) == 5_000
    assert {count for _, count in Counter(map(day_of, found)).most_common()} == {800, 200}


THOROUGH = settings(deadline=None, max_examples=80)
BOARDS = st.sampled_from(["mugs", "looks", "gifts", "shoes"])
LINKS = st.sampled_from(["", "a", "b", "c"])
SPREADS = st.builds(
    Spread,
    board_day_limit=st.none() | st.integers(1, 6),
    board_gap_seconds=st.sampled_from([0.0, 0.7, 600.0, 5_400.0, 40_000.0]),
    link_days=st.sampled_from([0, 1, 3, 10]),
    image_days=st.sampled_from([0, 2]),
    jitter_seconds=st.sampled_from([0.0, 1.0, 900.0]),
)
ROWS = st.lists(st.tuples(BOARDS, LINKS, LINKS), max_size=30).map(
    lambda found: [Row(order, *said) for order, said in enumerate(found)]
)
THERE = st.lists(st.tuples(st.integers(-500_000, 900_000), BOARDS, LINKS, LINKS), max_size=8)
GAPS = st.sampled_from([0.6, 86.4, 3_000.0, 100_000.0])


@THOROUGH
@given(windows(), ROWS, THERE, SPREADS, GAPS)
def test_whatever_is_asked_nothing_is_broken(
    case: Case, rows: list[Row], there: list[tuple[int, str, str, str]], spread: Spread, gap: float
) -> None:
    window, since = moment_of(case)
    placed = [Pinned(since + after, *said) for after, *said in there]
    open_then = [*occurrences(window, since, horizon_days=30)]
    found = place_rows(rows, open_then, Terms(spread, window.zone, gap, "seed"), placed)
    assert [one.order for one in found] == [row.order for row in rows]
    ours = pinned(rows, found)
    assert all(any(one.start <= pin.at < one.end for one in open_then) for pin in ours)
    assert all(apart >= gap for apart in gaps(pin.at for pin in ours))
    assert_boards_are_kept(ours, placed, spread, window.zone)
    assert_shared_are_apart(ours, placed, spread, window.zone)
    assert place_rows(rows, open_then, Terms(spread, window.zone, gap, "seed"), placed) == found


@THOROUGH
@given(windows(), ROWS, SPREADS, GAPS)
def test_rows_of_a_board_keep_their_order(case: Case, rows: list[Row], spread: Spread, gap: float) -> None:
    window, since = moment_of(case)
    alone = spread.model_copy(update={"link_days": 0, "image_days": 0})
    open_then = occurrences(window, since, horizon_days=30)
    found = pinned(rows, place_rows(rows, open_then, Terms(alone, window.zone, gap)))
    by_board = defaultdict(list)
    for pin in found:
        by_board[pin.board].append(pin.at)
    assert all(of_board == sorted(of_board) for of_board in by_board.values())


@THOROUGH
@given(windows(), st.integers(1, 60), st.integers(0, 3_600), st.sampled_from([0.6, 30.0, 700.0]))
def test_inside_an_occurrence_no_gap_is_three_times_the_even_one(
    case: Case, count: int, jitter: int, gap: float
) -> None:
    """Also at its edges, and with jitter."""
    window, since = moment_of(case)
    open_then = [*occurrences(window, since, horizon_days=30)]
    found = moments(
        place_rows(some_rows(count, boards=5), open_then, Terms(Spread(jitter_seconds=jitter), window.zone, gap))
    )
    for one in open_then:
        inside = [moment for moment in found if one.start <= moment < one.end]
        even = (one.end - one.start) / max(1, len(inside))
        assert not inside or len(inside) == 1 or max(gaps([one.start, *inside, one.end])) <= 3 * even


@THOROUGH
@given(
    st.lists(st.integers(1, 24), min_size=1, max_size=8),
    st.sampled_from([60.0, 600.0, 900.0, 1_800.0]),
    st.sampled_from([0.0, 300.0]),
)
def test_boards_that_take_turns_are_as_even(counts: list[int], board_gap: float, jitter: float) -> None:
    """However many rows each board has."""
    boards = [f"board {board}" for board, count in enumerate(counts) for _ in range(count)]
    rows = [Row(order, board) for order, board in enumerate(boards)]
    found = place(rows, terms(Spread(board_gap_seconds=board_gap, jitter_seconds=jitter), gap=1.0))
    first = [moment for moment in moments(found) if day_of(moment).day == 23]
    even = 4 * HOUR / len(first)
    assert max(gaps([at("2026-11-23 18:00"), *first, at("2026-11-23 22:00")])) <= 3 * even


def moment_of(case: Case) -> tuple[PublishWindow, float]:
    window, since = case
    return window, first_showing(since, ZoneInfo(window.zone))


def assert_boards_are_kept(ours: Sequence[Pinned], placed: Sequence[Pinned], spread: Spread, zone: str) -> None:
    for board in {pin.board for pin in ours}:
        new = sorted(pin.at for pin in ours if pin.board == board)
        there = [pin.at for pin in placed if pin.board == board]
        assert all(apart >= spread.board_gap_seconds for apart in gaps(new))
        assert all(round(abs(one - other), 3) >= spread.board_gap_seconds for one in new for other in there)
        days = Counter(day_of(moment, zone) for moment in (*new, *there))
        limit = spread.board_day_limit
        assert limit is None or all(days[day_of(moment, zone)] <= limit for moment in new)


def assert_shared_are_apart(ours: Sequence[Pinned], placed: Sequence[Pinned], spread: Spread, zone: str) -> None:
    for one in ours:
        for other in (*ours, *placed):
            days = abs((day_of(one.at, zone) - day_of(other.at, zone)).days)
            if one.board != other.board:
                assert not one.link or one.link != other.link or days >= spread.link_days
                assert not one.image or one.image != other.image or days >= spread.image_days
