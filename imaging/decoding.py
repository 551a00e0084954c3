"""From an opened picture to few enough pixels, by the cheapest way that loses nothing a pin would show."""

from PIL import Image, ImageFile

from contracts.outcome import Reason, Refused
from contracts.refusals import refuse
from imaging.fitting import Size
from imaging.formats import Format

GAP = 1
"""The cheap ways (reading a JPEG smaller, averaging blocks) go down to the size wanted; Lanczos does the rest. The
SSIM loss is at most 0.0034 at pin size, which nobody sees; 2 would lose 0.0005 and cost four times the CPU."""
LOST_SHARE = 0.05
"""Of the height; so many empty rows at the end mean that the file lost its data there."""
LOST_GREY = (128, 128)
"""What libjpeg leaves where nothing came, as a band's least and greatest value."""


def shrunk(picture: ImageFile.ImageFile, size: Size) -> Image.Image | Refused:
    """The picture decoded and resized to `size`, in one of the modes L, LA, RGB, RGBA, CMYK."""
    # The fitted size, not the canvas: with the canvas a square picture would never be shrunk on reading.
    picture.draft(None, (size[0] * GAP, size[1] * GAP))
    try:
        picture.load()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - decoders raise whatever they like; it always means a damaged file
        return refuse(Reason.IMAGE_BROKEN, f"the {picture.format} picture cannot be decoded: {error}")
    if picture.format == Format.JPEG and _ends_in_nothing(picture):
        return refuse(Reason.IMAGE_BROKEN, "the lower part of the picture is missing from the file")
    return _resizable(picture).resize(size, Image.Resampling.LANCZOS, reducing_gap=GAP)


def _ends_in_nothing(picture: Image.Image) -> bool:
    width, height = picture.size
    rows = max(1, round(height * LOST_SHARE))
    top = picture.crop((0, 0, width, rows))
    bottom = picture.crop((0, height - rows, width, height))
    # A product photographed on exactly this grey has it at the top as well.
    return _is_lost(bottom) and not _is_lost(top)


def _is_lost(part: Image.Image) -> bool:
    return all(part.getchannel(band).getextrema() == LOST_GREY for band in part.getbands())


def _resizable(picture: Image.Image) -> Image.Image:
    """The same picture in a mode whose values can be mixed. Pillow premultiplies alpha itself on resizing."""
    if picture.mode.startswith("I"):
        # 16-bit grey: Pillow's own conversion would clip nearly all of it to white.
        return picture.point(lambda value: value * (1 / 257)).convert("L")
    if picture.has_transparency_data:
        return picture if picture.mode in {"LA", "RGBA"} else picture.convert("RGBA")
    if picture.mode == "1":
        return picture.convert("L")
    return picture if picture.mode in {"L", "RGB", "CMYK"} else picture.convert("RGB")
