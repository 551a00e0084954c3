"""Things that make a home soft, and a book to read there."""

from __future__ import annotations

from random import Random

from simulator.shop.cloth import fabric, folds
from simulator.shop.colours import Colour, is_dark, lit
from simulator.shop.curves import ring, smooth
from simulator.shop.easel import Easel
from simulator.shop.order import Order

BRASS: Colour = (204, 168, 100)


def cushion(order: Order) -> None:
    easel, colour = order.easel, order.colour
    easel.contact_shadow((0.5, 0.885), (0.37, 0.035))
    outline = smooth(
        [
            (0.12, 0.20),
            (0.5, 0.245),
            (0.88, 0.20),
            (0.855, 0.55),
            (0.89, 0.895),
            (0.5, 0.865),
            (0.11, 0.895),
            (0.145, 0.55),
        ],
        steps=12,
    )
    shape = easel.polygon(outline)
    easel.shade(shape, 0.25, soft=0.02)
    fabric(easel, shape, colour, order.words, order.dice)
    easel.puff(shape, 0.085, light=0.34, dark=0.42)
    for x, y in ((0.15, 0.23), (0.85, 0.23), (0.14, 0.865), (0.86, 0.865)):
        inward = [(x, y), (x + (0.5 - x) * 0.55, y + (0.54 - y) * 0.45)]
        folds(easel, shape, inward, order.dice)
    easel.fill(easel.stroke([*outline, outline[0]], 0.008).faded(0.8), lit(colour, -0.18))


def bedding(order: Order) -> None:
    """Folded linen in a pile."""
    easel, colour = order.easel, order.colour
    easel.contact_shadow((0.5, 0.90), (0.40, 0.035))
    for step, light in enumerate((-0.10, 0.08, -0.04, 0.12)):
        y = 0.78 - step * 0.125
        inset = 0.02 * step + order.dice.uniform(-0.012, 0.012)
        outline = smooth(
            [
                (0.12 + inset, y),
                (0.5, y - 0.012),
                (0.87 - inset, y),
                (0.90 - inset, y + 0.06),
                (0.87 - inset, y + 0.122),
                (0.5, y + 0.118),
                (0.12 + inset, y + 0.122),
                (0.105 + inset, y + 0.06),
            ],
            steps=6,
        )
        shape = easel.polygon(outline)
        easel.shade(shape, 0.30, soft=0.012)
        fabric(easel, shape, lit(colour, light), order.words, order.dice)
        easel.puff(shape, 0.026, light=0.26, dark=0.36)
        easel.shade(
            easel.stroke(
                smooth([(0.13 + inset, y + 0.062), (0.5, y + 0.056), (0.89 - inset, y + 0.062)], closed=False),
                0.006,
            ),
            0.28,
            soft=0.003,
        )


def book(order: Order) -> None:
    """A cloth-bound book that stands, turned a little."""
    easel, colour = order.easel, order.colour
    easel.contact_shadow((0.5, 0.90), (0.30, 0.035))
    pages = easel.polygon([(0.735, 0.165), (0.80, 0.205), (0.80, 0.865), (0.735, 0.90)])
    easel.fill(pages, easel.gradient(pages, [(244, 236, 220), (206, 194, 172)], across=True))
    for step in range(5):
        x = 0.745 + step * 0.012
        easel.shade(easel.stroke([(x, 0.19), (x, 0.88)], 0.002).within(pages), 0.20)
    cover = easel.polygon([(0.235, 0.14), (0.74, 0.16), (0.74, 0.91), (0.235, 0.90)])
    fabric(easel, cover, colour, order.words, order.dice)
    spine = easel.polygon([(0.205, 0.155), (0.25, 0.14), (0.25, 0.90), (0.205, 0.885)])
    easel.fill(spine, easel.gradient(spine, [lit(colour, -0.45), lit(colour, -0.05)], across=True))
    easel.shade(easel.stroke([(0.278, 0.142), (0.278, 0.90)], 0.010), 0.28, soft=0.005)
    easel.puff(cover, 0.014, light=0.18, dark=0.22)
    _title(easel, colour, order.dice)


def _title(easel: Easel, colour: Colour, dice: Random) -> None:
    """Gold foil: a frame, lines of a title and an ornament."""
    foil = lit(BRASS, 0.25) if is_dark(colour, below=0.6) else lit(colour, -0.6)
    frame = [(0.33, 0.25), (0.68, 0.257), (0.68, 0.55), (0.33, 0.548), (0.33, 0.25)]
    easel.fill(easel.stroke(frame, 0.005), foil)
    for y, width in ((0.34, 0.115), (0.385, dice.uniform(0.07, 0.12)), (0.44, 0.05)):
        easel.fill(easel.stroke([(0.505 - width, y), (0.505 + width, y + 0.003)], 0.016), foil)
    petals = dice.choice((5, 6, 8))
    for x, y in ring((0.505, 0.71), (0.045, 0.045), pieces=petals)[:-1]:
        easel.fill(easel.ellipse((x, y), (0.022, 0.022)), foil)
    easel.fill(easel.ellipse((0.505, 0.71), (0.018, 0.018)), lit(colour, -0.2))
