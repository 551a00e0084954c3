"""What is refused before a single pixel is decoded: junk, bombs, and pictures that no pin can be made of.

The figures are measured (CPU and memory of the worst picture that still passes: about 1.2 s and 620 MB).
"""

from collections.abc import Iterator
from io import BytesIO

from PIL import AvifImagePlugin, GifImagePlugin, Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from contracts.outcome import Reason, Refused
from contracts.refusals import refuse
from imaging.formats import Format, recognise

BYTES_MAX = 20_000_000
SIDE_MIN = 600
"""Pixels; below, Pinterest calls a picture too small."""
SIDE_MAX = 16_384
ASPECT_MAX = 4
"""How many times one side may be the other."""

MEGAPIXELS_MAX = 40
MEGAPIXELS_MAX_BASELINE = 150
"""A baseline JPEG is shrunk while it is read, and never in memory as a whole."""
MEGAPIXELS_MAX_PROGRESSIVE = 50
"""A progressive JPEG is kept as coefficients, all of it, before the first pixel comes out."""
SCANNED_MEGAPIXELS_MAX = 700
"""Scans times size: each scan of a JPEG goes over the whole picture, however few bytes it has."""
BYTES_PER_PIXEL_MIN = 0.0025
"""A JPEG spends two bits on each block, an empty one too; less means that the header lies about the size."""

START_OF_SCAN = b"\xff\xda"


def examine(source: bytes) -> ImageFile.ImageFile | Refused:
    """The picture, opened but not decoded, or why it will not be."""
    if len(source) > BYTES_MAX:
        figure = f"{len(source) / 1e6:.1f} MB"
        return refuse(Reason.IMAGE_TOO_LARGE, f"the picture has {figure}; we take {BYTES_MAX / 1e6:g} MB at most")
    kind = recognise(source)
    if isinstance(kind, Refused):
        return kind
    picture = _opened(source, kind)
    if isinstance(picture, Refused):
        return picture
    return next(_objections(picture, kind, source), picture)


def _opened(source: bytes, kind: Format) -> ImageFile.ImageFile | Refused:
    try:
        return _reader(kind)(BytesIO(source))
    except (MemoryError, Image.DecompressionBombError):
        return refuse(Reason.IMAGE_TOO_LARGE, f"the {kind} picture is too large to be opened")
    except Exception as error:  # noqa: BLE001 - readers raise whatever they like; it always means a damaged file
        return refuse(Reason.IMAGE_BROKEN, f"the {kind} picture cannot be opened: {error}")


def _reader(kind: Format) -> type[ImageFile.ImageFile]:
    # The readers themselves, not Image.open: no other format is tried, and Pillow's own warning about sizes,
    # which knows nothing of drafts, stays out.
    match kind:
        case Format.JPEG:
            return JpegImagePlugin.JpegImageFile
        case Format.PNG:
            return PngImagePlugin.PngImageFile
        case Format.WEBP:
            return WebPImagePlugin.WebPImageFile
        case Format.AVIF:
            return AvifImagePlugin.AvifImageFile
        case Format.GIF:
            return GifImagePlugin.GifImageFile


def _objections(picture: ImageFile.ImageFile, kind: Format, source: bytes) -> Iterator[Refused]:
    yield from _size_objections(*picture.size)
    if kind is Format.JPEG:
        yield from _jpeg_objections(picture, source)
    elif _megapixels(picture) > MEGAPIXELS_MAX:
        yield _too_many(picture, MEGAPIXELS_MAX, kind)


def _size_objections(width: int, height: int) -> Iterator[Refused]:
    size = f"the picture is {width} x {height} px"
    shorter, longer = sorted((width, height))
    if shorter < SIDE_MIN:
        least = f"at least {SIDE_MIN} x {SIDE_MIN}"
        yield refuse(Reason.IMAGE_TOO_SMALL, f"{size}; Pinterest wants {least}")
    if longer > SIDE_MAX:
        yield refuse(Reason.IMAGE_TOO_LARGE, f"{size}; we take {SIDE_MAX} px a side at most")
    if longer > ASPECT_MAX * shorter:
        ratio = f"{longer / shorter:.1f}"
        yield refuse(Reason.IMAGE_SHAPE, f"{size}, one side {ratio} times the other; we take {ASPECT_MAX}")


def _jpeg_objections(picture: ImageFile.ImageFile, source: bytes) -> Iterator[Refused]:
    megapixels = _megapixels(picture)
    progressive = "progressive" in picture.info
    limit = MEGAPIXELS_MAX_PROGRESSIVE if progressive else MEGAPIXELS_MAX_BASELINE
    if megapixels > limit:
        yield _too_many(picture, limit, "progressive JPEG" if progressive else "JPEG")
    scans = source.count(START_OF_SCAN)
    if scans * megapixels > SCANNED_MEGAPIXELS_MAX:
        yield refuse(
            Reason.IMAGE_BROKEN, f"the picture is stored in {scans} scans of {megapixels:.0f} megapixels: a trap"
        )
    if len(source) < BYTES_PER_PIXEL_MIN * megapixels * 1e6:
        width, height = picture.size
        yield refuse(
            Reason.IMAGE_BROKEN, f"{len(source)} bytes cannot be the {width} x {height} px that the file claims"
        )


def _too_many(picture: ImageFile.ImageFile, limit: int, kind: str) -> Refused:
    figure = f"{_megapixels(picture):.0f} megapixels"
    return refuse(Reason.IMAGE_TOO_LARGE, f"the picture has {figure}; we take {limit} of a {kind}")


def _megapixels(picture: ImageFile.ImageFile) -> float:
    width, height = picture.size
    return width * height / 1e6
