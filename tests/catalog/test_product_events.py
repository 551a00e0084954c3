"""Product events in our own JSON: what they say, what they leave open, and what is refused."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.product_events import EVENTS_MAX, read_product_events
from contracts.changes import DELIVERY_MAX, ChangeKind, ProductChange, UnreadableEvent
from contracts.product import Availability
from tests.catalog.event_builders import (
    JSON_VALUES,
    NOW,
    body_of,
    changed,
    is_sound,
    mutated,
    product_of,
    refused,
    shopify_product,
)

MUG = {"id": "m-1", "title": "Mug", "link": "https://example.com/mug", "price": "12.00 EUR"}


def upserted(product: object = MUG, **changes: object) -> dict[str, object]:
    return {"type": "product.upserted", "product": product} | changes


def deleted(product: object) -> dict[str, object]:
    return upserted(product, type="product.deleted")


def read_one(value: object, *, currency: str | None = None, at: float = NOW) -> ProductChange | UnreadableEvent:
    (only,) = read_product_events(value if isinstance(value, bytes) else body_of(value), at, currency=currency)
    return only


@pytest.mark.parametrize(
    "product",
    [
        {"id": "m-1", "title": "Mug", "price": "12.00 EUR", "image_link": "https://example.com/m.jpg"},
        {"g:id": "m-1", "g:title": "Mug", "g:price": "12.00 EUR", "g:image_link": "https://example.com/m.jpg"},
        {
            "id": "m-1",
            "name": "Mug",
            "price": {"value": "12.00", "currency": "EUR"},
            "images": [{"src": "https://example.com/m.jpg"}],
        },
        {"product": {"id": "m-1", "name": "Mug", "price": "12.00", "images": ["https://example.com/m.jpg"]}},
    ],
)
def test_a_product_may_be_in_any_names_that_a_file_may_have(product: object) -> None:
    change = changed(read_one(upserted(product), currency="EUR"))
    read = product_of(change)
    assert (change.kind, change.product_key, read.title) == (ChangeKind.UPSERT, "m-1", "Mug")
    assert read.price is not None
    assert (read.price.amount, read.price.currency) == (Decimal(12), "EUR")
    assert [image.url for image in read.images] == ["https://example.com/m.jpg"]


def test_a_product_in_shopifys_names_has_the_key_that_its_webhook_gives_it() -> None:
    change = changed(read_one(upserted(shopify_product())))
    assert (change.product_key, change.foreign_id) == ("merino-crew", "788032119674292922")
    gone = changed(read_one(deleted({"id": 788032119674292922})))
    assert (gone.kind, gone.foreign_id) == (ChangeKind.DELETE, "788032119674292922")
    by_handle = changed(read_one(deleted({"id": 1, "handle": "merino-crew", "variants": []})))
    assert (by_handle.product_key, by_handle.foreign_id) == ("merino-crew", "1")


def test_what_is_not_named_stays_and_what_is_blank_does_not() -> None:
    change = changed(read_one(upserted({"id": "m-1", "availability": "out_of_stock", "brand": None, "tags": []})))
    assert product_of(change).availability is Availability.OUT_OF_STOCK
    assert {"title", "description", "price", "sale_price", "images", "link"} <= change.unsaid
    assert change.unsaid.isdisjoint({"availability", "brand", "tags", "key"})


@pytest.mark.parametrize(("name", "field"), [("price", "price"), ("availability", "availability")])
def test_words_that_are_not_understood_erase_nothing(name: str, field: str) -> None:
    assert field in changed(read_one(upserted(MUG | {name: "on request"}))).unsaid


@pytest.mark.parametrize("product", [{"id": "m-1"}, {"g:id": "m-1"}, {"sku": "m-1", "title": "Mug"}])
def test_a_deletion_names_its_product(product: object) -> None:
    change = changed(read_one(deleted(product)))
    assert (change.kind, change.product_key, change.product) == (ChangeKind.DELETE, "m-1", None)


@pytest.mark.parametrize("product", [{}, {"id": None}, {"price": "5"}])
def test_a_deletion_of_nobody_knows_what_is_refused(product: object) -> None:
    assert refused(read_one(deleted(product))).remedy


def test_an_event_happened_when_it_says_and_otherwise_when_it_came() -> None:
    assert changed(read_one(upserted(occurred_at="2026-11-21T20:59:00+01:00"))).at == NOW - 60
    assert changed(read_one(upserted(occurred_at=None))).at == NOW
    assert changed(read_one(upserted(occurred_at="2027-11-21T20:59:00Z"))).at == NOW


@pytest.mark.parametrize("stated", ["2026-11-21T20:00:00", "2026-11-21", "", "x" * 5_000, 1795291200, {}])
def test_a_time_without_its_offset_is_refused(stated: object) -> None:
    assert "offset" in refused(read_one(upserted(occurred_at=stated))).message


@pytest.mark.parametrize(
    ("stated", "delivery"), [("evt-1", "evt-1"), (7, "7"), ("x" * DELIVERY_MAX, "x" * DELIVERY_MAX)]
)
def test_an_event_with_an_id_is_the_same_whenever_it_comes(stated: object, delivery: str) -> None:
    assert changed(read_one(upserted(id=stated))).delivery == delivery
    assert changed(read_one(upserted(id=stated), at=NOW + 60)).delivery == delivery


@pytest.mark.parametrize("stated", ["", " ", [], {"a": 1}, "x" * (DELIVERY_MAX + 1), "a\nb"])
def test_an_id_that_is_none_is_refused(stated: object) -> None:
    assert "id" in refused(read_one(upserted(id=stated))).message


def test_without_an_id_the_same_words_may_be_news_again() -> None:
    """In stock, sold out, in stock: the third event is in the words of the first, and it counts."""
    first, again = read_one(upserted()), read_one(upserted(), at=NOW + 60)
    assert changed(first).delivery != changed(again).delivery
    assert changed(first).delivery == changed(read_one(upserted())).delivery


@pytest.mark.parametrize(
    "value",
    [
        *(None, 7, "text", {}, {"type": "product.upserted"}, upserted(7), upserted(type=None)),
        *(upserted(type="product.created" * 1_000), upserted({}), upserted({"price": "5"})),
    ],
)
def test_what_is_no_event_is_refused(value: object) -> None:
    assert refused(read_one(value)).remedy


def test_a_list_is_read_in_its_order_and_a_bad_event_stops_no_other() -> None:
    events = read_product_events(body_of([upserted(), 7, deleted(MUG)]), NOW)
    assert [type(each).__name__ for each in events] == ["ProductChange", "UnreadableEvent", "ProductChange"]
    assert read_product_events(b"[]", NOW) == []


def test_a_list_has_an_end() -> None:
    assert len(read_product_events(body_of([upserted()] * EVENTS_MAX), NOW)) == EVENTS_MAX
    assert "500" in refused(read_one([upserted()] * (EVENTS_MAX + 1))).message


@given(value=JSON_VALUES | mutated(upserted()), product=JSON_VALUES | mutated(MUG) | mutated(shopify_product()))
@settings(max_examples=80)
def test_whatever_is_sent_is_read_or_refused(value: object, product: object) -> None:
    body = body_of([value, upserted(product), deleted(product)])
    assert all(is_sound(each) for each in read_product_events(body, NOW, currency="EUR"))


@given(body=st.binary(max_size=300))
@settings(max_examples=60)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    assert all(is_sound(each) for each in read_product_events(body, NOW))
