"""Descriptions and alternative texts: the shop's own, or a sentence of plain facts."""

from hypothesis import given

from contracts.pin import ALT_TEXT_MAX, DESCRIPTION_MAX
from contracts.product import Product, ProductImage
from drafting.alt_texts import draft_alt_text
from drafting.descriptions import draft_description
from tests.drafting.builders import a_product, euros, products


def test_the_shops_copy_becomes_text() -> None:
    product = a_product(description="<p>Soft &amp; warm.</p><ul><li>Wool</li></ul>")
    assert draft_description(product) == "Soft & warm.\n• Wool"


def test_long_copy_ends_with_a_sentence() -> None:
    description = draft_description(a_product(description="Soft and warm. " * 100))
    assert len(description) <= DESCRIPTION_MAX
    assert description.endswith("warm.")


def test_without_copy_the_facts_speak() -> None:
    product = a_product(brand="Acme", product_type="Apparel > Shirts", price=euros("119"), sale_price=euros("89"))
    assert draft_description(product) == (
        "Ocean Blue Shirt by Acme. Find it in Shirts, now €89.00 instead of €119.00."
    )


def test_only_known_facts_are_told() -> None:
    assert draft_description(a_product()) == "Ocean Blue Shirt."
    assert draft_description(a_product(price=euros("49.99"))) == "Ocean Blue Shirt. €49.99."
    assert draft_description(a_product(price=euros("0"))) == "Ocean Blue Shirt."
    assert draft_description(a_product(product_type="Shirts")) == "Ocean Blue Shirt. Find it in Shirts."
    assert draft_description(a_product(title="Acme Shirt!", brand="Acme")) == "Acme Shirt!"
    assert draft_description(a_product(title="")) == ""


def test_a_picture_tells_its_own_alternative_text() -> None:
    image = ProductImage(url="https://cdn.example.com/1.jpg", alt="A blue shirt\n on a &quot;chair&quot;")
    assert draft_alt_text(a_product(images=(image,))) == 'A blue shirt on a "chair"'


def test_without_one_title_brand_and_type_tell_it() -> None:
    product = a_product(brand="Acme", product_type="Apparel > Tops")
    assert draft_alt_text(product) == "Ocean Blue Shirt by Acme, Tops"
    assert draft_alt_text(a_product(product_type="Shirt", images=())) == "Ocean Blue Shirt"


@given(products())
def test_texts_never_exceed_their_limits(product: Product) -> None:
    assert len(draft_description(product)) <= DESCRIPTION_MAX
    assert len(draft_alt_text(product)) <= ALT_TEXT_MAX


@given(products())
def test_a_product_with_a_title_has_a_description_and_an_alternative_text(product: Product) -> None:
    titled = product.model_copy(update={"title": "Mug"})
    assert draft_description(titled)
    assert draft_alt_text(titled)
