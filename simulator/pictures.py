"""Looks at a picture as Pinterest does when a pin is made: really decodes it, or refuses it.

Limits: 20 MB (Pinterest's newest published number), 100x100 pixels at least (the hard minimum that
third parties report; Pinterest documents only the error), 50 megapixels at most (ours, so that no
upload can exhaust the machine).
"""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass

from PIL import Image

from simulator.answers import (
    picture_broken,
    picture_format_not_supported,
    picture_too_large,
    picture_too_small,
)
from simulator.things import Picture

BYTES_MAX = 20 * 1024 * 1024
SIDE_MIN = 100  # pixels
PIXELS_MAX = 50_000_000
SCAN_MEGAPIXELS_MAX = 700  # a progressive JPEG is decoded once a scan; forged ones have thousands
THUMBNAIL_WIDTH = 236  # pixels
REDUCIBLE = {"L", "RGB", "RGBA", "CMYK"}  # modes whose pixels can be averaged as they are
ACCEPTED = {"JPEG": "image/jpeg", "PNG": "image/png"}

# What Pillow raises for bytes that lie about being a picture.
UNDECODABLE = (OSError, ValueError, SyntaxError, EOFError, struct.error)


@dataclass(frozen=True)
class Examined:
    """A picture that passed, and a JPEG thumbnail of it."""

    picture: Picture
    thumbnail: bytes


def examine(data: bytes, declared: str | None) -> Examined:
    """Decodes the whole picture. Raises ApiError: 403/235 broken (truncated, no picture at all, or not of
    the declared content type), 403/233 below 100x100, 403/403 too large, 400 other formats (WebP).
    """
    if len(data) > BYTES_MAX:
        raise picture_too_large()
    image = _open(data)
    _refuse_by_header(image, data, declared)
    try:
        image.load()
        thumbnail = _thumbnail(image)
    except UNDECODABLE as error:
        raise picture_broken() from error
    digest = hashlib.sha256(data).hexdigest()
    return Examined(Picture(image.width, image.height, str(image.format), digest), thumbnail)


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise picture_too_large() from error
    except UNDECODABLE as error:
        raise picture_broken() from error


def _refuse_by_header(image: Image.Image, data: bytes, declared: str | None) -> None:
    if image.format not in ACCEPTED:
        raise picture_format_not_supported()
    if declared is not None and declared != ACCEPTED[image.format]:
        raise picture_broken()
    if min(image.size) < SIDE_MIN:
        raise picture_too_small()
    pixels = image.width * image.height
    scans = data.count(b"\xff\xda") if image.format == "JPEG" else 1
    if pixels > PIXELS_MAX or scans * pixels > SCAN_MEGAPIXELS_MAX * 1_000_000:
        raise picture_too_large()


def _thumbnail(image: Image.Image) -> bytes:
    height = max(1, round(image.height * THUMBNAIL_WIDTH / image.width))
    size = (THUMBNAIL_WIDTH, min(height, 4 * THUMBNAIL_WIDTH))
    # Reduced before anything else: copies of the full picture would cost more than decoding it did.
    steps = max(1, min(image.width // size[0], image.height // size[1]))
    small = _opaque(image.reduce(steps) if image.mode in REDUCIBLE else image)
    out = io.BytesIO()
    small.resize(size, Image.Resampling.BILINEAR).save(out, "JPEG", quality=82)
    return out.getvalue()


def _opaque(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    white = Image.new("RGB", image.size, "white")
    white.paste(layered, mask=layered.getchannel("A"))
    return white
