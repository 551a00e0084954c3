"""Expressions of somebody else's: they mean what they mean everywhere, and no text makes them slow."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.expression_text import DEPTH_MAX, REPEATS_MAX, read_expression
from drafting.expressions import STEPS_MAX, TEXT_MAX, Expression, ExpressionBroken, Fits

ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "-",
        ".",
        "[ab]",
        "[^a]",
        "[a-c]",
        "[-b]",
        "[]a]",
        r"\d",
        r"\W",
        r"\s",
        r"\.",
        r"\b",
        "^",
        "$",
        "(?:)",
    ]
)
REPEATS = st.sampled_from(["", "*", "+", "?", "{2}", "{0,2}", "{1,}", "{,}", "*?"])


def joined(parts: list[str]) -> str:
    return "".join(parts)


def repeated(part: tuple[str, str]) -> str:
    """A repeat of an edge is nothing that Python reads everywhere alike."""
    atom, repeat = part
    return atom if atom in {"^", "$", r"\b"} or repeat == "{,}" else atom + repeat


EXPRESSIONS = st.recursive(
    st.tuples(ATOMS, REPEATS).map(repeated),
    lambda inner: (
        st.lists(inner, max_size=4).map(joined)
        | st.lists(inner, min_size=1, max_size=3).map("|".join)
        | st.tuples(inner, REPEATS).map(lambda found: repeated((f"({found[0]})", found[1])))
    ),
    max_leaves=8,
)


@given(EXPRESSIONS, st.text(alphabet="abAB-1. \n", max_size=12))
def test_an_expression_finds_what_pythons_own_finds(pattern: str, text: str) -> None:
    # Python's `$` stands before a last line end, too; ours at the end alone.
    theirs = re.compile(pattern.replace("$", r"\Z"), re.IGNORECASE)
    assert read_expression(pattern).found_in(text) is (theirs.search(text) is not None)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^(spring|summer) (looks|sale)$", "Summer Sale"),
        (r"\bmug\b", "A blue MUG, large"),
        ("Ä+", "ää"),
        ("straße", "STRAẞE"),
        (r"\$ ?\d+", "only $ 20"),
        ("[^,]+,[^,]+", "a,b"),
        (r"[\d-]{4}", "12-3"),
        ("colou?r", "color"),
        ("", "anything"),
        ("x{2,3}", "xxx"),
        ("[À-Þ]", "é"),
    ],
)
def test_it_is_found(pattern: str, text: str) -> None:
    assert read_expression(pattern).found_in(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bmug\b", "smuggler"),
        ("^mug$", "mugs"),
        ("x{3}", "xx"),
        ("[^a]", "a"),
        (r"\d", "x"),
        ("a.b", "a\nb"),
    ],
)
def test_it_is_not_found(pattern: str, text: str) -> None:
    assert not read_expression(pattern).found_in(text)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(", "not closed"),
        ("a)", "without a ("),
        ("[a", "not closed"),
        ("[]", "not closed"),
        ("*a", "nothing before it"),
        ("a**", "repeat of a repeat"),
        ("a*{2}", "repeat of a repeat"),
        ("a++", "repeat of a repeat"),
        ("a{x}", "no repeat"),
        ("{2}", "nothing before it"),
        ("a{3,2}", "cannot be"),
        (f"a{{{REPEATS_MAX + 1}}}", "cannot be"),
        ("a{1000000000}", "no repeat"),
        ("[z-a]", "more to less"),
        (r"[a-\d]", "more to less"),
        (r"(a)\1", "not known"),
        ("(?=a)", "only (?: is known"),
        ("(?P<name>a)", "only (?: is known"),
        ("a\\", "not known"),
        ("(" * (DEPTH_MAX + 1) + "a" + ")" * (DEPTH_MAX + 1), "groups within each other"),
        ("((a{100}){100}){100}", "fewer repeats"),
    ],
)
def test_what_cannot_be_used_says_why(pattern: str, said: str) -> None:
    with pytest.raises(ExpressionBroken, match=re.escape(said)):
        read_expression(pattern)


@given(st.text(alphabet="ab()[]{}|*+?^$\\-.,12", max_size=30))
def test_any_text_is_an_expression_or_is_refused(pattern: str) -> None:
    try:
        expression = read_expression(pattern)
    except ExpressionBroken:
        return
    assert expression.found_in("ab") in {True, False}


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*$", "(a*)*b", "a*a*a*a*a*a*b", "(.*)(.*)(.*)(.*)x", "(a?){30}a{30}b"]
)
def test_no_expression_takes_more_work_than_its_steps_for_each_character(pattern: str) -> None:
    """Each would take Python's own engine years. What is looked at is counted, not timed."""
    expression = read_expression(pattern)
    looks = 0

    def counting(fits: Fits) -> Fits:
        def look(char: str) -> bool:
            nonlocal looks
            looks += 1
            return fits(char)

        return look

    steps = tuple(replace(step, fits=counting(step.fits) if step.fits else None) for step in expression.steps)
    Expression(steps, expression.first, expression.last).found_in("a" * TEXT_MAX + "!")
    assert 0 < looks <= STEPS_MAX * TEXT_MAX
    assert looks <= len(steps) * TEXT_MAX


def test_only_the_first_thousand_characters_are_looked_at() -> None:
    assert read_expression("x").found_in("a" * (TEXT_MAX - 1) + "x")
    assert not read_expression("x").found_in("a" * TEXT_MAX + "x")
