"""A mapping finds the products wherever they are, and says what it does not find."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.json_mapping import MappingBroken, read_mapped_json, read_mapping
from catalog.json_paths import PathBroken, read_path
from catalog.unreadable import CatalogUnreadable
from contracts.product import CatalogRow, Product, UnreadableRow
from tests.catalog.builders import a_file
from tests.catalog.memory import MEGABYTE, peak_megabytes

GIVEN = {
    "items": "$.data.products[*]",
    "id": "sku",
    "title": "name.en",
    "image_link": "images[*].src",
    "price": "offer.price",
    "extra.season": "season",
}
MUG = {
    "sku": 7,
    "name": {"en": "Mug", "de": "Becher"},
    "images": [{"src": "https://c.example/1.jpg"}, {"src": "https://c.example/2.jpg"}],
    "offer": {"price": {"amount": "5.00", "currency": "EUR"}},
    "season": "summer",
}


def rows(folder: Path, content: object, **more: str) -> list[CatalogRow | UnreadableRow]:
    path = a_file(folder, content if isinstance(content, str) else json.dumps(content), name="feed.json")
    return list(read_mapped_json(path, read_mapping(GIVEN | more)))


def only(found: list[CatalogRow | UnreadableRow]) -> Product:
    (row,) = found
    assert isinstance(row, CatalogRow)
    return row.product


def test_a_mapped_record_is_a_product(tmp_path: Path) -> None:
    product = only(rows(tmp_path, {"meta": [1, {"products": 2}], "data": {"n": 1, "products": [MUG]}, "end": 0}))
    assert (product.key, product.title, product.extras) == ("7", "Mug", {"season": "summer"})
    assert [image.url for image in product.images] == ["https://c.example/1.jpg", "https://c.example/2.jpg"]
    assert product.price is not None
    assert (str(product.price.amount), product.price.currency) == ("5.00", "EUR")


@pytest.mark.parametrize(
    ("items", "content"),
    [
        ("$", [MUG]),
        ("$[*]", [MUG]),
        ("products", {"products": [MUG]}),
        ("$['my products'][*]", {"my products": [MUG]}),
        ("$.pages[*].products[*]", {"pages": [{"products": []}, {"products": [MUG]}]}),
    ],
)
def test_the_list_may_stand_anywhere(tmp_path: Path, items: str, content: object) -> None:
    assert only(rows(tmp_path, content, items=items)).key == "7"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"daten": 1, "b": 2}, '"\\$" has no "data", but daten, b'),
        ({"data": []}, '"\\$.data" is no object'),
        ({"data": {"products": {}}}, '"\\$.data.products" is no list'),
        ({}, "but nothing"),
        ("{", "broken JSON"),
        ('{"data": {"products": [{}', "broken JSON behind its record 1"),
        ('{"data": {"products": []}} x', "broken JSON"),
    ],
)
def test_a_path_that_leads_nowhere_is_told(tmp_path: Path, content: object, why: str) -> None:
    with pytest.raises(CatalogUnreadable, match=why):
        rows(tmp_path, content)


def test_records_without_an_id_are_reported_and_stop_nothing(tmp_path: Path) -> None:
    first, second, third = rows(tmp_path, {"data": {"products": [{"name": "x"}, 5, MUG]}})
    assert isinstance(first, UnreadableRow)
    assert '"sku"' in first.message
    assert isinstance(second, UnreadableRow)
    assert isinstance(third, CatalogRow)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"items": ""}, "lacks"),
        ({"id": ""}, "lacks"),
        ({"titel": "name"}, "titel"),
        ({"title": "a[b]"}, "title"),
        ({"items": "a[0]"}, "names and"),
        ({f"extra.{number}": "a" for number in range(60)}, "at most"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(more: dict[str, str], why: str) -> None:
    with pytest.raises(MappingBroken, match=why):
        read_mapping(GIVEN | more)


@given(st.text(max_size=40) | st.text("ab.[]*'0$", max_size=20))
def test_any_text_is_a_path_or_none(text: str) -> None:
    try:
        path = read_path(text)
    except PathBroken:
        return
    assert path.find({"a": [{"b": 1}]}) is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["data", "products", "sku", "name"]), inner),
    max_leaves=10,
)


@given(JSON)
def test_whatever_the_records_hold_is_read_or_reported(
    tmp_path_factory: pytest.TempPathFactory, value: object
) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert len(rows(folder, {"data": {"products": [value]}})) == 1


def test_no_more_of_a_record_is_kept_than_its_key(tmp_path: Path) -> None:
    few, many = 300, 3_000

    def peak(count: int) -> float:
        records = [MUG | {"sku": number, "text": "warm " * 400} for number in range(count)]
        path = a_file(tmp_path, json.dumps({"data": {"products": records}}), name="feed.json")
        del records
        return peak_megabytes(lambda: sum(1 for _ in read_mapped_json(path, read_mapping(GIVEN))))

    peak(1)
    assert (peak(many) - peak(few)) * MEGABYTE < 400 * (many - few)
