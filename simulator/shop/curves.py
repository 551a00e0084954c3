"""Smooth outlines through a few points."""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]

STEPS = 10  # pieces of each span


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = STEPS) -> list[Point]:
    """A Catmull-Rom curve through all the points."""
    count = len(points)
    spans = count if closed else count - 1
    curve = [
        _between([_at(points, span + shift, closed=closed) for shift in (-1, 0, 1, 2)], step / steps)
        for span in range(spans)
        for step in range(steps)
    ]
    return curve if closed else [*curve, points[-1]]


def mirrored(right: Sequence[Point], axis: float = 0.5) -> list[Point]:
    """The outline whose right half is given from top to bottom, joined with its mirror image."""
    return [*right, *((2 * axis - x, y) for x, y in reversed(right))]


def ring(centre: Point, radii: Point, *, begin: float = 0.0, end: float = 360.0, pieces: int = 60) -> list[Point]:
    """Points on an ellipse, in degrees clockwise from three o'clock."""
    angles = (math.radians(begin + (end - begin) * piece / pieces) for piece in range(pieces + 1))
    return [(centre[0] + radii[0] * math.cos(a), centre[1] + radii[1] * math.sin(a)) for a in angles]


def _at(points: Sequence[Point], index: int, *, closed: bool) -> Point:
    if closed:
        return points[index % len(points)]
    return points[min(max(index, 0), len(points) - 1)]


def _between(around: Sequence[Point], t: float) -> Point:
    x, y = (_spline([point[axis] for point in around], t) for axis in (0, 1))
    return x, y


def _spline(around: Sequence[float], t: float) -> float:
    before, begin, end, after = around
    return begin + 0.5 * t * (
        end - before + t * (2 * before - 5 * begin + 4 * end - after + t * (3 * (begin - end) + after - before))
    )
