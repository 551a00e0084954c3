"""Wordings: refused at the door when they cannot be meant, and in no pin longer than Pinterest takes."""

import pytest
from hypothesis import given

from contracts.pin import DESCRIPTION_MAX, TITLE_MAX
from contracts.product import Product
from contracts.wording import PLAIN, Wording, Wordings
from drafting.descriptions import draft_description
from drafting.templates import TemplateBroken
from drafting.titles import draft_title
from drafting.variables import Subject
from drafting.wordings import check_wording, check_wordings, word_description, word_title
from tests.drafting.builders import EXTRA_HEADERS, a_product, euros, products, wordings

HEADERS = ("Custom Label 0", "Material")


def broken(wording: Wording) -> TemplateBroken:
    with pytest.raises(TemplateBroken) as caught:
        check_wording(wording, HEADERS)
    return caught.value


def title(template: str, product: Product) -> str:
    return word_title(Subject(product), Wording(title=template))


def description(template: str, product: Product) -> str:
    return word_description(Subject(product), Wording(description=template))


@pytest.mark.parametrize(
    "template",
    ["{title}", "{Sale Price} {custom_label_0}", "{MATERIAL}", "{{new}} {title}", "Sale", "{{{title}}}"],
)
def test_known_variables_pass_the_door(template: str) -> None:
    check_wording(Wording(title=template, description=template), HEADERS)


def test_no_wording_passes_the_door() -> None:
    check_wording(PLAIN, ())


def test_an_unknown_variable_is_named_with_its_place_and_what_is_known() -> None:
    trouble = broken(Wording(title="New: {titel}"))
    assert str(trouble).startswith('title template, character 6: {titel} is not known; did you mean "title"?')
    assert "Custom Label 0" in str(trouble)
    assert "sale_price" in str(trouble)
    assert trouble.position == 6


def test_a_column_that_the_file_has_not_is_unknown() -> None:
    assert "{Colour} is not known." in str(broken(Wording(description="{title} {Colour}")))


def test_a_broken_description_says_that_it_is_the_description() -> None:
    trouble = broken(Wording(title="{title}", description="a {"))
    assert str(trouble).startswith('description template, character 3 of "a {"')


def test_braces_of_other_programs_are_not_taken_for_words() -> None:
    """`{{title}}` would stand on every pin as `{title}`."""
    assert "for the variable write {title}" in str(broken(Wording(title="Buy {{ title }}")))


def test_the_board_whose_wording_is_wrong_is_named() -> None:
    wordings = Wordings(every=Wording(title="{title}"), boards={"spring looks": Wording(title="{titl}")})
    with pytest.raises(TemplateBroken, match=r'^board "spring looks", title template'):
        check_wordings(wordings, HEADERS)
    check_wordings(Wordings(every=Wording(title="{material}")), HEADERS)


def test_a_wording_words_title_and_description() -> None:
    product = a_product(price=euros("119"), sale_price=euros("89"), extras={"Material": "Linen"})
    assert title("{title}\n in {material}", product) == "Ocean Blue Shirt in Linen"
    assert description("{title}\n[[Save {percent} %.]]", product) == "Ocean Blue Shirt\nSave 25 %."


def test_without_a_template_the_products_own_words_stand() -> None:
    product = a_product(title="Ocean " * 40, description="Soft. " * 300)
    assert word_title(Subject(product), PLAIN) == draft_title(product)
    assert word_description(Subject(product), PLAIN) == draft_description(product)


@pytest.mark.parametrize("template", ["{material}", "[[In {material}]]", " \n", ""])
def test_of_a_wording_that_comes_to_nothing_the_products_own_words_stand(template: str) -> None:
    assert title(template, a_product()) == "Ocean Blue Shirt"
    assert description(template, a_product(description="Soft.")) == "Soft."


def test_a_product_without_a_title_gets_none_from_the_words_around_it() -> None:
    assert title("{title}, now reduced", a_product(title="<br>")) == ""
    assert title("{title}[[ by {brand}]]", a_product(title="", brand="Acme")) == ""


def test_a_product_without_a_title_may_be_called_by_what_it_has() -> None:
    assert title("{brand} {sku}", a_product(title="", brand="Acme", sku="Mug 7")) == "Acme Mug 7"


def test_a_long_title_is_cut_for_the_pin_and_not_for_the_variable() -> None:
    long = "Hand-thrown stoneware mug with a blue glaze, " * 4
    assert description("{title}", a_product(title=long)) == long.strip()
    assert len(title("{title}", a_product(title=long))) <= TITLE_MAX


@given(products(), wordings())
def test_no_wording_makes_a_text_too_long_or_a_title_of_two_lines(product: Product, wording: Wording) -> None:
    check_wording(wording, EXTRA_HEADERS)
    subject = Subject(product)
    worded = word_title(subject, wording)
    assert len(worded) <= TITLE_MAX
    assert len(worded.splitlines()) <= 1
    assert len(word_description(subject, wording)) <= DESCRIPTION_MAX


@given(products(), wordings())
def test_a_product_with_a_title_never_loses_it(product: Product, wording: Wording) -> None:
    titled = product.model_copy(update={"title": "Mug"})
    assert word_title(Subject(titled), wording)
    assert word_description(Subject(titled), wording)
