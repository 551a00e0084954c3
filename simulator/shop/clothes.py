"""Things to wear, laid flat and seen from above."""

from __future__ import annotations

from random import Random

from simulator.shop.cloth import fabric, folds
from simulator.shop.colours import Colour, is_dark, lit
from simulator.shop.curves import Point, mirrored, ring, smooth
from simulator.shop.easel import Easel, Shape
from simulator.shop.order import Order


def shirt(order: Order) -> None:
    easel, colour, dice, words = order.easel, order.colour, order.dice, order.words
    body = _body(easel, colour, dice, words)
    for x in (0.425, 0.575):
        folds(easel, body, [(x + (x - 0.5) * 0.3, 0.34), (x + (x - 0.5) * 0.6, 0.9)], dice)
    placket = easel.polygon([(0.478, 0.185), (0.522, 0.185), (0.522, 0.905), (0.478, 0.905)])
    easel.shade(placket.within(body), 0.16, soft=0.006, inside=body)
    easel.fill(placket.within(body).faded(0.5), lit(colour, 0.06))
    _buttons(easel, colour)
    _collar(easel, colour)
    pocket = easel.polygon([(0.60, 0.39), (0.70, 0.385), (0.70, 0.475), (0.65, 0.50), (0.60, 0.478)])
    easel.shade(pocket, 0.22, soft=0.004)
    easel.fill(pocket.faded(0.75), lit(colour, 0.03))


def jumper(order: Order) -> None:
    easel, colour, dice, words = order.easel, order.colour, order.dice, order.words
    body = _body(easel, colour, dice, ("knit", *words))
    for y in (0.865, 0.905):
        easel.shade(easel.stroke([(0.29, y), (0.71, y)], 0.006).within(body), 0.22)
    neck = easel.stroke(ring((0.5, 0.165), (0.105, 0.075), begin=8, end=172), 0.036)
    inside = easel.ellipse((0.5, 0.165), (0.100, 0.070))
    easel.fill(
        inside.within(easel.polygon([(0.3, 0.10), (0.7, 0.10), (0.7, 0.30), (0.3, 0.30)])), lit(colour, -0.45)
    )
    easel.fill(neck, lit(colour, 0.05))
    easel.puff(neck, 0.010)
    folds(easel, body, [(0.36, 0.42), (0.42, 0.80)], dice)


def jacket(order: Order) -> None:
    easel, colour, dice, words = order.easel, order.colour, order.dice, order.words
    body = _body(easel, colour, dice, words)
    for x in (0.40, 0.60):
        folds(easel, body, [(x, 0.36), (x + (x - 0.5) * 0.2, 0.88)], dice)
    easel.shade(easel.stroke([(0.5, 0.21), (0.5, 0.91)], 0.022).within(body), 0.4, soft=0.004)
    easel.fill(easel.stroke([(0.5, 0.21), (0.5, 0.90)], 0.008), _metal(colour))
    easel.fill(
        easel.polygon([(0.492, 0.24), (0.508, 0.24), (0.511, 0.285), (0.489, 0.285)]), lit(_metal(colour), 0.2)
    )
    for side in (-1, 1):
        flap = [(0.5, 0.24), (0.5 + side * 0.115, 0.115), (0.5 + side * 0.185, 0.23), (0.5 + side * 0.105, 0.40)]
        lapel = easel.polygon(flap)
        easel.shade(lapel, 0.4, soft=0.012, inside=body)
        easel.fill(lapel, lit(colour, 0.05))
        easel.puff(lapel, 0.012)
        pocket = [(0.5 + side * 0.10, 0.66), (0.5 + side * 0.185, 0.62)]
        easel.shade(easel.stroke(pocket, 0.014), 0.45, soft=0.003)
        easel.fill(easel.stroke(pocket, 0.006), _metal(colour))
    hem = easel.polygon([(0.27, 0.875), (0.73, 0.875), (0.73, 0.95), (0.27, 0.95)]).within(body)
    easel.shade(hem, 0.16)


def trousers(order: Order) -> None:
    easel, colour, dice, words = order.easel, order.colour, order.dice, order.words
    right = [
        (0.5, 0.07),
        (0.655, 0.075),
        (0.685, 0.20),
        (0.70, 0.50),
        (0.675, 0.94),
        (0.545, 0.945),
        (0.525, 0.55),
        (0.5, 0.345),
    ]
    shape = easel.polygon(mirrored(right))
    easel.drop_shadow(shape, 0.016)
    fabric(easel, shape, colour, words, dice)
    for x in (0.40, 0.60):
        folds(easel, shape, [(x, 0.32), (x + (x - 0.5) * 0.2, 0.90)], dice)
    easel.puff(shape, 0.030)
    belt = easel.polygon([(0.34, 0.07), (0.66, 0.07), (0.666, 0.115), (0.334, 0.115)])
    easel.shade(belt.within(shape), 0.20)
    easel.shade(easel.stroke([(0.5, 0.115), (0.5, 0.34)], 0.006), 0.35)
    for side in (-1, 1):
        easel.shade(
            easel.stroke(
                smooth(
                    [(0.5 + side * 0.10, 0.12), (0.5 + side * 0.12, 0.18), (0.5 + side * 0.175, 0.20)],
                    closed=False,
                ),
                0.006,
            ),
            0.35,
        )
    easel.fill(easel.ellipse((0.5, 0.092), (0.011, 0.011)), _metal(colour))


