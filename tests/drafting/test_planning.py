"""Planning: all rules of a row hold together, and nothing that has a good moment moves."""

from bisect import bisect_left
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.windows import Spread, WindowRule
from drafting.occurrences import is_open
from drafting.planning import (
    SINCES_MAX,
    Asked,
    Moment,
    Rules,
    effective,
    order_of,
    plan,
    row_of,
    shown_by,
    strictest,
    why_not,
)
from drafting.replanning import Timed, sift
from drafting.spread import Pinned, Unplaced, Why
from tests.builders import a_product
from tests.drafting.window_builders import BERLIN, a_window, at, local

NOW = at("2026-11-23 12:00")  # a Monday
HOUR = 3_600.0
AT_ENDS_MAX = 4
EVENING = WindowRule(window=a_window("daily 18:00-22:00"))
LATE = WindowRule(window=a_window("daily 20:00-23:00"))
OVER = WindowRule(window=a_window("daily 18:00-22:00 Europe/Berlin not after 2026-11-22"))
SPREADS = st.builds(
    Spread,
    board_day_limit=st.none() | st.integers(1, 9),
    board_gap_seconds=st.integers(0, 9_000).map(float),
    link_days=st.integers(0, 9),
    image_days=st.integers(0, 9),
    jitter_seconds=st.integers(0, 900).map(float),
)


def some_rows(count: int, *, board: str = "Mugs", since: float | None = None) -> list[Asked]:
    return [Asked(order, board, f"https://shop/{order}", since=since) for order in range(count)]


def planned(asked: list[Asked], rules: Rules, placed: list[Pinned] | None = None) -> list[Moment | Unplaced]:
    return plan(asked, rules, zone=BERLIN, gap_seconds=60.0, seed="one", now=NOW, placed=placed or [])


def shown(found: list[Moment | Unplaced]) -> list[str]:
    return [local(one.at)[5:16] for one in found if isinstance(one, Moment)]


def timed(asked: list[Asked], found: list[Moment | Unplaced]) -> list[Timed]:
    return [
        Timed(row.order, row.board, row.link, row.image, row.since, placed=True, at=one.at, until=one.until)
        for row, one in zip(asked, found, strict=True)
        if isinstance(one, Moment)
    ]


def test_a_row_without_a_rule_may_leave_at_its_publish_date_or_now() -> None:
    asked = [Asked(0, "Mugs"), Asked(1, "Mugs", since=NOW + 9)]
    assert planned(asked, Rules()) == [Moment(0, NOW, None), Moment(1, NOW + 9, None)]


def test_rows_lie_in_the_hours_that_all_their_rules_have_in_common() -> None:
    found = planned(some_rows(2), Rules(launch=EVENING, account=LATE))
    assert shown(found) == ["11-23 20:30", "11-23 21:30"]
    assert {one.until for one in found if isinstance(one, Moment)} == {at("2026-11-23 22:00")}


def test_a_board_s_rule_is_its_own_rows_however_it_is_written() -> None:
    rules = Rules(boards={"mugs": EVENING})
    found = planned([Asked(0, " MUGS "), Asked(1, "Lamps")], rules)
    assert shown(found) == ["11-23 20:00", "11-23 12:00"]


def test_a_publish_date_is_never_too_late_for_its_row() -> None:
    found = planned([Asked(0, "Mugs", since=at("2026-12-01 00:00"))], Rules(launch=EVENING))
    assert shown(found) == ["12-01 20:00"]


def test_rows_of_two_dates_do_not_take_each_other_s_place() -> None:
    asked = [Asked(0, "Mugs"), Asked(1, "Mugs", since=at("2026-11-23 19:59"))]
    one, other = (found for found in planned(asked, Rules(launch=EVENING)) if isinstance(found, Moment))
    assert abs(one.at - other.at) >= 60


def test_a_limit_without_hours_spreads_over_days_and_closes_never() -> None:
    rules = Rules(account=WindowRule(spread=Spread(board_day_limit=1)))
    found = planned(some_rows(2), rules)
    assert [day[:5] for day in shown(found)] == ["11-23", "11-24"]
    assert {one.until for one in found if isinstance(one, Moment)} == {None}


def test_pins_of_another_spelling_of_the_board_count_towards_its_day() -> None:
    rules = Rules(launch=EVENING.model_copy(update={"spread": Spread(board_day_limit=1)}))
    found = planned(some_rows(1), rules, [Pinned(at("2026-11-23 20:00"), "MUGS")])
    assert shown(found) == ["11-24 20:00"]


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (Rules(launch=OVER), "closed for good since 2026-11-23"),
        (
            Rules(launch=EVENING, account=WindowRule(window=a_window("daily 08:00-09:00"))),
            "never open at the same",
        ),
    ],
)
def test_a_row_that_no_hour_is_left_for_is_told_why(rules: Rules, words: str) -> None:
    (asked,) = some_rows(1)
    (found,) = planned([asked], rules)
    assert isinstance(found, Unplaced)
    assert words in why_not(asked, found.why, rules, NOW)


