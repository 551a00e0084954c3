# ruff: noqa: INP001 - run by its path; a package would promise something to import
"""The fault suite: thousands of pins, everything that can go wrong, and the truth afterwards.

    uv run python bench/chaos.py --products 10000 --seed 1 --json

The products are spread over runs, each with a plan of troubles, a seed and a stack of its own; what happened when
is the machine's affair, which troubles there are is the seed's. Exit code 0: no pin is there twice, none is lost,
Pinterest and the ledger are of one mind, and the patrol found all duplicates that were made beyond the grace.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from temporalio.runtime import Runtime, TelemetryConfig

from tests.chaos.plans import PLANS, Plan
from tests.chaos.report import document
from tests.chaos.suite import SuiteOrder, run_suite
from tests.journeys.pinflow import Document

PRODUCTS = 10_000
PRODUCTS_A_RUN = 500
AT_ONCE = 2
FAILED = 1


def main() -> int:
    """Run it and print it; the exit code."""
    wish = read_wish()
    # The engine's own log goes to stdout, where the document alone may stand.
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=None)))
    with tempfile.TemporaryDirectory(prefix="pinflow-chaos-") as scratch:
        folder = wish.keep.resolve() if wish.keep else Path(scratch)
        result = asyncio.run(run_suite(suite_order(wish, folder), tell))
    found = document(result)
    sys.stdout.write(json.dumps(found, indent=1) + "\n" if wish.json else page(found))
    return 0 if result.good else FAILED


def read_wish() -> argparse.Namespace:
    names = ", ".join(plan.name for plan in PLANS)
    parser = argparse.ArgumentParser(description="The fault suite: is every product exactly one pin?")
    parser.add_argument("--products", type=int, default=PRODUCTS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plans", nargs="+", default=[], metavar="NAME", help=f"only these of: {names}")
    parser.add_argument("--products-per-run", type=int, default=PRODUCTS_A_RUN)
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help="runs side by side")
    parser.add_argument("--keep", type=Path, help="a folder for the homes of runs that failed")
    parser.add_argument("--without-beyond-grace", action="store_true")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    return parser.parse_args()


def suite_order(wish: argparse.Namespace, folder: Path) -> SuiteOrder:
    return SuiteOrder(
        products=wish.products,
        seed=wish.seed,
        folder=folder,
        plans=chosen(wish.plans),
        products_a_run=wish.products_per_run,
        at_once=wish.at_once,
        keep=wish.keep is not None,
        beyond_grace=not wish.without_beyond_grace,
    )


def chosen(names: Sequence[str]) -> tuple[Plan, ...]:
    """The plans of these names, all of them without any. Ends the program at a name that is none."""
    known = {plan.name: plan for plan in PLANS}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"There is no plan {unknown[0]!r}; there are: {', '.join(known)}.")
    return tuple(known[name] for name in names) or PLANS


def page(found: Document) -> str:
    """For a person: the counts alone."""
    names = ("products", "live", "withdrawn", "duplicates", "lost", "disagreements", "beyond_grace")
    lines = [f"{name}: {found[name]}" for name in names]
    return "\n".join([*lines, *(f"{count:6} {name}" for name, count in found["faults"].items()), ""])


def tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
