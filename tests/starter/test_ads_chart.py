"""The chart as a picture: a PNG that opens, with a part for each number, and one that says what it lacks."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from ads.day_series import Point, shown_of
from contracts.ads import AdsSourceSpec, CoverageState, DatasetKey
from starter.ads_chart import Chart, chart_lines, chart_report, panels_of
from starter.ads_chart_picture import GAP, draw_picture

FIRST = date(2026, 10, 24)


def a_chart(columns: tuple[str, ...], count: int = 30) -> Chart:
    spec = AdsSourceSpec(
        key="campaigns-daily",
        account="demo",
        ad_account_id="549755885175",
        currency="EUR",
        dataset=DatasetKey.CAMPAIGN,
        columns=columns,
    )
    points = [
        Point(FIRST + timedelta(days=n), CoverageState.FETCHED, Decimal(n), Decimal(2 * n), Decimal(3 * n))
        for n in range(count)
    ]
    points[3] = Point(FIRST + timedelta(days=3), CoverageState.FAILED)
    return Chart(spec, FIRST, FIRST + timedelta(days=count - 1), shown_of(spec), points)


WHOLE = ("SPEND_IN_MICRO_DOLLAR", "TOTAL_CLICKTHROUGH", "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR")


@pytest.mark.parametrize("columns", [WHOLE, WHOLE[:2], WHOLE[:1]])
def test_the_picture_has_a_part_for_each_number_and_shows_the_gap(
    tmp_path: Path, columns: tuple[str, ...]
) -> None:
    chart, path = a_chart(columns), tmp_path / "chart.png"
    draw_picture(path, "campaigns-daily", panels_of(chart, chart.points), chart.points)
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        assert picture.size == (1440, round((2.4 * len(columns) + 0.9) * 144))
        colours = {colour for _, colour in picture.convert("RGB").getcolors(2**24) or []}
    assert tuple(bytes.fromhex(GAP[1:])) in colours


def test_the_terminal_has_80_columns_and_says_what_is_lacking() -> None:
    lines = list(chart_lines(a_chart(WHOLE[:2]), 80))
    assert max(map(len, lines)) <= 80
    assert lines[-1] == "No ROAS: the source has no TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR."
    assert lines[-2] == "● fetched  ✗ failed"
    assert any(line.startswith("Spend, EUR") for line in lines)


def test_more_days_than_fit_are_drawn_by_week() -> None:
    lines = list(chart_lines(a_chart(WHOLE, 200), 80))
    assert lines[0].endswith(", by week")
    assert max(map(len, lines)) <= 80


def test_the_document_is_exact() -> None:
    told = chart_report(a_chart(WHOLE), None)
    assert told["days"][3] == {
        "day": "2026-10-27",
        "state": "failed",
        "spend": None,
        "clicks": None,
        "value": None,
        "roas": None,
    }
    assert (told["days"][7]["spend"], told["days"][7]["roas"]) == ("7", "3.000000")
