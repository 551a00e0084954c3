"""Endpoints as the doors and the command line make them: what their addresses must be, and their secrets."""

import secrets
from collections.abc import Sequence

from contracts.trouble import AddressRefused
from drafting.webhook_signing import KEY_BYTES, secret_of
from fetching.webhooks import refuse_endpoint
from intake.api.webhooks import WebhooksApi
from intake.api.webhooks_deliveries import WebhookDeliveriesApi
from starter.ledger import Ledger
from store.delivery_log import SqlDeliveryLog
from store.endpoints import SqlEndpoints


def webhook_resources(ledger: Ledger, *, near: bool) -> Sequence[WebhooksApi | WebhookDeliveriesApi]:
    """Webhooks over HTTP; `near`: endpoints may be on a private network."""
    endpoints = SqlEndpoints(ledger.database, ledger.sealer)
    return (
        WebhooksApi(endpoints, lambda url: address_trouble(url, near=near), new_secret, near=near),
        WebhookDeliveriesApi(endpoints, SqlDeliveryLog(ledger.database), new_secret),
    )


def address_trouble(url: str, *, near: bool) -> str | None:
    """Why it cannot be an endpoint, as far as its spelling tells; None when it can."""
    try:
        refuse_endpoint(url, near=near)
    except AddressRefused as refused:
        return str(refused)
    return None


def new_secret() -> str:
    """Random bytes, as Standard Webhooks writes them."""
    return secret_of(secrets.token_bytes(KEY_BYTES))
