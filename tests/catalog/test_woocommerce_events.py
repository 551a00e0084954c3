"""WooCommerce's webhooks: products, deletions, the ping, and a delivery id that several of them share."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.woocommerce_events import PING_BYTES_MAX, Ping, read_ping, woocommerce_dedupe, woocommerce_delivery
from contracts.changes import ChangeKind, NoChange
from contracts.product import Availability
from tests.catalog.builders import SHARED
from tests.catalog.event_builders import (
    JSON_VALUES,
    NOW,
    body_of,
    changed,
    from_woocommerce,
    is_sound,
    mutated,
    product_of,
    refused,
)

SAMPLES = SHARED / "samples" / "woocommerce"
needs_shared = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not here")


def woo(**changes: object) -> dict[str, object]:
    """A mug on sale, as a webhook tells it."""
    return {
        "id": 794,
        "name": "Mug",
        "slug": "mug",
        "permalink": "https://example.com/product/mug/",
        "date_modified": "2026-11-21T16:59:00",
        "date_modified_gmt": "2026-11-21T19:59:00",
        "type": "simple",
        "status": "publish",
        "catalog_visibility": "visible",
        "description": "<p>Warm</p>",
        "short_description": "",
        "sku": "M-1",
        "price": "16.99",
        "regular_price": "21.99",
        "sale_price": "16.99",
        "on_sale": True,
        "stock_status": "instock",
        "parent_id": 0,
        "categories": [{"id": 9, "name": "Mugs"}],
        "tags": [],
        "images": [{"src": "https://example.com/mug.jpg", "alt": ""}],
    } | changes


@pytest.mark.parametrize("topic", ["product.created", "product.updated", "product.restored", "Product.Updated"])
def test_a_product_is_told_whole(topic: str) -> None:
    change = changed(from_woocommerce(woo(), topic=topic, currency="EUR"))
    product = product_of(change)
    assert (change.kind, change.product_key, change.foreign_id) == (ChangeKind.UPSERT, "794", None)
    assert product.price is not None
    assert product.sale_price is not None
    assert (str(product.price.amount), str(product.sale_price.amount)) == ("21.99", "16.99")
    assert (product.price.currency, product.sale_price.currency) == ("EUR", "EUR")
    assert product.availability is Availability.IN_STOCK
    assert change.unsaid == {"board", "section", "publish_at", "idempotency_key", "brand"}


def test_a_deletion_is_known_by_the_key_itself_and_as_old_as_its_arrival() -> None:
    change = changed(from_woocommerce(b'{"id":794}', topic="product.deleted"))
    assert (change.kind, change.product_key, change.at) == (ChangeKind.DELETE, "794", NOW)
    assert change.at >= changed(from_woocommerce(woo())).at


def test_times_are_those_without_the_shops_own_zone() -> None:
    assert changed(from_woocommerce(woo())).at == NOW - 60


@pytest.mark.parametrize("stated", ["2026-11-21T20:04:00", "2031-01-01T00:00:00", None, "", "yesterday", 7])
def test_no_event_is_later_than_its_arrival(stated: object) -> None:
    """Where the shop's clock is ahead, a deletion, which tells no time, would stand below the update before it."""
    assert changed(from_woocommerce(woo(date_modified_gmt=stated))).at == NOW


def test_a_product_that_comes_back_is_as_new_as_its_arrival() -> None:
    assert changed(from_woocommerce(woo(), topic="product.restored")).at == NOW


@pytest.mark.parametrize(
    "changes", [{"status": "draft"}, {"status": "trash"}, {"status": "private"}, {"catalog_visibility": "hidden"}]
)
def test_what_the_shop_does_not_show_is_not_published(changes: dict[str, object]) -> None:
    assert not product_of(from_woocommerce(woo(**changes))).published


def test_a_sale_price_that_is_not_in_force_is_none() -> None:
    product = product_of(from_woocommerce(woo(on_sale=False, price="21.99")))
    assert product.sale_price is None


@pytest.mark.parametrize("changes", [{"type": "variation", "parent_id": 790}, {"type": None, "parent_id": 790}])
@pytest.mark.parametrize("topic", ["product.created", "product.updated", "product.restored"])
def test_a_variation_changes_nothing(topic: str, changes: dict[str, object]) -> None:
    """Its product says itself what became of it; a change without words would only make a late one stale."""
    assert isinstance(from_woocommerce(woo(**changes), topic=topic), NoChange)


