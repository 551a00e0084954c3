"""What a person sees of a plan: the days, the end, and what has no place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from textwrap import wrap

from rich.table import Table
from rich.text import Text

from contracts.contract import Instant
from drafting.spread import Why
from drafting.windows import find_zone
from starter.clocks import here_words, zoned_words
from starter.phrases import took
from starter.plan_days import LINES_MAX, DayLine, PlannedRow, days_shown, ends
from starter.plan_report import counts_of, reasons_of

WIDTH = 80
BOARD_WIDTH_MAX = 30
SHORT_SECONDS = 10.0
"""Pins nearer than this are told to a tenth of a second."""


@dataclass(frozen=True)
class PlanHead:
    """What a plan was made for. `rules`: who keeps its pins to which hours; `stopped`: why nothing would leave."""

    source: str
    account: str
    zone: str
    rules: Sequence[tuple[str, str]] = ()
    stopped: str | None = None


def head_lines(head: PlanHead) -> Iterator[str]:
    """For which account, and by whose rules."""
    yield f"Plan for {head.source}, account {head.account}"
    for who, rule in head.rules:
        yield from wrap(f"{who}: {rule}", WIDTH, initial_indent="  ", subsequent_indent="    ")
    if not head.rules:
        yield "  no window: pins leave as early as the quota allows"
    if head.stopped:
        yield f"  The account is stopped; let it go on with: pinflow resume --account {head.account}"


def plan_table(rows: Sequence[PlannedRow], zone: str) -> Table:
    """A line for each day and board, or for each day; times by the zone's clocks."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("day", no_wrap=True)
    table.add_column("board", overflow="ellipsis", no_wrap=True, max_width=BOARD_WIDTH_MAX)
    table.add_column("pins", justify="right", no_wrap=True, min_width=len("pins"))
    for name in ("first", "last"):
        table.add_column(name, no_wrap=True)
    table.add_column("apart", no_wrap=True)
    day: date | None = None
    for line in days_shown(rows, zone)[:LINES_MAX]:
        table.add_row(f"{line.day:%a %Y-%m-%d}" if line.day != day else "", *_cells(line, zone))
        day = line.day
    return table


def hidden_line(rows: Sequence[PlannedRow], zone: str) -> str | None:
    """How many lines the table has no room for."""
    more = len(days_shown(rows, zone)) - LINES_MAX
    return f"and {more:,} more {'day' if more == 1 else 'days'}; --json has all" if more > 0 else None


def end_lines(rows: Sequence[PlannedRow], zone: str, viewer: tzinfo | None = None) -> Iterator[str]:
    """When the last leaves, by the zone's clocks and, where they differ, by the viewer's."""
    end, counts = ends(rows), counts_of(rows)
    if end is None:
        yield "● Nothing would leave."
        return
    yield f"● {_pins(counts.placed)} would leave, the last {zoned_words(end, zone)}"
    here = here_words(end, zone, viewer)
    if here:
        yield f"  by the clocks here {here}"


def rest_lines(rows: Sequence[PlannedRow]) -> Iterator[str]:
    """What would not leave, and why."""
    counts = counts_of(rows)
    if counts.live:
        yield f"  {_pins(counts.live)} live already."
    said = {row.reason: row.message for row in rows if row.reason in set(Why)}
    for reason, count in reasons_of(rows):
        words = f"{count:,} x {reason}" + (f": {said[reason]}" if reason in said else "")
        yield from wrap(words, WIDTH, initial_indent="  ", subsequent_indent="      ")
    if counts.refused:
        yield "  Which are refused, and what to do: pinflow launch FILE --dry-run"


def apart_words(seconds: float | None) -> str:
    """`20 min`; blank for a pin alone."""
    if seconds is None:
        return ""
    return f"{seconds:.1f} s" if seconds < SHORT_SECONDS else took(seconds)


def _cells(line: DayLine, zone: str) -> Sequence[str | Text]:
    board = line.boards[0] if len(line.boards) == 1 else f"{len(line.boards)} boards"
    first, last = (_clock(at, zone) for at in (line.first, line.last))
    return (
        Text(board),
        f"{line.count:,}",
        first,
        last,
        apart_words(line.apart_seconds),
    )


def _clock(at: Instant, zone: str) -> str:
    return f"{datetime.fromtimestamp(at, find_zone(zone)):%H:%M}"


def _pins(count: int) -> str:
    return f"{count:,} pin{'' if count == 1 else 's'}"
