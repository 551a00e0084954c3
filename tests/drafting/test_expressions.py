"""Expressions of somebody else's: they mean what they mean everywhere, and no text makes them slow."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.expressions import TEXT_MAX, ExpressionBroken, read_expression, read_wildcards

WORDS = st.text(alphabet="abAB.+(1 \n", max_size=8)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^(spring|summer) (looks|sale)$", "Summer Sale"),
        (r"\bmug\b", "A blue MUG, large"),
        ("Ä+", "ää"),
        ("straße", "STRAẞE"),
        (r"\$ ?\d+", "only $ 20"),
        ("[^,]+,[^,]+", "a,b"),
        ("colou?r", "color"),
        ("", "anything"),
        ("x{2,3}", "xxx"),
        ("[À-Þ]", "é"),
    ],
)
def test_it_is_found(pattern: str, text: str) -> None:
    assert read_expression(pattern)(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bmug\b", "smuggler"),
        ("^mug$", "mugs"),
        ("x{3}", "xx"),
        ("[^a]", "a"),
        (r"\d", "x"),
        ("a.b", "a\nb"),
        ("end", "x" * TEXT_MAX + "end"),
    ],
)
def test_it_is_not_found(pattern: str, text: str) -> None:
    assert not read_expression(pattern)(text)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(", "missing )"),
        ("a)", "unexpected )"),
        ("[a", "missing ]"),
        ("*a", "no argument for repetition"),
        ("a**", "bad repetition"),
        ("[z-a]", "invalid character class range"),
        (r"(a)\1", "invalid escape"),
        ("(?=a)", "invalid perl operator"),
        ("a\\", "trailing"),
        ("((a{100}){100}){100}", "invalid repetition size"),
    ],
)
def test_what_cannot_be_used_says_why(pattern: str, said: str) -> None:
    with pytest.raises(ExpressionBroken, match=re.escape(said)):
        read_expression(pattern)


@given(st.text(alphabet="ab()[]{}|*+?^$\\-.,12\0é", max_size=30))
def test_any_text_is_an_expression_or_is_refused(pattern: str) -> None:
    try:
        finds = read_expression(pattern)
    except ExpressionBroken:
        return
    assert finds("ab") in {True, False}


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(a*)*b", "a*a*a*a*a*a*b", "(a?){30}a{30}b"])
def test_no_expression_takes_years(pattern: str) -> None:
    """Python's own engine would not live to see the end of any of these."""
    assert not read_expression(pattern)("a" * (TEXT_MAX - 1) + "c")


@given(WORDS, WORDS, WORDS)
def test_a_star_stands_for_any_characters_and_all_else_for_itself(start: str, middle: str, end: str) -> None:
    assert read_wildcards(f"{start}*{end}")(start + middle + end)
    assert read_wildcards(start)(start)
    assert read_wildcards(start)(middle) is (start.casefold() == middle.casefold())


@given(WORDS, st.characters(codec="ascii"))
def test_a_question_mark_stands_for_one_character(start: str, one: str) -> None:
    finds = read_wildcards(f"{start}?")
    assert finds(start + one)
    assert not finds(start + one + one)
