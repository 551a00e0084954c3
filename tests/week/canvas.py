"""A sheet to draw on, in pixels of the finished picture: drawn larger, made smaller, so that edges are smooth."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

SCALE = 3
COLOURS = 64
"""Enough for flat areas and smooth edges; the file is a third as large."""

Anchor = Literal["lm", "mm", "rm", "lt", "mt", "ma"]
Point = tuple[float, float]


@dataclass(frozen=True)
class Canvas:
    """White, `width` by `height`."""

    width: int
    height: int
    _image: Image.Image = field(init=False)

    def __post_init__(self) -> None:
        image = Image.new("RGB", (self.width * SCALE, self.height * SCALE), "white")
        object.__setattr__(self, "_image", image)  # frozen: nobody replaces it later

    def box(self, corner: Point, opposite: Point, colour: str) -> None:
        if opposite[0] > corner[0] and opposite[1] > corner[1]:
            ImageDraw.Draw(self._image).rectangle([_scaled(corner), _inner(opposite)], fill=colour)

    def line(self, points: list[Point], colour: str, *, width: float = 1.0) -> None:
        scaled = [_scaled(point) for point in points]
        ImageDraw.Draw(self._image).line(scaled, fill=colour, width=round(width * SCALE), joint="curve")

    def dashes(self, start: Point, end: Point, colour: str, *, dash: float = 4.0) -> None:
        """Downwards."""
        y = start[1]
        while y < end[1]:
            self.line([(start[0], y), (start[0], min(y + dash, end[1]))], colour)
            y += 2 * dash

    def text(self, at: Point, words: str, colour: str, *, size: int = 12, anchor: Anchor = "lm") -> None:
        font = ImageFont.load_default(size * SCALE)
        ImageDraw.Draw(self._image).text(_scaled(at), words, fill=colour, font=font, anchor=anchor)

    def text_width(self, words: str, *, size: int = 12) -> float:
        return ImageFont.load_default(size * SCALE).getlength(words) / SCALE

    def save(self, file: Path) -> None:
        small = self._image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        file.parent.mkdir(parents=True, exist_ok=True)
        small.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)


def _scaled(point: Point) -> tuple[int, int]:
    return round(point[0] * SCALE), round(point[1] * SCALE)


def _inner(point: Point) -> tuple[int, int]:
    """The last pixel before it."""
    x, y = _scaled(point)
    return x - 1, y - 1
