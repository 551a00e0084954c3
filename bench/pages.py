# ruff: noqa: INP001 - run by its path; a package would promise something to import
"""Pictures of what an engineer sees at night: launches with ten kinds of trouble, each as its page tells it.

    uv run python bench/pages.py docs/pictures/pages

Starts a stack of its own, launches the example and a few products to which misfortunes happen, and photographs the
pages of Temporal's Web UI with Chromium. Nothing in the pictures is staged: faults happen at the simulator.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from starter.programs import temporal_binary
from tests.journeys.chromium import Chromium, chromium
from tests.journeys.pinflow import ROOT, Document, Pinflow, Truth, pinflow_up, write_catalog

WAIT_SECONDS_MAX = 120.0
LOOK_SECONDS = 1.0
WIDTH, HEIGHT = 1300, 1300
COLOURS = 48
"""Enough for a page, and a fifth of the file."""
TAB = "[...document.querySelectorAll('a, button')].find(one => one.innerText.trim() === 'User Metadata')"
POST_A_PIN: Document = {"method": "POST", "path": "/v5/pins"}
LOST: Document = {"match": POST_A_PIN, "times": 1, "effect": {"drop_after": True, "listing_delay": 600}}
REFUSED: Document = {"match": POST_A_PIN, "times": 1, "effect": {"refuse_policy": True}}


@dataclass(frozen=True)
class Place:
    """A stack with a launch's troubles in it."""

    pinflow: Pinflow
    truth: Truth
    temporal: str
    folder: Path

    def page(self, *words: str) -> str:
        return str(self.pinflow.json("open", *words)["page"])

    def workflows(self, query: str) -> list[str]:
        """Their ids, as Temporal's own command finds them."""
        words = ("workflow", "list", "--address", self.temporal, "--query", query, "-o", "json")
        said = subprocess.run(  # noqa: S603 - Temporal's own command, with our words
            (temporal_binary(), *words), capture_output=True, text=True, check=True
        ).stdout
        return [one["execution"]["workflowId"] for one in json.loads(said)]

    def one(self, query: str) -> str:
        """The id of the first that there is, once there is one."""
        until(lambda: bool(self.workflows(query)), query)
        return self.workflows(query)[0]


def take(folder: Path) -> None:
    """Every picture, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="pinflow-pages-") as home,
        pinflow_up(Path(home)) as (pinflow, truth, stack),
        chromium() as browser,
    ):
        browser.size(WIDTH, HEIGHT)
        for name, address in stories(Place(pinflow, truth, stack["temporal"], Path(home))):
            photograph(browser, address, folder / f"{name}.png")
            sys.stdout.write(f"{name}: {address}\n")


def stories(place: Place) -> Iterator[tuple[str, str]]:
    """The name of each picture, and the page that it is of."""
    example = place.pinflow.json("launch", str(ROOT / "examples" / "spring-collection.csv"))
    yield "launch", place.page(f"launch/{example['launch']}")
    yield "refused", place.page(example["launch"], "--only", "refused")
    for reason in sorted({product["reason"] for product in example["products"] if product["reason"]}):
        for pin in place.workflows(f'PinflowReason="{reason}"')[:1]:
            yield reason, place.page(pin)
    yield from misfortunes(place)
    place.pinflow.run("pause", "--account", "demo", "--why", "the client called")
    mugs(place, "paused", 1)
    yield "waits_for_a_person", place.page(place.one('PinflowStage="in_progress" AND PinflowSku="p-1"'))
    yield "account_paused", place.page("account/demo")


def misfortunes(place: Place) -> Iterator[tuple[str, str]]:
    """What Pinterest does to pins that are good."""
    place.truth.post("faults", {"seed": 1, "rules": [REFUSED]})
    mugs(place, "policy", 1)
    yield "policy", place.page(place.one('PinflowSku="p-1" AND PinflowOutcome="refused"'))
    place.truth.post("faults", {"seed": 1, "rules": [LOST]})
    mugs(place, "lost", 1)
    yield "reconciling", place.page(place.one('PinflowStage="reconciling"'))


def mugs(place: Place, edition: str, products: int) -> None:
    catalog = write_catalog(place.folder / f"{edition}.csv", products)
    place.pinflow.json("launch", str(catalog), "--edition", edition, "--detach")


def photograph(browser: Chromium, address: str, file: Path) -> None:
    """A workflow's page at its own words, a list as it is."""
    browser.go(address)
    if "?query=" in address:
        browser.until("document.body.innerText.includes('Workflow ID')")
    else:
        browser.until(f"!!({TAB})")
        browser.value(f"({TAB}).click(), true")
        browser.until("document.body.innerText.includes('Current Details')")
    time.sleep(LOOK_SECONDS)  # the page moves its parts about for a moment
    browser.picture(file)
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(COLOURS).save(file, optimize=True)


def until(holds: Callable[[], bool], what: str) -> None:
    last = time.monotonic() + WAIT_SECONDS_MAX
    while not holds():
        if time.monotonic() > last:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(LOOK_SECONDS)


def main() -> None:
    parser = argparse.ArgumentParser(description="Photograph the pages of a launch with many kinds of trouble.")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    take(parser.parse_args().folder)


if __name__ == "__main__":
    main()
