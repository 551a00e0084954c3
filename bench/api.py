# ruff: noqa: INP001 - run with `python -m`; a package would promise something to import
"""What a pin that is asked for costs, against the least that a server could do: one insert, with a commit to disk.

    uv run python -m bench.api --json

Both are served by the same uvicorn and asked by the same clients, over loopback, in the same run and on the same
disk, in turns. Exit code 0: every pin that was accepted is in the ledger, and pins are accepted at half the rate
of bare inserts at least.
"""

import argparse
import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlmodel import func, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from config import load_settings
from intake.api.operation import Operation
from intake.api.pins import PinsApi
from intake.api.pins_groups import PinGroups
from intake.api.pins_taking import PinDesk
from intake.app import Intake
from intake.server import listening
from starter.api_pin_rules import ApiPinRules
from starter.change_policies import ChangePolicies
from store.accounts import SqlAccounts
from store.api_pin_views import SqlApiPinViews
from store.api_pins import SqlApiPins
from store.database import Database
from store.schema import upgrade
from store.tables.api import ApiPinRow
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.intake.api.pin_resources import TwoFiles
from tests.intake.api.served import serve_api
from tests.intake.house import needs_of

REQUESTS = 2_000
AT_ONCE = 64
ROUNDS = 3
RATIO_MIN = 0.5
CREATED = b"HTTP/1.1 201"


@dataclass(frozen=True)
class Report:
    """Requests a second, the best round of each; `kept` of `accepted` pins."""

    pins_a_second: float
    inserts_a_second: float
    accepted: int
    kept: int

    @property
    def ratio(self) -> float:
        return self.pins_a_second / self.inserts_a_second

    @property
    def is_good(self) -> bool:
        return self.ratio >= RATIO_MIN and self.accepted == self.kept


async def measure() -> Report:
    rates, inserts, accepted = list[float](), list[float](), 0
    with tempfile.TemporaryDirectory() as folder:
        async with ledger(Path(folder)) as database:
            for number in range(ROUNDS):
                async with bare(Path(folder) / f"bare-{number}.db", database) as url:
                    inserts.append(REQUESTS / (await storm(url, "none", number))[1])
                async with serve_api(database, FakeClock(), pins(database)) as api:
                    yes, seconds = await storm(api.url, api.key, number)
                    accepted += yes
                    rates.append(REQUESTS / seconds)
            kept = await database.read(
                lambda session: session.exec(select(func.count()).select_from(ApiPinRow)).one()
            )
    return Report(max(rates), max(inserts), accepted, kept)


@asynccontextmanager
async def ledger(folder: Path) -> AsyncIterator[Database]:
    """A fresh one with an account."""
    database = Database.open(f"sqlite:///{folder}/ledger.db")
    try:
        await asyncio.to_thread(upgrade, database)
        await SqlAccounts(database).add(ACCOUNT, "sealed", START)
        yield database
    finally:
        database.close()


def pins(database: Database) -> Sequence[Operation]:
    """With accounts and rules looked up as `pinflow serve` does."""
    accounts, views = SqlAccounts(database), SqlApiPinViews(database)
    rules = ApiPinRules(accounts, ChangePolicies(load_settings(), accounts))
    return PinsApi(PinDesk(PinGroups(SqlApiPins(database)), rules, rules, TwoFiles()), views).operations()


@asynccontextmanager
async def bare(file: Path, database: Database) -> AsyncIterator[str]:
    """The same server, whose one route inserts what it is sent, and commits."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=wal")
    connection.execute("PRAGMA synchronous=full")
    connection.execute("CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB)")

    async def insert(request: Request) -> Response:
        connection.execute("INSERT INTO bodies (body) VALUES (?)", (await request.body(),))
        return JSONResponse({"status": "ok"}, 201)

    intake = Intake(needs_of(database, FakeClock()))
    intake.app = Starlette(routes=[Route("/v1/pins", insert, methods=["POST"])])
    try:
        async with listening(intake, "127.0.0.1", 0) as url:
            yield url
    finally:
        connection.close()


async def storm(url: str, key: str, number: int) -> tuple[int, float]:
    """How many were accepted, and in how many seconds."""
    numbers = iter(range(REQUESTS))
    began = time.perf_counter()
    counts = await asyncio.gather(*(client(url, key, lambda: next(numbers, None), number) for _ in range(AT_ONCE)))
    return sum(counts), time.perf_counter() - began


async def client(url: str, key: str, turn: Callable[[], int | None], storm_number: int) -> int:
    """One connection that is kept; as lean as it can be, for its work is on the same machine."""
    parts, accepted = urlsplit(url), 0
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    while (number := turn()) is not None:
        body = json.dumps(a_pin(f"{storm_number}-{number}")).encode()
        head = (
            f"POST /v1/pins HTTP/1.1\r\nHost: {parts.netloc}\r\nX-API-Key: {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.partition(b":")[2]))
        accepted += answer.startswith(CREATED)
    writer.close()
    await writer.wait_closed()
    return accepted


def a_pin(key: str) -> dict[str, str]:
    return {
        "account_id": ACCOUNT,
        "board_id": "700000000000000001",
        "title": f"Blue mug {key}",
        "description": "Holds tea, and coffee too.",
        "link_url": f"https://shop.example.com/products/{key}",
        "image_url": f"https://cdn.example.com/{key}.jpg",
        "idempotency_key": key,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    report = asyncio.run(measure())
    if words.json:
        sys.stdout.write(json.dumps({**asdict(report), "ratio": report.ratio}) + "\n")
    else:
        sys.stdout.write(
            f"pins {report.pins_a_second:,.0f} a second, bare inserts {report.inserts_a_second:,.0f}: "
            f"ratio {report.ratio:.2f}; {report.kept:,} of {report.accepted:,} accepted pins are kept\n"
        )
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
