"""Sums of pins' numbers: nothing is lost or counted twice, and no picture leads by chance."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.pin_results import PinTally, ReadingState
from outcomes.pin_results import (
    EMPTY,
    WAITING,
    YOUNG,
    By,
    Sums,
    interval,
    leaders,
    lines_by,
    results_of,
    summed,
    wording_words,
)

LAST = date(2026, 11, 22)
FIRST = LAST - timedelta(days=29)
MIDNIGHT = 1_795_392_000.0


def a_tally(pin_id: str = "1", **changes: object) -> PinTally:
    plain = PinTally(
        account="demo",
        pin_id=pin_id,
        product="mug",
        title="Mug",
        image=0,
        board="Kitchen",
        launch="spring",
        edition="",
        wording="",
        live_since=MIDNIGHT - 86_400.0,
        state=ReadingState.READ,
        read_at=MIDNIGHT,
        until=LAST,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test's own fields


counts = st.integers(0, 10**6)
tallies = st.lists(
    st.builds(
        a_tally,
        st.integers(0, 10**6).map(str),
        product=st.sampled_from(["mug", "cup"]),
        image=st.integers(0, 2),
        board=st.sampled_from(["Kitchen", "Gifts"]),
        wording=st.sampled_from(["", '{"title": "{title}, new"}']),
        impressions=counts,
        saves=counts,
        pin_clicks=counts,
        outbound_clicks=counts,
    ),
    max_size=20,
)


@given(tallies, st.sampled_from(By))
def test_lines_add_up_to_the_whole(found: list[PinTally], by: By) -> None:
    lines, total = lines_by(found, by), summed(found)
    for name in ("pins", "impressions", "saves", "pin_clicks", "outbound_clicks"):
        assert sum(getattr(line.sums, name) for line in lines) == getattr(total, name)
    assert len({(line.account, line.key) for line in lines}) == len(lines)


@given(tallies)
def test_pictures_of_a_product_stand_together_the_most_seen_product_first(found: list[PinTally]) -> None:
    products = [line.product for line in lines_by(found, By.IMAGE)]
    assert products == [product for product in dict.fromkeys(products) for _ in range(products.count(product))]
    seen = {name: sum(one.impressions for one in found if one.product == name) for name in products}
    assert list(seen.values()) == sorted(seen.values(), reverse=True)


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_the_interval_holds_the_rate_and_grows_narrower(count: int, of: int) -> None:
    low, high = interval(count, of)
    assert 0 <= low <= high <= 1
    if of:
        rate = min(count, of) / of
        assert low <= rate + 1e-9
        assert rate - 1e-9 <= high
        wider = interval(min(count, of), of)
        narrower = interval(min(count, of) * 10, of * 10)
        assert narrower[1] - narrower[0] <= wider[1] - wider[0] + 1e-9


def test_wilson_s_interval_is_the_published_one() -> None:
    """10 of 100 at 95 %: 0.0552 to 0.1744 (R, `binom::binom.wilson`)."""
    assert interval(10, 100) == pytest.approx((0.0552, 0.1744), abs=1e-4)


def test_a_picture_leads_only_when_it_is_more_than_chance() -> None:
    few = [a_tally("1", impressions=10, saves=1), a_tally("2", image=1, impressions=10, saves=3)]
    many = [replace(one, impressions=one.impressions * 1_000, saves=one.saves * 1_000) for one in few]
    ((by_chance,), (clear,)) = leaders(few), leaders(many)
    assert (by_chance.image, by_chance.clear) == (1, False)
    assert (clear.image, clear.clear, clear.rate, clear.next_rate, clear.of) == (1, True, 0.3, 0.1, 2)


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_of_two_pictures_that_do_alike_none_leads(impressions: int, saves: int) -> None:
    same = [
        a_tally("1", impressions=impressions, saves=saves),
        a_tally("2", image=1, impressions=impressions, saves=saves),
    ]
    assert [leader.clear for leader in leaders(same)] == [False]


def test_a_product_with_one_picture_or_none_that_was_seen_has_no_leader() -> None:
    assert leaders([a_tally("1", impressions=9), a_tally("2", impressions=9)]) == []
    assert leaders([a_tally("1", impressions=9), a_tally("2", image=1)]) == []


def test_rates_of_nothing_are_none() -> None:
    assert (Sums().save_rate, Sums().click_rate, Sums().outbound_rate) == (None, None, None)
    assert Sums(1, 200, 2, 4, 1).save_rate == 0.01


def test_what_cannot_be_had_is_named() -> None:
    found = results_of(
        [
            a_tally("read", impressions=5, moving_from=LAST),
            a_tally("gone", state=ReadingState.GONE, why="Pin not found.", impressions=3),
            a_tally("closed", state=ReadingState.CLOSED, why="Not authorized.", until=None),
            a_tally("young", state=None, read_at=None, until=None, live_since=MIDNIGHT + 5),
            a_tally("waiting", state=None, read_at=None, until=None),
            a_tally("untold", until=None),
        ],
        By.PIN,
        FIRST,
        LAST,
        midnight=MIDNIGHT,
    )
    told = {one.why: (one.count, one.pins, one.detail) for one in found.unread}
    assert told == {
        ReadingState.GONE: (1, ("gone",), "Pin not found."),
        ReadingState.CLOSED: (1, ("closed",), "Not authorized."),
        YOUNG: (1, ("young",), ""),
        WAITING: (1, ("waiting",), ""),
        EMPTY: (1, ("untold",), ""),
    }
    assert {line.key for line in found.lines} == {"read", "gone"}
    assert (found.total.impressions, found.moving_from, found.read_at) == (8, LAST, MIDNIGHT)


def test_a_wording_is_told_as_it_was_written() -> None:
    assert wording_words('{"title": "{title}, new", "description": "Buy"}') == "{title}, new / Buy"
    assert wording_words("") == "the product's own words"
