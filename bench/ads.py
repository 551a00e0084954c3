# ruff: noqa: INP001 - run with `python -m`; a package would promise something to import
"""A long history of many ads, read in virtual time through a quota and all that goes wrong, and what it took.

    uv run python -m bench.ads --days 913 --ads 1000

Exit code 0: the table equals the truth of the simulator, to the last millionth and id.
"""

import argparse
import asyncio
import resource
import sys
import tempfile
from collections import Counter
from pathlib import Path

from temporalio.runtime import Runtime, TelemetryConfig

from tests.week.ads_history import CAMPAIGN_ADS, History, read_history

FAILED = 1


def main() -> int:
    """Read it, hold it against the truth, print it; the exit code."""
    parser = argparse.ArgumentParser(description="A long history of many ads in virtual time.")
    parser.add_argument("--days", type=int, default=913)
    parser.add_argument("--ads", type=int, default=1_000, help=f"a multiple of {CAMPAIGN_ADS}")
    wish = parser.parse_args()
    # The engine's own log goes to stdout, where the figures alone may stand.
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=None)))
    with tempfile.TemporaryDirectory(prefix="pinflow-ads-") as folder:
        found = asyncio.run(read_history(Path(folder), days=wish.days, ads=wish.ads))
    sys.stdout.write(page(found))
    return FAILED if found.wrong else 0


def page(found: History) -> str:
    """For a person."""
    states = Counter(day.state.value for day in found.days)
    lines = [
        f"{found.rows:,} rows of {found.ads:,} ads, {found.first} to {found.last}; {len(found.wrong)} are wrong",
        f"days: {dict(states)}",
        f"misfortunes: {found.hits}; times that the quota was used up by others: {found.limited}",
        f"virtual minutes: {found.virtual_seconds / 60:.0f}",
        *(f"{name}: {seconds:.0f} s" for name, seconds in found.seconds.items()),
        f"peak of worker and harness: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
