"""The photographer's studio: paper sweeps to stand things on, plaster and linen to lay them on, and light."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from simulator.shop.colours import Colour, brightness, lit, mix

# Walls that flatter most colours: warm whites, sand, blush, sage, pale blue, clay, stone.
WALLS: tuple[Colour, ...] = (
    (236, 231, 223),
    (226, 214, 198),
    (233, 214, 206),
    (208, 214, 200),
    (206, 216, 222),
    (222, 192, 172),
    (214, 211, 207),
    (190, 200, 194),
)
CONTRAST_MIN = 0.1  # of brightness, between a product and the wall behind it
COARSE = 32  # pixels of the small images that gradients are stretched from
HORIZON = 0.66  # of the height: where the wall turns into the floor


def pick_wall(dice: Random, product: Colour) -> Colour:
    """A wall that the product does not vanish into."""
    stands_out = [wall for wall in WALLS if abs(brightness(wall) - brightness(product)) > CONTRAST_MIN]
    wall = dice.choice(stands_out or WALLS)
    return mix(wall, product, 0.08)


def sweep(size: tuple[int, int], wall: Colour) -> Image.Image:
    """Paper that comes down the wall and runs forward as the floor, brightest behind the product."""
    column = Image.new("RGB", (1, COARSE))
    column.putdata([_on_sweep(wall, (row + 0.5) / COARSE) for row in range(COARSE)])
    paper = column.resize(size, Image.Resampling.BICUBIC)
    return _lit_from_left(paper, centre=(0.42, 0.40))


def table(size: tuple[int, int], wall: Colour, dice: Random) -> Image.Image:
    """A surface seen from above, with a little plaster in it and a window's light across."""
    plain = Image.new("RGB", size, lit(wall, 0.22))
    plaster = _clouds(size, dice, cells=9).point([round(value * 0.16) for value in range(256)])
    plain.paste(lit(wall, -0.25), mask=plaster)
    window = _window_light(size, dice)
    plain.paste(lit(wall, 0.80), mask=window)
    return _lit_from_left(plain, centre=(0.38, 0.32))


def grain(photograph: Image.Image, dice: Random) -> Image.Image:
    """A film's grain, too fine to see and enough to keep gradients from banding."""
    tile = Image.frombytes("L", (256, 256), dice.randbytes(256 * 256)).filter(ImageFilter.BoxBlur(1))
    noise = Image.new("L", photograph.size)
    for left in range(0, photograph.width, 256):
        for top in range(0, photograph.height, 256):
            noise.paste(tile, (left, top))
    noise = noise.point([round(128 + (value - 128) * 0.05) for value in range(256)])
    return ImageChops.add(photograph, Image.merge("RGB", (noise, noise, noise)), offset=-128)


def _on_sweep(wall: Colour, height: float) -> Colour:
    """From the wall's upper edge (0) to the floor before the camera (1)."""
    if height < HORIZON:
        return lit(wall, 0.02 + 0.20 * height / HORIZON)
    forward = (height - HORIZON) / (1 - HORIZON)
    # The bend of the paper lies in half shade, the floor before it in full light.
    return lit(wall, 0.02 + 0.36 * min(1.0, forward * 1.6) - 0.10 * forward)


def _lit_from_left(surface: Image.Image, centre: tuple[float, float]) -> Image.Image:
    """Falls off towards the corners, as a lens and one lamp do."""
    fall = Image.new("L", (COARSE, COARSE))
    fall.putdata([_falloff(x, y, centre) for y in range(COARSE) for x in range(COARSE)])
    shade = Image.new("RGB", surface.size, (52, 44, 42))
    return Image.composite(shade, surface, fall.resize(surface.size, Image.Resampling.BICUBIC))


def _falloff(x: int, y: int, centre: tuple[float, float]) -> int:
    across, down = x / (COARSE - 1) - centre[0], y / (COARSE - 1) - centre[1]
    far: float = (across**2 + down**2) ** 1.15
    return round(84 * min(1.0, far))


def _clouds(size: tuple[int, int], dice: Random, cells: int) -> Image.Image:
    coarse = Image.frombytes("L", (cells, cells), dice.randbytes(cells * cells))
    fine = Image.frombytes("L", (cells * 6, cells * 6), dice.randbytes(cells * cells * 36))
    large = coarse.resize(size, Image.Resampling.BICUBIC)
    return Image.blend(large, fine.resize(size, Image.Resampling.BICUBIC), 0.3)


def _window_light(size: tuple[int, int], dice: Random) -> Image.Image:
    """Slanted panes of light, soft as through a curtain."""
    small = Image.new("L", (128, 128))
    draw = ImageDraw.Draw(small)
    begin = dice.uniform(-40, 10)
    for pane in range(3):
        left = begin + pane * 46
        draw.polygon([(left, 0), (left + 34, 0), (left + 84, 128), (left + 50, 128)], fill=120)
    soft = small.filter(ImageFilter.GaussianBlur(6))
    return soft.resize(size, Image.Resampling.BICUBIC)
