"""Templates: read once, filled for each product, never longer than allowed and never torn within a word."""

from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drafting.templates import TemplateBroken, fill, fold_variable, read_template
from tests.drafting.builders import templates, texts

WORDS = st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=9), max_size=60).map(" ".join)
LIMITS = st.integers(min_value=40, max_value=200)


def filled(text: str, limit: int = 100, **variables: str) -> str:
    return fill(read_template(text), variables, limit)


def trouble_at(text: str) -> int | None:
    """The character at which a template is broken, if it is."""
    try:
        read_template(text)
    except TemplateBroken as broken:
        return broken.position
    return None


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{title}", "Mug"),
        ("{ TITLE } by {Brand}", "Mug by Acme"),
        ("{title}[[, now {saleprice}]]", "Mug"),
        ("{title}[[ by {brand}]]", "Mug by Acme"),
        ("{title}[[ by {brand} for {saleprice}]]!", "Mug!"),
        ("[[{saleprice}: ]]{title}", "Mug"),
        ("{{{title}}}", "{Mug}"),
        ("{{}} {title}", "{} Mug"),
        ("[new] {title} [a]", "[new] Mug [a]"),
        ("Hello", "Hello"),
        ("", ""),
        ("{saleprice}", ""),
        ("{nowhere} {title}", "Mug"),
    ],
)
def test_variables_are_filled_and_optional_parts_go_when_one_is_blank(template: str, text: str) -> None:
    assert filled(template, title="Mug", brand="Acme", saleprice=" ") == text


def test_blank_variables_leave_no_gaps() -> None:
    assert filled("{title}  {brand} here ", title="Mug") == "Mug here"
    assert filled("{title}\n\n{brand}\n\nEnd", title="Mug") == "Mug\n\nEnd"


@pytest.mark.parametrize(
    ("template", "position", "trouble"),
    [
        ("ab{title", 3, "a { that stands alone"),
        ("title}", 6, "a } that stands alone"),
        ("{title}}", 8, "a } that stands alone"),
        ("a {} b", 3, "name no variable"),
        ("{ - }", 1, "name no variable"),
        ("a [[{b}", 3, "not closed"),
        ("{b}]]", 4, "]] without a [["),
        ("[[a [[{b}]]]]", 5, "do not nest"),
        ("x [[never]]", 3, "without a variable"),
        ("[[{{title}}]]", 1, "without a variable"),
    ],
)
def test_a_broken_template_says_where_and_what(template: str, position: int, trouble: str) -> None:
    with pytest.raises(TemplateBroken) as caught:
        read_template(template)
    assert caught.value.position == position
    assert f"character {position} of" in str(caught.value)
    assert trouble in str(caught.value)


def test_a_long_broken_template_is_not_repeated_whole() -> None:
    with pytest.raises(TemplateBroken) as caught:
        read_template("x" * 2_000 + "{")
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "name", ["Custom Label 0", "custom_label_0", "g:custom_label_0", " CUSTOM-LABEL-0 ", "customlabel0"]
)
def test_a_variable_is_the_same_however_it_is_written(name: str) -> None:
    assert fold_variable(name) == "customlabel0"
    assert filled(f"{{{name}}}", customlabel0="Spring") == "Spring"


def test_the_price_stays_and_the_title_is_shortened() -> None:
    title = "Hand-thrown stoneware mug with a blue glaze and a wide handle"
    assert filled("{title}, now {saleprice}", 50, title=title, saleprice="€1,289.00") == (
        "Hand-thrown stoneware mug with a…, now €1,289.00"
    )


def test_a_description_ends_with_a_sentence_before_the_fixed_words() -> None:
    text = filled("{description} Order now.", 40, description="Soft and very warm. Made in Porto by hand.")
    assert text == "Soft and very warm. Order now."


def test_two_long_variables_share_the_room() -> None:
    text = filled("{title} / {brand}", 63, title="a " * 40, brand="b " * 40)
    assert text == f"{'a ' * 14}a… / {'b ' * 14}b…"


def test_a_short_variable_gives_nothing_to_a_long_one() -> None:
    text = filled("{title} / {brand}", 53, title="a " * 40, brand="Acme & Sons")
    assert text.endswith("a… / Acme & Sons")
    assert 50 <= len(text) <= 53


def test_where_the_fixed_words_alone_are_too_long_the_whole_text_is_cut() -> None:
    assert filled("Come and see our new {title} today", 20, title="Stoneware mug") == "Come and see our…"


def test_no_variable_is_torn_within_its_first_word() -> None:
    """Then rather the price goes."""
    word = "Donaudampfschifffahrtsgesellschaft"
    assert filled("{title} Set, now {saleprice}", 45, title=f"{word} Kit", saleprice="€12") == f"{word} Kit Set…"
    assert filled("{title}, for you and your family", 40, title=f"{word} Kit Box") == f"{word} Kit…"


@given(
    templates(),
    st.dictionaries(st.sampled_from(["title", "description", "brand", "customlabel0"]), texts(3_000)),
    LIMITS,
)
@example("{title}\u0958", {"title": "a" * 39}, 40)
def test_a_filled_template_fits(template: str, variables: Mapping[str, str], limit: int) -> None:
    assert len(fill(read_template(template), variables, limit)) <= limit


@given(WORDS, WORDS, LIMITS)
def test_nothing_is_cut_within_a_word(title: str, brand: str, limit: int) -> None:
    text = fill(read_template("{title} by {brand} for you"), {"title": title, "brand": brand}, limit)
    whole = {*title.split(), *brand.split(), "by", "for", "you"}
    assert {word.rstrip("…") for word in text.split()} <= whole


@given(WORDS.filter(bool), LIMITS)
def test_a_price_is_never_lost_to_a_title(title: str, limit: int) -> None:
    text = fill(read_template("{title}, now {saleprice}"), {"title": title, "saleprice": "€1,299.00"}, limit)
    assert text.endswith(", now €1,299.00")


@given(templates())
def test_a_text_that_fits_is_whole(template: str) -> None:
    read = read_template(template)
    values = dict.fromkeys(read.names(), "Blue Mug")
    roomy = fill(read, values, 100_000)
    assert "…" not in roomy.replace("…", "", template.count("…"))
    assert fill(read, values, len(roomy)) == roomy


@given(st.text(alphabet="{}[]a b", max_size=40))
def test_any_text_is_a_template_or_broken_at_one_of_its_characters(text: str) -> None:
    assert trouble_at(text) in {None, *range(1, len(text) + 1)}
