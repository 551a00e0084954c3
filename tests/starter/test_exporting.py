"""The rows that are not live, given back as the file that was launched."""

import asyncio
import csv
import json
from pathlib import Path

import pytest

from config import load_settings
from contracts.launch import LaunchPolicy, LaunchSummary
from contracts.ledger import NewRow
from contracts.names import AccountKey
from contracts.outcome import Reason
from contracts.wording import Wording, Wordings
from starter.__main__ import run_command
from starter.exporting import file_name
from starter.home import Home
from starter.sources import keep_source
from tests.builders import ACCOUNT, LAUNCH, a_product
from tests.fakes.clock import START
from tests.starter.catalogs import a_catalog, a_line
from tests.starter.launches import THREE, ended_live, home_s_ledger, launched, refused, waiting

pytestmark = pytest.mark.usefixtures("home_with_ledger")

MENDED = Path("test-to-mend.csv")


def launched_file(tmp_path: Path, *rows: NewRow, policy: LaunchPolicy | None = None) -> None:
    """A launch of a file with three mugs in rows 2 to 4."""
    asyncio.run(launched(*rows, policy=policy))
    file = a_catalog(tmp_path / "spring.csv", *(a_line(f"mug-{row}", Colour="blue") for row in (2, 3, 4)))
    keep_source(Home(load_settings().home), LAUNCH, file)


def lines_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def export(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert run_command(["export", *words]) == code
    told = capsys.readouterr()
    return told.err if code else told.out


def test_the_rows_in_trouble_come_back_with_the_reasons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    launched_file(tmp_path, refused(3, message="it is 300 x 300 px"), refused(4, reason=Reason.LINK_DEAD))

    told = export(capsys, LAUNCH)

    assert told.startswith("2 products to mend")
    assert "\n  pinflow launch test-to-mend.csv\n" in told
    first, second = lines_of(MENDED)
    assert (first["id"], first["Colour"], first["pinflow_reason"]) == ("mug-3", "blue", "image_too_small")
    assert first["pinflow_message"] == "it is 300 x 300 px"
    assert (second["id"], second["pinflow_reason"]) == ("mug-4", "link_dead")


def test_what_is_mended_is_launched_by_the_rules_of_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = Wordings(every=Wording(title="{title}!"), boards={"mugs": Wording(title="{title} mug")})
    launched_file(tmp_path, refused(3), policy=THREE.model_copy(update={"wordings": words, "zone": "Asia/Tokyo"}))

    told = export(capsys, LAUNCH)

    assert "pinflow launch test-to-mend.csv --images 3 --title '{title}!' --timezone Asia/Tokyo\n" in told
    assert "--templates" in told


async def a_second_account() -> None:
    async with home_s_ledger() as ledger:
        await ledger.accounts.add(AccountKey("agency"), "sealed", START)


def test_board_rules_of_a_file_are_asked_for_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    launched_file(tmp_path, refused(3), policy=THREE.model_copy(update={"boards_file": "rules.toml"}))

    assert run_command(["export", LAUNCH]) == 0

    assert "--boards-file with rules.toml as before" in capsys.readouterr().out


def test_among_several_accounts_the_launch_s_own_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    launched_file(tmp_path, refused(3))
    asyncio.run(a_second_account())

    assert "pinflow launch test-to-mend.csv --account demo\n" in export(capsys, LAUNCH)


def test_what_is_said_of_several_pictures_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    launched_file(
        tmp_path,
        refused(3, message="no title"),
        refused(3, image=2, message="no title"),
        refused(3, image=3, reason=Reason.IMAGE_BROKEN, message="broken"),
        policy=THREE,
    )

    assert export(capsys, LAUNCH).startswith("1 product to mend")

    (line,) = lines_of(MENDED)
    assert line["pinflow_message"] == "no title picture 3: broken"
    assert line["pinflow_remedy"].count("600 x 600") == 1
    assert "upload it again" in line["pinflow_remedy"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("spring.csv", "spring-to-mend.csv"),
        ("spring-to-mend.csv", "spring-to-mend.csv"),
        ("spring.2026.csv.gz", "spring-to-mend.csv"),
        (".csv", "catalog-to-mend.csv"),
        ("-to-mend.csv", "catalog-to-mend.csv"),
    ],
)
def test_the_file_is_named_after_what_was_launched(source: str, name: str, tmp_path: Path) -> None:
    summary = LaunchSummary(launch=LAUNCH, account=ACCOUNT, source=source, created=START)

    assert file_name(summary, a_catalog(tmp_path / "copy", a_line("one"))) == name


def test_a_file_that_is_there_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody may have mended half of it."""
    launched_file(tmp_path, refused(3))
    MENDED.write_text("mine")

    assert "--out" in export(capsys, LAUNCH, code=2)
    assert MENDED.read_text() == "mine"

    export(capsys, LAUNCH, "--out", "another.csv")
    assert len(lines_of(Path("another.csv"))) == 1


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    launched_file(tmp_path, refused(3))
    before = set(tmp_path.iterdir())

    assert "Cannot write" in export(capsys, LAUNCH, "--out", "no-folder/mend.csv", code=2)
    assert set(tmp_path.iterdir()) == before


def test_a_program_gets_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    launched_file(tmp_path, refused(3))

    assert json.loads(export(capsys, LAUNCH, "--json")) == {
        "launch": LAUNCH,
        "file": "test-to-mend.csv",
        "products": 1,
    }


@pytest.mark.parametrize("rows", [[], [2]])
def test_nothing_in_trouble_makes_no_file(
    rows: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even when the file is not kept any more: it is not needed."""
    if rows:
        asyncio.run(launched(*waiting(a_product())))
    else:
        asyncio.run(ended_live(a_product()))

    still = " yet" if rows else ""
    assert export(capsys, LAUNCH).startswith(f"Nothing is to be mended{still}:")
    assert json.loads(export(capsys, LAUNCH, "--json"))["file"] is None
    assert not MENDED.exists()


def test_a_launch_whose_file_is_gone_says_where_the_reasons_are(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(launched(refused(3)))

    told = export(capsys, LAUNCH, code=2)

    assert "test.csv" in told
    assert f"pinflow status {LAUNCH} --json" in told


def test_a_copy_that_somebody_damaged_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    launched_file(tmp_path, refused(3))
    (copy,) = (load_settings().home / "sources").iterdir()
    copy.write_bytes(b"%PDF-1.7")

    assert "Cannot export" in export(capsys, LAUNCH, code=2)
    assert not MENDED.exists()


def test_an_unknown_launch_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(launched(refused(2)))
    assert "There is no launch nope" in export(capsys, "nope", code=2)
