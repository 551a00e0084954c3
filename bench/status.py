# ruff: noqa: INP001 - run with `python -m`; a package would promise something to import
"""How long `pinflow status LAUNCH` takes, as a person waits for it, with a large launch in the ledger.

    python -m bench.status [rows] [rounds]

Half of the rows are refused, for several reasons, and half wait. The time is that of the whole process, Python's
start included, with its compiled modules at hand as from the second call on; nothing else of Pinflow runs, so that
the ledger alone answers. On a machine that is busy with other things only the CPU seconds mean something.
"""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from config import Settings, load_settings
from contracts.launch import LaunchPolicy
from contracts.ledger import NewLaunch, NewRow
from contracts.names import LaunchId
from contracts.outcome import Reason
from contracts.product import Product
from contracts.refusals import refuse
from starter.ledger import DEMO_ACCOUNT, open_ledger

ROWS = 100_000
ROUNDS = 20
LAUNCH = LaunchId("20261121-221530-large-7f3a")
REASONS = (Reason.TITLE_MISSING, Reason.PRODUCT_OUT_OF_STOCK, Reason.IMAGE_MISSING, Reason.LINK_INVALID)
COMMANDS = (("--help",), ("status",), ("status", LAUNCH), ("status", LAUNCH, "--json", "--no-products"))


@dataclass(frozen=True)
class Time:
    """Seconds of one round: as a clock on the wall has them, and as the processor worked."""

    wall: float
    cpu: float


def line(words: tuple[str, ...], times: Sequence[Time]) -> str:
    wall = [time.wall for time in times]
    cpu = median(time.cpu for time in times)
    return f"{'pinflow ' + ' '.join(words):68}{median(wall):8.3f}{min(wall):8.3f}{max(wall):8.3f}{cpu:8.3f}"


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS  # noqa: PLR2004 - the second word
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        tell(f"{rows:,} rows written in {written(load_settings(home=home), rows):.1f} s")
        tell(f"{'seconds of ' + str(rounds) + ' rounds':68}{'median':>8}{'best':>8}{'worst':>8}{'CPU':>8}")
        for words in COMMANDS:
            answered(home, words)  # compiles what it needs
            tell(line(words, [answered(home, words) for _ in range(rounds)]))


def written(settings: Settings, rows: int) -> float:
    """Seconds that the launch took to be written down."""
    began = time.perf_counter()
    asyncio.run(_write(settings, rows))
    return time.perf_counter() - began


async def _write(settings: Settings, rows: int) -> None:
    launch = NewLaunch(
        launch=LAUNCH,
        account=DEMO_ACCOUNT,
        source="large.csv",
        policy=LaunchPolicy().model_dump_json(),
        created=time.time(),
    )
    async with open_ledger(settings) as ledger:
        await ledger.launches.begin(launch, new_rows(rows))


def new_rows(rows: int) -> Iterator[NewRow]:
    """As a file would give them: half refused at once."""
    for number in range(2, rows + 2):
        product = a_product(number)
        reason = REASONS[number // 2 % len(REASONS)]
        yield NewRow(
            row=number,
            product_key=product.key,
            title=product.title,
            board_name=f"Board {number % 20}",
            product=product,
            refused=refuse(reason, f"The product {product.key} is in trouble.") if number % 2 else None,
        )


def a_product(number: int) -> Product:
    return Product(
        key=f"P-{number}",
        title=f"Wool blanket number {number}",
        description="<p>Warm and heavy, woven in one piece from the wool of old breeds.</p>" * 6,
        link=f"https://shop.example.com/products/p-{number}",
    )


def answered(home: Path, words: tuple[str, ...]) -> Time:
    """From starting the command to its end."""
    began, worked = time.perf_counter(), children_cpu()
    subprocess.run(  # noqa: S603 - our own command
        (sys.executable, "-m", "starter", *words),
        check=True,
        stdout=subprocess.DEVNULL,
        env=environment(home),
    )
    return Time(wall=time.perf_counter() - began, cpu=children_cpu() - worked)


def environment(home: Path) -> dict[str, str]:
    """As a person has it: whoever measures may have forbidden Python to keep what it compiles."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return inherited | {"PINFLOW_HOME": str(home), "PYTHONPYCACHEPREFIX": str(home.parent / "compiled")}


def children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
