"""`pinflow ads chart`: spend, clicks and return on spend by day, in the terminal and as a PNG."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from ads.day_chart import bars, columns_of, footing
from ads.day_picture import legend
from ads.day_series import Point, Shown, by_week, points_of, shown_of, why_not
from config import load_settings
from contracts.ads import AdsSourceSpec
from contracts.ads_rows import RowsAsked
from contracts.trouble import DestinationTrouble
from outcomes.report import Report
from starter.accounts import write
from starter.ads_chart_picture import Panel, draw_picture
from starter.ads_files import day_of, today_utc
from starter.ads_kept_rows import kept_rows
from starter.day_windows import window_of
from starter.failures import CommandFailed, ExitCode
from starter.ledger import find_ledger
from starter.screen import Screen
from starter.the_ads_source import ads_sources_of, the_ads_source
from store.ads_coverage import SqlAdsCoverage

DAYS = 30
"""Days that are drawn when nobody says."""
PICTURE_POINTS_MAX = 120
"""More days than this are drawn by week."""


@dataclass(frozen=True)
class ChartWish:
    """What the person typed."""

    name: str
    first: datetime | None = None
    last: datetime | None = None
    png: Path | None = None
    as_json: bool = False


@dataclass(frozen=True)
class Chart:
    """A source's days, and what of them is shown."""

    spec: AdsSourceSpec
    first: date
    last: date
    shown: Shown
    points: Sequence[Point]


def draw_chart(wish: ChartWish) -> int:
    """Draw it; the exit code. Raises `CommandFailed`."""
    chart = asyncio.run(_chart(wish))
    if wish.png is not None:
        _draw_png(wish.png, chart)
    if wish.as_json:
        write(chart_report(chart, wish.png))
        return ExitCode.DONE
    screen = Screen()
    for line in chart_lines(chart, screen.width):
        screen.say(line)
    if wish.png is not None:
        screen.say(f"The picture: {wish.png}")
    return ExitCode.DONE


async def _chart(wish: ChartWish) -> Chart:
    settings = load_settings()
    first, last = window_of(day_of(wish.first), day_of(wish.last), DAYS, today_utc())
    async with find_ledger(settings) as ledger:
        spec = (await the_ads_source(wish.name, ads_sources_of(ledger))).spec
        coverage = await SqlAdsCoverage(ledger.database).days(spec.key, first, last)
    if (why := why_not(spec)) is not None:
        raise CommandFailed(f"{spec.key} cannot be drawn: {why}.", ExitCode.USAGE)
    shown = shown_of(spec)
    rows = kept_rows(settings, spec, RowsAsked(spec.ad_account_id, first, last, shown.columns))
    try:
        points = await asyncio.to_thread(points_of, shown, rows, coverage, first, last)
    except DestinationTrouble as trouble:
        raise CommandFailed(f"{spec.key}: {trouble}", ExitCode.SERVICE_AWAY) from trouble
    return Chart(spec, first, last, shown, points)


def panels_of(chart: Chart, points: Sequence[Point]) -> Sequence[Panel]:
    """What is drawn, from above: spend, clicks, return on spend, as far as the source has them."""
    shown, currency = chart.shown, chart.spec.currency or "of the ad account's currency"
    panels: list[Panel] = []
    if shown.spend:
        panels.append((f"Spend, {currency} ({shown.spend})", [point.spend for point in points], False))
    if shown.clicks:
        panels.append((f"Clicks ({shown.clicks})", [point.clicks for point in points], False))
    if shown.spend and shown.value:
        panels.append((f"ROAS ({shown.value} / spend)", [point.roas for point in points], True))
    return panels


def chart_lines(chart: Chart, width: int) -> Iterator[str]:
    """The chart for a terminal of this width."""
    weekly = len(chart.points) > columns_of(width)
    points = by_week(chart.points) if weekly else chart.points
    points = points[-columns_of(width) :]
    yield f"{chart.spec.key}, {chart.first} to {chart.last}{', by week' if weekly else ''}"
    for title, values, _ in panels_of(chart, points):
        yield ""
        yield from bars(title, values, width)
    yield from footing(points, width)
    yield legend(point.state for point in points)
    if not chart.shown.value:
        yield "No ROAS: the source has no TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR."


def _draw_png(path: Path, chart: Chart) -> None:
    weekly = len(chart.points) > PICTURE_POINTS_MAX
    points = by_week(chart.points) if weekly else chart.points
    title = f"{chart.spec.key}, {chart.first} to {chart.last}{', by week' if weekly else ''}"
    try:
        draw_picture(path, title, panels_of(chart, points), points)
    except OSError as error:
        raise CommandFailed(f"{path} could not be written: {error.strerror}", ExitCode.USAGE) from error


def chart_report(chart: Chart, png: Path | None) -> Report:
    """The days as a document; amounts are text, exact."""
    return {
        "source": chart.spec.key,
        "currency": chart.spec.currency or None,
        "columns": {"spend": chart.shown.spend, "clicks": chart.shown.clicks, "value": chart.shown.value},
        "png": str(png) if png else None,
        "days": [
            {
                "day": point.first.isoformat(),
                "state": point.state.value if point.state else None,
                "spend": _text(point.spend),
                "clicks": _text(point.clicks),
                "value": _text(point.value),
                "roas": _text(None if point.roas is None else round(point.roas, 6)),
            }
            for point in chart.points
        ],
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
