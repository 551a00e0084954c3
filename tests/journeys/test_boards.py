"""Boards by rules: what a check says, a launch does; what is not there is made once."""

from collections import Counter
from pathlib import Path

import pytest

from drafting.boards import fold_board_name
from tests.journeys.boards_by_rules import BOARDS, board_of, write_products, write_rules
from tests.journeys.conftest import Place
from tests.journeys.pinflow import Document, Pinflow, Truth, pinflow_up

JOURNEY, ACCEPTANCE = 16, 500
THERE = ("MUGS", "Sale")
"""Boards that the account has before anything is launched, one of them spelt otherwise."""


def names(truth: Truth) -> dict[str, str]:
    """The folded names of the account's boards, by their ids."""
    (account,) = [one for one in truth.get("accounts")["accounts"] if one["account"] == "demo"]
    return {board["id"]: fold_board_name(board["name"]) for board in account["boards"]}


def check_and_launch_agree(pinflow: Pinflow, truth: Truth, catalog: Path, *words: str) -> Document:
    """Launch what was checked, and compare it with the check, with the rules, and with Pinterest's own truth."""
    before = Counter(names(truth).values())
    check = pinflow.json("boards", "check", str(catalog), *words)
    report = pinflow.json("launch", str(catalog), *words)
    boards = names(truth)
    checked = {row["product"]: fold_board_name(row["board"]) for row in check["rows"]}
    assert checked == {product: fold_board_name(board_of(product)) for product in checked}
    assert {one["product"]: boards[one["board_id"]] for one in report["products"]} == checked
    pinned = {pin["link"].partition("?")[0].rpartition("/")[2]: boards[pin["board_id"]] for pin in truth.pins()}
    assert pinned == checked
    made = {fold_board_name(one["board"]) for one in check["boards"] if one["presence"] == "new"}
    assert made == {fold_board_name(name) for name in BOARDS} - set(before)
    assert Counter(boards.values()) == before + Counter(made)
    return report


@pytest.mark.journey
def test_an_account_keeps_its_rules_and_every_launch_goes_by_them(place: Place, tmp_path: Path) -> None:
    catalog, rules = write_products(tmp_path / "things.csv", JOURNEY), write_rules(tmp_path / "rules.toml")
    place.truth.post("accounts", {"account": "demo", "boards": list(THERE)})
    place.pinflow.run("boards", "rules", "set", str(rules))

    report = check_and_launch_agree(place.pinflow, place.truth, catalog)

    assert report["live"] == JOURNEY
    listed = {one["name"]: one for one in place.pinflow.json("boards", "list", "--sections")["boards"]}
    assert [part["name"] for part in listed["Vases"]["sections"]] == ["Tall"]
    assert "Nothing was launched, sent or made." in place.pinflow.run("boards", "check", str(catalog)).stdout
    assert {one["state"] for one in place.pinflow.json("boards", "sync")["names"]} == {"same"}


@pytest.mark.chaos
def test_five_hundred_products_go_to_eight_boards_by_rules_as_the_check_says(tmp_path: Path) -> None:
    catalog, rules = write_products(tmp_path / "things.csv", ACCEPTANCE), write_rules(tmp_path / "rules.toml")
    with pinflow_up(tmp_path) as (pinflow, truth, _):
        truth.post("limits", {"org_write": 6_000, "org_read": 6_000})
        truth.post("accounts", {"account": "demo", "boards": list(THERE)})
        assert len(pinflow.json("boards", "list")["boards"]) == len(names(truth))
        words = ("--boards-file", str(rules))
        report = check_and_launch_agree(pinflow, truth, catalog, *words)
        again = pinflow.json("launch", str(catalog), *words)
        boards = Counter(names(truth).values())
    assert (report["live"], report["already"]) == (ACCEPTANCE, 0)
    assert (again["live"], again["already"]) == (ACCEPTANCE, ACCEPTANCE)
    assert all(boards[fold_board_name(name)] == 1 for name in BOARDS)
