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
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageChops

from starter.programs import temporal_binary
from tests.journeys.chromium import Chromium, chromium
from tests.journeys.pinflow import ROOT, Document, Pinflow, Truth, pinflow_up, write_catalog

WAIT_SECONDS_MAX = 120.0
LOOK_SECONDS = 1.0
WIDTH, HEIGHT, LIST_HEIGHT = 1560, 1400, 620
SIDEBAR, MARGIN = 260, 24
"""What stands left of a page, and the room that is left beneath its last line."""
COLOURS = 48
"""Enough for a page, and a fifth of the file."""
COLUMNS = ("Status", "PinflowSku", "PinflowReason", "PinflowBoard", "Workflow ID", "End")
"""Of a list, as somebody might have chosen them: the Web UI keeps them in the browser."""
CHOOSE = "localStorage.setItem('namespace-workflow-table-columns', {}), true"
FRAMES = "[...document.querySelectorAll('iframe')].map(one => one.clientHeight)"
FRAMES_OF_A_PAGE, LOOKS_MAX = 3, 20
"""Summary, details and current details; a page that has fewer is taken as it is in the end."""
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

    def account(self) -> Document:
        """The only one that there is."""
        (account,) = self.pinflow.json("accounts", "list")["accounts"]
        found: Document = account
        return found

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
    yield from blocked(place)
    place.pinflow.run("pause", "--account", "demo", "--why", "the client called")
    mugs(place, "paused", 1)
    yield "waits_for_a_person", place.page(place.one('PinflowStage="in_progress" AND PinflowSku="p-1"'))
    yield "account_paused", place.page("account/demo")
    place.pinflow.run("resume", "--account", "demo")
    yield "ads", place.page(backfill(place))


def misfortunes(place: Place) -> Iterator[tuple[str, str]]:
    """What Pinterest does to pins that are good."""
    place.truth.post("faults", {"seed": 1, "rules": [REFUSED]})
    mugs(place, "policy", 1)
    yield "policy", place.page(place.one('PinflowSku="p-1" AND PinflowOutcome="refused"'))
    place.truth.post("faults", {"seed": 1, "rules": [LOST]})
    mugs(place, "lost", 1)
    yield "reconciling", place.page(place.one('PinflowStage="reconciling"'))


def blocked(place: Place) -> Iterator[tuple[str, str]]:
    """Pinterest takes no pin of the account, until somebody has seen to it."""
    place.truth.post("faults", {"seed": 1, "rules": []})
    place.truth.post("accounts", {"account": "demo", "spam_blocked": True})
    mugs(place, "blocked", 1)
    until(lambda: place.account()["state"] == "parked", "the account is parked")
    yield "account_parked", place.page("account/demo")
    place.truth.post("accounts", {"account": "demo", "spam_blocked": False})
    place.pinflow.run("accounts", "resume", "demo")


def backfill(place: Place) -> str:
    """The workflow that has read two months of a source of ads data."""
    (found, *_) = place.pinflow.json("ads", "accounts")["ad_accounts"]
    described = ("--dataset", "campaign", "--column", "SPEND_IN_MICRO_DOLLAR", "--ad-account", str(found["id"]))
    place.pinflow.run("ads", "create", "--key", "campaigns", *described)
    first = datetime.now(UTC).date() - timedelta(days=60)
    place.pinflow.run("ads", "backfill", "campaigns", "--from", f"{first}")
    return place.one('WorkflowType="AdsBackfillWorkflow"')


def mugs(place: Place, edition: str, products: int) -> None:
    catalog = write_catalog(place.folder / f"{edition}.csv", products)
    place.pinflow.json("launch", str(catalog), "--edition", edition, "--detach")


def photograph(browser: Chromium, address: str, file: Path) -> None:
    """A workflow's page at its own words, a list as it is."""
    is_list = "?query=" in address
    browser.size(WIDTH, LIST_HEIGHT if is_list else HEIGHT)
    browser.go(address)
    if is_list:
        chosen = json.dumps({"default": [{"label": column} for column in COLUMNS]})
        browser.value(CHOOSE.format(json.dumps(chosen)))
        browser.go(address)
        browser.until("document.body.innerText.includes('Workflow ID')")
    else:
        browser.until(f"!!({TAB})")
        browser.value(f"({TAB}).click(), true")
        browser.until("document.body.innerText.includes('Current Details')")
        until_drawn(browser)
    time.sleep(LOOK_SECONDS)  # the page moves its parts about for a moment
    browser.picture(file)
    with Image.open(file) as taken:
        picture = taken.convert("RGB")
    kept = picture if is_list else picture.crop((0, 0, WIDTH, end_of(picture)))
    kept.quantize(COLOURS).save(file, optimize=True)


def until_drawn(browser: Chromium) -> None:
    """Each text has a frame of its own, which comes late, and grows until its text fits in."""
    for _ in range(LOOKS_MAX):
        before = browser.value(FRAMES)
        time.sleep(LOOK_SECONDS)
        if len(before) == FRAMES_OF_A_PAGE and browser.value(FRAMES) == before:
            return


def end_of(picture: Image.Image) -> int:
    """Where a page has nothing more to tell, in pixels from its top."""
    page = picture.crop((SIDEBAR, 0, picture.width - MARGIN, picture.height - MARGIN))
    blank = Image.new("RGB", page.size, page.getpixel((page.width // 2, page.height - 1)))
    box = ImageChops.difference(page, blank).getbbox()
    return min(picture.height, (box[3] if box else 0) + MARGIN)


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
