"""What a delivery says, by its source's kind and settings."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.deliveries import DeliveryReader
from contracts.changes import ChangeKind, NoChange, ProductChange, UnreadableEvent
from contracts.intake import SourceCard, TakenDelivery
from contracts.names import AccountKey, SourceKey
from contracts.sources import SourceKind

AT = 1_795_348_800.0
SHOP = SourceKey("spring-shop")
SENDING = (SourceKind.SHOPIFY, SourceKind.WOOCOMMERCE, SourceKind.DEBEZIUM, SourceKind.EVENTS)


def a_card(kind: SourceKind, **settings: object) -> SourceCard:
    return SourceCard(key=SHOP, kind=kind, account=AccountKey("demo"), settings=json.dumps(settings), created=AT)


def a_delivery(body: object, **headers: str) -> TakenDelivery:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return TakenDelivery(id=1, takes=1, source=SHOP, dedupe="d", body=data, headers=named, received=AT)


def the_change(kind: SourceKind, delivery: TakenDelivery, **settings: object) -> ProductChange:
    (event,) = DeliveryReader().read(a_card(kind, **settings), delivery)
    assert isinstance(event, ProductChange), event
    return event


def test_a_shopify_webhook_is_read_with_its_shop_s_address_and_currency() -> None:
    body = {"id": 7, "handle": "mug", "title": "Mug", "variants": [{"price": "12.50"}]}
    delivery = a_delivery(body, x_shopify_topic="products/update", x_shopify_shop_domain="acme.myshopify.com")
    change = the_change(SourceKind.SHOPIFY, delivery, shop_url="https://acme.example", currency="EUR")
    assert change.product is not None
    assert change.product.link == "https://acme.example/products/mug"
    assert change.product.price is not None
    assert change.product.price.currency == "EUR"


def test_another_shop_s_webhook_is_refused() -> None:
    delivery = a_delivery({"id": 7}, x_shopify_topic="products/delete", x_shopify_shop_domain="else.myshopify.com")
    card = a_card(SourceKind.SHOPIFY, shop_domain="acme.myshopify.com")
    (event,) = DeliveryReader().read(card, delivery)
    assert isinstance(event, UnreadableEvent)


def test_a_woocommerce_deletion_and_a_ping() -> None:
    delivery = a_delivery({"id": 7}, x_wc_webhook_topic="product.deleted")
    assert the_change(SourceKind.WOOCOMMERCE, delivery).kind is ChangeKind.DELETE
    (ping,) = DeliveryReader().read(a_card(SourceKind.WOOCOMMERCE), a_delivery(b"webhook_id=12"))
    assert isinstance(ping, NoChange)


def test_a_row_of_a_database_is_read_by_the_source_s_columns_and_tables() -> None:
    row = {"sku": "mug", "bezeichnung": "Becher"}
    body = {"op": "c", "after": row, "source": {"table": "products"}, "ts_ms": 1_795_348_800_000}
    change = the_change(
        SourceKind.DEBEZIUM, a_delivery(body), columns={"bezeichnung": "title"}, tables=["products"]
    )
    assert change.product is not None
    assert change.product.title == "Becher"
    (other,) = DeliveryReader().read(a_card(SourceKind.DEBEZIUM, tables=["orders"]), a_delivery(body))
    assert isinstance(other, NoChange)


def test_events_of_our_own_are_read_in_their_order() -> None:
    events = [{"type": "product.deleted", "product": {"id": key}} for key in ("b", "a")]
    found = DeliveryReader().read(a_card(SourceKind.EVENTS), a_delivery(events))
    assert [event.product_key for event in found if isinstance(event, ProductChange)] == ["b", "a"]


@pytest.mark.parametrize("kind", sorted(set(SourceKind) - set(SENDING)))
def test_a_source_that_is_polled_sends_nothing(kind: SourceKind) -> None:
    (event,) = DeliveryReader().read(a_card(kind), a_delivery({}))
    assert isinstance(event, UnreadableEvent)
    assert event.remedy


@given(
    st.sampled_from(SENDING),
    st.binary(max_size=200),
    st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=40),
)
def test_whatever_comes_is_read_or_refused(kind: SourceKind, body: bytes, headers: dict[str, str]) -> None:
    for event in DeliveryReader().read(a_card(kind), a_delivery(body, **headers)):
        assert isinstance(event, ProductChange | NoChange | UnreadableEvent)
