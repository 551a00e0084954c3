"""Product events in our own JSON, for whoever writes the sender: one or a list.

    {"type": "product.upserted", "id": "evt-1", "occurred_at": "2026-11-21T20:00:00Z", "product": {"id": …}}

`product` is in Google Merchant's names, in Shopify's or WooCommerce's JSON, or in any other names that a file may
have. What it does not name stays as it was known; a name with nothing behind it says that there is nothing. Prices
are told together, the sale's and the regular one.
"""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from catalog.event_bodies import digest_of, quoted, read_body
from catalog.event_times import credible, offset_instant
from catalog.json_cells import text_of
from catalog.json_products import settled_object
from catalog.json_values import Json
from catalog.keys import settled_key
from catalog.partial_products import PartialProduct, key_of, priced_in, read_partial
from catalog.shopify_objects import is_shopifys
from catalog.shopify_partials import read_shopify_partial
from contracts.changes import DELIVERY_MAX, ChangeKind, ProductChange, UnreadableEvent
from contracts.contract import Instant

EVENTS_MAX = 500
"""Of one body."""
TYPES = MappingProxyType({"product.upserted": ChangeKind.UPSERT, "product.deleted": ChangeKind.DELETE})

_SPLIT = f"Send at most {EVENTS_MAX} events at a time."
_EVENT = 'Write an event as {"type": "product.upserted", "product": {"id": "sku-1", "title": …}}.'
_TYPE = f"Write one of {', '.join(TYPES)}."
_MOMENT = "Write it with its offset, as 2026-11-21T20:00:00Z or 2026-11-21T21:00:00+01:00, or leave it out."
_ID = f"Give each event a text of 1 to {DELIVERY_MAX} characters as its id, or none."
_NAME_IT = "Give the product the id that it was told with."


def read_product_events(
    body: bytes, received: Instant, *, currency: str | None = None
) -> Sequence[ProductChange | UnreadableEvent]:
    """The changes that the body tells of, in its order; an event that cannot be read stops no other."""
    value = read_body(body)
    if isinstance(value, UnreadableEvent):
        return [value]
    listed = value if isinstance(value, list) else [value]
    if len(listed) > EVENTS_MAX:
        why = f"The body has {len(listed):,} events; at most {EVENTS_MAX:,} are read."
        return [UnreadableEvent(message=why, remedy=_SPLIT)]
    return [_read(each, received, currency) for each in listed]


def _read(value: Json, received: Instant, currency: str | None) -> ProductChange | UnreadableEvent:
    if not isinstance(value, dict) or not isinstance(product := value.get("product"), dict):
        return UnreadableEvent(message="The event is no object with a product in it.", remedy=_EVENT)
    kind = TYPES.get(text_of(value.get("type")))
    if kind is None:
        why = f'The event\'s type is "{quoted(text_of(value.get("type")))}".'
        return UnreadableEvent(message=why, remedy=_TYPE)
    at, delivery = _at(value, received), _delivery(value, received)
    if isinstance(at, UnreadableEvent):
        return at
    if isinstance(delivery, UnreadableEvent):
        return delivery
    if kind is ChangeKind.DELETE:
        return _deleted(settled_object(product), at, delivery)
    return _told(settled_object(product), at, delivery, currency)


def _deleted(value: Mapping[str, Json], at: Instant, delivery: str) -> ProductChange | UnreadableEvent:
    """By Shopify's id its product is found as well, where it was told in Shopify's JSON."""
    number = settled_key(text_of(value.get("id")))
    key = settled_key(text_of(value.get("handle"))) if is_shopifys(value) else key_of(value)
    if not (key or number):
        return UnreadableEvent(message="The deletion does not say which product it is.", remedy=_NAME_IT)
    return ProductChange(
        kind=ChangeKind.DELETE,
        product_key=key or number,
        foreign_id=number or None,
        at=at,
        delivery=delivery,
    )


def _told(
    value: Mapping[str, Json], at: Instant, delivery: str, currency: str | None
) -> ProductChange | UnreadableEvent:
    read = _partial(value)
    if isinstance(read, UnreadableEvent):
        return read
    return ProductChange(
        kind=ChangeKind.UPSERT,
        product_key=read.product.key,
        foreign_id=read.foreign_id,
        product=priced_in(read.product, currency),
        unsaid=read.unsaid,
        at=at,
        delivery=delivery,
    )


def _partial(value: Mapping[str, Json]) -> PartialProduct | UnreadableEvent:
    return read_shopify_partial(value) if is_shopifys(value) else read_partial(value)


def _at(value: Mapping[str, Json], received: Instant) -> Instant | UnreadableEvent:
    stated = value.get("occurred_at")
    if stated is None:
        return received
    moment = offset_instant(text_of(stated))
    if moment is None:
        why = f'The event occurred at "{quoted(text_of(stated))}", which is no moment with an offset.'
        return UnreadableEvent(message=why, remedy=_MOMENT)
    return credible(moment, received)


def _delivery(value: Mapping[str, Json], received: Instant) -> str | UnreadableEvent:
    """The sender's own name for the event; without one the same event is a new one whenever it comes."""
    stated = value.get("id")
    if stated is None:
        return digest_of(str(received), json.dumps(value, default=str, sort_keys=True))
    name = text_of(stated)
    if not name or len(name) > DELIVERY_MAX or not name.isprintable():
        return UnreadableEvent(message=f'The event\'s id is "{quoted(name)}".', remedy=_ID)
    return name
