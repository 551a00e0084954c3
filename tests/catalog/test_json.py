"""Catalogs in JSON: lists, wrapped lists, lines and single objects, and what their values mean."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.json_cells import cells_of
from catalog.json_records import JsonRecord, JsonShape, open_json
from catalog.json_values import DEPTH_MAX, VALUE_CHARACTERS_MAX, Json
from catalog.reading import read_catalog
from catalog.unreadable import CatalogUnreadable
from contracts.product import Availability, Money, Product, UnreadableRow
from tests.catalog.builders import SHARED, a_file, only_product, outline, products_of, rows_of
from tests.catalog.memory import peak_megabytes

FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
needs_shared = pytest.mark.skipif(not (SHARED / "samples").is_dir(), reason="the sample files are not here")
MUG = '{"id": 7, "title": "Mug"}'
VASE = '{"id": 8, "title": "Vase"}'


def json_file(folder: Path, text: str, *, name: str = "catalog.json") -> Path:
    return a_file(folder, text, name=name)


def read_object(folder: Path, value: Mapping[str, object]) -> Product:
    return only_product(json_file(folder, json.dumps([value])))


def refusal(path: Path) -> CatalogUnreadable:
    """Why the file is refused, sooner or later."""
    with pytest.raises(CatalogUnreadable) as caught:
        list(read_catalog(path))
    assert caught.value.remedy
    assert str(path) in caught.value.message
    return caught.value


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (f"[{MUG}, {VASE}]", [2, 3]),
        (f'{{"products": [{MUG}, {VASE}]}}', [2, 3]),
        (f'{{"count": 2, "meta": {{"a": [1]}}, "items": [{MUG}, {VASE}], "next": null}}', [2, 3]),
        (f'{{"data": {{"page": 1, "products": [{MUG}, {VASE}]}}}}', [2, 3]),
        (f'{{"pins": [{MUG}, {VASE}]}}', [2, 3]),
        (f"{MUG}\n{VASE}\n", [1, 2]),
        (f"\n{MUG}\n\n{VASE}", [2, 4]),
        (f"{MUG}\r\n{VASE}\r\n", [1, 2]),
    ],
)
def test_every_shape_of_a_list_is_read(tmp_path: Path, text: str, rows: list[int]) -> None:
    """In a list the first record is row 2, as under a header; in a file of lines rows are lines."""
    assert outline(json_file(tmp_path, text)) == list(zip(rows, ["7", "8"], strict=True))


@pytest.mark.parametrize("text", [MUG, f'{{"product": {MUG}}}', f"  {MUG}\n\n", '{"id": 7,\n "title": "Mug"}'])
def test_a_single_object_is_one_product(tmp_path: Path, text: str) -> None:
    assert outline(json_file(tmp_path, text)) == [(2, "7")]


def test_one_line_in_a_file_of_lines_is_row_1(tmp_path: Path) -> None:
    assert outline(json_file(tmp_path, MUG, name="catalog.NDJSON")) == [(1, "7")]


@pytest.mark.parametrize("text", ["[]", '{"products": []}', '{"data": {"items": []}}'])
def test_an_empty_list_is_a_catalog_of_nothing(tmp_path: Path, text: str) -> None:
    assert rows_of(json_file(tmp_path, text)) == []


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_charset_is_read(tmp_path: Path, charset: str) -> None:
    assert only_product(a_file(tmp_path, '[{"title": "Café 20 €"}]', charset=charset)).title == "Café 20 €"


def test_the_way_to_the_list_is_remembered(tmp_path: Path) -> None:
    file = open_json(json_file(tmp_path, f'{{"data": {{"products": [{MUG}]}}}}'))
    assert (file.shape, file.wrapper) == (JsonShape.LIST, ("data", "products"))
    assert list(file.records()) == [JsonRecord(2, {"id": 7, "title": "Mug"})]


def test_headers_are_matched_as_in_a_table(tmp_path: Path) -> None:
    product = read_object(tmp_path, {"Product Name": "Mug", "SKU": 7.0, "imageLink": "/1.jpg", "Colour": "blue"})
    assert (product.key, product.title, product.images[0].url) == ("7.0", "Mug", "/1.jpg")
    assert product.extras == {"Colour": "blue"}


def test_a_pin_of_a_scheduler_is_read(tmp_path: Path) -> None:
    product = read_object(
        tmp_path,
        {"title": "Mug", "idempotency_key": "k-1", "board_id": "55", "image_url": "/1.jpg"}
        | {"run_at": "2026-12-01T14:30:00+01:00", "related_terms": ["blue", "new"]},
    )
    assert (product.key, product.board, product.tags) == ("k-1", "55", ("blue", "new"))
    assert product.publish_at == "2026-12-01T14:30:00+01:00"


def test_nested_values_become_cells(tmp_path: Path) -> None:
    product = read_object(
        tmp_path,
        {
            "title": "Mug",
            "brand": {"name": "Acme", "url": "https://acme.example"},
            "images": [{"src": "/1.jpg", "name": "front.jpg", "alt": "Front"}, {"url": "/2.jpg"}, "/3.jpg", None],
            "categories": [{"id": 1, "name": "Mugs"}, {"id": 2, "name": "Sale"}],
            "price": {"value": "20.00", "currency": "EUR"},
            "seo": {"title": "Best mug", "deep": {"er": {"and": {"deeper": "x"}}}},
            "in_stock": False,
            "matrix": [[1, 2], [3]],
            "nothing": None,
        },
    )
    assert product.brand == "Acme"
    assert [(image.url, image.alt) for image in product.images] == [
        ("/1.jpg", "Front"),
        ("/2.jpg", ""),
        ("/3.jpg", ""),
    ]
    assert product.price is not None
    assert (product.price.amount, product.price.currency) == (Decimal(20), "EUR")
    assert (product.product_type, product.availability) == ("Mugs", Availability.OUT_OF_STOCK)
    assert product.extras == {"seo": "Best mug", "brand.name": "Acme", "brand.url": "https://acme.example"} | {
        "seo.title": "Best mug"
    }


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("7", "7"),
        ("7.50", "7.50"),
        ("0.1", "0.1"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1e3", "1000"),
        ("1E999999999", "1E+999999999"),
        ("-0.00000000000000000000000000000000000000000000000001", "-1E-50"),
        ("1" + "0" * 900, "1" + "0" * 900),
    ],
)
@pytest.mark.parametrize("shape", ['[{{"title": "Mug", "size": {}}}]', '{{"title": "Mug", "size": {}}}\n{{}}'])
def test_numbers_stay_exactly_what_they_are(tmp_path: Path, shape: str, number: str, text: str) -> None:
    first = rows_of(json_file(tmp_path, shape.format(number)))[0]
    assert first.kind == "product"
    assert first.product.extras["size"] == text


@pytest.mark.parametrize("shape", ['[{{"title": "{}"}}]', '{{"title": "{}"}}\n{{"title": "Vase"}}'])
def test_characters_that_nobody_can_keep_are_taken_out(tmp_path: Path, shape: str) -> None:
    assert products_of(json_file(tmp_path, shape.format("M\\u0000ug \\ud800")))[0].title == "Mug ?"


def test_a_key_that_stands_in_the_file_already_is_reported(tmp_path: Path) -> None:
    path = json_file(tmp_path, f"[{MUG}, {VASE}, {MUG}]")
    assert outline(path) == [(2, "7"), (3, "8"), (4, "!")]


def test_what_is_no_object_is_reported(tmp_path: Path) -> None:
    assert outline(json_file(tmp_path, f'[{MUG}, 5, null, [], "x", {VASE}]')) == [
        *((2, "7"), (3, "!"), (4, "!"), (5, "!"), (6, "!")),
        (7, "8"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        '{"id": 9, "title": "Vase"',
        "oops",
        "[1]",
        '{"title": NaN}',
        '{"id": ' + "9" * 5_000 + "}",
        "[" * 100_000,
        '{"x": "' + "y" * (VALUE_CHARACTERS_MAX + 10) + '"}',
    ],
    ids=["cut", "word", "list", "nan", "huge number", "deep", "long"],
)
def test_a_broken_line_costs_itself_and_no_other(tmp_path: Path, line: str) -> None:
    assert outline(json_file(tmp_path, f"{MUG}\n{line}\n{VASE}\n")) == [(1, "7"), (2, "!"), (3, "8")]


def test_a_broken_line_says_where_it_is_broken(tmp_path: Path) -> None:
    bad = rows_of(json_file(tmp_path, f'{MUG}\n{{"title" "Vase"}}\n'))[1]
    assert isinstance(bad, UnreadableRow)
    assert "at character 10" in bad.message


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"[{MUG}, {VASE}", "behind its record 2: it ends too early"),
        (f'[{MUG}, {VASE}, {{"id": ', "behind its record 2: it ends too early"),
        (f"[{MUG}, {VASE} oops]", "it is no JSON"),
        (f"[{MUG}, {VASE}] oops", "it is no JSON"),
        (f'{{"products": [{MUG}], "oops}}', "ends too early"),
        (f"[{MUG}, {{'id': 9}}]", "behind its record 1: it is no JSON"),
        ('{"id": 7, "title": ', "broken JSON"),
        ("[", "broken JSON"),
        ("{", "broken JSON"),
        ("[" * 5_000, f"more than {DEPTH_MAX} deep"),
        ('{"a":' * 5_000, f"more than {DEPTH_MAX} deep"),
        ('[{"id": ' + "9" * 5_000 + "}]", "more than 1,000 digits"),
    ],
    ids=range(12),
)
def test_a_broken_file_is_refused_as_a_whole(tmp_path: Path, text: str, why: str) -> None:
    """One transaction writes all rows, so that nothing half-read is launched."""
    assert why in refusal(json_file(tmp_path, text)).message


def test_a_file_that_breaks_far_down_breaks_its_reading(tmp_path: Path) -> None:
    many = ",".join(f'{{"id": {number}, "title": "Mug"}}' for number in range(4_000))
    rows = read_catalog(json_file(tmp_path, f"[{many},"))
    assert next(rows).row == 2
    with pytest.raises(CatalogUnreadable, match="behind its record 4,000"):
        list(rows)


@pytest.mark.parametrize(
    "text", ['[{"foo": 1, "bar": 2}]', '{"before": null, "after": {}}', "[1, 2, 3]", '{"a": 1}\n{"b": 2}']
)
def test_a_file_without_titles_is_no_catalog(tmp_path: Path, text: str) -> None:
    with pytest.raises(CatalogUnreadable, match="no name could be a title's"):
        read_catalog(json_file(tmp_path, text))


def test_a_record_beyond_all_measure_is_refused_in_little_memory(tmp_path: Path) -> None:
    """The text below is 40 MB; of a record 4 are read."""
    path = json_file(tmp_path, f'[{MUG}, {{"title": "{"x" * 10 * VALUE_CHARACTERS_MAX}"}}]')
    assert "4,000,000 characters" in refusal(path).message
    assert peak_megabytes(lambda: refusal(path)) < 40


def test_a_record_of_endless_parts_is_refused_in_little_memory(tmp_path: Path) -> None:
    tag = f'"{"x" * 97}",'
    path = json_file(tmp_path, f'[{MUG}, {{"tags": [{tag * (VALUE_CHARACTERS_MAX // 50)}0]}}]')
    assert "4,000,000 characters" in refusal(path).message
    assert peak_megabytes(lambda: refusal(path)) < 40


def test_woocommerces_products_are_read(tmp_path: Path) -> None:
    product = read_object(
        tmp_path,
        {"id": 794, "name": "Shirt", "slug": "shirt-19", "permalink": "https://a.example/product/shirt-19/"}
        | {"type": "simple", "status": "publish", "description": "", "short_description": "<p>Soft</p>"}
        | {"sku": "S-1", "price": "16.99", "regular_price": "21.99", "sale_price": "16.99", "on_sale": True}
        | {"stock_status": "onbackorder", "stock_quantity": None, "categories": [{"id": 9, "name": "Clothing"}]}
        | {"images": [{"id": 1, "src": "/1.jpg", "name": "1.jpg", "alt": "Front"}], "meta_data": [{"key": "x"}]},
    )
    assert (product.key, product.title, product.handle, product.sku) == ("794", "Shirt", "shirt-19", "S-1")
    assert (product.description, product.product_type) == ("<p>Soft</p>", "Clothing")
    assert product.price is not None
    assert product.sale_price is not None
    assert (product.price.amount, product.sale_price.amount) == (Decimal("21.99"), Decimal("16.99"))
    assert (product.availability, product.images[0].alt) == (Availability.BACKORDER, "Front")


def test_a_sale_of_woocommerce_that_is_not_on_is_no_sale(tmp_path: Path) -> None:
    prices = {"price": "21.99", "regular_price": "21.99", "sale_price": "16.99", "on_sale": False}
    product = read_object(tmp_path, {"id": 1, "name": "Shirt"} | prices)
    assert product.price is not None
    assert (product.price.amount, product.sale_price) == (Decimal("21.99"), None)


STORE_API: dict[str, Json] = {
    "id": 34,
    "name": "Mug",
    "permalink": "https://a.example/product/mug/",
    "type": "simple",
    "on_sale": True,
    "prices": {
        "price": "1800",
        "regular_price": "2000",
        "sale_price": "1800",
        "currency_code": "GBP",
        "currency_minor_unit": 2,
    },
    "images": [{"src": "https://c.example/1.jpg", "thumbnail": "https://c.example/1-s.jpg", "alt": "A mug"}],
    "categories": [{"name": "Cups", "link": "https://a.example/cups/"}],
    "is_in_stock": True,
}


def test_what_a_woocommerce_shop_tells_every_visitor_is_read(tmp_path: Path) -> None:
    product = only_product(json_file(tmp_path, json.dumps([STORE_API])))
    assert (product.key, product.link, product.product_type) == ("34", "https://a.example/product/mug/", "Cups")
    assert product.price == Money(amount=Decimal("20.00"), currency="GBP")
    assert product.sale_price == Money(amount=Decimal("18.00"), currency="GBP")
    assert (product.availability, product.images[0].alt) == (Availability.IN_STOCK, "A mug")


@pytest.mark.parametrize(
    ("prices", "amount"),
    [
        ({"price": "1800", "currency_minor_unit": 0}, "1800"),
        ({"price": "18005", "currency_minor_unit": 4}, "1.8005"),
        ({"price": "from 5", "currency_minor_unit": 2}, None),
        ({"price": "", "currency_minor_unit": 2}, None),
        ({"price": "5", "currency_minor_unit": 10**9}, "5"),
        ({"price": "5", "currency_minor_unit": "2"}, None),
    ],
)
def test_a_price_in_small_coins_is_as_large_as_its_currency_says(
    tmp_path: Path, prices: dict[str, Json], amount: str | None
) -> None:
    price = only_product(json_file(tmp_path, json.dumps([STORE_API | {"prices": prices}]))).price
    assert price == (None if amount is None else Money(amount=Decimal(amount)))


def test_a_catalog_of_googles_retail_search_is_read(tmp_path: Path) -> None:
    record = {
        "id": "7",
        "title": "Mug",
        "uri": "https://a.example/mug",
        "priceInfo": {"currencyCode": "USD", "price": 16, "originalPrice": 20},
        "images": [{"uri": "https://c.example/1.jpg"}],
    }
    product = only_product(json_file(tmp_path, json.dumps([record])))
    assert (product.link, product.images[0].url) == ("https://a.example/mug", "https://c.example/1.jpg")
    assert product.price == Money(amount=Decimal(20), currency="USD")
    assert product.sale_price == Money(amount=Decimal(16), currency="USD")


@needs_shared
@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("woocommerce/docs_v3_product_1_simple.json", "794"),
        ("woocommerce/docs_v3_product_2_variable.json", "799"),
        ("woocommerce/woocommerce_product_updated.json", "794"),
        ("shopify-webhooks/shopify_products_create.json", "merino-wool-crew"),
        ("shopify-webhooks/products_create_shopify_sample.json", "example-t-shirt"),
        ("shopify-webhooks/rest_shopify_python_api_product.json", "ipod-nano"),
        ("shopify-webhooks/shopify_products_update_odd_no_variants.json", "6133678309568"),
    ],
)
def test_sample_bodies_give_their_one_product(name: str, key: str) -> None:
    assert only_product(SHARED / "samples" / name).key == key


VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(["id", "title", "images", "image", "price", "tags", "link", "date", "product", "on_sale"])


@given(value=st.dictionaries(NAMES | st.text(max_size=8), VALUES, max_size=8))
def test_any_object_becomes_cells_of_text(value: dict[str, Json]) -> None:
    cells = cells_of(value)
    assert all(text and text == text.strip() and "\0" not in text for text in cells.values())


@FUZZ
@given(
    records=st.lists(
        st.dictionaries(
            NAMES | st.sampled_from(["variants", "handle", "body_html"]) | st.text(max_size=8),
            VALUES.filter(lambda value: not isinstance(value, Decimal)),
            max_size=8,
        ),
        max_size=5,
    )
)
def test_any_list_of_objects_is_accounted_for(tmp_path: Path, records: list[dict[str, Json]]) -> None:
    path = json_file(tmp_path, json.dumps([{"title": "Mug"}, *records], default=str))
    rows = rows_of(path)
    assert [row.row for row in rows] == list(range(2, len(records) + 3))
    keys = [row.product.key for row in rows if row.kind == "product"]
    assert len(keys) == len(set(keys))
    assert rows == rows_of(path)


BEYOND_MEASURE = '{"id": 7, "title": "Mug", "price": 1e99999999999999999999}'


def test_an_exponent_beyond_measure_is_refused_as_what_is_no_json(tmp_path: Path) -> None:
    assert "no JSON" in refusal(json_file(tmp_path, f"[{BEYOND_MEASURE}]")).message


def test_an_exponent_beyond_measure_spoils_its_line_alone(tmp_path: Path) -> None:
    path = json_file(tmp_path, f"{BEYOND_MEASURE}\n{MUG}\n", name="catalog.jsonl")
    assert outline(path) == [(1, "!"), (2, "7")]
