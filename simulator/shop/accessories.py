"""Things to carry and to put on: bags, shoes, hats."""

from __future__ import annotations

from simulator.shop.cloth import fabric
from simulator.shop.colours import NAMED, Colour, is_dark, lit
from simulator.shop.curves import Point, mirrored, ring, smooth
from simulator.shop.easel import Easel, Shape
from simulator.shop.order import Order

SOLE: Colour = (236, 232, 222)
BRASS: Colour = (204, 168, 100)


def bag(order: Order) -> None:
    easel, colour = order.easel, order.colour
    easel.contact_shadow((0.5, 0.905), (0.33, 0.04))
    handle = smooth([(0.335, 0.46), (0.35, 0.20), (0.5, 0.105), (0.65, 0.20), (0.665, 0.46)], closed=False)
    strap = easel.stroke(handle, 0.032)
    easel.drop_shadow(strap, 0.012)
    easel.fill(strap, lit(colour, -0.10))
    easel.puff(strap, 0.010)
    right = [(0.5, 0.42), (0.72, 0.425), (0.765, 0.47), (0.825, 0.84), (0.78, 0.905), (0.5, 0.91)]
    body = easel.polygon(smooth(mirrored(right), steps=5))
    fabric(easel, body, colour, order.words, order.dice)
    easel.puff(body, 0.045, light=0.30, dark=0.42)
    flap = easel.polygon(
        smooth(
            [
                (0.245, 0.425),
                (0.5, 0.41),
                (0.755, 0.425),
                (0.765, 0.56),
                (0.66, 0.66),
                (0.5, 0.685),
                (0.34, 0.66),
                (0.235, 0.56),
            ],
            steps=6,
        )
    )
    easel.shade(flap, 0.42, soft=0.014, inside=body)
    fabric(easel, flap, lit(colour, 0.06), order.words, order.dice)
    easel.puff(flap, 0.020)
    _stitches(
        easel,
        smooth([(0.262, 0.56), (0.36, 0.642), (0.5, 0.664), (0.64, 0.642), (0.738, 0.56)], closed=False),
        colour,
    )
    _buckle(easel, (0.5, 0.665))


def shoe(order: Order) -> None:
    """A sneaker from its side."""
    easel, colour = order.easel, order.colour
    easel.contact_shadow((0.5, 0.80), (0.42, 0.028))
    upper = easel.polygon(
        smooth(
            [
                (0.11, 0.70),
                (0.105, 0.53),
                (0.13, 0.375),
                (0.20, 0.335),
                (0.30, 0.38),
                (0.385, 0.345),
                (0.47, 0.40),
                (0.62, 0.52),
                (0.80, 0.59),
                (0.90, 0.655),
                (0.905, 0.72),
                (0.5, 0.735),
            ],
            steps=8,
        )
    )
    fabric(easel, upper, colour, order.words, order.dice)
    easel.puff(upper, 0.040, light=0.34, dark=0.40)
    _mouth_toe_and_heel(easel, upper, colour)
    _laces(easel, colour)
    swoop = easel.stroke(
        smooth([(0.20, 0.66), (0.33, 0.60), (0.48, 0.625), (0.60, 0.54)], closed=False), 0.026
    ).within(upper)
    easel.fill(swoop, lit(colour, 0.62 if is_dark(colour, below=0.55) else -0.45))
    _sole(easel)


