"""What a shop on Shopify sends when a collection is published: each product created, and changed some times."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx

from tests.intake.house import signature
from tests.journeys.pinflow import Document

CHANGES = 4
"""Of each product: that it was created, and three updates."""
DOUBLED = 0.1
KINDS = 4
"""The products are of so many types, each of which has a board."""


@dataclass(frozen=True)
class News:
    """One delivery, as it leaves the shop; sent again it is the same."""

    product: int
    change: int
    """0: it was created."""
    began: datetime

    @property
    def body(self) -> bytes:
        return json.dumps(product_of(self.product, self.change, self._at)).encode()

    def headers(self, secret: str) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "X-Shopify-Topic": "products/update" if self.change else "products/create",
            "X-Shopify-Webhook-Id": f"webhook-{self.product}-{self.change}",
            "X-Shopify-Triggered-At": self._at,
            "X-Shopify-Hmac-Sha256": signature(self.body, secret),
        }

    @property
    def _at(self) -> str:
        """A second after the change before."""
        return (self.began + timedelta(seconds=self.change)).isoformat()


def news_of(products: int, dice: random.Random) -> Sequence[News]:
    """Shuffled, and some of it doubled."""
    began = datetime.now(UTC) - timedelta(hours=1)
    told = [News(product, change, began) for product in range(products) for change in range(CHANGES)]
    told += dice.sample(told, round(DOUBLED * len(told)))
    dice.shuffle(told)
    return told


async def send(http: httpx.AsyncClient, door: str, news: News, secret: str) -> int:
    """The status that the door answered."""
    answer = await http.post(door, content=news.body, headers=news.headers(secret))
    return answer.status_code


def product_of(number: int, change: int, updated: str) -> Document:
    """Every change changes its title, its words and its price."""
    return {
        "id": 788_032_119_000_000_000 + number,
        "handle": handle_of(number),
        "title": title_of(number, change),
        "body_html": f"<p>{words_of(number, change)}</p>",
        "vendor": "Acme",
        "product_type": kind_of(number),
        "status": "active",
        "published_at": updated,
        "updated_at": updated,
        "tags": "mugs",
        "variants": [{"id": number, "price": price_of(number, change), "inventory_quantity": 5}],
        "images": [{"src": f"https://cdn.example.com/blue-mug-{number}_800x800.jpg", "position": 1}],
    }


def handle_of(number: int) -> str:
    return f"mug-{number}"


def kind_of(number: int) -> str:
    return f"Mugs {number % KINDS}"


def title_of(number: int, change: int) -> str:
    return f"Blue mug number {number}, as of change {change}"


def words_of(number: int, change: int) -> str:
    return f"Mug {number} holds tea, since change {change}."


def price_of(number: int, change: int) -> str:
    return f"{10 + number}.{change}5"
