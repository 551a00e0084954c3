"""Whatever form a page's markup has, its product is read; and a hostile page is only a page without one."""

import html as escapes
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product_pages import read_product_page
from contracts.product import Availability, Product, UnreadableRow

LINK = "https://a.example/products/blue-mug"
LISTED = Product(key="products-blue-mug", title="Blue Mug", link=LINK, extras={"lastmod": "2026-11-20"})
OFFER = {"@type": "Offer", "price": 12.5, "priceCurrency": "EUR", "availability": "https://schema.org/InStock"}
MUG = {
    "@context": "https://schema.org",
    "@type": "Product",
    "name": "Mug, blue",
    "description": "Holds tea.",
    "image": ["/1.jpg", {"@type": "ImageObject", "url": "https://c.example/2.jpg"}],
    "brand": {"@type": "Brand", "name": "Acme"},
    "sku": "M-1",
    "offers": OFFER,
}


def script(text: str) -> bytes:
    return f'<html><head><script type="application/ld+json">{text}</script></head></html>'.encode()


def page(document: object) -> bytes:
    return script(json.dumps(document))


def told(content: bytes) -> Product:
    product = read_product_page(content, LISTED)
    assert isinstance(product, Product)
    return product


def money(product: Product) -> tuple[str | None, str | None]:
    regular, sale = product.price, product.sale_price
    return (str(regular.amount) if regular else None, str(sale.amount) if sale else None)


def test_a_comma_in_a_pictures_address_parts_nothing() -> None:
    pictures = [f"https://c.example/w_400,h_400/{number}.jpg" for number in range(3)]
    assert [image.url for image in told(page({**MUG, "image": pictures})).images] == pictures
    tags = "".join(f'<meta property="og:image" content="{picture}">' for picture in pictures)
    tagged = f'<meta property="og:type" content="product"><meta property="og:title" content="Mug">{tags}'
    assert [image.url for image in told(tagged.encode()).images] == pictures


def test_a_page_tells_what_a_sitemap_cannot() -> None:
    product = told(page(MUG))
    assert (product.key, product.title, product.sku, product.brand) == (LISTED.key, "Mug, blue", "M-1", "Acme")
    assert [image.url for image in product.images] == ["https://a.example/1.jpg", "https://c.example/2.jpg"]
    assert (money(product), product.availability) == (("12.5", None), Availability.IN_STOCK)
    assert (product.link, product.extras) == (LINK, LISTED.extras)


@pytest.mark.parametrize(
    "document",
    [
        [MUG],
        {"@graph": [{"@type": "WebPage", "name": "Page"}, MUG]},
        {"@type": "ItemPage", "mainEntity": MUG},
        [{"@type": "Product", "name": "Other", "url": "/other"}, MUG | {"url": LINK + "/"}],
        {**MUG, "@type": ["Product", "http://schema.org/Thing"]},
    ],
)
def test_the_product_is_found_wherever_it_stands(document: object) -> None:
    assert told(page(document)).title == "Mug, blue"


@pytest.mark.parametrize(
    "written",
    [
        "<!-- {} -->",
        "//<![CDATA[\n{}\n//]]>",
        "/*<![CDATA[*/ {} /*]]>*/",
        "\n {} ;",
    ],
)
def test_comments_around_a_document_are_passed_over(written: str) -> None:
    assert told(script(written.replace("{}", json.dumps(MUG)))).title == "Mug, blue"


def test_an_escaped_document_and_raw_line_ends_are_read() -> None:
    assert told(script(escapes.escape(json.dumps(MUG)))).title == "Mug, blue"
    assert told(script('{"@type": "Product", "name": "Mug", "description": "one\ntwo"}')).title == "Mug"


@pytest.mark.parametrize(
    ("offers", "prices"),
    [
        ([OFFER | {"availability": "SoldOut", "price": "9"}, OFFER], ("12.5", None)),
        (
            {"@type": "AggregateOffer", "lowPrice": "10.00", "highPrice": "20", "priceCurrency": "EUR"},
            ("10.00", None),
        ),
        ({"@type": "AggregateOffer", "lowPrice": "10", "offers": [OFFER]}, ("12.5", None)),
        (
            OFFER
            | {"priceSpecification": {"price": "20.00", "priceType": "https://schema.org/StrikethroughPrice"}},
            ("20.00", "12.5"),
        ),
        ({"priceSpecification": [{"price": 7, "priceCurrency": "EUR"}]}, ("7", None)),
        ([], (None, None)),
    ],
)
def test_offers_have_many_forms(offers: object, prices: tuple[str | None, str | None]) -> None:
    assert money(told(page(MUG | {"offers": offers}))) == prices


def test_a_group_has_the_prices_of_its_variants() -> None:
    group = {"@type": "ProductGroup", "name": "Mugs", "hasVariant": [MUG, MUG | {"name": "Mug, red"}]}
    product = told(page([MUG, group]))
    assert (product.title, money(product), len(product.images)) == ("Mugs", ("12.5", None), 2)


def test_tags_fill_what_linked_data_leaves_open() -> None:
    tags = (
        b'<meta property="og:type" content="product"><meta property="og:title" content="Mug &amp; more">'
        b'<meta property="og:image" content="/a.jpg"><meta property="og:image" content="/b.jpg">'
        b'<meta property="product:price:amount" content="8.00">'
        b'<meta property="product:original_price:amount" content="10.00">'
        b'<meta property="product:price:currency" content="EUR">'
        b'<meta property="product:availability" content="out of stock">'
    )
    product = told(tags)
    assert (product.title, money(product)) == ("Mug & more", ("10.00", "8.00"))
    assert (len(product.images), product.availability) == (2, Availability.OUT_OF_STOCK)
    assert told(page({"@type": "Product", "name": "Mug"}) + tags).title == "Mug"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><p>Mug</p>",
        b'<meta property="og:type" content="website"><meta property="og:title" content="Shop">',
        page({"@type": "Organization", "name": "Shop"}),
        page({"@type": "ItemList", "itemListElement": [MUG]}),
        script("{not json"),
        script("[" * 100_000),
        script('{"@type": "Product", "name": ' + "9" * 5_000 + "}"),
        script('{"@type": "Product", "price": NaN}'),
    ],
)
def test_a_page_that_says_of_no_product_changes_nothing(content: bytes) -> None:
    assert read_product_page(content, LISTED) is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                ["@type", "@graph", "hasVariant", "offers", "price", "priceSpecification", "image", "url", "brand"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*MUG, "url", "hasVariant", "category"]), VALUES))
def test_a_product_of_any_shape_is_read_or_reported(given_values: dict[str, object]) -> None:
    product = read_product_page(page({**given_values, "@type": "Product", "name": "Mug"}), LISTED)
    assert product is not None
    if isinstance(product, Product):
        assert product.key == LISTED.key


@given(st.text("<>/!-[]CDAT{}\":;&scriptmeta= '", max_size=300))
def test_any_page_is_read(text: str) -> None:
    product = read_product_page(text.encode() + page(MUG) + text.encode(), LISTED)
    assert product is None or isinstance(product, UnreadableRow) or product.key == LISTED.key