def hat(order: Order) -> None:
    """A straw hat, or a felt one, from a little above."""
    easel, colour = order.easel, order.colour
    brim = easel.ellipse((0.5, 0.66), (0.43, 0.165))
    easel.drop_shadow(brim, 0.03)
    fabric(easel, brim, colour, order.words, order.dice)
    easel.puff(brim, 0.022)
    for step in range(1, 5):
        easel.shade(easel.stroke(ring((0.5, 0.66), (0.43 - step * 0.045, 0.165 - step * 0.02)), 0.003), 0.22)
    crown = easel.polygon(
        smooth(
            [
                (0.285, 0.64),
                (0.31, 0.36),
                (0.40, 0.275),
                (0.5, 0.30),
                (0.60, 0.275),
                (0.69, 0.36),
                (0.715, 0.64),
                (0.5, 0.70),
            ],
            steps=8,
        )
    )
    easel.shade(crown, 0.4, soft=0.02, inside=brim)
    fabric(easel, crown, lit(colour, 0.04), order.words, order.dice)
    easel.puff(crown, 0.05, light=0.32, dark=0.45)
    ribbon = easel.polygon(
        smooth([(0.286, 0.56), (0.5, 0.615), (0.714, 0.56), (0.718, 0.645), (0.5, 0.702), (0.282, 0.645)], steps=8)
    ).within(crown)
    easel.fill(ribbon, lit(colour, -0.62))
    easel.shine(easel.stroke([(0.36, 0.60), (0.36, 0.665)], 0.05).within(ribbon), 0.16, soft=0.02, inside=ribbon)


def _mouth_toe_and_heel(easel: Easel, upper: Shape, colour: Colour) -> None:
    mouth = [(0.145, 0.385), (0.20, 0.355), (0.30, 0.398), (0.375, 0.372), (0.35, 0.43), (0.22, 0.44)]
    easel.fill(easel.polygon(smooth(mouth)), lit(colour, -0.60))
    cap = [(0.70, 0.735), (0.72, 0.63), (0.80, 0.595), (0.90, 0.65), (0.91, 0.735)]
    toe = easel.polygon(smooth(cap)).within(upper)
    easel.fill(toe, easel.gradient(toe, [lit(SOLE, 0.1), lit(SOLE, -0.2)]))
    easel.puff(toe, 0.02)
    heel = easel.polygon([(0.09, 0.50), (0.175, 0.46), (0.20, 0.74), (0.09, 0.74)]).within(upper)
    easel.shade(heel, 0.28)


def _stitches(easel: Easel, line: list[Point], colour: Colour) -> None:
    thread = lit(colour, 0.45)
    for begin, end in zip(line[::2], line[1::2], strict=False):
        easel.fill(easel.stroke([begin, end], 0.0035), thread)


def _buckle(easel: Easel, centre: Point) -> None:
    x, y = centre
    plate = easel.polygon(
        [(x - 0.05, y - 0.04), (x + 0.05, y - 0.04), (x + 0.05, y + 0.045), (x - 0.05, y + 0.045)]
    )
    easel.drop_shadow(plate, 0.010, opacity=0.4)
    easel.fill(
        plate, easel.gradient(plate, [lit(BRASS, 0.5), lit(BRASS, -0.1), lit(BRASS, 0.35), lit(BRASS, -0.35)])
    )
    easel.puff(plate, 0.007, light=0.5)
    easel.shade(easel.ellipse((x, y), (0.012, 0.012)), 0.6)


def _laces(easel: Easel, colour: Colour) -> None:
    lace = NAMED["white"] if is_dark(colour, below=0.8) else NAMED["charcoal"]
    for step in range(5):
        x, y = 0.395 + step * 0.052, 0.385 + step * 0.040
        strand = easel.stroke(
            smooth([(x, y), (x - 0.012, y + 0.035), (x - 0.045, y + 0.062)], closed=False), 0.017
        )
        easel.shade(strand, 0.45, soft=0.006)
        easel.fill(strand, lace)
        easel.puff(strand, 0.004)


def _sole(easel: Easel) -> None:
    sole = easel.polygon(
        smooth(
            [
                (0.085, 0.705),
                (0.30, 0.725),
                (0.62, 0.735),
                (0.93, 0.70),
                (0.935, 0.755),
                (0.88, 0.80),
                (0.5, 0.805),
                (0.13, 0.80),
                (0.085, 0.765),
            ],
            steps=6,
        )
    )
    easel.shade(easel.stroke([(0.1, 0.70), (0.9, 0.705)], 0.02), 0.35, soft=0.008)
    easel.fill(sole, easel.gradient(sole, [lit(SOLE, 0.25), SOLE, lit(SOLE, -0.26)]))
    line = easel.stroke(smooth([(0.09, 0.765), (0.5, 0.778), (0.93, 0.755)], closed=False), 0.006).within(sole)
    easel.fill(line, (176, 92, 66))
