# ruff: noqa: INP001 - run with `python -m`; a package would promise something to import
"""What a pin that is asked for costs, against the least that a server could do: one insert, with a commit to disk.

    uv run python -m bench.api --json

`pinflow serve` and the bare server are processes of their own, on the same uvicorn and the same disk, asked in
turns by the same clients over loopback; at last `pinflow serve` is killed. Exit code 0: every pin that was
accepted is in the ledger, and pins are accepted at half the rate of bare inserts at least, in the best round of
each.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlmodel import func, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from config import PREFIX
from contracts.api_keys import ApiScope
from intake.app import Intake
from intake.server import listening
from store.accounts import SqlAccounts
from store.api_keys import SqlApiKeys
from store.database import Database
from store.schema import upgrade
from store.tables.api import ApiPinRow
from store.tables.launches import ProductRow
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.intake.house import needs_of

ROUNDS = 3
REQUESTS = 2_000
"""Of one round."""
AT_ONCE = 64
"""Connections that are kept."""
RATIO_MIN = 0.5
START_SECONDS_MAX = 300.0
CREATED = b"HTTP/1.1 201"
LEDGER = "ledger.db"


@dataclass(frozen=True)
class Report:
    """Requests a second, round by round; `kept` of `accepted` pins, and `rows` that ask for them."""

    pins_a_second: Sequence[float]
    inserts_a_second: Sequence[float]
    accepted: int
    kept: int
    rows: int

    @property
    def ratio(self) -> float:
        """Of the best rounds: what else the machine had to do slows both down."""
        return max(self.pins_a_second) / max(self.inserts_a_second)

    @property
    def is_kept(self) -> bool:
        return self.accepted == self.kept == self.rows


async def measure(
    folder: Path, *, rounds: int = ROUNDS, requests: int = REQUESTS, at_once: int = AT_ONCE
) -> Report:
    """In an empty folder, whose disk it is about."""
    key = await furnish(folder)
    pins, inserts, accepted = list[float](), list[float](), 0
    async with (
        served(folder, "-m", "starter", "serve", "--port", "0") as ours,
        served(folder, "-m", "bench.api", "--bare", str(folder / "bare.db")) as theirs,
    ):
        for number in range(rounds):
            _, seconds = await storm(theirs.url, key, number, requests, at_once)
            inserts.append(requests / seconds)
            yes, seconds = await storm(ours.url, key, number, requests, at_once)
            accepted += yes
            pins.append(requests / seconds)
        ours.process.kill()
    kept, rows = await counted(folder)
    return Report(pins, inserts, accepted, kept, rows)


async def furnish(folder: Path) -> str:
    """A fresh ledger with an account; a key for it."""
    database = Database.open(f"sqlite:///{folder / LEDGER}")
    try:
        await asyncio.to_thread(upgrade, database)
        await SqlAccounts(database).add(ACCOUNT, "sealed", START)
        return (await SqlApiKeys(database).create("bench", [ApiScope.PINS_WRITE], None, START)).key
    finally:
        database.close()


async def counted(folder: Path) -> tuple[int, int]:
    """The pins that are kept, and their rows."""
    database = Database.open(f"sqlite:///{folder / LEDGER}")
    try:
        pins, rows = (select(func.count()).select_from(table) for table in (ApiPinRow, ProductRow))
        return await database.read(lambda session: (session.exec(pins).one(), session.exec(rows).one()))
    finally:
        database.close()


@dataclass(frozen=True)
class Served:
    process: Process
    url: str


@asynccontextmanager
async def served(folder: Path, *words: str) -> AsyncIterator[Served]:
    """Python with these words, which says its address as the last word of its first line; killed at the end."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith(PREFIX)}
    ours = {
        f"{PREFIX}HOME": str(folder),
        f"{PREFIX}DATABASE_URL": f"sqlite:///{folder / LEDGER}",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdout=PIPE, env={**clean, **ours}, cwd=folder
    )
    try:
        async with asyncio.timeout(START_SECONDS_MAX):
            line = await process.stdout.readline() if process.stdout else b""
        yield Served(process, line.decode().split()[-1])
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001 - asyncio leaves the pipes open


async def serve_bare(file: Path) -> None:
    """The same server, whose one route inserts what it is sent, and commits. Until it is killed."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=wal")
    connection.execute("PRAGMA synchronous=full")
    connection.execute("CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB)")

    async def insert(request: Request) -> Response:
        connection.execute("INSERT INTO bodies (body) VALUES (?)", (await request.body(),))
        return JSONResponse({"status": "ok"}, 201)

    intake = Intake(needs_of(Database.open("sqlite://"), FakeClock()))
    intake.app = Starlette(routes=[Route("/v1/pins", insert, methods=["POST"])])
    async with listening(intake, "127.0.0.1", 0) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


async def storm(url: str, key: str, number: int, requests: int, at_once: int) -> tuple[int, float]:
    """How many were accepted, and in how many seconds."""
    letters = iter([letter(url, key, a_pin(f"{number}-{one}")) for one in range(requests)])
    began = time.perf_counter()
    counts = await asyncio.gather(*(client(url, letters) for _ in range(at_once)))
    return sum(counts), time.perf_counter() - began


async def client(url: str, letters: Iterator[bytes]) -> int:
    """One connection that is kept; as lean as it can be, for its work is on the same machine."""
    parts, accepted = urlsplit(url), 0
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    for one in letters:
        writer.write(one)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.partition(b":")[2]))
        accepted += answer.startswith(CREATED)
    writer.close()
    await writer.wait_closed()
    return accepted


def letter(url: str, key: str, pin: object) -> bytes:
    body = json.dumps(pin).encode()
    head = (
        f"POST /v1/pins HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nX-API-Key: {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


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
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help="connections")
    parser.add_argument(
        "--folder", type=Path, help="where to make a folder for the ledger; else in the usual place"
    )
    parser.add_argument("--bare", type=Path, help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.bare:
        asyncio.run(serve_bare(words.bare))
        return 0
    with tempfile.TemporaryDirectory(dir=words.folder) as folder:
        report = asyncio.run(measure(Path(folder), at_once=words.at_once))
    if words.json:
        sys.stdout.write(json.dumps({**asdict(report), "ratio": report.ratio}) + "\n")
    else:
        sys.stdout.write(
            f"pins {max(report.pins_a_second):,.0f} a second, bare inserts {max(report.inserts_a_second):,.0f}: "
            f"ratio {report.ratio:.2f}; {report.kept:,} of {report.accepted:,} accepted pins are kept\n"
        )
    return 0 if report.is_kept and report.ratio >= RATIO_MIN else 1


if __name__ == "__main__":
    sys.exit(main())