@pytest.mark.parametrize("why", [Why.FULL, Why.SHARED])
def test_every_why_has_its_words(why: Why) -> None:
    assert why_not(Asked(0, "Mugs"), why, Rules(launch=EVENING), NOW).startswith(("The window", "Until"))


def test_more_publish_dates_than_are_told_apart_are_late_never_early() -> None:
    start = at("2026-11-23 18:00")
    asked = [Asked(order, "Mugs", since=start + order) for order in range(SINCES_MAX + 50)]
    found = plan(asked, Rules(launch=EVENING), zone=BERLIN, gap_seconds=1.0, seed="", now=NOW)
    assert all(
        isinstance(one, Moment) and one.at >= (row.since or 0) for row, one in zip(asked, found, strict=True)
    )


def test_each_row_and_picture_has_an_order_of_its_own() -> None:
    assert [row_of(order_of(row, slot)) for row in (2, 3) for slot in (0, 19)] == [
        (2, 0),
        (2, 19),
        (3, 0),
        (3, 19),
    ]
    assert order_of(2, 19) < order_of(3, 0)


def test_a_product_shows_its_link_and_the_picture_of_the_slot() -> None:
    product = a_product()
    assert shown_by(product, 0) == (product.link or product.handle, product.images[0].url)
    assert shown_by(product, 7)[1] == ""


@given(SPREADS, SPREADS)
def test_the_strictest_of_two_is_as_strict_as_each_and_in_any_order(one: Spread, other: Spread) -> None:
    both = strictest(one, other)
    assert both == strictest(other, one)
    for some in (one, other):
        assert strictest(both, some) == both


def test_equal_rules_of_launch_and_account_are_one_window() -> None:
    found = effective(Rules(launch=EVENING, account=EVENING), "mugs")
    assert found is not None
    assert len(found.windows) == 1


class TestPlannedAgain:
    @settings(max_examples=30, deadline=None)
    @given(st.integers(1, 40), st.sampled_from([0.0, 7_200.0, 30_000.0]))
    def test_nothing_moves(self, count: int, later: float) -> None:
        """As long as its window has not closed, whether its moment has come or not."""
        rules = Rules(launch=EVENING, account=LATE)
        asked = some_rows(count)
        found = planned(asked, rules)
        sifted = sift(timed(asked, found), rules, zone=BERLIN, now=NOW + later)
        assert (sifted.asked, sifted.changed, sifted.free) == ([], [], [])
        assert len(sifted.kept) == count

    def test_round_the_clock_too(self) -> None:
        """Where an occurrence ends depends on since when it is looked at."""
        rules = Rules(launch=WindowRule(window=a_window("daily 00:00-24:00")))
        asked = some_rows(30)
        rows = timed(asked, planned(asked, rules))
        sifted = sift(rows, rules, zone=BERLIN, now=NOW)
        assert (sifted.asked, sifted.changed) == ([], [])

    def test_a_row_whose_window_closed_on_it_is_asked_for_anew(self) -> None:
        rules, asked = Rules(launch=EVENING), some_rows(1)
        rows = timed(asked, planned(asked, rules))
        assert sift(rows, rules, zone=BERLIN, now=at("2026-11-23 21:59")).asked == []
        assert sift(rows, rules, zone=BERLIN, now=at("2026-11-23 22:00")).asked == asked

    def test_a_row_that_lies_in_no_window_by_the_rules_of_now_is_asked_for_anew(self) -> None:
        asked = some_rows(4)
        rows = timed(asked, planned(asked, Rules(launch=EVENING)))
        sifted = sift(rows, Rules(launch=LATE), zone=BERLIN, now=NOW)
        assert [row.order for row in sifted.asked] == [0, 1]
        assert len(sifted.kept) == 2

    def test_a_row_that_keeps_its_moment_closes_with_the_window_of_now(self) -> None:
        asked = some_rows(1)
        rows = timed(asked, planned(asked, Rules(launch=EVENING)))
        shorter = Rules(launch=WindowRule(window=a_window("daily 18:00-21:00")))
        (changed,) = sift(rows, shorter, zone=BERLIN, now=NOW).changed
        assert (changed.at, changed.until) == (rows[0].at, at("2026-11-23 21:00"))

    def test_a_row_whose_rule_is_gone_is_free(self) -> None:
        asked = some_rows(1)
        rows = timed(asked, planned(asked, Rules(launch=EVENING)))
        sifted = sift([*rows, Timed(7, "Mugs")], Rules(), zone=BERLIN, now=NOW)
        assert (sifted.free, sifted.asked) == ([0], [])


