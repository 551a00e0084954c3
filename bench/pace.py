# ruff: noqa: INP001 - run by its path; a package would promise something to import
"""What is made of a quota that changes without notice, against the simulator and in real time.

    uv run python bench/pace.py --json

Three accounts pin 300 products each. Their quota of 100 writes a minute is cut and raised while they do, and only
the headers of answers tell. Beside them, at the same simulator, a plain client does the same for three accounts of
its own: a token bucket of 100 a minute, and after a 429 the wait that the headers name. Exit code 0: Pinflow used
at least 98 % of what each account was allowed, met at most one 429 for each change, and exceeded no window.
"""

import argparse
import asyncio
import base64
import csv
import http
import io
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx
from PIL import Image
from temporalio.runtime import Runtime, TelemetryConfig

from contracts.names import AccountKey
from fetching.stand_in import stand_in_address
from tests.chaos.books import Books
from tests.chaos.command import Commands
from tests.chaos.orders import Orders
from tests.chaos.pace import Change, utilisation, windows_above_quota
from tests.chaos.stack import Stack, StackPlan, running, until
from tests.journeys.pinflow import Document, write_catalog

ACCOUNTS = tuple(AccountKey(f"pace-{number}") for number in range(1, 4))
PEERS = tuple(f"plain-{number}" for number in range(1, 4))
PRODUCTS = 300
BOARDS = 8
CHANGES = ((0.0, 100), (70.0, 60), (150.0, 100))
"""Seconds after the start, and the quota from then on."""
UTILISATION_MIN = 0.98
LIMITED_MAX = len(CHANGES) - 1
RUN_SECONDS_MAX = 900.0


@dataclass(frozen=True)
class Used:
    """What one account made of its quota."""

    account: str
    pins: int
    utilisation: float
    limited: int
    windows_exceeded: int
    seconds: float

    @property
    def good(self) -> bool:
        return self.utilisation >= UTILISATION_MIN and self.limited <= LIMITED_MAX and not self.windows_exceeded


@dataclass
class TokenBucket:
    """The usual recipe: a fixed rate, filled evenly, and a wait when Pinterest says 429."""

    per_minute: int
    tokens: float = 1.0
    filled: float = field(default_factory=time.monotonic)
    free_from: float = 0.0

    async def take(self) -> None:
        while True:
            now = time.monotonic()
            self.tokens = min(1.0, self.tokens + (now - self.filled) * self.per_minute / 60)
            self.filled = now
            if self.tokens >= 1.0 and now >= self.free_from:
                self.tokens -= 1.0
                return
            await asyncio.sleep(max((1.0 - self.tokens) * 60 / self.per_minute, self.free_from - now, 0.01))


@dataclass
class PlainClient:
    """Pins products over its boards, as a script would. `limited` counts its 429s."""

    url: str
    account: str
    products: int
    bucket: TokenBucket = field(default_factory=lambda: TokenBucket(CHANGES[0][1]))
    limited: int = 0

    async def run(self) -> None:
        names = [f"Mugs {number}" for number in range(BOARDS)]
        async with httpx.AsyncClient(
            base_url=f"{self.url}/v5",
            headers={"authorization": f"Bearer sim_{self.account}"},
            timeout=60,
            trust_env=False,
        ) as web:
            boards = [(await self._post(web, "boards", {"name": name}))["id"] for name in names]
            await asyncio.gather(*(self._pin_board(web, board, number) for number, board in enumerate(boards)))

    async def _pin_board(self, web: httpx.AsyncClient, board: str, number: int) -> None:
        for product in range(number, self.products, BOARDS):
            await self._post(web, "pins", a_pin(board, product))

    async def _post(self, web: httpx.AsyncClient, what: str, body: Document) -> Document:
        while True:
            await self.bucket.take()
            answer = await web.post(f"/{what}", json=body)
            if answer.status_code != http.HTTPStatus.TOO_MANY_REQUESTS:
                found: Document = answer.raise_for_status().json()
                return found
            self.limited += 1
            wait = float(answer.headers.get("x-ratelimit-reset", "1"))
            self.bucket.free_from = max(self.bucket.free_from, time.monotonic() + wait)


def a_pin(board: str, product: int) -> Document:
    picture = io.BytesIO()
    Image.new("RGB", (400, 600), (product % 256, 90, 120)).save(picture, "PNG")
    data = base64.b64encode(picture.getvalue()).decode()
    source = {"source_type": "image_base64", "content_type": "image/png", "data": data}
    link = f"https://shop.example.com/products/plain-{product}"
    return {"board_id": board, "title": f"Blue mug {product}", "link": link, "media_source": source}


