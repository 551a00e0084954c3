"""Woven, knitted and printed surfaces, and the folds in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from PIL import Image, ImageDraw

from simulator.shop.colours import Colour, is_dark, lit
from simulator.shop.curves import Point, smooth
from simulator.shop.easel import Easel, Shape

Print = Callable[[Image.Image, Colour, Random], None]


def fabric(easel: Easel, shape: Shape, colour: Colour, words: Sequence[str], dice: Random) -> None:
    """Covers the shape with cloth in the pattern that the words name, plain weave without."""
    paint = easel.gradient(shape, [lit(colour, 0.05), colour, lit(colour, -0.10)])
    _weave(paint, dice)
    pattern = next((PRINTS[word] for word in words if word in PRINTS), None)
    if pattern is not None:
        pattern(paint, colour, dice)
    easel.fill(shape, paint)


def folds(easel: Easel, shape: Shape, line: Sequence[Point], dice: Random) -> None:
    """A soft ridge along the line: a shadow and, beside it, light."""
    wavy = [(x + dice.uniform(-0.012, 0.012), y) for x, y in line]
    middle = ((wavy[0][0] + wavy[-1][0]) / 2 + dice.uniform(-0.02, 0.02), (wavy[0][1] + wavy[-1][1]) / 2)
    ridge = smooth([wavy[0], middle, wavy[-1]], closed=False)
    easel.shade(easel.stroke(ridge, 0.016), 0.34, soft=0.012, inside=shape)
    easel.shine(easel.stroke([(x - 0.020, y) for x, y in ridge], 0.014), 0.26, soft=0.012, inside=shape)


def _weave(paint: Image.Image, dice: Random) -> None:
    """Threads too fine to count."""
    tile = Image.frombytes("L", (96, 96), dice.randbytes(96 * 96))
    threads = Image.blend(tile.resize((96, 6)).resize((96, 96)), tile.resize((6, 96)).resize((96, 96)), 0.5)
    mask = Image.new("L", paint.size)
    faint = threads.point([round(max(0, value - 110) * 0.30) for value in range(256)])
    for left in range(0, paint.width, 96):
        for top in range(0, paint.height, 96):
            mask.paste(faint, (left, top))
    paint.paste((20, 16, 18), mask=mask)


def _stripes(paint: Image.Image, colour: Colour, dice: Random) -> None:
    other = lit(colour, 0.72) if is_dark(colour, below=0.6) else (62, 74, 104)
    step = max(8, paint.height // dice.choice((18, 22, 26)))
    draw = ImageDraw.Draw(paint)
    for y in range(step, paint.height, step):
        draw.rectangle((0, y, paint.width, y + step * 0.36), fill=other)


def _checks(paint: Image.Image, colour: Colour, _: Random) -> None:
    """Tartan: dark bands both ways, and a fine light line between them."""
    step = max(24, paint.width // 7)
    mask = Image.new("L", paint.size)
    for horizontal in (False, True):
        band = Image.new("L", paint.size)
        draw = ImageDraw.Draw(band)
        for at in range(0, max(paint.size), step):
            box = (0, at, paint.width, at + step * 0.45) if horizontal else (at, 0, at + step * 0.45, paint.height)
            draw.rectangle(box, fill=110)
        mask = Image.composite(Image.new("L", paint.size, 190), band, mask) if horizontal else band
    paint.paste(lit(colour, -0.72), mask=mask)
    draw = ImageDraw.Draw(paint)
    for at in range(round(step * 0.72), max(paint.size), step):
        draw.line((0, at, paint.width, at), fill=lit(colour, 0.55), width=max(1, step // 30))
        draw.line((at, 0, at, paint.height), fill=lit(colour, 0.55), width=max(1, step // 30))


def _flowers(paint: Image.Image, colour: Colour, dice: Random) -> None:
    draw = ImageDraw.Draw(paint)
    petals = ((214, 98, 110), (232, 170, 92), (122, 140, 190), lit(colour, 0.5))
    size = max(4, min(paint.size) // 34)
    for row in range(0, paint.height, size * 6):
        for column in range(0, paint.width, size * 6):
            x, y = column + dice.uniform(0, size * 4), row + dice.uniform(0, size * 4)
            _flower(draw, (x, y), size, dice.choice(petals))


def _flower(draw: ImageDraw.ImageDraw, centre: Point, size: float, petal: Colour) -> None:
    x, y = centre
    for across, down in ((0, -1), (0.95, -0.3), (0.6, 0.8), (-0.6, 0.8), (-0.95, -0.3)):
        px, py = x + across * size * 0.8, y + down * size * 0.8
        draw.ellipse((px - size * 0.62, py - size * 0.62, px + size * 0.62, py + size * 0.62), fill=petal)
    draw.ellipse((x - size * 0.4, y - size * 0.4, x + size * 0.4, y + size * 0.4), fill=(246, 220, 140))
    draw.ellipse((x + size * 1.4, y + size * 0.9, x + size * 2.3, y + size * 1.5), fill=(108, 136, 96))


def _ribs(paint: Image.Image, colour: Colour, _: Random) -> None:
    """Knitting, as columns of stitches."""
    step = max(6, paint.width // 44)
    column = Image.new("RGB", (step, 1))
    column.putdata([lit(colour, 0.08 - 0.26 * abs(2 * (x + 0.5) / step - 1)) for x in range(step)])
    knit = Image.new("RGB", paint.size, colour)
    for left in range(0, paint.width, step):
        knit.paste(column.resize((step, paint.height)), (left, 0))
    draw = ImageDraw.Draw(knit)
    for y in range(0, paint.height, step):
        draw.line((0, y, paint.width, y), fill=lit(colour, -0.16), width=max(1, step // 6))
    paint.paste(Image.blend(paint, knit, 0.75))


PRINTS: dict[str, Print] = {
    "striped": _stripes,
    "stripe": _stripes,
    "stripes": _stripes,
    "plaid": _checks,
    "chequered": _checks,
    "checked": _checks,
    "check": _checks,
    "tartan": _checks,
    "gingham": _checks,
    "floral": _flowers,
    "flower": _flowers,
    "flowers": _flowers,
    "carnival": _flowers,
    "knit": _ribs,
    "knitted": _ribs,
    "wool": _ribs,
    "woollen": _ribs,
    "merino": _ribs,
}