class TestBoardsWithWindowsOfTheirOwn:
    """Each row lies in its own board's hours, evenly; the quota is one for all of them."""

    def test_each_board_is_even_in_its_own_hours(self) -> None:
        """Where their hours overlap too: 60 rows each, while the quota would allow a hundred times as many."""
        rules = boards_open(evening="daily 18:00-22:00", night="daily 20:00-24:00", noon="daily 12:00-14:00")
        asked = in_rotation(evening=60, night=60, noon=60)
        found = moments_by_board(asked, plan(asked, rules, zone=BERLIN, gap_seconds=0.6, seed="", now=NOW))
        for board, hours in {"evening": (18, 22), "night": (20, 24), "noon": (12, 14)}.items():
            opens = at("2026-11-23 00:00") + hours[0] * HOUR
            even = (hours[1] - hours[0]) * HOUR / 60
            apart = [after - before for before, after in pairwise([opens, *found[board]])]
            assert apart[0] == pytest.approx(even / 2, abs=1.0)
            assert apart[1:] == [pytest.approx(even, abs=1.0)] * 59

    def test_whoever_has_few_hours_finds_them_free(self) -> None:
        """The evening's rows stand first in the file, and would take half of the hour that the others have."""
        rules = boards_open(evening="daily 18:00-22:00", hour="daily 18:00-19:00")
        asked = [*some_rows(120, board="evening"), *(Asked(200 + order, "hour") for order in range(60))]
        found = moments_by_board(asked, planned(asked, rules))
        assert found["hour"][-1] < at("2026-11-23 19:00") <= found["evening"][0]
        assert found["evening"][-1] < at("2026-11-23 22:00")

    def test_pins_too_near_to_one_another_still_take_a_gap_each(self) -> None:
        """Twenty were put at one moment by hand: the quota needs twenty minutes for them."""
        by_hand = [Pinned(at("2026-11-23 18:00"), "Lamps")] * 20
        found = planned(some_rows(220), Rules(launch=EVENING), by_hand)
        tonight = [one.at for one in found if isinstance(one, Moment) and one.at < at("2026-11-24 00:00")]
        assert 219 <= len(tonight) <= 220
        assert min(tonight) >= at("2026-11-23 18:19")

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(st.tuples(st.integers(0, 40), st.integers(2, 16), st.integers(1, 120)), min_size=1, max_size=7),
        st.sampled_from([20.0, 60.0, 400.0]),
    )
    def test_whatever_hours_boards_have_the_quota_is_one(
        self, boards: list[tuple[int, int, int]], gap: float
    ) -> None:
        """No stretch of time, short or long, has more pins than gaps, but for a few at its ends."""
        hours = {f"b{number}": quarters(start, length) for number, (start, length, _) in enumerate(boards)}
        rules = boards_open(**hours)
        asked = in_rotation(**{f"b{number}": count for number, (_, _, count) in enumerate(boards)})
        found = plan(asked, rules, zone=BERLIN, gap_seconds=gap, seed="", now=NOW)
        assert all(isinstance(one, Moment) for one in found)
        assert all(is_open_at(hours[row.board], one) for row, one in zip(asked, found, strict=True))
        moments = sorted(one.at for one in found if isinstance(one, Moment))
        for stretch in (1, 10, 30, 100):
            assert most_within(moments, stretch * gap) <= stretch + AT_ENDS_MAX
        assert plan(asked, rules, zone=BERLIN, gap_seconds=gap, seed="", now=NOW) == found


def boards_open(**hours: str) -> Rules:
    return Rules(boards={board: WindowRule(window=a_window(text)) for board, text in hours.items()})


def in_rotation(**counts: int) -> list[Asked]:
    """So many rows of each board, one after another as in a mixed file."""
    turns = [(turn, board) for board, count in counts.items() for turn in range(count)]
    return [Asked(order, board) for order, (_, board) in enumerate(sorted(turns))]


def moments_by_board(asked: list[Asked], found: list[Moment | Unplaced]) -> dict[str, list[float]]:
    by_board: dict[str, list[float]] = {}
    for row, one in zip(asked, found, strict=True):
        assert isinstance(one, Moment)
        by_board.setdefault(row.board, []).append(one.at)
    return {board: sorted(moments) for board, moments in by_board.items()}


def quarters(start: int, length: int) -> str:
    """So many quarters of an hour, from 12:00 and some quarters on."""
    opens, closes = 48 + start, min(96, 48 + start + length)
    return f"daily {opens // 4:02}:{opens % 4 * 15:02}-{closes // 4:02}:{closes % 4 * 15:02}"


def is_open_at(text: str, one: Moment | Unplaced) -> bool:
    return isinstance(one, Moment) and is_open(a_window(text), one.at) and one.at < (one.until or 0)


def most_within(moments: list[float], seconds: float) -> int:
    """The most moments that any `seconds` have."""
    return max(bisect_left(moments, begin + seconds) - place for place, begin in enumerate(moments))
