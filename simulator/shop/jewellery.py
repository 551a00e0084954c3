"""Small shining things, on plaster or velvet, seen from above."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from PIL import Image

from simulator.shop.colours import NAMED, Colour, is_dark, lit
from simulator.shop.curves import Point, ring, smooth
from simulator.shop.easel import Easel, Shape
from simulator.shop.order import Order

GEMS: tuple[Colour, ...] = (
    (56, 118, 110),
    (122, 66, 122),
    (176, 56, 66),
    (64, 98, 160),
    (204, 150, 74),
    (92, 132, 90),
)
METALS = {"silver": NAMED["silver"], "steel": NAMED["steel"], "copper": NAMED["copper"], "rose": (208, 158, 138)}


def necklace(order: Order) -> None:
    easel, metal = order.easel, _metal(order)
    line = smooth(
        [
            (0.185, -0.60),
            (0.188, -0.30),
            (0.19, -0.10),
            (0.195, 0.06),
            (0.21, 0.32),
            (0.33, 0.58),
            (0.5, 0.68),
            (0.67, 0.58),
            (0.79, 0.32),
            (0.805, 0.06),
            (0.81, -0.10),
            (0.812, -0.30),
            (0.815, -0.60),
        ],
        closed=False,
        steps=14,
    )
    _chain(easel, line, metal)
    _pendant(easel, (0.5, 0.735), metal, _stone(order), order.dice)


def bracelet(order: Order) -> None:
    """Beads on a ring, with one of metal and a charm."""
    easel, dice, metal = order.easel, order.dice, _metal(order)
    stones = _bead_colours(order)
    around = ring((0.5, 0.50), (0.335, 0.30), begin=-90, end=270, pieces=30)[:-1]
    beads = [
        (point, metal if index % 10 == 0 else stones[index % len(stones)]) for index, point in enumerate(around)
    ]
    for (x, y), _ in beads:
        easel.shade(easel.ellipse((x + 0.014, y + 0.020), (0.034, 0.032)), 0.30, soft=0.014)
    for point, colour in beads:
        ball(easel, point, 0.0345, colour)
    _chain(easel, smooth([(0.5, 0.83), (0.502, 0.86)], closed=False, steps=5), metal)
    _pendant(easel, (0.503, 0.885), metal, dice.choice(GEMS), dice, size=0.6)


def earrings(order: Order) -> None:
    """A pair that hangs: hook, a fine hoop with beads, and a drop."""
    easel, metal, stone = order.easel, _metal(order), _stone(order)
    for x in (0.33, 0.67):
        hook = smooth(
            [(x + 0.045, 0.20), (x + 0.03, 0.125), (x - 0.02, 0.12), (x - 0.03, 0.20), (x, 0.275)], closed=False
        )
        _wire(easel, hook, 0.009, metal)
        ball(easel, (x, 0.285), 0.020, metal)
        _wire(easel, ring((x, 0.435), (0.125, 0.135)), 0.012, metal)
        for step in range(5):
            point = ring((x, 0.435), (0.125, 0.135), begin=20, end=160, pieces=4)[step]
            ball(easel, (point[0], point[1] + 0.012), 0.020, lit(stone, 0.1 * (step % 2)))
        _drop(easel, (x, 0.665), stone, metal)


def finger_ring(order: Order) -> None:
    easel, metal = order.easel, _metal(order)
    band = easel.stroke(ring((0.5, 0.60), (0.235, 0.225)), 0.042)
    easel.drop_shadow(band, 0.030, opacity=0.42)
    _shining(easel, band, metal)
    easel.puff(band, 0.012, light=0.8, dark=0.5)
    setting = easel.ellipse((0.5, 0.355), (0.088, 0.075))
    _shining(easel, setting, metal)
    easel.puff(setting, 0.012, light=0.6)
    _gem(easel, (0.5, 0.345), 0.075, _stone(order))


def ball(easel: Easel, centre: Point, radius: float, colour: Colour) -> None:
    """A bead: shaded towards its rim, a light from the window, a glimmer from below."""
    shape = easel.ellipse(centre, (radius, radius))
    easel.fill(shape, easel.gradient(shape, [lit(colour, 0.22), colour, lit(colour, -0.50)]))
    easel.shade(
        easel.ellipse((centre[0] + radius * 0.35, centre[1] + radius * 0.4), (radius * 0.8, radius * 0.75)),
        0.18,
        soft=radius * 0.35,
        inside=shape,
    )
    easel.shine(
        easel.ellipse((centre[0] - radius * 0.34, centre[1] - radius * 0.38), (radius * 0.26, radius * 0.20)),
        0.92,
        soft=radius * 0.07,
        inside=shape,
    )


def _chain(easel: Easel, line: Sequence[Point], metal: Colour) -> None:
    """Links, each a small bead; their shadow is one line."""
    shadow = [(x + 0.012, y + 0.018) for x, y in line]
    easel.shade(easel.stroke(shadow, 0.010), 0.34, soft=0.008)
    link = _link(easel, metal)
    for x, y in line:
        easel.fill(_placed(easel, link, (x, y)), link[1])


def _link(easel: Easel, metal: Colour) -> tuple[Shape, Image.Image]:
    """Drawn once and laid down many times."""
    shape = easel.ellipse((0.5, 0.5), (0.0085, 0.0085))
    return shape, easel.gradient(shape, [lit(metal, 0.85), lit(metal, 0.15), lit(metal, -0.45)])


def _placed(easel: Easel, link: tuple[Shape, Image.Image], centre: Point) -> Shape:
    left = round((centre[0] - 0.5) * easel.side)
    top = round((centre[1] - 0.5) * easel.side)
    return Shape(link[0].mask, link[0].left + left, link[0].top + top)


def _wire(easel: Easel, line: Sequence[Point], width: float, metal: Colour) -> None:
    shape = easel.stroke(line, width)
    easel.drop_shadow(shape, 0.018, opacity=0.34)
    _shining(easel, shape, metal)
    easel.puff(shape, width / 3, light=0.75, dark=0.45)


def _shining(easel: Easel, shape: Shape, metal: Colour) -> None:
    """Metal mirrors the room: bright, dark and bright again."""
    lights = (0.45, -0.10, 0.70, 0.05, -0.42, 0.20, -0.15)
    easel.fill(shape, easel.gradient(shape, [lit(metal, light) for light in lights]))


def _pendant(
    easel: Easel, centre: Point, metal: Colour, stone: Colour, dice: Random, *, size: float = 1.0
) -> None:
    x, y = centre
    kind = dice.choice(("disc", "gem", "drop"))
    disc = easel.ellipse((x, y), (0.066 * size, 0.066 * size))
    if kind == "drop":
        _drop(easel, (x, y + 0.03 * size), stone, metal, size=size)
        return
    easel.drop_shadow(disc, 0.022 * size, opacity=0.4)
    _shining(easel, disc, metal)
    easel.puff(disc, 0.010 * size, light=0.6, dark=0.4)
    if kind == "gem":
        _gem(easel, (x, y), 0.046 * size, stone)
    else:
        easel.shade(easel.stroke(ring((x, y), (0.046 * size, 0.046 * size)), 0.004 * size), 0.35)


def _drop(easel: Easel, centre: Point, stone: Colour, metal: Colour, *, size: float = 1.0) -> None:
    x, y = centre
    outline = smooth([(x, y - 0.095 * size), (x + 0.038 * size, y), (x, y + 0.055 * size), (x - 0.038 * size, y)])
    shape = easel.polygon(outline)
    easel.drop_shadow(shape, 0.022 * size, opacity=0.36)
    easel.fill(shape, easel.gradient(shape, [lit(stone, 0.30), stone, lit(stone, -0.40)]))
    easel.puff(shape, 0.014 * size, light=0.5, dark=0.4)
    glint = easel.ellipse((x - 0.012 * size, y - 0.005 * size), (0.006 * size, 0.020 * size))
    easel.shine(glint, 0.9, soft=0.004)
    ball(easel, (x, y - 0.092 * size), 0.013 * size, metal)


def _gem(easel: Easel, centre: Point, radius: float, stone: Colour) -> None:
    """A brilliant: eight facets around a table, each with its own light."""
    lights = (0.10, -0.30, -0.50, -0.20, 0.05, 0.45, 0.62, 0.35)
    rim = ring(centre, (radius, radius * 0.9), pieces=8)
    flat = ring(centre, (radius * 0.55, radius * 0.5), pieces=8)
    for index, light in enumerate(lights):
        facet = easel.polygon([rim[index], rim[index + 1], flat[index + 1], flat[index]])
        easel.fill(facet, lit(stone, light))
    top = easel.polygon(flat[:-1])
    easel.fill(top, easel.gradient(top, [lit(stone, 0.55), lit(stone, -0.05)]))
    easel.shine(
        easel.ellipse((centre[0] - radius * 0.2, centre[1] - radius * 0.2), (radius * 0.14, radius * 0.08)),
        0.95,
        soft=0.003,
    )


def _metal(order: Order) -> Colour:
    """Gold, unless the words name another metal."""
    return next((METALS[word] for word in order.words if word in METALS), NAMED["gold"])


def _stone(order: Order) -> Colour:
    named = next((word for word in order.words if word in NAMED and word not in METALS), None)
    return NAMED[named] if named not in {None, "gold", "golden"} and named else order.dice.choice(GEMS)


def _bead_colours(order: Order) -> tuple[Colour, ...]:
    if "chakra" in order.words:
        return tuple(NAMED[name] for name in ("red", "orange", "yellow", "green", "turquoise", "indigo", "purple"))
    base = order.colour if is_dark(order.colour, below=0.75) else lit(order.colour, -0.12)
    return base, lit(base, 0.10), lit(base, -0.14)
