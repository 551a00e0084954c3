"""A verified request as the inbox keeps it: its topic, its name for "came before", the headers that matter."""

from collections.abc import Mapping
from types import MappingProxyType

from catalog import shopify_events, woocommerce_events
from catalog.event_bodies import digest_of
from catalog.shopify_events import shopify_dedupe, shopify_delivery
from catalog.woocommerce_events import woocommerce_dedupe, woocommerce_delivery
from contracts.contract import Instant
from contracts.intake import HEADER_MAX, Delivery
from contracts.sources import SourceKind
from intake.ports import Door

_SHOPIFYS = ("topic", "shop-domain", "webhook-id", "event-id", "triggered-at", "api-version")
_WOOCOMMERCES = ("topic", "source", "delivery-id", "id")
KEPT = MappingProxyType(
    {
        SourceKind.SHOPIFY: frozenset(
            f"{prefix}{name}" for prefix in shopify_events.PREFIXES for name in _SHOPIFYS
        ),
        SourceKind.WOOCOMMERCE: frozenset(f"x-wc-webhook-{name}" for name in _WOOCOMMERCES),
    }
)
"""Headers by which the body is read later, or a person finds the delivery at its sender; never a signature."""


def delivery_of(
    door: Door, body: bytes, value: object, headers: Mapping[str, str], received: Instant
) -> Delivery | None:
    """The delivery; None when its topic is none that is asked for. `value` is the body's JSON."""
    named = _named(door, body, value, headers, received)
    if named is None:
        return None
    topic, dedupe = named
    kept = {name: text[:HEADER_MAX] for name, text in headers.items() if name in KEPT.get(door.kind, ())}
    return Delivery(source=door.source, topic=topic, dedupe=dedupe, body=body, headers=kept, received=received)


def _named(
    door: Door, body: bytes, value: object, headers: Mapping[str, str], received: Instant
) -> tuple[str, str] | None:
    """Topic and dedupe key."""
    if door.kind is SourceKind.SHOPIFY:
        shopify = shopify_delivery(headers, received)
        known = shopify.topic in shopify_events.TOPICS
        return (shopify.topic, shopify_dedupe(shopify, body)) if known else None
    if door.kind is SourceKind.WOOCOMMERCE:
        woocommerce = woocommerce_delivery(headers, received)
        known = woocommerce.topic in woocommerce_events.TOPICS
        return (woocommerce.topic, woocommerce_dedupe(woocommerce, body)) if known else None
    return ("", _dedupe_by_content(door, body, value, received))


def _dedupe_by_content(door: Door, body: bytes, value: object, received: Instant) -> str:
    """The same body is the same delivery where events name themselves: by their id, or their place in a log.

    Others may be sent once more and mean it: a price that went up and down and up again.
    """
    listed = value if isinstance(value, list) else [value]
    itself = door.kind is SourceKind.DEBEZIUM or all(isinstance(one, dict) and one.get("id") for one in listed)
    return digest_of(body) if itself else digest_of(str(received), body)
