"""Patterns of board rules: whole texts with wildcards, paths level by level, expressions anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.expressions import ExpressionBroken
from drafting.patterns import LEVELS_MAX, levels_of, read_path_pattern, read_pattern

LEVEL = st.sampled_from(["a", "b", "ab", "Tops & More"])
PATHS = st.lists(LEVEL, min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Sale", "sale"),
        (" spring  LOOKS ", "Spring looks"),
        ("spring*", "Spring 2027"),
        ("*mug*", "A blue mug"),
        ("SS?7", "ss27"),
        ("/mug|cup/", "Teacups"),
        ("/^mug$/", "MUG"),
        ("a.b", "a.b"),
        ("/", "/"),
        ("ﬁne", "fine"),
        ("*", ""),
    ],
)
def test_a_text_fits(written: str, text: str) -> None:
    assert read_pattern(written)(text)


@pytest.mark.parametrize(
    ("written", "text"),
    [("Sale", "Sales"), ("spring", "Spring looks"), ("a.b", "axb"), ("SS?7", "SS7"), ("/^mug$/", "mugs")],
)
def test_a_text_does_not_fit(written: str, text: str) -> None:
    assert not read_pattern(written)(text)


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("Apparel", "Apparel > Tops > Shirts"),
        ("Apparel > Tops", "apparel>TOPS"),
        ("Apparel > *", "Apparel > Tops > Shirts"),
        ("Apparel > * > Shirts", "Apparel > Tops > Shirts"),
        ("** > Shirts", "Apparel > Tops > Shirts"),
        ("** > Shirts", "Shirts > Linen"),
        ("Apparel > ** > Linen", "Apparel > Linen"),
        ("Apparel > ** > Linen", "Apparel > Tops > Shirts > Linen > Long"),
        ("**", "anything"),
        ("Home/Decor", "Home > Decor > Vases"),
        ("Home > T*", "Home > Tops / Blouses"),
        ("212", "212"),
        ("/vase|bowl/", "Home > Bowls"),
    ],
)
def test_a_path_fits_with_all_that_lies_below_it(written: str, path: str) -> None:
    assert read_path_pattern(written)(path)


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("Apparel > Tops", "Apparel"),
        ("Tops", "Apparel > Tops"),
        ("Apparel > *", "Apparel"),
        ("Apparel > * > Shirts", "Apparel > Shirts"),
        ("** > Shirts", "Apparel > T-Shirts"),
        ("App", "Apparel"),
    ],
)
def test_a_path_does_not_fit(written: str, path: str) -> None:
    assert not read_path_pattern(written)(path)


@given(PATHS, st.integers(0, 6))
def test_each_beginning_of_a_path_and_no_other_way_down_is_meant(path: list[str], length: int) -> None:
    beginning, text = path[: length + 1], " > ".join(path)
    assert read_path_pattern(" > ".join(beginning))(text)
    assert not read_path_pattern(" > ".join([*path, "further"]))(text)
    assert read_path_pattern(" > ".join(["**", *beginning]))(text)
    assert read_path_pattern(" > ".join([*("*" for _ in path[:-1]), path[-1]]))(text)


def test_many_levels_of_any_number_cost_no_more_than_their_product() -> None:
    """What would be tried one way after the other takes for ever here."""
    written, path = " > ".join(["**", "a"] * (LEVELS_MAX // 2 - 1)), " > ".join(["a"] * LEVELS_MAX)
    assert read_path_pattern(written)(path)
    assert not read_path_pattern(f"{written} > b")(path)


def test_a_pattern_of_more_levels_than_are_looked_at_is_refused() -> None:
    with pytest.raises(ExpressionBroken, match="31 levels"):
        read_path_pattern(" > ".join("a" * (LEVELS_MAX + 1)))


def test_a_path_without_end_is_looked_at_for_its_first_levels() -> None:
    assert len(levels_of(">".join("abc" * 1_000))) == LEVELS_MAX


@pytest.mark.parametrize("read", [read_pattern, read_path_pattern])
def test_an_expression_that_cannot_be_used_is_refused_when_it_is_read(read: object) -> None:
    assert callable(read)
    with pytest.raises(ExpressionBroken, match="missing"):
        read("/(mug/")


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_words_are_a_pattern_that_fits_themselves(written: str, other: str) -> None:
    if written.strip().startswith("/"):
        return
    fits = read_pattern(written)
    assert fits(written)
    assert fits(other) in {True, False}
