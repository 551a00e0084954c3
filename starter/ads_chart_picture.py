"""The chart of a source's days as a PNG."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ads.day_series import Point
from contracts.ads import THERE, CoverageState

INCHES, DOTS_PER_INCH = (10.0, 2.4), 144
"""Width of the picture, and height of each of its parts."""
INK, SOFT, LINE, GAP, EDGE = "#1f2328", "#656d76", "#bd081c", "#f0e4d0", "#d0d7de"
SOLID, PALE = ("#2f6fab", "#4a8f6d"), ("#aac5de", "#b3d2c3")
"""Of bars, in each part of the picture: final ones, and those whose numbers may still change."""

Panel = tuple[str, Sequence[Decimal | None], bool]
"""Title, values, and whether they are drawn as a line."""


def draw_picture(path: Path, title: str, panels: Sequence[Panel], points: Sequence[Point]) -> None:
    """Write the PNG. Raises OSError."""
    # Imported here: 60 MB, and a second, that only a picture needs.
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(INCHES[0], INCHES[1] * len(panels) + 0.9), dpi=DOTS_PER_INCH, layout="constrained")
    figure.suptitle(title, x=0.01, ha="left", fontsize=13, color=INK)
    axes = figure.subplots(len(panels), 1, sharex=True, squeeze=False)[:, 0]
    for place, (panel, axis) in enumerate(zip(panels, axes, strict=True)):
        _draw_panel(axis, panel, points, place % len(SOLID))
    _dates(axes[-1], points)
    _legend(figure, points)
    figure.savefig(path, format="png", facecolor="white")


def _draw_panel(axis: Any, panel: Panel, points: Sequence[Point], place: int) -> None:  # matplotlib's Axes
    title, values, as_line = panel
    axis.set_title(title, loc="left", fontsize=10, color=INK)
    for at, point in enumerate(points):
        if point.state not in THERE:
            axis.axvspan(at - 0.5, at + 0.5, color=GAP, zorder=0, linewidth=0)
    numbers = [float("nan") if value is None else float(value) for value in values]
    moving = [point.state is CoverageState.PROVISIONAL for point in points]
    if as_line:
        axis.plot(range(len(numbers)), numbers, color=LINE, linewidth=1.8, zorder=2)
        faces = ["white" if moves else LINE for moves in moving]
        axis.scatter(range(len(numbers)), numbers, s=18, c=faces, edgecolors=LINE, linewidths=1.2, zorder=3)
    else:
        axis.bar(
            range(len(numbers)),
            numbers,
            width=0.8,
            color=[PALE[place] if moves else SOLID[place] for moves in moving],
            zorder=2,
        )
    _plain_axis(axis, len(points))


def _plain_axis(axis: Any, count: int) -> None:  # matplotlib's Axes
    axis.set_ylim(bottom=0)
    axis.set_xlim(-0.7, count - 0.3)
    axis.grid(axis="y", color=EDGE, linewidth=0.6, zorder=0)
    axis.set_axisbelow(True)
    axis.yaxis.set_major_formatter(lambda value, _: f"{value:,.6g}")
    axis.tick_params(colors=SOFT, labelsize=9, length=0)
    for side in ("top", "right", "left"):
        axis.spines[side].set_visible(False)
    axis.spines["bottom"].set_color(EDGE)


def _dates(axis: Any, points: Sequence[Point]) -> None:  # matplotlib's Axes
    every = max(1, len(points) // 9)
    places = list(range(0, len(points), every))
    axis.set_xticks(places, [f"{points[place].first:%b} {points[place].first.day}" for place in places])


def _legend(figure: Any, points: Sequence[Point]) -> None:  # matplotlib's Figure
    from matplotlib.patches import Patch  # noqa: PLC0415 - see draw_picture

    told = []
    if any(point.state is CoverageState.PROVISIONAL for point in points):
        told.append(Patch(facecolor=PALE[0], label="may still change"))
    if any(point.state not in THERE for point in points):
        told.append(Patch(facecolor=GAP, label="not there"))
    if told:
        figure.legend(handles=told, loc="outside upper right", ncols=2, frameon=False, fontsize=9, labelcolor=SOFT)
