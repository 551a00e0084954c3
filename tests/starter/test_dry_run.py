"""A dry run: what would become of every row, and nothing happens."""

import asyncio
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from contracts.launch import LaunchPolicy
from contracts.ledger import KnownBoard, NewRow
from contracts.outcome import Reason
from contracts.product import Money
from contracts.refusals import refuse
from contracts.wording import Wording, Wordings
from starter.__main__ import run_command
from starter.dry_run import ALREADY, READY, REFUSED, Verdict, concerns_of, judged, report, table_of
from tests.builders import ACCOUNT, BOARD, POLICY, a_product, rows_of
from tests.starter.catalogs import a_catalog, a_line
from tests.starter.launches import ended_live, home_s_ledger

pytestmark = pytest.mark.usefixtures("home_with_ledger")

RULES = LaunchPolicy(pin=POLICY)


@pytest.fixture(autouse=True)
def a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def a_row(key: str = "blue-mug", **changes: object) -> NewRow:
    (row,) = rows_of(a_product(key, **changes))
    return row


class TestVerdict:
    def test_a_row_that_can_be_a_pin_shows_it(self) -> None:
        verdict = judged(a_row(), RULES)

        assert (verdict.verdict, verdict.refused) == (READY, None)
        assert verdict.draft is not None
        assert verdict.draft.title == "Product blue-mug"

    def test_a_sale_is_told_while_its_dates_say_so(self) -> None:
        policy = RULES.model_copy(update={"wordings": Wordings(every=Wording(title="{title}[[ {sale_price}]]"))})
        sale = Money(amount=Decimal(9), currency="EUR")
        ends = ("2001-01-01", "2099-01-01")
        rows = [a_row(sale_price=sale, extras={"Date sale price ends": end}) for end in ends]
        drafts = [judged(row, policy).draft for row in rows]
        assert [draft and draft.title for draft in drafts] == ["Product blue-mug", "Product blue-mug €9.00"]

    def test_a_row_that_is_live_is_not_pinned_again(self) -> None:
        assert judged(a_row(), RULES, live=True).verdict == ALREADY

    def test_a_row_that_cannot_be_a_pin_says_why(self) -> None:
        verdict = judged(a_row(title=""), RULES)

        assert verdict.verdict == REFUSED
        assert verdict.refused is not None
        assert verdict.refused.reason is Reason.TITLE_MISSING

    def test_what_is_refused_already_is_not_live(self) -> None:
        """Of the product that was pinned the file has nothing left to say."""
        row = a_row().model_copy(update={"refused": refuse(Reason.BOARD_INVALID, "too long")})

        assert judged(row, RULES, live=True).verdict == REFUSED

    def test_a_wording_names_the_board_that_the_launch_chose(self) -> None:
        words = Wordings(boards={"sale": Wording(title="{title} on {board}")})
        policy = LaunchPolicy(pin=POLICY, board="Sale", wordings=words)

        draft = judged(a_row(board="Mugs"), policy).draft

        assert draft is not None
        assert draft.title == "Product blue-mug on Sale"

    def test_each_picture_has_its_own(self) -> None:
        second = a_row().model_copy(update={"image_slot": 1})

        assert judged(second, RULES).verdict == REFUSED


class TestTable:
    def lines(self, *verdicts: Verdict) -> list[str]:
        console = Console(width=80, file=StringIO(), record=True)
        console.print(table_of(verdicts))
        return [line.rstrip() for line in console.export_text().splitlines()]

    def test_every_column_is_seen_at_80_columns_whatever_a_title_is(self) -> None:
        long = a_row(title="A title " * 12, board="A board that has a name of some length").model_copy(
            update={"row": 100_000, "image_slot": 19}
        )
        verdicts = [judged(a_row(availability="out_of_stock"), RULES), judged(long, RULES)]

        lines = self.lines(*verdicts)

        assert lines[0].split() == ["row", "verdict", "title", "board"]
        assert lines[1].split()[:2] == ["2", "product_out_of_stock"]
        assert lines[2].split()[0] == "100000.20"
        assert len(lines) == 3
        assert max(map(len, lines)) <= 80

    def test_a_title_is_no_markup(self) -> None:
        assert "[red]Mug[/red]" in self.lines(judged(a_row(title="[red]Mug[/red]"), RULES))[1]


def test_who_must_act_on_what_is_counted() -> None:
    untitled = [judged(a_row(title="").model_copy(update={"row": row}), RULES) for row in (2, 3)]

    (concern,) = concerns_of([*untitled, judged(a_row(), RULES)])

    assert (concern.reason, concern.count) == (Reason.TITLE_MISSING, 2)


def test_the_document_counts_what_it_lists() -> None:
    verdicts = [judged(a_row(), RULES), judged(a_row(), RULES, live=True), judged(a_row(title=""), RULES)]

    document = json.loads(json.dumps(report(verdicts)))

    assert [document[name] for name in ("total", "ready", "already", "refused")] == [3, 1, 1, 1]
    assert [line["verdict"] for line in document["products"]] == ["ready", "already", "refused"]