def dress(order: Order) -> None:
    easel, colour, dice, words = order.easel, order.colour, order.dice, order.words
    right = [
        (0.555, 0.16),
        (0.60, 0.06),
        (0.635, 0.06),
        (0.645, 0.20),
        (0.625, 0.40),
        (0.68, 0.62),
        (0.76, 0.93),
        (0.62, 0.955),
        (0.5, 0.945),
    ]
    shape = easel.polygon(smooth(mirrored(right), steps=5))
    easel.drop_shadow(shape, 0.016)
    fabric(easel, shape, colour, words, dice)
    for x in (0.38, 0.46, 0.54, 0.62):
        folds(easel, shape, [(0.5 + (x - 0.5) * 0.7, 0.44), (0.5 + (x - 0.5) * 1.7, 0.93)], dice)
    easel.puff(shape, 0.026)
    waist = easel.stroke(smooth([(0.36, 0.405), (0.5, 0.42), (0.64, 0.405)], closed=False), 0.022).within(shape)
    easel.shade(waist, 0.30)


def _body(easel: Easel, colour: Colour, dice: Random, words: tuple[str, ...]) -> Shape:
    """Body and sleeves in cloth, with the seams of the sleeves."""
    sleeves = [easel.polygon(_sleeve(side)) for side in (-1, 1)]
    right = [
        (0.5, 0.20),
        (0.585, 0.13),
        (0.685, 0.165),
        (0.712, 0.30),
        (0.704, 0.60),
        (0.712, 0.925),
        (0.60, 0.94),
        (0.5, 0.935),
    ]
    body = easel.polygon(mirrored(right))
    for part in (*sleeves, body):
        easel.drop_shadow(part, 0.016)
    for sleeve in sleeves:
        fabric(easel, sleeve, lit(colour, -0.05), words, dice)
        easel.puff(sleeve, 0.018)
    for side in (-1, 1):
        easel.shade(
            easel.polygon([(0.5 + side * x, y) for x, y in ((0.195, 0.18), (0.232, 0.36), (0.222, 0.62))]),
            0.30,
            soft=0.012,
        )
    for sleeve, side in zip(sleeves, (-1, 1), strict=True):
        cuff = easel.polygon(
            [(0.5 + side * x, y) for x, y in ((0.27, 0.775), (0.40, 0.745), (0.42, 0.86), (0.28, 0.88))]
        )
        easel.shade(cuff.within(sleeve), 0.16)
        folds(easel, sleeve, [(0.5 + side * 0.235, 0.36), (0.5 + side * 0.325, 0.72)], dice)
    fabric(easel, body, colour, words, dice)
    easel.puff(body, 0.026)
    return body


def _sleeve(side: int) -> list[Point]:
    points = [
        (0.150, 0.172),
        (0.212, 0.208),
        (0.285, 0.37),
        (0.352, 0.60),
        (0.392, 0.80),
        (0.372, 0.826),
        (0.312, 0.836),
    ]
    inner = [(0.292, 0.815), (0.250, 0.62), (0.208, 0.45)]
    return smooth([(0.5 + side * x, y) for x, y in (*points, *inner)], steps=5)


def _collar(easel: Easel, colour: Colour) -> None:
    inside = easel.ellipse((0.5, 0.160), (0.085, 0.042))
    easel.fill(inside, lit(colour, -0.48))
    for side in (-1, 1):
        points = [
            (0.5, 0.205),
            (0.5 + side * 0.085, 0.125),
            (0.5 + side * 0.128, 0.205),
            (0.5 + side * 0.07, 0.275),
        ]
        wing = easel.polygon(points)
        easel.shade(wing, 0.34, soft=0.010)
        easel.fill(wing, lit(colour, 0.10))
        easel.puff(wing, 0.009)


def _buttons(easel: Easel, colour: Colour) -> None:
    shell = lit(colour, 0.62 if is_dark(colour, below=0.7) else -0.30)
    for step in range(6):
        centre = (0.5, 0.285 + step * 0.108)
        easel.shade(easel.ellipse((0.502, centre[1] + 0.003), (0.0115, 0.0115)), 0.4, soft=0.003)
        easel.fill(easel.ellipse(centre, (0.0105, 0.0105)), shell)
        easel.shade(easel.ellipse(centre, (0.003, 0.003)), 0.5)


def _metal(colour: Colour) -> Colour:
    return (206, 176, 116) if is_dark(colour, below=0.4) else (122, 120, 118)
