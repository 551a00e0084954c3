# ruff: noqa: INP001 - run with `python -m`; a package would promise something to import
"""What one transaction for all who wait is worth, against one for each, in the same run and on the same disk.

    uv run python -m bench.doors --json

Signed webhooks come over loopback, as many at a time as a shop's storm has. Exit code 0: everything that was
accepted is in the inbox, and groups are at least as fast as single ones.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlmodel import col, func, select

from intake.limits import Limits
from store.accounts import SqlAccounts
from store.database import Database
from store.schema import upgrade
from store.tables.sources import DeliveryRow
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.intake.house import Doors, House

REQUESTS = 2_000
AT_ONCE = 64
BODY_BYTES = 6_000
"""Of a product with ten variants."""


@dataclass(frozen=True)
class Run:
    """How one way of writing did."""

    accepted: int
    kept: int
    seconds: float

    @property
    def a_second(self) -> float:
        return self.accepted / self.seconds


async def measure(*, group_max: int) -> Run:
    """All requests, with so many deliveries in a transaction."""
    async with (
        furnished() as house,
        house.open(limits=Limits(group_max=group_max, answer_seconds_max=60.0)) as doors,
    ):
        began = time.perf_counter()
        accepted = await storm(doors)
        seconds = time.perf_counter() - began
        kept = await house.database.read(
            lambda session: session.exec(select(func.count(col(DeliveryRow.id)))).one()
        )
    return Run(accepted, kept, seconds)


@asynccontextmanager
async def furnished() -> AsyncIterator[House]:
    """A fresh ledger with a shop."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder)}/ledger.db")
        try:
            await asyncio.to_thread(upgrade, database)
            await SqlAccounts(database).add(ACCOUNT, "sealed", START)
            house = House(database, FakeClock())
            await house.furnish()
            yield house
        finally:
            database.close()


async def storm(doors: Doors) -> int:
    """How many were accepted."""
    numbers = iter(range(REQUESTS))
    sent = await asyncio.gather(*(sender(doors, numbers) for _ in range(AT_ONCE)))
    return sum(sent)


async def sender(doors: Doors, numbers: Iterator[int]) -> int:
    """Sends one after the other, of those that nobody has sent yet."""
    accepted = 0
    for mine in numbers:
        body = json.dumps({"id": mine, "body_html": "x" * BODY_BYTES}).encode()
        accepted += (await doors.shopify(body, mine)).is_success
    return accepted


async def compare() -> tuple[Run, Run]:
    """Singly, and in groups."""
    return await measure(group_max=1), await measure(group_max=Limits().group_max)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    as_json = parser.parse_args().json
    singly, grouped = asyncio.run(compare())
    ratio = grouped.a_second / singly.a_second
    if as_json:
        found = {"singly": asdict(singly), "grouped": asdict(grouped), "ratio": ratio}
        sys.stdout.write(f"{json.dumps(found)}\n")
    else:
        for name, run in (("singly", singly), ("in groups", grouped)):
            sys.stdout.write(f"{name:10} {run.a_second:8.0f} a second, {run.kept} of {REQUESTS} kept\n")
        sys.stdout.write(f"{ratio:.1f} times as many\n")
    complete = all(run.accepted == run.kept == REQUESTS for run in (singly, grouped))
    return 0 if complete and ratio >= 1 else 1


if __name__ == "__main__":
    sys.exit(main())
