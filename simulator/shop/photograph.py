"""Takes the photograph of a product: the studio, the product, the print.

It is taken at a moderate size and enlarged, for what costs is the drawing; a soft enlargement looks
like a lens, and nobody counts the threads of a demo shop.
"""

from __future__ import annotations

import io

from PIL import Image

from simulator.shop import studio
from simulator.shop.catalogue import Article, find_article
from simulator.shop.colours import pick_colour
from simulator.shop.easel import Easel
from simulator.shop.naming import Wish
from simulator.shop.order import Order

DRAWN_SIDE = 900  # pixels of the drawing's shorter side
DRAWN_PIXELS_MAX = 1_500_000
FLOOR = 0.80  # of the height: where standing things have their feet
FEET = 0.93  # of the easel's square


def photograph(wish: Wish, size: tuple[int, int], image_format: str) -> bytes:
    """The encoded picture in exactly that size; the same bytes for the same path."""
    drawn = _draw(wish, _drawn_size(size))
    printed = drawn.resize(size, Image.Resampling.BICUBIC)
    return _encode(printed, image_format)


def _draw(wish: Wish, size: tuple[int, int]) -> Image.Image:
    dice, words = wish.dice, wish.words
    article, colour = find_article(words, dice), pick_colour(words, dice)
    wall = studio.pick_wall(dice, colour)
    paper = studio.sweep(size, wall) if article.stands else studio.table(size, wall, dice)
    article.draw(Order(_easel(paper, article), colour, dice, words))
    return studio.grain(paper, dice)


def _easel(paper: Image.Image, article: Article) -> Easel:
    """The product's square: on the floor, or in the middle of the table."""
    width, height = paper.size
    side = min(width, height) * article.share
    left = (width - side) / 2
    if not article.stands:
        return Easel(paper, left, (height - side) / 2, side)
    return Easel(paper, left, min(height * FLOOR + side * 0.04, height * 0.95) - side * FEET, side)


def _drawn_size(size: tuple[int, int]) -> tuple[int, int]:
    """The same aspect, at a size that is quick to draw; slender ones are drawn small."""
    width, height = size
    scale = min(DRAWN_SIDE / min(size), (DRAWN_PIXELS_MAX / (width * height)) ** 0.5)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _encode(image: Image.Image, image_format: str) -> bytes:
    settings = {
        "JPEG": {"quality": 86},
        "PNG": {"compress_level": 1},
        "WEBP": {"quality": 82, "method": 0},
        "AVIF": {"quality": 70, "speed": 10},
        "GIF": {},
    }
    out = io.BytesIO()
    image.save(out, image_format, **settings[image_format])
    return out.getvalue()
