"""Events as shops and databases send them, and what they come to, without ceremony."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from hypothesis import strategies as st

from catalog.shopify_events import ShopifyShop, read_shopify_event, shopify_delivery
from catalog.woocommerce_events import Ping, read_woocommerce_event, woocommerce_delivery
from contracts.changes import NoChange, ProductChange, UnreadableEvent
from contracts.product import Product

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC).timestamp()
"""When the events of these tests arrive."""
MESSAGE_MAX = 600
"""Characters of a message about anything that was sent: none shows more than a piece of it."""

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def body_of(value: object) -> bytes:
    return json.dumps(value).encode()


def mutated(sample: Mapping[str, object]) -> st.SearchStrategy[dict[str, object]]:
    """The sample with some of its values replaced by others, or left out."""
    names = st.sampled_from(sorted(sample))
    changes = st.dictionaries(names, JSON_VALUES, max_size=5)
    return st.tuples(changes, st.sets(names, max_size=5)).map(
        lambda pair: {name: each for name, each in ({**sample} | pair[0]).items() if name not in pair[1]}
    )


def shopify_product(**changes: object) -> dict[str, object]:
    """A sweater of two sizes, as a webhook tells it."""
    return {
        "id": 788032119674292922,
        "handle": "merino-crew",
        "title": "Merino Crew",
        "body_html": "<p>Soft</p>",
        "vendor": "Acme",
        "product_type": "Sweaters",
        "tags": "knitwear, merino",
        "status": "active",
        "published_at": "2026-11-02T09:00:00-05:00",
        "updated_at": "2026-11-20T08:00:00-05:00",
        "variants": [variant(75), variant(50)],
        "images": [{"src": "https://cdn.example.com/1.jpg", "position": 1, "alt": "Front"}],
        "media": [],
        "category": None,
    } | changes


def variant(quantity: int, **changes: object) -> dict[str, object]:
    return {
        "sku": "MC-1",
        "price": "89.00",
        "compare_at_price": "119.00",
        "inventory_quantity": quantity,
        "old_inventory_quantity": quantity,
        "inventory_policy": "deny",
    } | changes


def shopify_headers(topic: str = "products/update", **changes: str) -> dict[str, str]:
    return {
        "X-Shopify-Topic": topic,
        "X-Shopify-Shop-Domain": "acme.myshopify.com",
        "X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        "X-Shopify-Triggered-At": "2026-11-21T19:59:58.417902Z",
    } | changes


def from_shopify(
    value: object,
    *,
    headers: Mapping[str, str] | None = None,
    shop: ShopifyShop | None = None,
) -> ProductChange | UnreadableEvent:
    """What becomes of a Shopify webhook; a value that is no bytes is sent as JSON."""
    delivery = shopify_delivery(shopify_headers() if headers is None else headers, NOW)
    return read_shopify_event(delivery, value if isinstance(value, bytes) else body_of(value), shop)


def from_woocommerce(
    value: object, *, topic: str = "product.updated", delivery_id: str = "d-1", currency: str | None = None
) -> ProductChange | NoChange | Ping | UnreadableEvent:
    headers = {"X-WC-Webhook-Topic": topic, "X-WC-Webhook-Delivery-ID": delivery_id}
    body = value if isinstance(value, bytes) else body_of(value)
    return read_woocommerce_event(woocommerce_delivery(headers, NOW), body, currency=currency)


def changed(event: object) -> ProductChange:
    """The event, of which it is expected that it is a change."""
    assert isinstance(event, ProductChange), event
    return event


def product_of(event: object) -> Product:
    product = changed(event).product
    assert product is not None
    return product


def refused(event: object) -> UnreadableEvent:
    """The event, of which it is expected that it cannot be read; what it says is of use, and bounded."""
    assert isinstance(event, UnreadableEvent), event
    assert event.remedy
    assert 0 < len(event.message) <= MESSAGE_MAX
    return event


def is_sound(event: object) -> bool:
    """Whether the event is one of the values that a reader may give, and keeps its promises."""
    if isinstance(event, UnreadableEvent):
        return bool(event.remedy) and 0 < len(event.message) <= MESSAGE_MAX
    if isinstance(event, ProductChange):
        # What a store and a workflow do with it: write it down, and read it again.
        again = ProductChange.model_validate_json(event.model_dump_json())
        return again == event and event.unsaid <= set(Product.model_fields)
    return isinstance(event, NoChange | Ping)
