"""WooCommerce's webhooks `product.created`, `product.updated`, `product.restored` and `product.deleted`.

They are sent once and never again, in the shop's own process; each has the product as it is at that moment.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.event_bodies import digest_of, quoted, read_body
from catalog.event_times import credible, utc_instant
from catalog.json_cells import text_of
from catalog.json_products import settled_object
from catalog.json_values import Json
from catalog.keys import settled_key
from catalog.partial_products import priced_in, read_partial
from contracts.changes import ChangeKind, NoChange, ProductChange, UnreadableEvent
from contracts.contract import Instant

TOPICS = {
    "product.created": ChangeKind.UPSERT,
    "product.updated": ChangeKind.UPSERT,
    "product.restored": ChangeKind.UPSERT,
    "product.deleted": ChangeKind.DELETE,
}
PING_BYTES_MAX = 60

_PREFIX = "x-wc-webhook-"
_UNDATED = frozenset({"product.restored", "product.deleted"})
"""Topics of which the body need not tell the moment: a deletion has an id and nothing else."""
_PING = re.compile(rb"webhook_id=([0-9]{1,20})")
_VARIATION = NoChange(why="It is a variation: its product is pinned, and says itself what became of it.")
_TOPIC = f"Give the webhook one of the topics {', '.join(TOPICS)}."
_AS_WOOCOMMERCE = "Send the body as WooCommerce does (API version 3): one product with its id."


@dataclass(frozen=True)
class WooCommerceDelivery:
    """What the headers say beside the body. They are not signed."""

    topic: str
    received: Instant
    delivery_id: str = ""
    """Of the webhook and the second: all products that were saved in it share it."""


@dataclass(frozen=True)
class Ping:
    """What WooCommerce sends when a webhook is saved: a form, not signed, to be answered with exactly 200."""

    webhook: str


def woocommerce_delivery(headers: Mapping[str, str], received: Instant) -> WooCommerceDelivery:
    """The headers, however they are written; what is missing is blank."""
    named = {name.lower(): text.strip() for name, text in headers.items()}
    return WooCommerceDelivery(
        topic=named.get(f"{_PREFIX}topic", "").lower(),
        received=received,
        delivery_id=named.get(f"{_PREFIX}delivery-id", ""),
    )


def read_ping(body: bytes) -> Ping | None:
    """The ping that the body is; None when it is something else."""
    found = _PING.fullmatch(body.strip()) if len(body) <= PING_BYTES_MAX else None
    return Ping(found[1].decode()) if found else None


def woocommerce_dedupe(delivery: WooCommerceDelivery, body: bytes) -> str:
    """The same for the same event: its body has the product's id, and the moment at which it was changed.

    Only where that is missing does WooCommerce's own id help: a product may be deleted twice.
    """
    moment = (delivery.delivery_id or str(delivery.received)) if delivery.topic in _UNDATED else ""
    return digest_of(delivery.topic, moment, body)


def read_woocommerce_event(
    delivery: WooCommerceDelivery, body: bytes, *, currency: str | None = None
) -> ProductChange | NoChange | Ping | UnreadableEvent:
    """What a webhook tells of. A variation of a product changes nothing: it has no pin of its own."""
    if ping := read_ping(body):
        return ping
    if delivery.topic not in TOPICS:
        why = f'The topic "{quoted(delivery.topic)}" is none of a product\'s.'
        return UnreadableEvent(message=why, remedy=_TOPIC)
    value = read_body(body)
    if isinstance(value, UnreadableEvent):
        return value
    return _change(delivery, value, currency, woocommerce_dedupe(delivery, body))


def _change(
    delivery: WooCommerceDelivery, value: Json, currency: str | None, dedupe: str
) -> ProductChange | NoChange | UnreadableEvent:
    number = settled_key(text_of(value.get("id"))) if isinstance(value, dict) else ""
    if not isinstance(value, dict) or not number:
        return UnreadableEvent(message="The body is no product with an id.", remedy=_AS_WOOCOMMERCE)
    if TOPICS[delivery.topic] is ChangeKind.DELETE:
        return ProductChange(kind=ChangeKind.DELETE, product_key=number, at=delivery.received, delivery=dedupe)
    return _VARIATION if _is_variation(value) else _told(delivery, value, currency, dedupe)


def _told(
    delivery: WooCommerceDelivery, value: Mapping[str, Json], currency: str | None, dedupe: str
) -> ProductChange | UnreadableEvent:
    read = read_partial(settled_object(value))
    if isinstance(read, UnreadableEvent):
        return read
    return ProductChange(
        kind=ChangeKind.UPSERT,
        product_key=read.product.key,
        product=priced_in(read.product, currency),
        unsaid=read.unsaid,
        at=_at(delivery, value),
        delivery=dedupe,
    )


def _at(delivery: WooCommerceDelivery, value: Mapping[str, Json]) -> Instant:
    """When the product was changed, never after it came.

    A deletion and a return from the bin are as old as their arrival, by our clock: where the shop's is ahead, an
    event of the past must not stand above them.
    """
    if delivery.topic in _UNDATED:
        return delivery.received
    changed = utc_instant(text_of(value.get("date_modified_gmt")))
    return min(credible(changed, delivery.received), delivery.received)


def _is_variation(value: Mapping[str, Json]) -> bool:
    """Whether the object is one of a product's variations, which have no page to be pinned."""
    kind = text_of(value.get("type")).lower()
    return kind.endswith("variation") or (not kind and text_of(value.get("parent_id")) not in {"", "0"})