def dry(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:  # Any: a JSON document
    assert run_command(["launch", *words, "--dry-run", "--json"]) == code
    told = capsys.readouterr()
    return json.loads(told.out) if code != 2 else told.err


def test_every_row_is_judged_as_the_launch_would(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two = ",".join(f"https://cdn.example.com/more-{number}.jpg" for number in (1, 2))
    file = a_catalog(
        tmp_path / "mugs.csv",
        a_line("one", additional_image_link=two, board="Spring looks"),
        a_line("two", title=""),
        {"board": "of a row that cannot be read"},
    )

    document = dry(capsys, str(file), "--images", "2", "--title", "{title} for {price}")

    assert [(line["row"], line["image"], line["verdict"]) for line in document["products"]] == [
        (2, 1, "ready"),
        (2, 2, "ready"),
        (3, 1, "refused"),
        (4, 1, "refused"),
    ]
    first = document["products"][0]
    assert first["title"] == "Product one for €12.50"
    assert first["board"] == "Spring looks"
    assert first["image_url"] == "https://cdn.example.com/one.jpg"
    assert first["link"].startswith("https://shop.example.com/products/one?utm_source=pinterest")
    assert document["products"][3]["reason"] == "row_unreadable"
    assert document["products"][3]["remedy"]


def test_nothing_is_started_and_nothing_is_launched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dry(capsys, str(a_catalog(tmp_path / "mugs.csv", a_line("one"))))

    home = tmp_path / ".pinflow"
    assert not (home / "stack.json").exists()
    assert list((home / "sources").iterdir()) == []
    assert run_command(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"accounts": [], "launches": [], "sources": []}


async def known_board() -> None:
    async with home_s_ledger() as ledger:
        await ledger.boards.keep(ACCOUNT, [KnownBoard(name="mugs", board_id=BOARD)])


def test_what_is_live_already_is_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(ended_live(a_product("one")))
    asyncio.run(known_board())
    file = a_catalog(tmp_path / "mugs.csv", a_line("one"), a_line("two"), a_line("three", board="Another"))

    document = dry(capsys, str(file))
    again = dry(capsys, str(file), "--edition", "autumn")

    assert [line["verdict"] for line in document["products"]] == ["already", "ready", "ready"]
    assert {line["verdict"] for line in again["products"]} == {"ready"}


@pytest.mark.parametrize(
    ("strict", "title", "code"), [(True, "", 3), (False, "", 0), (True, "Mug", 0), (False, "Mug", 0)]
)
def test_strict_fails_when_something_would_be_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], title: str, code: int, *, strict: bool
) -> None:
    file = a_catalog(tmp_path / "mugs.csv", a_line("one", title=title), a_line("two"))

    dry(capsys, str(file), *(["--strict"] if strict else []), code=code)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--account", "nobody"], "there are: demo"),
        (["--images", "none"], "--images"),
        (["--timezone", "Mars"], "--timezone"),
        (["--timezone", "EST"], "write America/New_York"),
        (["--window", "18:00-22:00"], "--window"),
        (["--window", "18:00-22:00 Mars"], 'no time zone "Mars"'),
        (["--per-day", "0"], "--per-day"),
        (["--title", "{titel}"], 'did you mean "title"'),
        (["--templates", "nothing.toml"], "nothing.toml"),
        (["--shop", "shop.example.com"], "--shop"),
    ],
)
def test_what_cannot_be_meant_is_told_as_in_a_launch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert told in dry(capsys, str(a_catalog(tmp_path / "mugs.csv", a_line("one"))), *words, code=2)


def test_a_publish_date_without_a_zone_is_asked_about(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = a_catalog(tmp_path / "mugs.csv", a_line("one", **{"publish date": "2031-01-01 20:00"}))

    assert "row 2" in dry(capsys, str(file), code=2)
    assert dry(capsys, str(file), "--timezone", "Europe/Berlin")["products"][0]["not_before"] == 1_925_060_400.0


def test_a_file_that_breaks_further_down_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    products = [a_line(f"mug-{number}") for number in range(80)]
    file = tmp_path / "mugs.json"
    file.write_text(json.dumps(products)[:-30])

    assert "Cannot launch" in dry(capsys, str(file), code=2)


def test_a_person_sees_a_table_and_who_must_act(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [a_line(f"mug-{number}", title="" if number == 3 else "Mug") for number in range(70)]

    assert run_command(["launch", str(a_catalog(tmp_path / "mugs.csv", *lines)), "--dry-run"]) == 0

    told = capsys.readouterr().out
    assert "and 10 more; --json has all" in told
    assert "69 ready, 1 refused: nothing was sent" in told
    assert "1 x title_missing" in told
    assert max(map(len, told.splitlines())) <= 80
