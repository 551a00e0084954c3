"""The colour beside the picture, so that a packshot goes on where its own background ends."""

from PIL import Image

from imaging.fitting import CANVAS

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
LEVELS = 256


def edge_colour(image: Image.Image) -> Colour:
    """The median colour of the pixels of `image` (RGB, fitted) that will touch the bars."""
    strip = _touching(image)
    levels = strip.histogram()
    half = (strip.width * strip.height + 1) // 2
    red, green, blue = (_median(levels[band * LEVELS : (band + 1) * LEVELS], half) for band in range(3))
    return red, green, blue


def _touching(image: Image.Image) -> Image.Image:
    """The two outermost lines: left and right of a tall picture, above and below a wide one."""
    width, height = image.size
    if width < CANVAS[0]:
        strip = Image.new("RGB", (2, height))
        strip.paste(image.crop((0, 0, 1, height)), (0, 0))
        strip.paste(image.crop((width - 1, 0, width, height)), (1, 0))
        return strip
    strip = Image.new("RGB", (width, 2))
    strip.paste(image.crop((0, 0, width, 1)), (0, 0))
    strip.paste(image.crop((0, height - 1, width, height)), (0, 1))
    return strip


def _median(counts: list[int], half: int) -> int:
    below = 0
    for level, count in enumerate(counts):
        below += count
        if below >= half:
            return level
    return LEVELS - 1
