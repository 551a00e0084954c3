"""How the numbers of pins look: a table for people, lines for CSV and JSON, and what could not be had."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.table import Table
from rich.text import Text

from contracts.pin_results import ReadingState, ResultsReport
from outcomes.pin_results import EMPTY, WAITING, YOUNG, By, Leader, Line, Results, Sums, Unread
from outcomes.report import Report
from starter.screen import Screen

LEADERS_SHOWN_MAX = 5
OLD_SECONDS = 36 * 3600.0
"""Numbers that were read longer ago lack a day."""
LABEL_WIDTH = 30
LABEL_WIDTH_MIN = 12
GAP = 2
HEADS = ("", "Pins", "Seen", "Saves", "Clicks", "To shop", "Saved", "Clicked")

CSV_HEADS = (
    "account",
    "key",
    "label",
    "product",
    "image",
    "pins",
    "impressions",
    "saves",
    "pin_clicks",
    "outbound_clicks",
    "save_rate",
    "click_rate",
    "outbound_rate",
)

WHY = {
    YOUNG: "made today: Pinterest tells of whole days",
    WAITING: "not asked for yet; ask with: pinflow results --read",
    EMPTY: "asked for, and Pinterest has told of no day yet",
    ReadingState.GONE: "not at Pinterest any more; what was read before is counted",
    ReadingState.CLOSED: "Pinterest does not show their numbers to this account",
    ReadingState.REFUSED: "Pinterest does not answer for them",
}


def show(screen: Screen, found: Results, by: By, reports: Sequence[ResultsReport], *, top: int) -> None:
    """All of it."""
    for report in reports:
        if report.stopped:
            screen.say(f"✗ {report.account}: {report.words}, {report.left} left. It ended early: {report.stopped}")
        else:
            screen.say(f"● {report.account}: {report.words}")
    screen.say(f"Pins of {found.first} to {found.last}, by {by.value}")
    if found.lines:
        screen.table(_table(found, by, top, screen.width))
    else:
        screen.say("No numbers are here.")
    if len(found.lines) > top:
        screen.say(f"and {len(found.lines) - top} more; --top, --csv and --json have them")
    for line in (*_leader_lines(found.leaders), *_unread_lines(found.unread), *_age_lines(found)):
        screen.say(line)


def _table(found: Results, by: By, top: int, width: int) -> Table:
    """Numbers are shown whole, and names as far as there is room."""
    rows = [(line.label, *_cells(line.sums)) for line in found.lines[:top]]
    if len(found.lines) > 1:
        rows.append(("all of them", *_cells(found.total)))
    taken = sum(max(len(row[place]) for row in (HEADS, *rows)) + GAP for place in range(1, len(HEADS)))
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, GAP, 0, 0))
    table.add_column(by.value.capitalize(), no_wrap=True, max_width=max(LABEL_WIDTH_MIN, width - taken))
    for head in HEADS[1:]:
        table.add_column(head, justify="right", no_wrap=True)
    for label, *cells in rows:
        table.add_row(Text(label, overflow="ellipsis"), *cells)
    return table


def _cells(sums: Sums) -> Iterator[str]:
    for count in (sums.pins, sums.impressions, sums.saves, sums.pin_clicks, sums.outbound_clicks):
        yield f"{count:,}"
    yield _percent(sums.save_rate)
    yield _percent(sums.click_rate)


def _percent(rate: float | None) -> str:
    return "" if rate is None else f"{rate:.2%}"


def _leader_lines(leaders: Sequence[Leader]) -> Iterator[str]:
    clear = [leader for leader in leaders if leader.clear]
    if leaders:
        yield ""
        yield f"Pictures: {len(clear)} of {len(leaders)} products have one that leads by more than chance."
    for leader in clear[:LEADERS_SHOWN_MAX]:
        yield (
            f"  {leader.title[:LABEL_WIDTH]}: picture {leader.image + 1} of {leader.of} is saved or clicked "
            f"{leader.rate:.2%} of the time, the next {leader.next_rate:.2%}"
        )
    if len(clear) > LEADERS_SHOWN_MAX:
        yield f"  and {len(clear) - LEADERS_SHOWN_MAX} more; --json has them"


def _unread_lines(unread: Sequence[Unread]) -> Iterator[str]:
    if unread:
        yield ""
    for one in unread:
        pins = "1 pin" if one.count == 1 else f"{one.count} pins"
        yield f"{pins} {WHY[one.why]}"
        if one.why in {ReadingState.CLOSED, ReadingState.REFUSED, ReadingState.GONE}:
            yield f"  {', '.join(one.pins)}{', …' if one.count > len(one.pins) else ''}"
        if one.detail and one.why != ReadingState.GONE:
            yield f"  Pinterest: {one.detail}"


def _age_lines(found: Results) -> Iterator[str]:
    if found.read_at is not None:
        read = datetime.fromtimestamp(found.read_at, UTC)
        yield ""
        yield f"Read on {read:%Y-%m-%d %H:%M} UTC{_moving(found)}"
        if time.time() - found.read_at > OLD_SECONDS:
            yield "Newer days are there: pinflow results --read"


def _moving(found: Results) -> str:
    return f"; days from {found.moving_from} on may still change." if found.moving_from else "."


def line_report(line: Line | None, sums: Sums) -> Report:
    """A line as a document; without one, the total."""
    told: Report = {
        "pins": sums.pins,
        "impressions": sums.impressions,
        "saves": sums.saves,
        "pin_clicks": sums.pin_clicks,
        "outbound_clicks": sums.outbound_clicks,
        "save_rate": _rounded(sums.save_rate),
        "click_rate": _rounded(sums.click_rate),
        "outbound_rate": _rounded(sums.outbound_rate),
    }
    if line is None:
        return told
    image = None if line.image is None else line.image + 1
    named = {"account": line.account, "key": line.key, "label": line.label, "product": line.product or None}
    return {**named, "image": image, **told}


def csv_cells(line: Line) -> list[str]:
    """A line's cells, in the order of `CSV_HEADS`."""
    told = line_report(line, line.sums)
    return ["" if told[head] is None else str(told[head]) for head in CSV_HEADS]


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 6)
