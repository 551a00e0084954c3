"""Doors that are really open, on a free port, over a real store; and senders that sign as shops do."""

import hashlib
import hmac
import json
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import httpx

from contracts.api_keys import ApiScope
from contracts.intake import Delivery, NewSource, TakenDelivery
from contracts.names import AccountKey, SourceKey
from contracts.sources import SourceKind
from intake.app import Intake, IntakeNeeds
from intake.limits import Limits
from intake.server import listening
from starter.serving import StoredDoors
from starter.store_look import StoreLook
from store.api_keys import SqlApiKeys
from store.database import Database
from store.inbox import SqlInbox
from store.intake_counts import SqlIntakeCounts
from store.measures import SqlMeasures
from store.sources import SqlSources
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.store.connected import SEALER

SHOP, WOO, ROWS, OURS = (SourceKey(name) for name in ("spring-shop", "woo-shop", "rows", "ours"))
SECRET = "shpss_1f2e3d"
KINDS = {
    SHOP: SourceKind.SHOPIFY,
    WOO: SourceKind.WOOCOMMERCE,
    ROWS: SourceKind.DEBEZIUM,
    OURS: SourceKind.EVENTS,
}
DAY = "2026-11-18"
"""Of START."""
EVENT = {"type": "product.upserted", "id": "evt-1", "product": {"id": "mug", "title": "A mug"}}


def needs_of(
    database: Database, clock: FakeClock, *, public: bool = False, limits: Limits | None = None
) -> IntakeNeeds:
    return IntakeNeeds(
        inbox=SqlInbox(database),
        sources=StoredDoors(SqlSources(database, SEALER)),
        keys=SqlApiKeys(database),
        counters=SqlIntakeCounts(database),
        measures=SqlMeasures(database),
        store=StoreLook(database),
        clock=clock.now,
        public=public,
        limits=limits or Limits(),
    )


@dataclass
class House:
    """A source of each kind, and the doors over them, once `open`."""

    database: Database
    clock: FakeClock
    needs: IntakeNeeds = field(init=False)

    def __post_init__(self) -> None:
        self.needs = needs_of(self.database, self.clock)

    @property
    def sources(self) -> SqlSources:
        return SqlSources(self.database, SEALER)

    async def furnish(self, secrets: Sequence[str] = (SECRET,)) -> None:
        for key, kind in KINDS.items():
            its = () if kind is SourceKind.EVENTS else secrets
            await self.sources.add(NewSource(key=key, kind=kind, account=ACCOUNT), its, START)

    @asynccontextmanager
    async def open(self, **changes: object) -> AsyncIterator["Doors"]:
        """With what is given in place of the usual needs."""
        intake = Intake(replace(self.needs, **changes))  # type: ignore[arg-type]  # any need, by name
        async with (
            listening(intake, "127.0.0.1", 0) as url,
            httpx.AsyncClient(base_url=url, trust_env=False, timeout=30.0) as http,
        ):
            yield Doors(url, http)

    async def kept(self) -> Sequence[TakenDelivery]:
        """What is in the inbox, taken out of it."""
        return await SqlInbox(self.database).take("test", 200, START, 60.0)

    async def counted(self, source: SourceKey = SHOP) -> dict[str, int]:
        found: Counter[str] = Counter()
        for count in await SqlIntakeCounts(self.database).since(source, DAY):
            found[count.what] += count.count
        return dict(found)

    async def key(self, *scopes: ApiScope, account: AccountKey | None = None) -> str:
        accounts = None if account is None else [account]
        return (await SqlApiKeys(self.database).create("test", scopes, accounts, START)).key


@dataclass(frozen=True)
class Doors:
    """Open doors, and whoever sends to them."""

    url: str
    http: httpx.AsyncClient

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    async def shopify(
        self,
        body: bytes = b'{"id":1}',
        number: int = 1,
        *,
        secret: str = SECRET,
        name: str = SHOP,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        signed = shopify_headers(body, number, secret)
        return await self.http.post(f"/hooks/{name}", content=body, headers={**signed, **(headers or {})})

    async def woocommerce(
        self,
        body: bytes = b'{"id":1}',
        *,
        secret: str = SECRET,
        topic: str = "product.updated",
        delivery: str = "d1",
    ) -> httpx.Response:
        headers = {
            "X-WC-Webhook-Topic": topic,
            "X-WC-Webhook-Delivery-ID": delivery,
            "X-WC-Webhook-Signature": signature(body, secret),
        }
        return await self.http.post(f"/hooks/{WOO}", content=body, headers=headers)

    async def event(self, key: str, event: object = EVENT, *, name: str = OURS) -> httpx.Response:
        headers = {"Authorization": f"Bearer {key}".strip()}
        return await self.http.post(f"/v1/events/{name}", content=json.dumps(event), headers=headers)

    async def rows(self, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        return await self.http.post(f"/hooks/{ROWS}", content=body, headers=dict(headers))


def signature(body: bytes, secret: str) -> str:
    return b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def shopify_headers(body: bytes, number: int = 1, secret: str = SECRET) -> dict[str, str]:
    return {
        "X-Shopify-Topic": "products/update",
        "X-Shopify-Webhook-Id": f"webhook-{number}",
        "X-Shopify-Hmac-Sha256": signature(body, secret),
    }


def a_delivery(number: int, *, body: bytes = b"{}", source: SourceKey = SHOP) -> Delivery:
    return Delivery(source=source, topic="products/update", dedupe=f"d-{number}", body=body, received=START)
