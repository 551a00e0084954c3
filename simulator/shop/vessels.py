"""Things from the potter's wheel and the glassworks."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from simulator.shop.colours import Colour, is_dark, lit, mix
from simulator.shop.curves import Point, ring, smooth
from simulator.shop.easel import Easel, Shape
from simulator.shop.lathe import GLASS, GLAZED, TILT, Turned, band, dip, opening, turn
from simulator.shop.order import Order

CREAM: Colour = (235, 226, 210)
CLAY: Colour = (186, 112, 82)
LEAF: Colour = (84, 122, 76)


def mug(order: Order) -> None:
    easel, colour, dice = order.easel, order.colour, order.dice
    _stand(easel, 0.47, 0.225, 0.88)
    _handle(easel, colour)
    body = turn(easel, 0.47, [(0.245, 0.37), (0.25, 0.52), (0.243, 0.74), (0.215, 0.86)], CREAM, light=GLAZED)
    dip(easel, body, dice.uniform(0.62, 0.74), colour)
    _speckle(easel, body.body, dice)
    inside = opening(easel, body, colour)
    coffee = easel.ellipse((0.47, 0.395), (0.222, 0.222 * TILT * 0.8)).within(inside)
    easel.fill(coffee, (74, 46, 32))
    easel.shine(easel.stroke(ring((0.45, 0.39), (0.15, 0.012), begin=190, end=250), 0.006), 0.3, soft=0.004)


def vase(order: Order) -> None:
    easel, colour, dice = order.easel, order.colour, order.dice
    _stand(easel, 0.5, 0.15, 0.92)
    shoulder = dice.uniform(0.20, 0.25)
    profile = [(0.085, 0.36), (0.075, 0.44), (0.12, 0.52), (shoulder, 0.68), (0.20, 0.82), (0.125, 0.92)]
    _branches(easel, dice, top=0.36)
    body = turn(easel, 0.5, profile, colour)
    for y in (0.60, 0.625):
        easel.shade(band(easel, body, y, 0.006), 0.22)
    _speckle(easel, body.body, dice)
    opening(easel, body, colour, rim=0.01)
    _branches(easel, dice, top=0.36, front=True)


def bottle(order: Order) -> None:
    easel, colour, dice = order.easel, order.colour, order.dice
    _stand(easel, 0.5, 0.13, 0.93)
    cap_colour = dice.choice([(46, 44, 44), (196, 156, 92), (226, 220, 210)])
    profile = [(0.052, 0.26), (0.052, 0.33), (0.135, 0.44), (0.14, 0.60), (0.14, 0.92)]
    body = turn(easel, 0.5, profile, colour, light=GLASS)
    _label(easel, body, colour)
    turn(easel, 0.5, [(0.06, 0.155), (0.06, 0.28)], cap_colour, light=GLAZED)
    lid = easel.ellipse((0.5, 0.155), (0.06, 0.06 * TILT))
    easel.fill(lid, lit(cap_colour, 0.22))


def plant_pot(order: Order) -> None:
    easel, colour, dice = order.easel, order.colour, order.dice
    _stand(easel, 0.5, 0.17, 0.93)
    _plant(easel, dice)
    body = turn(easel, 0.5, [(0.205, 0.66), (0.185, 0.80), (0.155, 0.92)], colour)
    _speckle(easel, body.body, dice)
    rim = turn(easel, 0.5, [(0.232, 0.575), (0.228, 0.655)], colour)
    easel.shade(band(easel, body, 0.655, 0.03), 0.35, soft=0.006, inside=body.body)
    inside = opening(easel, rim, colour)
    easel.fill(easel.ellipse((0.5, 0.588), (0.205, 0.205 * TILT)).within(inside), (62, 46, 38))
    _stems(easel, dice)


def candle(order: Order) -> None:
    easel, colour, dice = order.easel, order.colour, order.dice
    _stand(easel, 0.5, 0.19, 0.90)
    body = turn(easel, 0.5, [(0.20, 0.50), (0.20, 0.70), (0.196, 0.90)], colour, light=GLAZED)
    _label(easel, body, colour)
    inside = opening(easel, body, colour, rim=0.010)
    wax = mix(CREAM, colour, 0.15)
    easel.fill(easel.ellipse((0.5, 0.518), (0.182, 0.182 * TILT)).within(inside), wax)
    easel.fill(easel.stroke([(0.5, 0.515), (0.502, 0.475)], 0.007), (52, 42, 38))
    _flame(easel, dice)


def watering_can(order: Order) -> None:
    easel, colour, dice = order.easel, order.colour, order.dice
    _stand(easel, 0.46, 0.24, 0.90)
    handle = easel.stroke(
        smooth([(0.36, 0.52), (0.24, 0.36), (0.36, 0.26), (0.52, 0.34), (0.56, 0.50)], closed=False), 0.026
    )
    easel.fill(handle, lit(colour, -0.14))
    easel.puff(handle, 0.008)
    spout = easel.polygon([(0.60, 0.80), (0.60, 0.70), (0.845, 0.36), (0.875, 0.375)])
    easel.fill(spout, easel.gradient(spout, [lit(colour, 0.12), lit(colour, -0.2)], across=True))
    easel.puff(spout, 0.012)
    rose = easel.polygon([(0.83, 0.335), (0.93, 0.395), (0.905, 0.425), (0.815, 0.365)])
    easel.fill(rose, lit(colour, -0.2))
    easel.puff(rose, 0.008)
    body = turn(easel, 0.44, [(0.165, 0.49), (0.19, 0.60), (0.215, 0.78), (0.215, 0.90)], colour, light=GLAZED)
    for y in (0.57, 0.83):
        easel.shade(band(easel, body, y, 0.009), 0.2)
    opening(easel, body, colour)
    _speckle(easel, body.body, dice, strength=0.10)


def _stand(easel: Easel, x: float, radius: float, y: float) -> None:
    easel.contact_shadow((x, y + 0.005), (radius, radius * TILT))


def _handle(easel: Easel, colour: Colour) -> None:
    loop = smooth([(0.68, 0.46), (0.79, 0.45), (0.835, 0.57), (0.77, 0.70), (0.66, 0.74)], closed=False)
    shape = easel.stroke(loop, 0.052)
    easel.fill(shape, lit(colour, -0.06))
    easel.puff(shape, 0.014, light=0.34)


def _speckle(easel: Easel, shape: Shape, dice: Random, strength: float = 0.28) -> None:
    """Grains of iron in the glaze."""
    left, top = (shape.left - easel.left) / easel.side, (shape.top - easel.top) / easel.side
    width, height = shape.size[0] / easel.side, shape.size[1] / easel.side
    for _ in range(46):
        centre = (left + width * dice.random(), top + height * dice.random())
        size = dice.uniform(0.0012, 0.0030)
        easel.shade(easel.ellipse(centre, (size, size)).within(shape), strength)


def _label(easel: Easel, body: Turned, colour: Colour) -> None:
    """A paper label that goes round the front, with a mark and lines where the words would be."""
    paper = band(easel, body, 0.665, 0.14)
    around = (-0.30, -0.06, 0.0, 0.02, 0.0, -0.06, -0.16, -0.28, -0.36)
    easel.fill(paper, easel.gradient(paper, [lit(CREAM, light) for light in around], across=True))
    ink = colour if is_dark(colour, below=0.35) else lit(colour, -0.35)
    x, sag = body.axis, body.radius_at(0.7) * TILT
    easel.fill(easel.ellipse((x, 0.700 + sag), (0.014, 0.014)), ink)
    for row, width in ((0.735, 0.062), (0.757, 0.046), (0.775, 0.030)):
        easel.fill(
            easel.stroke([(x - width, row + sag - 0.002), (x, row + sag), (x + width, row + sag - 0.002)], 0.006),
            ink,
        )


def _flame(easel: Easel, dice: Random) -> None:
    lean = dice.uniform(-0.008, 0.008)
    glow = easel.ellipse((0.5, 0.44), (0.10, 0.12))
    easel.fill(easel.blurred(glow, 0.05).faded(0.40), (255, 214, 140))
    outline = [(0.5 + lean, 0.385), (0.522, 0.445), (0.514, 0.478), (0.5, 0.486), (0.486, 0.478), (0.478, 0.445)]
    flame = easel.polygon(smooth(outline))
    easel.fill(easel.blurred(flame, 0.006), (255, 188, 84))
    easel.shine(easel.ellipse((0.5, 0.458), (0.009, 0.018)), 0.7, soft=0.004)


def _branches(easel: Easel, dice: Random, top: float, *, front: bool = False) -> None:
    """Dried twigs with small leaves, those behind first."""
    tips = [(0.34, 0.06), (0.62, 0.04)] if not front else [(0.49, 0.015), (0.71, 0.16), (0.27, 0.20)]
    for x, y in tips:
        tip = (x + dice.uniform(-0.02, 0.02), y + dice.uniform(-0.02, 0.02))
        bend = ((0.5 + tip[0]) / 2 + (tip[0] - 0.5) * 0.15, (top + tip[1]) / 2 - 0.02)
        twig = smooth([(0.5 + (tip[0] - 0.5) * 0.12, top + 0.01), bend, tip], closed=False)
        easel.fill(easel.stroke(twig, 0.0055), (128, 104, 78))
        _leaves(easel, twig, dice)


def _leaves(easel: Easel, twig: Sequence[Point], dice: Random) -> None:
    colour = mix((176, 160, 118), LEAF, dice.random() * 0.6)
    for index in range(5, len(twig), 2):
        x, y = twig[index]
        side = 1 if index % 4 == 1 else -1
        reach, lift = dice.uniform(0.032, 0.05) * side, dice.uniform(0.018, 0.034)
        leaf = smooth(
            [(x, y), (x + reach * 0.5, y - lift), (x + reach, y - lift * 0.8), (x + reach * 0.6, y - lift * 0.1)]
        )
        shape = easel.polygon(leaf)
        easel.fill(shape, lit(colour, dice.uniform(-0.18, 0.16)))


def _plant(easel: Easel, dice: Random) -> None:
    """Large leaves that lean outwards, the outer ones first."""
    green = mix(LEAF, (58, 104, 80), dice.random())
    for x, y, broad in (
        (0.20, 0.34, 0.075),
        (0.80, 0.33, 0.075),
        (0.30, 0.16, 0.08),
        (0.69, 0.15, 0.08),
        (0.49, 0.06, 0.085),
    ):
        tip = (x + dice.uniform(-0.02, 0.02), y + dice.uniform(-0.02, 0.02))
        _blade(easel, tip, broad, lit(green, dice.uniform(-0.16, 0.10)))


def _stems(easel: Easel, dice: Random) -> None:
    for x in (0.44, 0.56):
        _blade(easel, (x + (x - 0.5) * 2.2, 0.34 + dice.uniform(-0.03, 0.03)), 0.06, lit(LEAF, 0.06), foot=0.60)


def _blade(easel: Easel, tip: Point, broad: float, colour: Colour, foot: float = 0.60) -> None:
    """One leaf from the soil to its tip, with its rib."""
    root = (0.5 + (tip[0] - 0.5) * 0.16, foot)
    x, y = (root[0] * 0.42 + tip[0] * 0.58), (root[1] * 0.42 + tip[1] * 0.58)
    sideways = broad * (1.0 - abs(tip[0] - 0.5))
    outline = [root, (x - sideways, y + 0.02), tip, (x + sideways, y + 0.05)]
    shape = easel.polygon(smooth(outline))
    easel.fill(shape, easel.gradient(shape, [lit(colour, 0.20), colour, lit(colour, -0.35)]))
    easel.puff(shape, 0.018, light=0.16, dark=0.24)
    rib = smooth([root, (x, y + 0.03), tip], closed=False)
    easel.shine(easel.stroke(rib, 0.004), 0.28)
