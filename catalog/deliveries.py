"""What a source's delivery says, by the source's kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.database_rows import TableMapping
from catalog.debezium_events import read_debezium_events
from catalog.product_events import read_product_events
from catalog.shopify_events import ShopifyShop, read_shopify_event, shopify_delivery
from catalog.woocommerce_events import Ping, read_woocommerce_event, woocommerce_delivery
from contracts.changes import NoChange, ProductChange, UnreadableEvent
from contracts.intake import SourceCard, TakenDelivery
from contracts.source_settings import SourceSettings
from contracts.sources import SourceKind

Event = ProductChange | NoChange | UnreadableEvent

_PING = NoChange(why="It is the ping of a webhook that was saved.")


@dataclass(frozen=True)
class DeliveryReader:
    """Keeps the port `EventReader`. Nothing is fetched: all of it stands in the delivery and the settings."""

    def read(self, card: SourceCard, delivery: TakenDelivery) -> Sequence[Event]:
        """Its events, in their order; what cannot be read is among them."""
        settings = SourceSettings.model_validate_json(card.settings)
        match card.kind:
            case SourceKind.SHOPIFY:
                return [_shopify(delivery, settings)]
            case SourceKind.WOOCOMMERCE:
                return [_woocommerce(delivery, settings)]
            case SourceKind.DEBEZIUM:
                return read_debezium_events(delivery.body, delivery.received, _mapping(settings))
            case SourceKind.EVENTS:
                return read_product_events(delivery.body, delivery.received, currency=settings.currency)
            case _:
                return [_not_taken(card.kind)]


def _shopify(delivery: TakenDelivery, settings: SourceSettings) -> Event:
    shop = ShopifyShop(domain=settings.shop_domain, url=settings.shop_url, currency=settings.currency)
    return read_shopify_event(shopify_delivery(delivery.headers, delivery.received), delivery.body, shop)


def _woocommerce(delivery: TakenDelivery, settings: SourceSettings) -> Event:
    told = woocommerce_delivery(delivery.headers, delivery.received)
    event = read_woocommerce_event(told, delivery.body, currency=settings.currency)
    return _PING if isinstance(event, Ping) else event


def _mapping(settings: SourceSettings) -> TableMapping:
    return TableMapping(tables=frozenset(settings.tables), columns=settings.columns, currency=settings.currency)


def _not_taken(kind: SourceKind) -> UnreadableEvent:
    return UnreadableEvent(
        message=f"A source of kind {kind} is asked for its products; it sends none.",
        remedy="Add another source for what is sent.",
    )
