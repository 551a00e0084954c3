"""Products as Shopify's API states them: the same as its export would have said."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from contracts.product import Availability, Product
from tests.catalog.builders import a_file, only_product, outline

EXPORT = """\
Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Variant SKU,Variant Price,Variant Compare At Price,\
Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Image Src,Image Position,Image Alt Text
mug,Mug,<p>Soft</p>,Acme,Mugs,"blue, new",,M-1,8,10,shopify,0,deny,/1.jpg,1,Front
mug,,,,,,,M-2,9,10,shopify,4,deny,/2.jpg,2,
mug,,,,,,,,,,,,,/3.jpg,3,Back
"""


def shopify(**changes: object) -> dict[str, object]:
    """The mug of the export above."""
    stock = {"compare_at_price": "10", "inventory_management": "shopify", "inventory_policy": "deny"}
    return {
        "id": 632910392,
        "handle": "mug",
        "title": "Mug",
        "body_html": "<p>Soft</p>",
        "vendor": "Acme",
        "product_type": "Mugs",
        "tags": "blue, new",
        "variants": [
            {"sku": "M-1", "price": "8", "inventory_quantity": 0} | stock,
            {"sku": "M-2", "price": "9", "inventory_quantity": 4} | stock,
        ],
        "images": [
            {"src": "/1.jpg", "position": 1, "alt": "Front"},
            {"src": "/2.jpg", "position": 2, "alt": None},
            {"src": "/3.jpg", "position": 3, "alt": "Back"},
        ],
    } | changes


def read_product(folder: Path, **changes: object) -> Product:
    return only_product(a_file(folder, json.dumps({"products": [shopify(**changes)]}), name="products.json"))


def test_the_api_and_the_export_say_the_same_product(tmp_path: Path) -> None:
    ours = read_product(tmp_path)
    assert ours.model_copy(update={"extras": {}}) == only_product(a_file(tmp_path, EXPORT))
    assert ours.sku == "M-2"
    assert ours.extras == {"id": "632910392"}


def test_a_webhooks_body_is_a_catalog_of_one(tmp_path: Path) -> None:
    path = a_file(tmp_path, json.dumps({"product": shopify()}), name="product.json")
    assert outline(path) == [(2, "mug")]


def test_products_without_a_handle_are_read_by_their_names(tmp_path: Path) -> None:
    path = a_file(tmp_path, '[{"id": 6133678309568, "title": "Necklace", "body_html": "<p>Gold</p>"}]')
    product = only_product(path)
    assert (product.key, product.description) == ("6133678309568", "<p>Gold</p>")


@pytest.mark.parametrize(
    ("variants", "availability"),
    [
        ([{"available": True}, {"available": False}], Availability.IN_STOCK),
        ([{"available": False}], Availability.OUT_OF_STOCK),
        ([{"inventory_quantity": 0, "inventory_policy": "deny"}], Availability.UNKNOWN),
        ([{"inventory_quantity": 3}], Availability.IN_STOCK),
        ([{"inventory_quantity": 0, "inventory_management": None}], Availability.IN_STOCK),
        ([{"inventory_quantity": 0, "inventory_management": "shopify"}], Availability.OUT_OF_STOCK),
        (
            [{"inventory_quantity": 0, "inventory_management": "shopify", "inventory_policy": "continue"}],
            Availability.IN_STOCK,
        ),
        ([], Availability.UNKNOWN),
        (None, Availability.UNKNOWN),
        ("none", Availability.UNKNOWN),
        ([None, 5, []], Availability.UNKNOWN),
    ],
)
def test_stock_is_told_only_where_it_is_counted(
    tmp_path: Path, variants: object, availability: Availability
) -> None:
    assert read_product(tmp_path, variants=variants).availability is availability


@pytest.mark.parametrize(
    ("changes", "published"),
    [
        ({}, True),
        ({"published_at": "2026-11-02T09:00:00-05:00"}, True),
        ({"published_at": None}, False),
        ({"status": "draft"}, False),
        ({"status": "active", "published_at": None}, False),
    ],
)
def test_a_product_that_the_shop_does_not_show_is_not_published(
    tmp_path: Path, changes: dict[str, object], *, published: bool
) -> None:
    product = read_product(tmp_path, **changes)
    assert (product.published, product.publish_at) == (published, None)


@pytest.mark.parametrize(
    ("images", "urls"),
    [
        ([{"src": "/2.jpg", "position": 2}, {"src": "/1.jpg", "position": 1}], ["/1.jpg", "/2.jpg"]),
        (["/1.jpg", "/2.jpg"], ["/1.jpg", "/2.jpg"]),
        ([], ["/main.jpg"]),
        ([None, {"src": None}, 7], []),
    ],
)
def test_pictures_stand_in_their_order(tmp_path: Path, images: object, urls: list[str]) -> None:
    product = read_product(tmp_path, images=images, image={"src": "/main.jpg"})
    assert [image.url for image in product.images] == urls


def test_tags_may_be_a_list_and_a_category_names_the_type(tmp_path: Path) -> None:
    category = {"name": "Mugs", "full_name": "Home > Mugs"}
    product = read_product(tmp_path, tags=["blue", "new"], product_type="", category=category)
    assert (product.tags, product.product_type) == (("blue", "new"), "Home > Mugs")


def test_a_price_is_the_one_of_the_variant_in_stock(tmp_path: Path) -> None:
    product = read_product(tmp_path)
    assert product.price is not None
    assert product.sale_price is not None
    assert (product.price.amount, product.sale_price.amount) == (Decimal(10), Decimal(9))


def test_a_handle_that_stands_in_the_file_already_is_reported(tmp_path: Path) -> None:
    path = a_file(tmp_path, json.dumps([shopify(), {"id": "mug", "title": "Mug"}, shopify(handle="Mug")]))
    assert outline(path) == [(2, "mug"), (3, "!"), (4, "Mug")]


def test_a_product_that_names_nothing_is_reported(tmp_path: Path) -> None:
    path = a_file(tmp_path, json.dumps([shopify(), {"handle": None, "title": None, "variants": []}]))
    assert outline(path) == [(2, "mug"), (3, "!")]
