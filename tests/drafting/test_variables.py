"""Variables: what a template can say of a product, and blank for what it does not say."""

import pytest
from hypothesis import given

from contracts.product import Availability, Product
from drafting.templates import fold_variable
from drafting.variables import BUILT_IN, Subject, variables_of
from tests.drafting.builders import EXTRA_HEADERS, SHOP, a_product, euros, products


def said(product: Product, name: str, *, board_name: str | None = None, shop_url: str | None = None) -> str:
    folded = fold_variable(name)
    return variables_of(Subject(product, board_name=board_name, shop_url=shop_url), [folded])[folded]


FULL = a_product(
    title="<b>Ocean</b> Shirt [SKU-MWC-104]",
    description="<p>Soft &amp; warm.</p>",
    brand="Acme &amp; Sons",
    price=euros("119"),
    sale_price=euros("89"),
    product_type="Apparel &gt; Shirts",
    availability=Availability.IN_STOCK,
    tags=("linen", "", "summer &amp; sun"),
    sku="MWC104",
    section="Linen",
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("title", "Ocean Shirt"),
        ("description", "Soft & warm."),
        ("brand", "Acme & Sons"),
        ("price", "€119.00"),
        ("sale_price", "€89.00"),
        ("current_price", "€89.00"),
        ("offer", "now €89.00 instead of €119.00"),
        ("percent", "25"),
        ("currency", "EUR"),
        ("kind", "Shirts"),
        ("product_type", "Apparel > Shirts"),
        ("availability", "in stock"),
        ("tags", "linen, summer & sun"),
        ("sku", "MWC104"),
        ("key", "ocean-blue-shirt"),
        ("board", "Shirts"),
        ("section", "Linen"),
        ("link_host", "shop.example.com"),
    ],
)
def test_each_variable_says_what_its_name_promises(name: str, text: str) -> None:
    assert said(FULL, name) == text


def test_every_built_in_variable_is_tried_above() -> None:
    assert all(said(FULL, name) for name in BUILT_IN)


@pytest.mark.parametrize("name", sorted(set(BUILT_IN) - {"title", "description", "key", "board", "link_host"}))
def test_what_a_product_does_not_say_is_blank(name: str) -> None:
    assert said(a_product(), name) == ""


def test_without_a_sale_the_regular_price_is_the_one_that_counts() -> None:
    product = a_product(price=euros("49.99", "USD"))
    assert [said(product, name) for name in ("price", "current_price", "offer", "sale_price", "percent")] == [
        *["$49.99"] * 3,
        *[""] * 2,
    ]


@pytest.mark.parametrize(
    ("price", "sale", "percent"),
    [
        ("3", "2", "33"),
        ("100", "0.01", "99"),
        ("100", "99.5", ""),
        ("100", "0", "100"),
        ("0", "0", ""),
        ("5", "9", ""),
    ],
)
def test_a_discount_is_rounded_down(price: str, sale: str, percent: str) -> None:
    assert said(a_product(price=euros(price), sale_price=euros(sale)), "percent") == percent


def test_a_discount_between_two_currencies_is_none() -> None:
    assert said(a_product(price=euros("100"), sale_price=euros("50", "USD")), "percent") == ""


def test_what_costs_nothing_has_no_price() -> None:
    assert said(a_product(price=euros("0")), "price") == ""


def test_the_board_is_the_one_that_the_pin_goes_to() -> None:
    assert said(FULL, "board", board_name="Spring  looks") == "Spring looks"
    assert said(a_product(board="x" * 200), "board") == ""


def test_a_column_that_nobody_claimed_is_a_variable_and_its_html_is_read() -> None:
    product = a_product(extras={"Custom Label 0": "<p>Spring &amp;<br>Summer</p>", "g:material": "Linen"})
    assert said(product, "custom_label_0") == "Spring &\nSummer"
    assert said(product, "Material") == "Linen"
    assert said(product, "Custom Label 1") == ""


def test_of_two_columns_of_one_name_the_first_that_says_something_counts() -> None:
    product = a_product(extras={"Label": "<br>", "LABEL": "Spring", "label ": "Summer"})
    assert said(product, "label") == "Spring"


def test_a_column_cannot_take_the_place_of_a_built_in_variable() -> None:
    assert said(a_product(extras={"Kind": "Other", "Sale Price": "1 cent"}), "kind") == ""
    assert said(a_product(extras={"Sale Price": "1 cent"}), "sale_price") == ""


@pytest.mark.parametrize(
    ("link", "shop", "host"),
    [
        ("https://www.shop.example.com:8443/p", None, "shop.example.com"),
        ("https://müller.example/p", None, "müller.example"),
        ("/p", SHOP, "shop.example.com"),
        (None, SHOP, "shop.example.com"),
        (None, None, ""),
        ("javascript:alert(1)", SHOP, ""),
        ("https://xn--99999999999999.example/", None, "xn--99999999999999.example"),
    ],
)
def test_the_shop_is_named_as_people_write_it(link: str | None, shop: str | None, host: str) -> None:
    assert said(a_product(link=link), "link_host", shop_url=shop) == host


@given(products())
def test_every_variable_of_every_product_is_text(product: Product) -> None:
    names = [fold_variable(name) for name in (*BUILT_IN, *EXTRA_HEADERS)]
    found = variables_of(Subject(product), names)
    assert set(found) == set(names)
    assert not any("\x00" in text for text in found.values())
