"""A catalog file becomes live pins: the real command, the real server, the simulator's truth."""

import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.conftest import Place
from tests.journeys.pinflow import ROOT, Document, write_catalog

pytestmark = pytest.mark.spine

EXAMPLE = ROOT / "examples" / "spring-collection.csv"
SHARED = ROOT.parent / "shared"
TOP_KEYS = [
    *(
        "launch",
        "total",
        "live",
        "already",
        "refused",
        "unconfirmed",
        "withdrawn",
        "waiting",
        "web_ui",
        "products",
    ),
]
PRODUCT_KEYS = {
    *("row", "product", "title", "outcome", "already", "changed", "board_id", "pin_id", "pin_url"),
    *("reason", "message", "remedy"),
}
TOKEN = b"sim_demo"


def test_the_example_ends_with_an_outcome_for_each_product(place: Place) -> None:
    report = place.pinflow.json("launch", str(EXAMPLE))
    assert [key for key in report if key in TOP_KEYS] == TOP_KEYS
    assert report["total"] == 24
    assert report["live"] == 18
    assert report["live"] + report["refused"] == 24
    assert all(set(product) >= PRODUCT_KEYS for product in report["products"])
    reasons = {product["reason"] for product in report["products"]} - {None}
    assert len(reasons) >= 4
    assert all(product["remedy"] for product in report["products"] if product["outcome"] == "refused")
    assert_pins_are_true(place, report)


def test_the_same_file_again_makes_no_pin_and_a_new_edition_does(place: Place) -> None:
    first = place.pinflow.json("launch", str(EXAMPLE))
    again = place.pinflow.json("launch", str(EXAMPLE))
    assert live_pins(again) == live_pins(first)
    assert again["already"] == again["live"] == 18
    autumn = place.pinflow.json("launch", str(EXAMPLE), "--edition", "autumn", "--limit", "3")
    assert autumn["live"] == 3
    assert not set(live_pins(autumn).values()) & set(live_pins(first).values())


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real exports are not beside this repository")
def test_a_real_shopify_export_becomes_pins_that_link_to_the_shop(place: Place) -> None:
    report = place.pinflow.json("launch", str(SHARED / "samples/shopify-real/shopify-jewelery.csv"))
    assert report["total"] == 20
    assert report["live"] >= 15
    assert_pins_are_true(place, report)


def test_status_tells_the_same_as_the_launch(place: Place) -> None:
    report = place.pinflow.json("launch", str(EXAMPLE), "--limit", "2")
    assert place.pinflow.json("status", report["launch"]) == report
    newest = place.pinflow.json("status")["launches"][0]
    assert newest["launch"] == report["launch"]
    assert "2 live" in place.pinflow.run("status").stdout


def test_a_person_reads_who_must_act_on_what(place: Place) -> None:
    shown = place.pinflow.run("launch", str(EXAMPLE)).stdout
    assert "The merchant must act" in shown
    assert "image_too_small" in shown
    assert place.stack["web_ui"] in shown


def test_exit_codes_tell_programs_how_it_went(place: Place) -> None:
    assert "no-such-file.csv" in place.pinflow.run("launch", "no-such-file.csv", code=2).stderr
    assert "demo" in place.pinflow.run("launch", str(EXAMPLE), "--account", "nobody", code=2).stderr
    assert "pinflow status" in place.pinflow.run("status", "no-such-launch", code=2).stderr
    place.pinflow.run("launch", str(EXAMPLE), "--strict", "--json", code=3)


def test_an_unreadable_row_is_reported_and_stops_nothing(place: Place, tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path / "some.csv", 2)
    with catalog.open("a", encoding="utf-8") as file:
        file.write("p-1,Blue mug number 1 again\n")
    report = place.pinflow.json("launch", str(catalog))
    assert [(product["product"], product["outcome"]) for product in report["products"]] == [
        ("p-1", "live"),
        ("p-2", "live"),
        ("row:4", "refused"),
    ]
    assert report["products"][2]["reason"] == "row_unreadable"


def test_boards_are_not_made_when_that_is_forbidden(place: Place, tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path / "boards.csv", 2, boards=1)
    report = place.pinflow.json("launch", str(catalog), "--board", "Nowhere", "--no-create-boards")
    assert {product["reason"] for product in report["products"]} == {"board_missing"}
    assert "Nowhere" not in {board["name"] for board in place.truth.get("boards")["boards"]}


def test_an_interrupted_command_leaves_the_work_going(place: Place, tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path / "interrupted.csv", 6, boards=1)
    running = place.pinflow.start("launch", str(catalog), "--board", "Interrupted")
    wait_for(lambda: any(board["name"] == "Interrupted" for board in place.truth.get("boards")["boards"]))
    running.send_signal(signal.SIGINT)
    told, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    launch = re.search(r"pinflow watch (\S+)", told)
    assert launch
    wait_for(lambda: place.pinflow.json("status", launch[1])["waiting"] == 0)
    assert place.pinflow.json("status", launch[1])["live"] == 6


def test_no_token_is_in_any_history_ledger_or_log(place: Place) -> None:
    """The simulator's own state knows its tokens; everything else must not."""
    home = place.folder / ".pinflow"
    files = [
        path
        for path in home.rglob("*")
        if path.is_file() and "simulator" not in path.parts and path.suffix != ".jpg"
    ]
    assert home / "temporal.db" in files
    assert [path.name for path in files if TOKEN in path.read_bytes()] == []


def assert_pins_are_true(place: Place, report: Document) -> None:
    """Exactly one pin per live product, on the reported board, 1000 x 1500 JPEG, linked to the shop."""
    made = {pin["id"]: pin for pin in place.truth.pins()}
    live = [product for product in report["products"] if product["outcome"] == "live"]
    assert len({product["pin_id"] for product in live}) == len(live)
    for product in live:
        pin = made[product["pin_id"]]
        assert pin["board_id"] == product["board_id"]
        assert pin["link"].startswith("https://shop.example.com/products/")
        picture = pin["image"]
        assert (picture["width"], picture["height"], picture["format"]) == (1000, 1500, "JPEG")


def live_pins(report: Document) -> dict[str, str]:
    return {
        product["product"]: product["pin_id"] for product in report["products"] if product["outcome"] == "live"
    }


def wait_for(reached: Callable[[], bool]) -> None:
    """Poll, a bounded number of times: other processes do the work."""
    for _ in range(600):
        if reached():
            return
        time.sleep(0.2)
    raise AssertionError("it did not come to pass")
