"""Stands in for a frame of a video, for nothing here can decode one."""

from __future__ import annotations

import io

from PIL import Image

from simulator.pictures import SIDE_MIN, Examined, examine
from simulator.seeded import dice
from simulator.things import Upload

USUAL_WIDTH, USUAL_HEIGHT = 1080, 1920  # pixels, for a video that does not say
SIDE_MAX = 1920  # pixels


def still_of(upload: Upload, moment: int) -> Examined:
    """A plain picture of the video's shape, always the same for the same second of the same video."""
    rolled = dice(upload.sha256, moment)
    colour = (rolled.randrange(256), rolled.randrange(256), rolled.randrange(256))
    out = io.BytesIO()
    Image.new("RGB", _size(upload), colour).save(out, "JPEG")
    return examine(out.getvalue(), None)


def _size(upload: Upload) -> tuple[int, int]:
    film = upload.film
    width = (film and film.width) or USUAL_WIDTH
    height = (film and film.height) or USUAL_HEIGHT
    scale = min(1.0, SIDE_MAX / max(width, height))
    return max(SIDE_MIN, round(width * scale)), max(SIDE_MIN, round(height * scale))
