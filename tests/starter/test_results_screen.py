"""The screen of `pinflow results`: a table, which picture leads, and what could not be had and why."""

from datetime import timedelta

import pytest

from contracts.pin_results import PinTally, ReadingState, ResultsReport
from outcomes.pin_results import By, results_of
from starter.results_screen import CSV_HEADS, csv_cells, show
from starter.screen import Screen
from tests.outcomes.test_pin_results import FIRST, LAST, MIDNIGHT, a_tally

REPORT = ResultsReport(account="demo", words="2 pins read", left=0)


def shown(
    capsys: pytest.CaptureFixture[str], *tallies: PinTally, by: By = By.PRODUCT, top: int = 20, stopped: str = ""
) -> list[str]:
    found = results_of(list(tallies), by, FIRST, LAST, midnight=MIDNIGHT)
    reports = [REPORT.model_copy(update={"stopped": stopped, "left": 3})] if stopped else [REPORT]
    show(Screen(), found, by, reports, top=top)
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def two_pictures() -> tuple[PinTally, PinTally]:
    numbers = {"impressions": 10_000, "pin_clicks": 20, "outbound_clicks": 10}
    return a_tally("1", image=0, saves=900, **numbers), a_tally("2", image=1, saves=100, **numbers)


def test_numbers_are_summed_by_product_and_the_picture_that_leads_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = shown(capsys, *two_pictures())
    assert lines[:2] == ["● demo: 2 pins read", f"Pins of {FIRST} to {LAST}, by product"]
    assert lines[2].split() == ["Product", "Pins", "Seen", "Saves", "Clicks", "To", "shop", "Saved", "Clicked"]
    assert lines[3].split() == ["Mug", "2", "20,000", "1,000", "40", "20", "5.00%", "0.20%"]
    assert "Pictures: 1 of 1 products have one that leads by more than chance." in lines
    assert any(line.startswith("  Mug: picture 1 of 2 is saved or clicked") for line in lines)


def test_more_lines_than_fit_are_counted_and_all_are_added_up(capsys: pytest.CaptureFixture[str]) -> None:
    tallies = [a_tally(str(each), product=f"p{each}", title=f"Mug {each}", impressions=10) for each in range(5)]
    lines = shown(capsys, *tallies, top=2)
    assert "and 3 more; --top, --csv and --json have them" in lines
    assert next(line for line in lines if line.startswith("all of them")).split()[3:5] == ["5", "50"]


def test_what_could_not_be_read_is_said_with_whom_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    gone = a_tally("7", state=ReadingState.CLOSED, why="not yours", read_at=None, until=None)
    young = a_tally("8", state=None, live_since=MIDNIGHT + 60, read_at=None, until=None)
    lines = shown(capsys, gone, young, stopped="the token is dead")
    assert lines[0] == "✗ demo: 2 pins read, 3 left. It ended early: the token is dead"
    told = lines.index("1 pin Pinterest does not show their numbers to this account")
    assert lines[told + 1 : told + 3] == ["  7", "  Pinterest: not yours"]
    assert "1 pin made today: Pinterest tells of whole days" in lines


def test_without_any_pin_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert "No numbers are here." in shown(capsys)


def test_a_long_name_is_shortened_and_no_number_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = shown(capsys, a_tally(title="A mug " * 30, impressions=12_345_678))
    row = next(line for line in lines if line.startswith("A mug"))
    assert len(row) <= 80
    assert "…" in row
    assert "12,345,678" in row


def test_old_numbers_say_how_to_get_newer_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """However late it is by the clock on the wall: they were read on a day long ago."""
    lines = shown(capsys, a_tally(impressions=1, read_at=86_400.0, until=LAST - timedelta(days=9)))
    assert "Newer days are there: pinflow results --read" in lines


def test_a_csv_line_has_its_cells_in_the_order_of_the_heads() -> None:
    (line,) = results_of([a_tally(impressions=4, saves=1)], By.PRODUCT, FIRST, LAST, midnight=MIDNIGHT).lines
    told = dict(zip(CSV_HEADS, csv_cells(line), strict=True))
    assert (told["label"], told["impressions"], told["save_rate"], told["image"]) == ("Mug", "4", "0.25", "")
