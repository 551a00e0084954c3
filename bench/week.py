# ruff: noqa: INP001 - run with `python -m`; a package would promise something to import
"""A week of an agency's life in virtual time, measured and drawn.

    uv run python -m bench.week --days 7 --seed 1 --picture docs/pictures/week.png --json week.json

Three accounts on three continents, eight boards, 500 pins a day; a quota is halved on Wednesday, a token dies on
Thursday, a collection of 300 comes on Friday, clocks are put forward on Sunday. Exit code 0: every product is one
pin inside its window, spread, and launches ended when it was said that they would.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from temporalio.runtime import Runtime, TelemetryConfig

from tests.week.life import Lived, week, weekend
from tests.week.measures import Measured, document, measured
from tests.week.picture import draw
from tests.week.run import live

FAILED = 1
LIVES: Mapping[int, Lived] = MappingProxyType({7: week, 2: weekend})


def main() -> int:
    """Live it, draw it, print it; the exit code."""
    wish = read_wish()
    # The engine's own log goes to stdout, where the figures alone may stand.
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=None)))
    life = LIVES[wish.days](datetime.now(UTC).date())
    with tempfile.TemporaryDirectory(prefix="pinflow-week-") as folder:
        diary = asyncio.run(live(life, Path(folder), seed=wish.seed, tell=tell))
    found = measured(life, diary)
    if wish.picture:
        draw(life, diary, wish.picture)
    if wish.json:
        wish.json.write_text(json.dumps(document(found) | {"seconds": round(diary.real_seconds)}, indent=1))
    sys.stdout.write(page(found, diary.real_seconds))
    return 0 if found.good else FAILED


def read_wish() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A week of an agency's life in virtual time.")
    parser.add_argument("--days", type=int, choices=sorted(LIVES), default=7)
    parser.add_argument("--seed", type=int, default=1, help="of the simulator")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw it as a PNG")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measure")
    return parser.parse_args()


def page(found: Measured, seconds: float) -> str:
    """For a person."""
    lines = [
        f"{found.pins:,} pins of {found.products:,} products in {seconds / 60:.0f} minutes",
        f"lost {found.lost}, doubled {found.doubled}, outside their window {found.outside}",
        f"answered with 429: {found.limited}",
        f"largest gap of {len(found.spreads)} windows: {found.gaps_even_max:.2f} even ones",
        f"largest error of {len(found.judged)} forecasts: {found.forecast_error_max:.1%}",
        "",
    ]
    return "\n".join(lines)


def tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
