"""Turns profiles into round things: mugs, vases, bottles, pots, lamps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from PIL import Image

from simulator.shop.colours import Colour, lit, mix
from simulator.shop.curves import Point, smooth
from simulator.shop.easel import Easel, Shape

TILT = 0.15  # how far the camera looks down: a circle's height as part of its width
SLICE = 3  # pixels; the light on a turned body is laid on in slices so high
STRIP = 64  # pixels; width of the light before it is stretched over a slice

# Light around a round body from its left edge to its right: matt clay, glaze, clear glass.
MATT = (-0.42, -0.12, 0.10, 0.16, 0.08, -0.06, -0.22, -0.38, -0.46)
GLAZED = (-0.46, -0.10, 0.46, 0.18, 0.04, -0.06, -0.24, -0.42, -0.26)
GLASS = (-0.50, 0.34, 0.00, 0.04, 0.06, 0.00, -0.08, 0.28, -0.46)


@dataclass(frozen=True)
class Turned:
    """A body on its axis. `profile` holds (radius, y) from top to bottom."""

    body: Shape
    axis: float
    profile: tuple[Point, ...]

    @property
    def top(self) -> Point:
        return self.profile[0]

    @property
    def foot(self) -> Point:
        return self.profile[-1]

    def radius_at(self, y: float) -> float:
        above, below = self.profile[0], self.profile[-1]
        for point in self.profile:
            if point[1] <= y:
                above = point
            else:
                below = point
                break
        span = below[1] - above[1]
        part = (y - above[1]) / span if span > 0 else 0.0
        return above[0] + (below[0] - above[0]) * min(1.0, max(0.0, part))


def turn(
    easel: Easel, axis: float, profile: Sequence[Point], colour: Colour, *, light: Sequence[float] = MATT
) -> Turned:
    """Draws the body of that profile, without the opening at its top."""
    rows = tuple(smooth(profile, closed=False, steps=8))
    right = [(axis + radius, y) for radius, y in rows]
    foot, top = rows[-1], rows[0]
    bottom = _arc(axis, foot, front=True)
    lid = _arc(axis, top, front=False)
    body = easel.polygon([*right, *bottom, *((2 * axis - x, y) for x, y in reversed(right)), *lid])
    turned = Turned(body, axis, rows)
    easel.fill(body, _sliced(easel, turned, [lit(colour, amount) for amount in light]))
    return turned


def dip(easel: Easel, turned: Turned, y: float, colour: Colour, *, light: Sequence[float] = GLAZED) -> None:
    """Gives everything above y another coat, as if it had been held into glaze."""
    radius, top = turned.radius_at(y) * 1.1, turned.top[1] - 0.2
    edge = _arc(turned.axis, (radius, y), front=True)
    coat = easel.polygon([(turned.axis - radius * 3, top), (turned.axis + radius * 3, top), *edge])
    paint = _sliced(easel, turned, [lit(colour, amount) for amount in light])
    part = turned.body.within(coat)
    easel.fill(part, paint)


def opening(easel: Easel, turned: Turned, colour: Colour, *, rim: float = 0.012) -> Shape:
    """The rim and the dark inside, seen from a little above. Returns the inside."""
    radius, y = turned.top
    easel.fill(easel.ellipse((turned.axis, y), (radius, radius * TILT)), lit(colour, 0.28))
    inside = easel.ellipse((turned.axis, y + rim * 0.3), (radius - rim, (radius - rim) * TILT))
    easel.fill(inside, easel.gradient(inside, [lit(colour, -0.62), lit(colour, -0.30)]))
    return inside


def band(easel: Easel, turned: Turned, y: float, height: float) -> Shape:
    """A hoop around the body, to be painted or pressed in."""
    radius = turned.radius_at(y) * 1.02
    lower = _arc(turned.axis, (radius, y + height), front=True)
    upper = _arc(turned.axis, (radius, y), front=True)
    return easel.polygon([*lower, *reversed(upper)]).within(turned.body)


def _arc(axis: float, end: Point, *, front: bool) -> list[Point]:
    """Half an ellipse with that end's radius: the front one from right to left, the back one onwards."""
    radius, y = end
    turns = [step / 24 for step in range(25)]
    return [_on_circle(axis, radius, y, turn if front else 1 + turn) for turn in turns]


def _on_circle(axis: float, radius: float, y: float, half_turns: float) -> Point:
    return axis + radius * cos(half_turns * pi), y + radius * TILT * sin(half_turns * pi)


def _sliced(easel: Easel, turned: Turned, colours: Sequence[Colour]) -> Image.Image:
    """Light that follows the radius from slice to slice."""
    body = turned.body
    strip = Image.new("RGB", (len(colours), 1))
    strip.putdata(list(colours))
    strip = strip.resize((STRIP, 1), Image.Resampling.BICUBIC)
    paint = Image.new("RGB", body.size, mix(colours[0], colours[-1], 0.5))
    middle = easel.left + turned.axis * easel.side - body.left
    for row in range(0, body.size[1], SLICE):
        y = (body.top + row - easel.top) / easel.side
        radius = max(1.0, turned.radius_at(y) * easel.side + 1)
        slice_ = strip.resize((round(2 * radius), SLICE), Image.Resampling.BILINEAR)
        paint.paste(slice_, (round(middle - radius), row))
    return paint
