"""Shopify's webhooks `products/create`, `products/update` and `products/delete`.

A product has the key that its export gives it, the handle. A deletion knows the id alone, so every change brings
the id as well, as its foreign one, and the store finds the product by it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from catalog.event_bodies import digest_of, quoted, read_body
from catalog.event_times import credible, offset_instant
from catalog.json_cells import text_of
from catalog.json_values import Json
from catalog.partial_products import PartialProduct, priced_in
from catalog.shopify_partials import read_shopify_partial, shopify_id
from contracts.changes import DELIVERY_MAX, ChangeKind, ProductChange, UnreadableEvent
from contracts.contract import Instant

TOPICS = {
    "products/create": ChangeKind.UPSERT,
    "products/update": ChangeKind.UPSERT,
    "products/delete": ChangeKind.DELETE,
}
PREFIXES = ("x-shopify-", "shopify-")
"""Of the headers' names: webhooks have the first, their successors the second."""

_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?")
_SUBSCRIBE = f"Subscribe this address to {', '.join(TOPICS)}."
_AS_SHOPIFY = "Send the body as Shopify does: one product with its id."
_ITS_OWN = "Add a source for each shop, and give each its own address."


@dataclass(frozen=True)
class ShopifyDelivery:
    """What the headers say beside the body. They are not signed."""

    topic: str
    received: Instant
    shop_domain: str = ""
    webhook_id: str = ""
    """The same for all attempts to deliver."""
    event_id: str = ""
    """The same for all subscriptions, but also for all products that one action of the merchant's touched."""
    triggered_at: Instant | None = None


@dataclass(frozen=True)
class ShopifyShop:
    """What a source's settings say that no event does."""

    domain: str | None = None
    """`acme.myshopify.com`: events of another shop are refused. None: of any."""
    url: str | None = None
    """Where customers see it; None: at the domain that the event names."""
    currency: str | None = None


def shopify_delivery(headers: Mapping[str, str], received: Instant) -> ShopifyDelivery:
    """The headers, however they are written; what is missing is blank."""
    named = {name.lower(): text.strip() for name, text in headers.items()}

    def stated(name: str) -> str:
        return next((text for prefix in PREFIXES if (text := named.get(f"{prefix}{name}", ""))), "")

    return ShopifyDelivery(
        topic=stated("topic").lower(),
        received=received,
        shop_domain=stated("shop-domain").lower(),
        webhook_id=stated("webhook-id"),
        event_id=stated("event-id"),
        triggered_at=offset_instant(stated("triggered-at")),
    )


def shopify_dedupe(delivery: ShopifyDelivery, body: bytes) -> str:
    """The same for the same delivery: its id, or where that is missing all that is known of it.

    Not the event's id: one action may touch many products, and one of them twice.
    """
    if delivery.webhook_id.isprintable() and 0 < len(delivery.webhook_id) <= DELIVERY_MAX:
        return delivery.webhook_id
    moment = delivery.received if delivery.triggered_at is None else delivery.triggered_at
    return digest_of(delivery.topic, delivery.webhook_id, delivery.event_id, str(moment), body)


def read_shopify_event(
    delivery: ShopifyDelivery, body: bytes, shop: ShopifyShop | None = None
) -> ProductChange | UnreadableEvent:
    """The change that a webhook tells of; that its signature is good was seen before."""
    settings = shop or ShopifyShop()
    if why_not := _refuse(delivery, settings):
        return why_not
    value = read_body(body)
    if isinstance(value, UnreadableEvent):
        return value
    if not isinstance(value, dict):
        return UnreadableEvent(message="The body is no object.", remedy=_AS_SHOPIFY)
    inner = value.get("product")
    product = inner if isinstance(inner, dict) else value
    dedupe = shopify_dedupe(delivery, body)
    if TOPICS[delivery.topic] is ChangeKind.DELETE:
        return _deleted(delivery, product, dedupe)
    return _told(delivery, product, settings, dedupe)


def _refuse(delivery: ShopifyDelivery, shop: ShopifyShop) -> UnreadableEvent | None:
    if delivery.topic not in TOPICS:
        why = f'The topic "{quoted(delivery.topic)}" is none of a product\'s.'
        return UnreadableEvent(message=why, remedy=_SUBSCRIBE)
    # The header is not signed, but the wrong shop is a mistake that should be heard of.
    if shop.domain and delivery.shop_domain and delivery.shop_domain != _folded(shop.domain):
        why = f'The event is of the shop "{quoted(delivery.shop_domain)}", the source of "{quoted(shop.domain)}".'
        return UnreadableEvent(message=why, remedy=_ITS_OWN)
    return None


def _deleted(delivery: ShopifyDelivery, value: Mapping[str, Json], dedupe: str) -> ProductChange | UnreadableEvent:
    number = shopify_id(value)
    if not number:
        return UnreadableEvent(message="The deletion does not say the product's id.", remedy=_AS_SHOPIFY)
    at = credible(delivery.triggered_at, delivery.received)
    return ProductChange(kind=ChangeKind.DELETE, product_key=number, foreign_id=number, at=at, delivery=dedupe)


def _told(
    delivery: ShopifyDelivery, value: Mapping[str, Json], shop: ShopifyShop, dedupe: str
) -> ProductChange | UnreadableEvent:
    read = read_shopify_partial(value)
    if isinstance(read, UnreadableEvent):
        return read
    updated = offset_instant(text_of(value.get("updated_at")))
    page = read.product.link or _page(read, delivery, shop)
    product = priced_in(read.product, shop.currency).model_copy(update={"link": page})
    return ProductChange(
        kind=ChangeKind.UPSERT,
        product_key=product.key,
        foreign_id=read.foreign_id,
        product=product,
        unsaid=read.unsaid - {"link"} if page else read.unsaid,
        at=credible(delivery.triggered_at or updated, delivery.received),
        # Two of one moment: the one of the later state counts.
        sequence="" if updated is None else f"{updated:020.3f}",
        delivery=dedupe,
    )


def _page(read: PartialProduct, delivery: ShopifyDelivery, shop: ShopifyShop) -> str | None:
    """Where the shop shows the product; None when the event does not tell."""
    domain = _folded(shop.domain) or delivery.shop_domain
    address = shop.url or (f"https://{domain}" if _DOMAIN.fullmatch(domain) else None)
    if not address or not read.product.handle:
        return None
    return f"{address.rstrip('/')}/products/{quote(read.product.handle, safe='')}"


def _folded(domain: str | None) -> str:
    return (domain or "").strip().lower()
