"""Names in a file, and the boards or sections that they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.sightings import SeenSection
from drafting.boards import fold_board_name
from drafting.finding import clashing, find_named, looks_like_id, one_spelling

MUGS, CUPS = SeenSection(id="701", name="Mugs"), SeenSection(id="702", name="Cups")
NAMES = st.lists(st.sampled_from(["Mugs", "mugs", " MUGS ", "Cups", "cups", "ﬁne", "fine", ""]), max_size=8)


@pytest.mark.parametrize(
    ("name", "known_id", "found"),
    [
        ("Mugs", None, "701"),
        ("mugs ", None, "701"),
        ("702", None, "702"),
        ("Mugs", "702", "702"),
        ("Mugs", "999", "701"),
        ("Vases", "702", "702"),
        ("Vases", "999", None),
        ("Vases", None, None),
        ("", None, None),
    ],
    ids=[
        "by name",
        "by another spelling",
        "by its id",
        "renamed",
        "made anew by somebody else",
        "known by a name it never had",
        "gone",
        "never there",
        "no name",
    ],
)
def test_a_name_means_what_our_book_says_then_what_is_called_so(
    name: str, known_id: str | None, found: str | None
) -> None:
    assert find_named(name, [MUGS, CUPS], known_id) == found


def test_a_board_that_is_called_like_another_one_s_id_is_found_by_its_name() -> None:
    odd = SeenSection(id="703", name="701")
    assert find_named("701", [MUGS, odd], None) == "703"


@given(NAMES)
def test_each_meaning_is_kept_once_in_its_first_spelling(names: list[str]) -> None:
    kept = one_spelling(names)
    meanings = [fold_board_name(name) for name in kept]
    assert len(meanings) == len(set(meanings))
    assert set(meanings) == {fold_board_name(name) for name in names}
    assert all(
        name == next(other for other in names if fold_board_name(other) == fold_board_name(name)) for name in kept
    )
    assert [names.index(name) for name in kept] == sorted(names.index(name) for name in kept)


OTHER_MUGS = SeenSection(id="799", name="mugs")


@pytest.mark.parametrize(
    ("name", "known_id", "clash"),
    [
        ("Mugs", None, ["701", "799"]),
        ("MUGS", "gone", ["701", "799"]),
        ("Mugs", "799", []),
        ("Cups", None, []),
        ("799", None, []),
        ("Vases", None, []),
    ],
)
def test_a_name_that_several_have_means_none_of_them_unless_our_book_says_which(
    name: str, known_id: str | None, clash: list[str]
) -> None:
    assert clashing(name, [OTHER_MUGS, MUGS, CUPS], known_id) == clash


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("700000000000000001", True),
        ("12345678901234", False),
        ("Mugs 700000000000000001", False),
        ("\uff11" * 18, False),
    ],
)
def test_a_name_of_many_digits_is_an_id(name: str, meant: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert looks_like_id(name) is meant
