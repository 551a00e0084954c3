"""The read-back rule: find what was made, adopt nothing that may be another's."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.names import PinKey
from contracts.sightings import PinPage, SeenPin
from drafting.matching import OpenAttempt, listing_proves_absence, settle_board

SKEW = 60.0
PAGE = "https://shop.example.com/p/mug"


def marker(number: int) -> str:
    return f"{number:016x}"


def attempt(number: int = 1, *, title: str = "Mug", page: str = PAGE, sent_at: float = 1_000.0) -> OpenAttempt:
    link = f"{page}?utm_source=pinterest&pf={marker(number)}"
    return OpenAttempt(key=PinKey(f"key{number}"), marker=marker(number), title=title, link=link, sent_at=sent_at)


def pin(
    pin_id: str,
    *,
    marked: int | None = None,
    title: str = "Mug",
    page: str | None = PAGE,
    created: float | None = 1_001.0,
) -> SeenPin:
    link = f"{page}?pf={marker(marked)}" if marked is not None else page
    return SeenPin(id=pin_id, title=title, link=link, created=created)


def settle(
    attempts: Sequence[OpenAttempt], seen: Sequence[SeenPin], claimed: Sequence[str] = ()
) -> dict[PinKey, str]:
    return settle_board(attempts, seen, set(claimed), skew_seconds=SKEW)


def test_our_marker_finds_our_pin_whatever_else_was_changed() -> None:
    seen = [pin("2"), pin("1", marked=1, title="Renamed", page="https://elsewhere.example", created=None)]
    assert settle([attempt(1)], seen) == {"key1": "1"}


def test_of_two_pins_with_our_marker_the_oldest_is_ours() -> None:
    seen = [pin("7", marked=1, created=5.0), pin("9", marked=1, created=4.0), pin("3", marked=1, created=None)]
    assert settle([attempt(1)], seen) == {"key1": "9"}
    assert settle([attempt(1)], [pin("10", marked=1), pin("9", marked=1)]) == {"key1": "9"}


def test_without_its_marker_a_single_look_alike_is_adopted() -> None:
    stripped = pin("1", page="http://shop.example.com/p/mug/", title=" Mug ")
    assert settle([attempt(1)], [stripped, pin("2", title="Vase")]) == {"key1": "1"}


@pytest.mark.parametrize(
    "doubtful",
    [
        [pin("1"), pin("2")],
        [pin("1", created=1_000.0 - SKEW - 1)],
        [pin("1", created=None)],
        [pin("1", marked=2)],
        [pin("1", title="Vase")],
        [pin("1", page="https://shop.example.com/p/vase")],
        [pin("1", page=None)],
    ],
)
def test_a_doubtful_look_alike_is_not_adopted(doubtful: list[SeenPin]) -> None:
    assert settle([attempt(1)], doubtful) == {}


def test_a_claimed_pin_belongs_to_its_owner() -> None:
    assert settle([attempt(1)], [pin("1", marked=1)], claimed=["1"]) == {}
    assert settle([attempt(1)], [pin("1"), pin("2")], claimed=["1"]) == {"key1": "2"}


def test_two_attempts_that_fit_one_pin_equally_get_none() -> None:
    assert settle([attempt(1), attempt(2)], [pin("1")]) == {}


def test_an_attempt_found_by_its_marker_leaves_the_look_alike_to_the_other() -> None:
    assert settle([attempt(1), attempt(2)], [pin("1", marked=1), pin("2")]) == {"key1": "1", "key2": "2"}


def test_a_pin_listed_twice_counts_once() -> None:
    assert settle([attempt(1)], [pin("1"), pin("1")]) == {"key1": "1"}


ATTEMPTS = st.lists(
    st.builds(
        attempt,
        st.integers(1, 3),
        title=st.sampled_from(["Mug", "Vase"]),
        page=st.sampled_from([PAGE, "https://shop.example.com/other"]),
        sent_at=st.sampled_from([900.0, 1_000.0]),
    ),
    max_size=5,
)
PINS = st.lists(
    st.builds(
        pin,
        st.sampled_from("12345"),
        marked=st.none() | st.integers(1, 4),
        title=st.sampled_from(["Mug", "Vase"]),
        page=st.sampled_from([PAGE, None]),
        created=st.none() | st.sampled_from([0.0, 950.0, 1_001.0]),
    ),
    max_size=6,
)
CLAIMED = st.sets(st.sampled_from("12345"), max_size=2)


@given(ATTEMPTS, PINS, CLAIMED)
def test_no_pin_is_adopted_twice_or_from_another_intent(
    attempts: list[OpenAttempt], seen: list[SeenPin], claimed: set[str]
) -> None:
    found = settle_board(attempts, seen, claimed, skew_seconds=SKEW)
    adopted = list(found.values())
    assert len(adopted) == len(set(adopted))
    assert claimed.isdisjoint(adopted)
    assert set(adopted) <= {each.id for each in seen}
    assert set(found) <= {each.key for each in attempts}


@given(ATTEMPTS, PINS, CLAIMED, st.data())
def test_the_order_of_pins_and_attempts_does_not_matter(
    attempts: list[OpenAttempt], seen: list[SeenPin], claimed: set[str], data: st.DataObject
) -> None:
    found = settle_board(attempts, seen, claimed, skew_seconds=SKEW)
    other_attempts, other_seen = data.draw(st.permutations(attempts)), data.draw(st.permutations(seen))
    assert settle_board(other_attempts, other_seen, claimed, skew_seconds=SKEW) == found


def page(*created: float | None, more: bool = True) -> PinPage:
    pins = tuple(SeenPin(id=str(at), created=when) for at, when in enumerate(created))
    return PinPage(pins=pins, bookmark="next" if more else None)


@pytest.mark.parametrize(
    ("pages", "proved"),
    [
        ([page(3.0, 9.0, None, more=False)], True),
        ([page(more=False)], True),
        ([page(9.0, 8.0), page(8.0, 4.0)], True),
        ([page(9.0, 8.0), page(8.0, 5.0)], False),
        ([page(8.0, 9.0), page(4.0)], False),
        ([page(9.0, None, 4.0)], False),
        ([page(9.0), page(4.0, more=False)], True),
        ([page()], False),
        ([], False),
    ],
)
def test_only_a_complete_or_a_falling_listing_proves_absence(pages: list[PinPage], *, proved: bool) -> None:
    assert listing_proves_absence(pages, before=5.0) is proved
