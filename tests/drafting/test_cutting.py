"""Cutting: within the limit, and never within a word."""

from hypothesis import given
from hypothesis import strategies as st

from drafting.characters import one_line
from drafting.cutting import cut_at_sentence, cut_at_word
from tests.drafting.builders import texts

LIMITS = st.integers(min_value=10, max_value=120)


@given(texts(400).map(one_line), LIMITS)
def test_a_cut_text_fits(text: str, limit: int) -> None:
    assert len(cut_at_word(text, limit)) <= limit
    assert len(cut_at_sentence(text, limit)) <= limit


@given(texts(400).map(one_line), LIMITS)
def test_a_text_that_fits_stays_as_it_is(text: str, limit: int) -> None:
    if len(text) <= limit:
        assert cut_at_word(text, limit) == cut_at_sentence(text, limit) == text


@given(st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=9), min_size=1), LIMITS)
def test_a_cut_never_ends_within_a_word(words: list[str], limit: int) -> None:
    cut = cut_at_word(" ".join(words), limit)
    kept = cut.removesuffix("…").split()
    assert kept == words[: len(kept)]


@given(texts(400).map(one_line), LIMITS)
def test_a_cut_is_the_beginning_of_the_text(text: str, limit: int) -> None:
    assert text.startswith(cut_at_word(text, limit).removesuffix("…"))


def test_a_sentence_that_ends_in_time_ends_the_text() -> None:
    assert cut_at_sentence("Soft and warm. Made in Porto by hand.", 20) == "Soft and warm."


def test_a_sentence_that_ends_too_early_does_not() -> None:
    """Better many words and "…" than "Yes." alone."""
    assert cut_at_sentence("Yes. It is soft and warm and made by hand.", 30) == "Yes. It is soft and warm and…"


def test_a_line_ends_a_sentence() -> None:
    assert cut_at_sentence("• Soft and warm\n• Made in Porto by hand", 20) == "• Soft and warm"


def test_a_cut_leaves_no_dangling_comma() -> None:
    assert cut_at_word("Soft, warm, light", 12) == "Soft, warm…"
