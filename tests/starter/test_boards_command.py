"""`pinflow boards`: boards at a Pinterest that runs, and rules in a home's ledger."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.names import AccountKey
from contracts.trouble import SpamBlocked
from starter.__main__ import run_command
from tests.builders import ACCOUNT
from tests.fakes.clock import START
from tests.starter.catalogs import a_catalog, a_line
from tests.starter.launches import home_s_ledger
from tests.starter.pinterest_here import PinterestHere, pinterest_here

pytestmark = pytest.mark.usefixtures("home_with_ledger")

RULES = """\
# what goes where
default = "none"

[[rule]]
name = "Sale"
board = "Sale"
section = "Last pieces"
tag = "sale"

[[rule]]
board = "{brand} looks"
brand = "*"
"""
LINES = (
    a_line("one", board="", tags="sale", brand="Acme"),
    a_line("two", board="", brand="Acme"),
    a_line("three", board="", product_type="Hats"),
    a_line("four", board="Mugs", tags="sale"),
)


@pytest.fixture(scope="module")
def running() -> Iterator[PinterestHere]:
    with pinterest_here() as running:
        yield running


@pytest.fixture
def pinterest(running: PinterestHere, monkeypatch: pytest.MonkeyPatch) -> PinterestHere:
    """A Pinterest with one account, `demo`, and nothing on it."""
    running.post("reset", {})
    monkeypatch.setenv("PINFLOW_PINTEREST_URL", running.api_url)
    return running


@pytest.fixture
def catalog(tmp_path: Path) -> str:
    return str(a_catalog(tmp_path / "spring.csv", *LINES))


@pytest.fixture
def rules(tmp_path: Path) -> str:
    file = tmp_path / "rules.toml"
    file.write_text(RULES, encoding="utf-8")
    return str(file)


def boards(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:  # Any: a JSON document
    assert run_command(["boards", *words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run_command(["boards", *words]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *words: str, code: int = 2) -> str:
    assert run_command(["boards", *words]) == code
    heard = capsys.readouterr()
    assert heard.out == ""
    return heard.err


class TestRules:
    def test_rules_are_kept_as_they_were_given_until_they_are_cleared(
        self, capsys: pytest.CaptureFixture[str], rules: str
    ) -> None:
        assert boards(capsys, "rules", "set", rules) == {"account": "demo", "rules": 2, "default": "none"}
        assert said(capsys, "rules", "show") == RULES
        assert boards(capsys, "rules", "show") == {"account": "demo", "text": RULES}
        assert boards(capsys, "rules", "clear") == {"account": "demo", "cleared": True}
        assert boards(capsys, "rules", "clear") == {"account": "demo", "cleared": False}
        assert "keeps no board rules" in said(capsys, "rules", "show")

    def test_rules_that_cannot_be_used_replace_none(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        said(capsys, "rules", "set", rules)
        broken = tmp_path / "broken.toml"
        broken.write_text("[[rule]]\nboard = 'x'\ntags = 'y'", encoding="utf-8")
        assert 'did you mean "tag"?' in refused(capsys, "rules", "set", str(broken))
        assert said(capsys, "rules", "show") == RULES

    @pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * 900_000, b"[[rule"])
    def test_a_file_that_is_no_rules_is_refused(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
    ) -> None:
        file = tmp_path / "rules.toml"
        file.write_bytes(content)
        assert "The board rules of rules.toml cannot be used" in refused(capsys, "rules", "set", str(file))

    def test_a_file_that_is_not_there_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert "cannot be used" in refused(capsys, "rules", "set", "nowhere.toml")

    def test_an_account_that_is_not_there_keeps_nothing(
        self, capsys: pytest.CaptureFixture[str], rules: str
    ) -> None:
        assert "there are: demo" in refused(capsys, "rules", "set", rules, "--account", "nobody")


class TestCheck:
    def test_products_boards_and_rules_are_told(
        self, capsys: pytest.CaptureFixture[str], pinterest: PinterestHere, catalog: str, rules: str
    ) -> None:
        pinterest.with_boards("Mugs")
        said(capsys, "rules", "set", rules)
        found = boards(capsys, "check", catalog)
        assert [(one["board"], one["products"], one["presence"], one["by"]) for one in found["boards"]] == [
            ("Acme looks", 1, "new", ["rule 2"]),
            ("Mugs", 1, "there", ["file"]),
            ("Sale", 1, "new", ["Sale"]),
        ]
        assert found["boards"][2]["sections"] == [{"section": "Last pieces", "products": 1}]
        assert [(one["kind"], one["products"], one["title"]) for one in found["unmatched"]] == [
            ("Hats", 1, "Product three")
        ]
        assert found["rules_of"] == "account demo"
        assert [row["board"] for row in found["rows"]] == ["Sale", "Acme looks", None, "Mugs"]

    @pytest.mark.usefixtures("nothing_here")
    def test_a_check_makes_nothing(
        self,
        capsys: pytest.CaptureFixture[str],
        pinterest: PinterestHere,
        catalog: str,
        rules: str,
        tmp_path: Path,
    ) -> None:
        before = pinterest.boards()
        boards(capsys, "check", catalog, "--boards-file", rules)
        assert pinterest.boards() == before
        assert not (tmp_path / ".pinflow").exists()

    def test_a_dry_run_says_the_same_of_every_row(
        self, capsys: pytest.CaptureFixture[str], pinterest: PinterestHere, catalog: str, rules: str
    ) -> None:
        checked = boards(capsys, "check", catalog, "--boards-file", rules)
        assert run_command(["launch", catalog, "--boards-file", rules, "--dry-run", "--json"]) == 0
        judged = json.loads(capsys.readouterr().out)
        assert [(row["product"], row["board"], row["section"], row["reason"]) for row in checked["rows"]] == [
            (row["product"], row["board"], row["section"], row["reason"]) for row in judged["products"]
        ]

    def test_the_rules_of_a_file_go_before_those_that_the_account_keeps(
        self,
        capsys: pytest.CaptureFixture[str],
        pinterest: PinterestHere,
        catalog: str,
        rules: str,
        tmp_path: Path,
    ) -> None:
        said(capsys, "rules", "set", rules)
        other = tmp_path / "other.toml"
        other.write_text("default = 'New in'", encoding="utf-8")
        found = boards(capsys, "check", catalog, "--boards-file", str(other))
        assert {row["board"] for row in found["rows"]} == {"New in", "Mugs"}
        assert found["rules_of"] == "other.toml"

    def test_a_person_sees_a_table_and_what_to_look_at(
        self, capsys: pytest.CaptureFixture[str], pinterest: PinterestHere, catalog: str, rules: str
    ) -> None:
        said(capsys, "rules", "set", rules)
        told = said(capsys, "check", catalog)
        assert "4 products of spring.csv, 2 board rules of account demo" in told
        assert "will be made" in told
        assert "No rule fits, and they would be refused: 1 product" in told
        assert "1 of Hats, such as row 4: Product three" in told
        assert "Nothing was launched, sent or made." in told

    def test_a_pinterest_that_is_away_is_no_reason_not_to_check(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, catalog: str, rules: str
    ) -> None:
        said(capsys, "rules", "set", rules)
        monkeypatch.setenv("PINFLOW_PINTEREST_URL", "http://127.0.0.1:9/v5")
        assert {one["presence"] for one in boards(capsys, "check", catalog)["boards"]} == {"unknown"}
        assert "were not looked up" in said(capsys, "check", catalog)

    def test_rules_of_accounts_that_are_not_connected_are_told(
        self, capsys: pytest.CaptureFixture[str], catalog: str, tmp_path: Path
    ) -> None:
        file = tmp_path / "rules.toml"
        file.write_text("[accounts.clinet]\ndefault = 'x'", encoding="utf-8")
        assert "not connected: clinet" in said(capsys, "check", catalog, "--boards-file", str(file))

    def test_a_board_for_every_product_and_a_file_for_rules_are_both_taken(
        self, capsys: pytest.CaptureFixture[str], catalog: str, rules: str
    ) -> None:
        found = boards(capsys, "check", catalog, "--board", "All", "--boards-file", rules)
        assert [(one["board"], one["products"]) for one in found["boards"]] == [("All", 4)]


class TestBoards:
    def test_boards_are_listed_with_their_ids_and_our_names(
        self, capsys: pytest.CaptureFixture[str], pinterest: PinterestHere
    ) -> None:
        pinterest.with_boards("Mugs", "Hats")
        found = boards(capsys, "list")["boards"]
        assert {one["id"]: one["name"] for one in found} == pinterest.boards()
        assert all((one["privacy"], one["pins"], one["sections"]) == ("PUBLIC", 0, None) for one in found)
        board_id = next(one["id"] for one in found if one["name"] == "Mugs")
        pinterest.as_user("POST", f"/boards/{board_id}/sections", {"name": "Blue"})
        with_sections = boards(capsys, "list", "--sections")["boards"]
        assert [part["name"] for one in with_sections for part in one["sections"]] == ["Blue"]
        assert "Mugs" in said(capsys, "list")

    def test_a_listing_of_many_pages_is_read_to_its_end(
        self, capsys: pytest.CaptureFixture[str], pinterest: PinterestHere
    ) -> None:
        pinterest.with_boards(*(f"Board {at}" for at in range(600)))
        assert len(boards(capsys, "list")["boards"]) >= 600

    def test_sync_follows_what_a_person_did_at_pinterest(
        self, capsys: pytest.CaptureFixture[str], pinterest: PinterestHere
    ) -> None:
        pinterest.with_boards("Mugs", "Hats", "Vases")
        assert {one["state"] for one in boards(capsys, "sync")["names"]} == {"new"}
        ids = {name: board_id for board_id, name in pinterest.boards().items()}
        pinterest.as_user("PATCH", f"/boards/{ids['Mugs']}", {"name": "Cups"})
        pinterest.as_user("DELETE", f"/boards/{ids['Hats']}")
        pinterest.as_user("DELETE", f"/boards/{ids['Vases']}")
        pinterest.with_boards("Vases")

        told = said(capsys, "sync")

        assert "Renamed: what we call 'Mugs' is 'Cups'" in told
        assert "Gone: 'Hats'" in told
        assert "Moved: 'Vases'" in told
        states = {one["name"]: one["state"] for one in boards(capsys, "sync")["names"]}
        assert states["Hats"] == "missing"
        assert states["Vases"] == "same"
        assert states["Mugs"] == "renamed"

    def test_a_board_is_made_once(self, capsys: pytest.CaptureFixture[str], pinterest: PinterestHere) -> None:
        made = boards(capsys, "create", " Spring  looks ")
        again = boards(capsys, "create", "SPRING LOOKS")
        assert (made["made"], again["made"], made["id"]) == (True, False, again["id"])
        assert list(pinterest.boards().values()).count("Spring looks") == 1

    def test_a_board_that_was_made_needs_no_reading_of_its_history(
        self, capsys: pytest.CaptureFixture[str], pinterest: PinterestHere
    ) -> None:
        made = boards(capsys, "create", "Spring")

        async def known() -> tuple[list[str | None], int]:
            async with home_s_ledger() as ledger:
                found = await ledger.boards.known(ACCOUNT, ["spring"])
                return [one.board_id for one in found], len(await ledger.boards.history(ACCOUNT, [made["id"]]))

        assert asyncio.run(known()) == ([made["id"]], 1)

    def test_a_secret_board_may_be_made(
        self, capsys: pytest.CaptureFixture[str], pinterest: PinterestHere
    ) -> None:
        made = boards(capsys, "create", "Plans", "--secret")
        (found,) = [one for one in boards(capsys, "list")["boards"] if one["id"] == made["id"]]
        assert found["privacy"] == "SECRET"

    def test_a_token_that_may_make_no_secret_boards_says_how_to_get_one_that_may(
        self, capsys: pytest.CaptureFixture[str], pinterest: PinterestHere
    ) -> None:
        no = {"status": 401, "body": {"code": 3, "message": "Your token does not have sufficient permissions."}}
        rule = {"match": {"method": "POST", "path": "/v5/boards"}, "times": 1, "effect": no}
        pinterest.post("faults", {"rules": [rule]})
        assert "--scopes-secret-boards" in refused(capsys, "create", "Plans", "--secret")

    @pytest.mark.parametrize("name", ["", " \n", "x" * 181, "700000000000000001"])
    def test_a_name_that_cannot_be_meant_is_refused(
        self, capsys: pytest.CaptureFixture[str], pinterest: PinterestHere, name: str
    ) -> None:
        before = pinterest.boards()
        assert refused(capsys, "create", name)
        assert pinterest.boards() == before

    def test_an_account_that_is_full_is_told_so(
        self, capsys: pytest.CaptureFixture[str], pinterest: PinterestHere
    ) -> None:
        pinterest.with_boards(*(f"Board {at}" for at in range(2_000 - len(pinterest.boards()))))
        assert "Pinterest allows 2,000" in refused(capsys, "create", "One more")

    def test_trouble_says_what_to_do(
        self, capsys: pytest.CaptureFixture[str], pinterest: PinterestHere, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dead = {"status": 401, "body": {"code": 2, "message": "Authentication failed."}}
        pinterest.post("faults", {"rules": [{"match": {"path": "/v5/boards"}, "times": 1, "effect": dead}]})
        assert "pinflow accounts reconnect demo" in refused(capsys, "list", code=4)
        monkeypatch.setenv("PINFLOW_PINTEREST_URL", "http://127.0.0.1:9/v5")
        assert "pinflow doctor" in refused(capsys, "list", code=4)

    def test_no_board_is_made_for_an_account_that_is_parked(
        self, capsys: pytest.CaptureFixture[str], pinterest: PinterestHere
    ) -> None:
        async def park() -> None:
            async with home_s_ledger() as ledger:
                await ledger.accounts.park(ACCOUNT, SpamBlocked("a block"), START)

        asyncio.run(park())
        assert "is parked: a block" in refused(capsys, "create", "Spring")
        assert "Spring" not in pinterest.boards().values()


def test_an_account_of_several_must_be_named(capsys: pytest.CaptureFixture[str], pinterest: PinterestHere) -> None:
    async def second() -> None:
        async with home_s_ledger() as ledger:
            await ledger.accounts.add(AccountKey("lamps"), "sealed", START)

    asyncio.run(second())
    assert "there are: demo, lamps" in refused(capsys, "sync")
