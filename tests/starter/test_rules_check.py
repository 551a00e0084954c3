"""`pinflow rules check`: events from files, explained by rules, with nothing written anywhere."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from config import load_settings
from contracts.happenings import HappeningKind
from contracts.names import SourceKey
from contracts.product import Product
from drafting.change_decisions import Deciding
from drafting.change_rules import ChangeBook
from drafting.change_rules_text import read_change_rules, usual_rules
from starter.__main__ import run_command
from starter.ledger import open_ledger
from starter.rehearsal import snapshot_of
from starter.source_rules import USUAL_TEXT
from store.changes import SqlChanges
from store.products import SqlProducts
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import START
from tests.starter.catalogs import a_catalog, a_line

RULES = """\
[[rule]]
name = "Sale"
on = "price_drop"
by_percent = 20
do = "repin"
board = "Sale"

[[rule]]
on = "new"
do = "pin"

[[rule]]
on = "deleted"
do = "delete"
"""
MUG = {"id": 7, "handle": "mug", "title": "Mug", "updated_at": "2026-11-20T10:00:00Z"}


def a_body(price: str, at: str = "2026-11-20T10:00:00Z") -> dict[str, object]:
    return MUG | {"updated_at": at, "variants": [{"price": price}]}


@pytest.fixture
def rules(tmp_path: Path) -> str:
    return written(tmp_path / "rules.toml", RULES)


def written(file: Path, content: str | bytes) -> str:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(file)


def checked(capsys: pytest.CaptureFixture[str], *words: str) -> Any:  # Any: a JSON document
    assert run_command(["rules", "check", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run_command(["rules", "check", *words]) == 2
    heard = capsys.readouterr()
    assert heard.out == ""
    return heard.err


def decided(check: Any) -> list[list[str]]:  # Any: a JSON document
    return [[action["do"] for action in one["actions"]] for one in check["events"]]


async def known_at(source: SourceKey, product: Product, foreign_id: str | None = None) -> None:
    """The source has told of the product long ago."""
    async with open_ledger(load_settings()) as ledger:
        told = snapshot_of(product, START).model_copy(update={"foreign_id": foreign_id})
        await SqlChanges(ledger.database).put(source, [told], START)
        deciding = Deciding(source, ChangeBook.of(usual_rules(ACCOUNT)), START)
        await SqlProducts(ledger.database).fold(source, product.key, deciding, START)


class TestBodies:
    def test_bodies_of_a_shop_are_explained_one_by_one(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        hours = {"20": 10, "19": 11, "10": 12}
        told = [a_body(price, f"2026-11-20T{hour}:00:00Z") for price, hour in hours.items()]
        lines = [*told, {"id": 7}]
        bodies = written(tmp_path / "bodies.ndjson", "\n".join(map(json.dumps, lines)) + "\n\n")
        check = checked(capsys, rules, "--against", bodies, "--kind", "shopify")
        assert decided(check) == [["pin"], [], ["repin"], ["delete"]]
        assert {one["product"] for one in check["events"]} == {"mug"}
        assert check["deeds"] == {"pin": 1, "repin": 1, "delete": 1}
        assert (check["new_boards"], check["strangers"], check["idle"]) == (["Sale"], [], [])

    def test_nothing_is_made_where_nothing_is(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        body = written(tmp_path / "body.json", json.dumps(a_body("20")))
        checked(capsys, rules, "--against", body, "--kind", "shopify")
        assert not (tmp_path / ".pinflow").exists()

    def test_a_folder_s_files_are_read_by_their_names(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        folder = tmp_path / "bodies"
        folder.mkdir()
        written(folder / "2.json", json.dumps(a_body("10", "2026-11-20T12:00:00Z")))
        written(folder / "1.json", json.dumps(a_body("20")))
        written(folder / ".hidden", b"\xff")
        check = checked(capsys, rules, "--against", str(folder), "--kind", "shopify")
        assert decided(check) == [["pin"], ["repin"]]

    def test_headers_may_stand_beside_a_body(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        named = {"headers": {"X-Shopify-Topic": "products/delete"}, "body": {"id": 7, "handle": "mug"}}
        bodies = written(tmp_path / "bodies.json", json.dumps([a_body("20"), named]))
        check = checked(capsys, rules, "--against", bodies, "--kind", "shopify")
        assert decided(check) == [["pin"], ["delete"]]

    def test_a_storm_is_explained_as_one(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        bodies = written(tmp_path / "b.json", json.dumps([a_body("20"), a_body("5", "2026-11-20T12:00:00Z")]))
        check = checked(capsys, rules, "--against", bodies, "--kind", "shopify", "--together")
        assert (decided(check), check["events"][0]["events"]) == ([["pin"]], 2)

    @pytest.mark.parametrize(
        ("kind", "bodies"),
        [
            ("woocommerce", [{"id": 7, "name": "Mug", "permalink": "https://a.example/mug"}, {"id": 7}]),
            (
                "events",
                [
                    {"type": "product.upserted", "product": {"id": "mug", "title": "Mug"}},
                    {"type": "product.deleted", "product": {"id": "mug"}},
                ],
            ),
            (
                "debezium",
                [
                    {"op": "c", "before": None, "after": {"id": 7, "title": "Mug"}, "source": {"ts_ms": 1}},
                    {"op": "d", "before": {"id": 7}, "after": None, "source": {"ts_ms": 2}},
                ],
            ),
        ],
    )
    def test_each_kind_is_read_as_its_door_reads_it(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path, kind: str, bodies: list[object]
    ) -> None:
        file = written(tmp_path / "bodies.json", json.dumps(bodies))
        assert decided(checked(capsys, rules, "--against", file, "--kind", kind)) == [["pin"], ["delete"]]

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"3", b"[3]", b"[]", b"[" * 100_000, b"null"])
    def test_bodies_that_cannot_be_read_are_told_and_stop_nothing(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path, body: bytes
    ) -> None:
        folder = tmp_path / "bodies"
        folder.mkdir()
        written(folder / "1", body)
        written(folder / "2", json.dumps(a_body("20")))
        check = checked(capsys, rules, "--against", str(folder), "--kind", "shopify")
        assert decided(check) == [["pin"]]
        assert len(check["unreadable"]) == (0 if body == b"[]" else 1)

    def test_a_person_reads_the_same(self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path) -> None:
        bodies = written(tmp_path / "b.json", json.dumps([a_body("20"), a_body("20"), "nonsense"]))
        assert run_command(["rules", "check", rules, "--against", bodies, "--kind", "shopify"]) == 0
        told = capsys.readouterr().out
        assert "mug, upsert of 2026-11-20 10:00 UTC: new" in told
        assert '  rule 1 "Sale" (demo): no, it is for price_drop; what happened: new' in told
        assert "3 rules, 2 events of 1 products: 1 x pin would be done." in told
        assert "Cannot be read: 1" in told
        assert "Rules that decided nothing: Sale, rule 3." in told


class TestCatalogs:
    def test_a_catalog_is_compared_with_the_one_before(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        before = a_catalog(tmp_path / "1.csv", a_line("one", price="20"), a_line("two"), a_line("three"))
        after = a_catalog(tmp_path / "2.csv", a_line("one", price="10"), a_line("two"), a_line("four"))
        check = checked(capsys, rules, "--against", str(after), "--known", str(before), "--kind", "table")
        assert {one["product"]: [action["do"] for action in one["actions"]] for one in check["events"]} == {
            "one": ["repin"],
            "four": ["pin"],
            "three": ["delete"],
        }

    def test_without_one_before_all_is_new(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        file = a_catalog(tmp_path / "1.csv", a_line("one"), a_line("two"))
        assert decided(checked(capsys, rules, "--against", str(file))) == [["pin"], ["pin"]]

    def test_a_shrunken_catalog_deletes_nothing_and_says_so(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        lines = [a_line(f"p{number}") for number in range(30)]
        before, after = a_catalog(tmp_path / "1.csv", *lines), a_catalog(tmp_path / "2.csv", *lines[:5])
        check = checked(capsys, rules, "--against", str(after), "--known", str(before))
        assert check["events"] == []
        assert "25 of 30 products are missing" in check["doubt"]

    def test_a_file_that_is_no_catalog_is_refused(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        assert "x.csv" in refused(capsys, rules, "--against", written(tmp_path / "x.csv", b""))
        assert "There is no file" in refused(capsys, rules, "--against", str(tmp_path / "none.csv"))


class TestSource:
    def test_a_source_s_settings_are_those_that_its_events_are_read_by(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        words = ("--kind", "debezium", "--column", "bezeichnung=title", "--json")
        assert run_command(["sources", "add", "erp", *words]) == 0
        capsys.readouterr()
        event = {"op": "c", "after": {"id": 7, "bezeichnung": "Becher"}, "source": {"ts_ms": 1}}
        file = written(tmp_path / "b.json", json.dumps(event))
        (one,) = checked(capsys, rules, "--against", file, "--source", "erp")["events"]
        assert (one["product"], one["happened"]) == ("7", ["new"])

    def test_what_a_source_knows_of_its_products_is_no_news(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        assert run_command(["sources", "add", "desk", "--kind", "events", "--json"]) == 0
        capsys.readouterr()
        asyncio.run(known_at(SourceKey("desk"), a_product("mug", title="Mug")))
        event = {"type": "product.upserted", "product": {"id": "mug", "title": "Mug"}}
        file = written(
            tmp_path / "b.json", json.dumps([event, event | {"product": {"id": "cup", "title": "Cup"}}])
        )
        check = checked(capsys, rules, "--against", file, "--source", "desk")
        assert decided(check) == [[], ["pin"]]

    def test_a_deletion_by_a_shop_s_own_id_finds_the_product_that_its_source_knows(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        words = ("add", "shop", "--kind", "shopify", "--no-secret", "--json")
        assert run_command(["sources", *words]) == 0
        capsys.readouterr()
        asyncio.run(known_at(SourceKey("shop"), a_product("mug"), foreign_id="7"))
        file = written(tmp_path / "b.json", json.dumps({"id": 7}))
        check = checked(capsys, rules, "--against", file, "--source", "shop")
        assert (check["events"][0]["product"], decided(check)) == ("mug", [["delete"]])

    def test_a_catalog_is_compared_with_all_that_its_source_knows(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        words = ("add", "feed", "--kind", "feed", "--address", "https://shop.example.com/feed.csv", "--json")
        assert run_command(["sources", *words]) == 0
        capsys.readouterr()
        asyncio.run(known_at(SourceKey("feed"), a_product("mug")))
        file = a_catalog(tmp_path / "1.csv", a_line("cup"))
        check = checked(capsys, rules, "--against", str(file), "--source", "feed")
        assert {one["product"]: one["actions"][0]["do"] for one in check["events"]} == {
            "cup": "pin",
            "mug": "delete",
        }

    def test_a_source_that_is_not_there_is_refused(
        self, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
    ) -> None:
        body = written(tmp_path / "b.json", "{}")
        assert "there is no ledger" in refused(capsys, rules, "--against", body, "--source", "erp")
        assert run_command(["sources", "add", "desk", "--kind", "events", "--json"]) == 0
        capsys.readouterr()
        assert "there are: desk" in refused(capsys, rules, "--against", body, "--source", "erp")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--kind", "shopfy"), 'did you mean "shopify"?'),
        (("--account", "nobody"), "there are: demo"),
    ],
)
def test_a_slip_is_refused(
    capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    assert told in refused(capsys, rules, "--against", written(tmp_path / "b.json", "{}"), *words)


@pytest.mark.parametrize("place", ["nowhere", "empty"])
def test_events_that_are_not_there_are_refused(
    capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path, place: str
) -> None:
    (tmp_path / "empty").mkdir()
    told = refused(capsys, rules, "--against", str(tmp_path / place), "--kind", "events")
    assert f"The events of {place} cannot be read" in told


def test_rules_that_cannot_be_read_explain_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    broken = written(tmp_path / "rules.toml", "[[rule]]\non = 'new'\ndo = 'pni'")
    assert "The rules of rules.toml cannot be used" in refused(capsys, broken, "--against", broken)


def test_strangers_among_accounts_are_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rules = written(tmp_path / "rules.toml", f'{RULES}account = "lamps"\n')
    body = written(tmp_path / "b.json", json.dumps(a_body("20")))
    assert checked(capsys, rules, "--against", body, "--kind", "shopify")["strangers"] == ["lamps"]


def test_the_usual_rules_as_a_file_are_the_usual_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["rules", "show"]) == 0
    assert capsys.readouterr().out == USUAL_TEXT
    (rule,) = read_change_rules(USUAL_TEXT, ACCOUNT).rules
    assert (rule,) == usual_rules(ACCOUNT).rules
    assert rule.on == (HappeningKind.NEW,)
