"""A launch before its work begins: what is refused is refused before anything is started or written down."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from contracts.launch import LaunchSummary, Tally
from contracts.product import UnreadableRow
from contracts.wording import Wording, Wordings
from starter.__main__ import run_command
from starter.failures import CommandFailed, ExitCode
from starter.launch import exit_code, opened
from starter.launching import ROWS_PEEKED, LaunchWish
from tests.builders import ACCOUNT, LAUNCH
from tests.fakes.clock import START
from tests.starter.catalogs import a_catalog, a_line


def worded(file: Path, title: str) -> LaunchWish:
    return LaunchWish(file=file, wordings=Wordings(every=Wording(title=title)))


def test_an_opened_file_still_gives_all_its_rows(tmp_path: Path) -> None:
    file = a_catalog(tmp_path / "mugs.csv", *(a_line(f"mug-{number}") for number in range(ROWS_PEEKED + 5)))

    first, rows = opened(LaunchWish(file=file))

    assert len(first) == ROWS_PEEKED
    assert [row.row for row in rows] == list(range(2, ROWS_PEEKED + 7))


def test_a_column_may_be_named_that_no_product_of_this_file_fills(tmp_path: Path) -> None:
    """As in a file of the few products that were exported to be mended."""
    file = a_catalog(tmp_path / "mugs.csv", a_line("one", Colour=""))

    opened(worded(file, "{title} [[in {colour}]]"))

    with pytest.raises(CommandFailed, match="not known") as raised:
        opened(worded(file, "{title} [[in {material}]]"))
    assert raised.value.exit_code == ExitCode.USAGE


def test_rows_that_cannot_be_read_do_not_keep_a_file_from_being_opened(tmp_path: Path) -> None:
    file = a_catalog(tmp_path / "mugs.csv", {"board": "of nothing"}, a_line("one"))

    first, _ = opened(worded(file, "{title}!"))

    assert isinstance(first[0], UnreadableRow)


@pytest.mark.parametrize(
    "words",
    [
        ["nothing.csv"],
        ["."],
        ["mugs.csv", "--images", "0"],
        ["mugs.csv", "--timezone", "Mars"],
        ["mugs.csv", "--title", "{titel}"],
        ["mugs.csv", "--templates", "nothing.toml"],
        ["mugs.csv", "--limit", "0"],
        ["mugs.csv", "--window", "evenings"],
        ["mugs.csv", "--window", "18:00-22:00 UTC not after 2001-01-01"],
        ["mugs.csv", "--board-gap", "often"],
        ["mugs.csv", "--look-again", "0"],
    ],
)
def test_a_slip_starts_nothing(words: Sequence[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_catalog(tmp_path / "mugs.csv", a_line("one"))

    assert run_command(["launch", *words]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err
    assert not (tmp_path / ".pinflow").exists()


@pytest.mark.parametrize(
    ("tally", "strict", "code"),
    [
        (Tally(total=2, live=2), True, 0),
        (Tally(total=2, live=1, refused=1), True, 3),
        (Tally(total=2, live=1, refused=1), False, 0),
        (Tally(total=2, live=1, waiting=1), True, 0),
    ],
)
def test_strict_asks_for_every_product_once_all_have_ended(tally: Tally, code: int, *, strict: bool) -> None:
    summary = LaunchSummary(launch=LAUNCH, account=ACCOUNT, source="mugs.csv", created=START, tally=tally)

    assert exit_code(summary, strict=strict) == code
