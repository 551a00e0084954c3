"""What a path of the shop asks for: its words, its picture's size and format, or a mishap."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from simulator.seeded import dice

SIDE_DEFAULT, SIDE_MAX = 1600, 4096  # pixels
FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "avif": "AVIF"}
# Heights for a width alone, as parts of it: square, 4:5 and 3:4, all usual for product photographs.
NATURAL_HEIGHTS = (1.0, 1.25, 4 / 3)
SIZE = re.compile(r"_(\d{1,5})x(\d{0,5})(?:@([23])x)?(?![0-9a-z])", re.IGNORECASE)


class Mishap(StrEnum):
    """Names that begin so are meant to go wrong; everything else is good."""

    FORBIDDEN = "bad-403"
    MISSING = "bad-404"
    PAGE_INSTEAD = "bad-html"
    SMALL = "bad-small"
    TRUNCATED = "bad-truncated"
    SLOW = "bad-slow"
    SOLD_OUT = "bad-soldout"


@dataclass(frozen=True)
class Wish:
    """One path, read. `format` is Pillow's name, None for a page."""

    path: str
    name: str  # the last segment without format and mishap
    format: str | None
    mishap: Mishap | None

    @property
    def words(self) -> tuple[str, ...]:
        """The name's words, then those of the folders, nearest first."""
        folders = reversed(self.path.split("/")[:-1])
        return tuple(word for part in (self.name, *folders) for word in re.findall(r"[a-z]+", part.lower()))

    @property
    def dice(self) -> Random:
        """The same for the same path, whatever the size: one product, many sizes."""
        return dice("shop", SIZE.sub("", self.path))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, 1 to 4096 each."""
        asked = SIZE.search(self.name)
        if asked is None:
            return SIDE_DEFAULT, SIDE_DEFAULT
        times = int(asked[3] or 1)
        width = int(asked[1]) * times
        height = int(asked[2]) * times if asked[2] else round(width * self.dice.choice(NATURAL_HEIGHTS))
        return _side(width), _side(height)


def read_path(path: str) -> Wish:
    """Reads the part behind /shop/; a trailing slash means nothing."""
    plain = path.rstrip("/")
    last = plain.rpartition("/")[2]
    stem, _, ending = last.rpartition(".")
    image_format = FORMATS.get(ending.lower()) if stem else None
    name = stem if image_format else last
    mishap = next((mishap for mishap in Mishap if _begins(name, mishap)), None)
    return Wish(plain, name.removeprefix(f"{mishap}").removeprefix("-"), image_format, mishap)


def _begins(name: str, mishap: Mishap) -> bool:
    return name == mishap or name.startswith(f"{mishap}-")


def _side(pixels: int) -> int:
    return min(SIDE_MAX, max(1, pixels))
