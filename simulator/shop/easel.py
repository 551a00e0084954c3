"""Paints on part of a photograph in unit coordinates, with soft edges, light and shade.

(0, 0) is the upper left corner of the easel's square, (1, 1) the lower right; things that stand have
their feet near y = 0.94.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from simulator.shop.colours import BLACK, WHITE, Colour
from simulator.shop.curves import Point, ring

FINE = 2  # outlines are drawn that much larger and then reduced: no stairs


@dataclass(frozen=True)
class Shape:
    """A mask and where it lies on the photograph, in pixels."""

    mask: Image.Image
    left: int
    top: int

    @property
    def size(self) -> tuple[int, int]:
        return self.mask.size

    def faded(self, opacity: float) -> Shape:
        return Shape(self.mask.point([round(value * opacity) for value in range(256)]), self.left, self.top)

    def within(self, other: Shape) -> Shape:
        """What lies inside the other shape too."""
        inside = Image.new("L", self.size)
        inside.paste(other.mask, (other.left - self.left, other.top - self.top))
        return Shape(ImageChops.multiply(self.mask, inside), self.left, self.top)

    def without(self, other: Shape) -> Shape:
        outside = Image.new("L", self.size, 255)
        outside.paste(ImageChops.invert(other.mask), (other.left - self.left, other.top - self.top))
        return Shape(ImageChops.multiply(self.mask, outside), self.left, self.top)


class Easel:
    """A square part of a photograph."""

    def __init__(self, photograph: Image.Image, left: float, top: float, side: float) -> None:
        self.photograph = photograph
        self.left, self.top, self.side = left, top, side

    def polygon(self, points: Sequence[Point]) -> Shape:
        """A filled outline."""
        pixels = [self._pixel(point) for point in points]
        left, top, right, bottom = _bounds(pixels, margin=1)
        mask, draw = self._sheet(left, top, right, bottom)
        draw.polygon([((x - left) * FINE, (y - top) * FINE) for x, y in pixels], fill=255)
        return Shape(mask.reduce(FINE), left, top)

    def ellipse(self, centre: Point, radii: Point) -> Shape:
        return self.polygon(ring(centre, radii, pieces=90))

    def stroke(self, points: Sequence[Point], width: float) -> Shape:
        """A line of that width with round ends."""
        pixels = [self._pixel(point) for point in points]
        thick = max(1.0, width * self.side)
        left, top, right, bottom = _bounds(pixels, margin=thick / 2 + 1)
        mask, draw = self._sheet(left, top, right, bottom)
        fine = [((x - left) * FINE, (y - top) * FINE) for x, y in pixels]
        draw.line(fine, fill=255, width=round(thick * FINE), joint="curve")
        radius = thick * FINE / 2
        for x, y in (fine[0], fine[-1]):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        return Shape(mask.reduce(FINE), left, top)

    def fill(self, shape: Shape, paint: Colour | Image.Image) -> None:
        """Covers the shape with a colour, or with an image of the shape's size."""
        colour = Image.new("RGB", shape.size, paint) if isinstance(paint, tuple) else paint
        self.photograph.paste(colour, (shape.left, shape.top), shape.mask)

    def blurred(self, shape: Shape, radius: float) -> Shape:
        """The shape with edges as soft as `radius`; worked out small, for no one sees detail in a blur."""
        pixels = radius * self.side
        coarse = max(1, round(pixels / 4))
        margin = round(pixels * 3)
        width, height = shape.size[0] + 2 * margin, shape.size[1] + 2 * margin
        sheet = Image.new("L", (width, height))
        sheet.paste(shape.mask, (margin, margin))
        small = sheet.resize((max(1, width // coarse), max(1, height // coarse)), Image.Resampling.BOX)
        soft = small.filter(ImageFilter.GaussianBlur(pixels / coarse))
        mask = soft.resize((width, height), Image.Resampling.BICUBIC)
        return Shape(mask, shape.left - margin, shape.top - margin)

    def shade(self, shape: Shape, opacity: float, *, soft: float = 0.0, inside: Shape | None = None) -> None:
        self._tint(shape, BLACK, opacity, soft, inside)

    def shine(self, shape: Shape, opacity: float, *, soft: float = 0.0, inside: Shape | None = None) -> None:
        self._tint(shape, WHITE, opacity, soft, inside)

    def _tint(self, shape: Shape, colour: Colour, opacity: float, soft: float, inside: Shape | None) -> None:
        lies = self.blurred(shape, soft) if soft else shape
        if inside is not None:
            lies = lies.within(inside)
        self.fill(lies.faded(opacity), colour)

    def puff(self, shape: Shape, depth: float, *, light: float = 0.30, dark: float = 0.34) -> None:
        """Makes a flat shape look stuffed: lit on its upper left edge, shaded on its lower right."""
        soft = self.blurred(shape, depth)
        shift = round(depth * self.side * 0.9)
        lower = Shape(soft.mask, soft.left + shift, soft.top + shift)
        upper = Shape(soft.mask, soft.left - shift, soft.top - shift)
        self.shine(shape.without(lower), light)
        self.shade(shape.without(upper), dark)

    def drop_shadow(self, shape: Shape, distance: float, *, opacity: float = 0.3) -> None:
        """Of a thing that lies or hangs before a surface, with the light from the upper left."""
        shift = round(distance * self.side)
        cast = Shape(shape.mask, shape.left + shift, shape.top + round(shift * 1.4))
        self.shade(cast, opacity, soft=distance * 0.8)
        self.shade(shape, opacity * 0.7, soft=distance * 0.25)

    def contact_shadow(self, centre: Point, radii: Point, *, opacity: float = 0.5) -> None:
        """Of a thing that stands: dark where it touches the floor, wide and pale around."""
        x, y = centre
        wide = self.ellipse((x + radii[0] * 0.22, y), (radii[0] * 1.5, radii[1] * 1.7))
        self.shade(wide, opacity * 0.5, soft=0.06)
        self.shade(self.ellipse(centre, (radii[0] * 1.02, radii[1] * 0.9)), opacity, soft=0.014)

    def gradient(self, shape: Shape, colours: Sequence[Colour], *, across: bool = False) -> Image.Image:
        """Paint for the shape that passes through the colours, from top to bottom or left to right."""
        strip = Image.new("RGB", (len(colours), 1) if across else (1, len(colours)))
        strip.putdata(list(colours))
        return strip.resize(shape.size, Image.Resampling.BICUBIC)

    def _pixel(self, point: Point) -> Point:
        return self.left + point[0] * self.side, self.top + point[1] * self.side

    def _sheet(self, left: int, top: int, right: int, bottom: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
        sheet = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE))
        return sheet, ImageDraw.Draw(sheet)


def _bounds(points: Sequence[Point], margin: float) -> tuple[int, int, int, int]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top = int(min(xs) - margin), int(min(ys) - margin)
    return left, top, int(max(xs) + margin) + 2, int(max(ys) + margin) + 2