def test_a_product_in_a_group_is_no_variation() -> None:
    assert product_of(from_woocommerce(woo(type="simple", parent_id=12))).title == "Mug"


@pytest.mark.parametrize("body", [b"webhook_id=12", b"webhook_id=12\n"])
def test_the_ping_is_known_for_what_it_is(body: bytes) -> None:
    assert read_ping(body) == Ping("12")
    assert from_woocommerce(body, topic="") == Ping("12")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"webhook_id=",
        b"webhook_id=12&a=b",
        b"webhook_id=x",
        b'{"id":12}',
        b" " * PING_BYTES_MAX + b"webhook_id=1",
    ],
)
def test_nothing_else_is_a_ping(body: bytes) -> None:
    """A ping is let in unsigned: whatever else comes so must not be."""
    assert read_ping(body) is None


def dedupe(value: object, *, topic: str = "product.updated", delivery_id: str = "d-1", at: float = NOW) -> str:
    headers = {"X-WC-Webhook-Topic": topic, "X-WC-Webhook-Delivery-ID": delivery_id}
    return woocommerce_dedupe(woocommerce_delivery(headers, at), body_of(value))


def test_two_products_of_one_second_are_two_events_though_their_delivery_id_is_one() -> None:
    assert dedupe(woo()) != dedupe(woo(id=795))
    assert dedupe({"id": 1}, topic="product.deleted") != dedupe({"id": 2}, topic="product.deleted")


def test_the_same_state_of_a_product_is_one_event() -> None:
    assert dedupe(woo()) == dedupe(woo(), delivery_id="d-2", at=NOW + 60)
    assert changed(from_woocommerce(woo())).delivery == dedupe(woo())


def test_a_product_may_be_deleted_twice() -> None:
    """Between the two it came back: the bodies are the same, the seconds are not."""
    first = dedupe({"id": 1}, topic="product.deleted")
    assert first == dedupe({"id": 1}, topic="product.deleted", at=NOW + 60)
    assert first != dedupe({"id": 1}, topic="product.deleted", delivery_id="d-2")
    assert dedupe({"id": 1}, topic="product.deleted", delivery_id="") != dedupe(
        {"id": 1}, topic="product.deleted", delivery_id="", at=NOW + 60
    )


@pytest.mark.parametrize("topic", ["", "order.created", "action.woocommerce_" + "x" * 10_000])
def test_a_topic_of_something_else_is_refused(topic: str) -> None:
    assert "topic" in refused(from_woocommerce(woo(), topic=topic)).message


@pytest.mark.parametrize("body", [b"[]", b"null", b"{}", b'{"id": []}', b"", b"{", b"\xff", b"<p>Error</p>"])
@pytest.mark.parametrize("topic", ["product.updated", "product.deleted"])
def test_a_body_that_is_no_product_is_refused(topic: str, body: bytes) -> None:
    assert refused(from_woocommerce(body, topic=topic)).remedy


@given(value=JSON_VALUES | mutated(woo()), topic=st.sampled_from(["product.updated", "product.deleted"]))
@settings(max_examples=80)
def test_whatever_is_sent_is_read_or_refused(value: object, topic: str) -> None:
    assert is_sound(from_woocommerce(value, topic=topic))


@given(body=st.binary(max_size=300), topic=st.text(max_size=20) | st.just("product.created"))
@settings(max_examples=60)
def test_any_bytes_are_read_or_refused(body: bytes, topic: str) -> None:
    assert is_sound(from_woocommerce(body, topic=topic))


@needs_shared
def test_the_shared_samples_are_read() -> None:
    product = product_of(from_woocommerce((SAMPLES / "woocommerce_product_updated.json").read_bytes()))
    assert (product.key, product.sku, product.handle) == ("794", "PQ-19", "premium-quality-19")
    assert from_woocommerce((SAMPLES / "woocommerce_ping.txt").read_bytes(), topic="") == Ping("12")
    for file in ("docs_v3_product_1_simple.json", "docs_v3_product_2_variable.json"):
        assert product_of(from_woocommerce((SAMPLES / file).read_bytes())).title