async def draw_pictures(url: str, catalog: Path) -> None:
    """The demo shop draws a picture when it is first asked for; a shop has its pictures. They are drawn before."""
    with catalog.open(newline="", encoding="utf-8") as rows:
        pictures = [stand_in_address(row["image_link"], f"{url}/shop") for row in csv.DictReader(rows)]
    async with httpx.AsyncClient(timeout=60, trust_env=False) as web:
        for picture in pictures:
            (await web.get(picture)).raise_for_status()


async def measure(folder: Path, products: int) -> Document:
    """Both, at one simulator and at the same time."""
    plan = StackPlan(folder=folder, accounts=ACCOUNTS, orders=Orders(seed=1))
    async with running(plan) as stack:
        for peer in PEERS:
            await asyncio.to_thread(stack.truth.post, "accounts", {"account": peer})
        catalogs = {
            account: write_catalog(folder / f"{account}.csv", products, boards=BOARDS) for account in ACCOUNTS
        }
        for catalog in catalogs.values():
            await draw_pictures(stack.truth.url, catalog)
        changes = list[Change]()
        await change(stack, CHANGES[0][1], changes)
        plain = [PlainClient(stack.truth.url, peer, products) for peer in PEERS]
        commands = Commands(folder, stack.environment)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(change_later(stack, changes))
            for client in plain:
                tasks.create_task(client.run())
            for account, catalog in catalogs.items():
                tasks.create_task(commands.json("launch", str(catalog), "--account", account, "--detach"))
            rows = len(ACCOUNTS) * products
            tasks.create_task(until(lambda: all_done(stack, rows), "all ended", seconds=RUN_SECONDS_MAX))
        writes = (await asyncio.to_thread(stack.truth.get, "writes"))["writes"]
        ours = [used(account, writes, changes, limited_of(stack, account)) for account in ACCOUNTS]
        theirs = [used(client.account, writes, changes, client.limited) for client in plain]
    return {"good": all(one.good for one in ours), "pinflow": told(ours), "plain": told(theirs)}


async def change_later(stack: Stack, changes: list[Change]) -> None:
    began = time.monotonic()
    for after, limit in CHANGES[1:]:
        await asyncio.sleep(began + after - time.monotonic())
        await change(stack, limit, changes)


async def change(stack: Stack, limit: int, changes: list[Change]) -> None:
    await asyncio.to_thread(stack.truth.post, "limits", {"org_write": limit})
    changes.append(Change(time.time(), limit))


def all_done(stack: Stack, rows: int) -> bool:
    """No row waits any more; the launches come in a moment after the start."""
    books = Books(stack.ledger)
    return len(books.rows()) == rows and not books.waiting()


def limited_of(stack: Stack, account: str) -> int:
    books = Books(stack.ledger)
    mine = {intent.key for intent in books.intents() if intent.account == account}
    return sum(attempt.key in mine and attempt.cause == "braked" for attempt in books.attempts())


def used(account: str, writes: Sequence[Document], changes: Sequence[Change], limited: int) -> Used:
    mine = [write for write in writes if write["account"] == account]
    moments = [write["at"] for write in mine]
    return Used(
        account=account,
        pins=Counter(write["operation"] for write in mine)["POST /v5/pins"],
        utilisation=round(utilisation(moments, changes), 4),
        limited=limited,
        windows_exceeded=len(windows_above_quota(mine)),
        seconds=round(moments[-1] - moments[0], 1),
    )


def told(found: Sequence[Used]) -> list[Document]:
    return [asdict(one) for one in found]


def page(found: Document) -> str:
    lines = [f"{'':12}{'account':>10}{'pins':>6}{'used':>8}{'429s':>6}{'windows exceeded':>18}{'seconds':>9}"]
    for name in ("pinflow", "plain"):
        lines += [
            f"{name:12}{one['account']:>10}{one['pins']:>6}{one['utilisation']:>8.1%}{one['limited']:>6}"
            f"{one['windows_exceeded']:>18}{one['seconds']:>9}"
            for one in found[name]
        ]
    return "\n".join([*lines, ""])


def main() -> int:
    parser = argparse.ArgumentParser(description="How much of a changing quota is used, and how often it is hit.")
    parser.add_argument("--products", type=int, default=PRODUCTS, help="of each account")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    wish = parser.parse_args()
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=None)))
    with tempfile.TemporaryDirectory(prefix="pinflow-pace-") as folder:
        found = asyncio.run(measure(Path(folder), wish.products))
    sys.stdout.write(json.dumps(found, indent=1) + "\n" if wish.json else page(found))
    return 0 if found["good"] else 1


if __name__ == "__main__":
    sys.exit(main())
