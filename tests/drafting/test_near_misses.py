"""Near misses: what is suggested is known, and what is far is not suggested."""

from hypothesis import given
from hypothesis import strategies as st

from drafting.near_misses import KNOWN_SHOWN_MAX, did_you_mean, listed


def test_a_slip_of_the_pen_is_forgiven() -> None:
    assert did_you_mean("SALEPRICE", ["price", "sale_price"]) == '; did you mean "sale_price"?'
    assert did_you_mean("colour", ["price", "sale_price"]) == ""


def test_a_very_long_word_is_not_compared() -> None:
    assert did_you_mean("price" * 1_000, ["price" * 1_000]) == ""


def test_many_names_are_counted() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed(str(number) for number in range(KNOWN_SHOWN_MAX + 2)).endswith(
        f"{KNOWN_SHOWN_MAX - 1} and 2 more"
    )


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=5))
def test_only_known_names_are_suggested(word: str, known: list[str]) -> None:
    assert did_you_mean(word, known) in {"", *(f'; did you mean "{name}"?' for name in known)}
