"""A chart of days for a terminal: bars of eighths, and under each day what is known of it.

A day that is not there has no bar, and its sign says why; it is never drawn as zero.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ads.day_picture import SIGNS
from ads.day_series import Point

BLOCKS = " ▁▂▃▄▅▆▇█"
EIGHTHS = len(BLOCKS) - 1
ROWS = 5
LABEL_WIDTH = 9
GUTTER = 2
DATE_WIDTH = 8
"""Of a date under the bars, with room to the next."""


def columns_of(width: int) -> int:
    """How many days fit into a line."""
    return max(1, width - LABEL_WIDTH - GUTTER)


def bars(title: str, values: Sequence[Decimal | None], width: int) -> Iterator[str]:
    """A title, and the values as bars, the highest as high as the chart."""
    told = [value for value in values if value is not None]
    top = max(told, default=Decimal(0))
    total = f"; most {amount(top)}" if told else "; nothing is there"
    yield f"{title}{total}"
    step = step_of(len(values), width)
    for row in reversed(range(ROWS)):
        label = amount(top) if row == ROWS - 1 else "0" if row == 0 else ""
        cells = (_cell(value, top, row).ljust(step) for value in values)
        yield f"{label:>{LABEL_WIDTH}} {'┤' if label else '│'}{''.join(cells)}".rstrip()


def step_of(count: int, width: int) -> int:
    """Characters for each day: a bar and its distance to the next."""
    return max(1, min(3, columns_of(width) // max(1, count)))


def _cell(value: Decimal | None, top: Decimal, row: int) -> str:
    if value is None:
        return " "
    if not top:
        return BLOCKS[1] if row == 0 else BLOCKS[0]
    eighths = int(value / top * ROWS * EIGHTHS + Decimal("0.5"))
    shown = min(EIGHTHS, max(0, eighths - row * EIGHTHS))
    return BLOCKS[max(shown, 1)] if row == 0 else BLOCKS[shown]


def footing(points: Sequence[Point], width: int) -> Iterator[str]:
    """What is known of each day, and dates."""
    step, margin = step_of(len(points), width), " " * (LABEL_WIDTH + GUTTER)
    yield (margin + "".join(SIGNS[point.state].ljust(step) for point in points)).rstrip()
    line = ""
    for place, point in enumerate(points):
        at = place * step
        is_free = not line or at >= len(line) + 2
        far_enough = at % (DATE_WIDTH * 2) < step or not line
        if is_free and far_enough and at + DATE_WIDTH - 2 <= columns_of(width):
            line = line.ljust(at) + f"{point.first:%b %d}"
    yield margin + line


def amount(value: Decimal) -> str:
    """A number that fits beside the bars: 12.3k, 1.25M."""
    for size, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if value >= size:
            return f"{_three_digits(value / size)}{letter}"
    return _three_digits(value)


def _three_digits(value: Decimal) -> str:
    return f"{value:.0f}" if value >= 100 else f"{float(value):.3g}"  # noqa: PLR2004 - three digits
