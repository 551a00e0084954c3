"""A source: one catalog that tells of its changes, or is asked for them."""

from enum import StrEnum


class SourceKind(StrEnum):
    """In which way a source speaks."""

    SHOPIFY = "shopify"
    """Webhooks `products/create|update|delete`."""
    WOOCOMMERCE = "woocommerce"
    """Webhooks `product.created|updated|deleted|restored`."""
    DEBEZIUM = "debezium"
    """Change events of a database, over HTTP."""
    EVENTS = "events"
    """Product events in our own JSON, with an API key."""
    FEED = "feed"
    """A Google Merchant feed at an address: RSS 2.0, Atom, TSV, CSV."""
    SITEMAP = "sitemap"
    """An XML sitemap, and the pages that it names."""
    JSON = "json"
    """JSON at an address, with a mapping."""
    SHOP_JSON = "shop_json"
    """Shopify's public `products.json`."""
    TABLE = "table"
    """CSV or XLSX at an address."""
    POSTGRESQL = "postgresql"
    """A logical replication slot."""


HOOKED = frozenset({SourceKind.SHOPIFY, SourceKind.WOOCOMMERCE, SourceKind.DEBEZIUM})
"""Kinds of which deliveries come to /hooks."""
