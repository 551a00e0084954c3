"""Things to sit on, to put things on, and to see by."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.shop.cloth import fabric
from simulator.shop.colours import Colour, lit
from simulator.shop.curves import Point, smooth
from simulator.shop.easel import Easel, Shape
from simulator.shop.lathe import TILT, turn
from simulator.shop.order import Order

WOOD: Colour = (168, 122, 80)
BRASS: Colour = (196, 158, 92)


def sofa(order: Order) -> None:
    easel = order.easel
    easel.contact_shadow((0.5, 0.845), (0.45, 0.045))
    for x in (0.13, 0.87):
        _leg(easel, (x, 0.79), (x, 0.85), 0.022)
    _cushioned(order, _box(0.10, 0.36, 0.90, 0.72, 0.05), -0.10)
    for left in (0.145, 0.505):
        _cushioned(order, _box(left, 0.375, left + 0.35, 0.635, 0.05), 0.05)
    for left in (0.13, 0.505):
        _cushioned(order, _box(left, 0.595, left + 0.37, 0.715, 0.04), 0.12)
    _cushioned(order, _box(0.09, 0.695, 0.91, 0.80, 0.025), -0.08)
    for left in (0.035, 0.865):
        _cushioned(order, _box(left, 0.485, left + 0.10, 0.81, 0.045), 0.02)


def armchair(order: Order) -> None:
    easel = order.easel
    easel.contact_shadow((0.5, 0.90), (0.33, 0.05))
    for x, lean in ((0.27, -0.03), (0.73, 0.03)):
        _leg(easel, (x, 0.79), (x + lean, 0.90), 0.026)
    back = smooth(
        [(0.27, 0.42), (0.30, 0.22), (0.5, 0.155), (0.70, 0.22), (0.73, 0.42), (0.73, 0.66), (0.27, 0.66)]
    )
    _cushioned(order, back, -0.06, depth=0.05)
    for x in (0.42, 0.58):
        easel.shade(easel.stroke([(x, 0.24), (x, 0.58)], 0.010), 0.22, soft=0.006)
    _cushioned(order, _box(0.26, 0.57, 0.74, 0.70, 0.05), 0.12)
    _cushioned(order, _box(0.23, 0.68, 0.77, 0.80, 0.03), -0.10)
    for left in (0.165, 0.715):
        _cushioned(order, _box(left, 0.475, left + 0.12, 0.795, 0.055), 0.03)
    easel.shine(easel.stroke([(0.34, 0.60), (0.62, 0.60)], 0.02), 0.10, soft=0.02)


def chair(order: Order) -> None:
    """A wooden chair from the front and a little above, with a seat in the product's colour."""
    easel, colour = order.easel, order.colour
    easel.contact_shadow((0.5, 0.91), (0.27, 0.05), opacity=0.4)
    for x, lean in ((0.335, -0.015), (0.665, 0.015)):
        _leg(easel, (x, 0.60), (x + lean * 0.5, 0.845), 0.024, -0.25)
        _leg(easel, (x - lean, 0.16), (x, 0.60), 0.028)
    for y in (0.19, 0.30, 0.41):
        rail = easel.polygon(
            smooth(
                [(0.34, y), (0.5, y - 0.02), (0.66, y), (0.66, y + 0.055), (0.5, y + 0.037), (0.34, y + 0.055)],
                steps=6,
            )
        )
        easel.fill(rail, easel.gradient(rail, [lit(WOOD, 0.16), lit(WOOD, -0.10)]))
        easel.puff(rail, 0.008)
    apron = easel.polygon([(0.29, 0.60), (0.71, 0.60), (0.70, 0.675), (0.30, 0.675)])
    easel.fill(apron, easel.gradient(apron, [lit(WOOD, -0.25), lit(WOOD, -0.05)]))
    for x, lean in ((0.295, -0.02), (0.705, 0.02)):
        _leg(easel, (x, 0.60), (x + lean, 0.915), 0.030)
    seat = [(0.32, 0.545), (0.68, 0.545), (0.745, 0.60), (0.735, 0.632), (0.265, 0.632), (0.255, 0.60)]
    _cushioned(order, smooth(seat, steps=5), 0.06, depth=0.02)
    easel.shine(easel.ellipse((0.45, 0.572), (0.12, 0.012)), 0.22, soft=0.02)
    easel.fill(easel.stroke([(0.27, 0.63), (0.73, 0.63)], 0.004), lit(colour, -0.4))


def table(order: Order) -> None:
    easel, colour = order.easel, order.colour
    easel.contact_shadow((0.5, 0.89), (0.30, 0.045), opacity=0.36)
    for x, lean in ((0.38, -0.04), (0.62, 0.04)):
        _leg(easel, (x, 0.48), (x + lean, 0.83), 0.022, -0.3, colour)
    for x, lean in ((0.25, -0.05), (0.75, 0.05)):
        _leg(easel, (x, 0.48), (x + lean, 0.90), 0.028, 0.0, colour)
    top = turn(easel, 0.5, [(0.40, 0.445), (0.40, 0.475)], colour)
    plate = easel.ellipse((0.5, 0.445), (0.40, 0.40 * TILT))
    easel.fill(plate, easel.gradient(plate, [lit(colour, 0.30), lit(colour, 0.06)], across=True))
    for step in range(7):
        y = 0.40 + step * 0.015
        ring = easel.stroke(smooth([(0.1, y), (0.4, y - 0.006), (0.7, y + 0.004), (0.9, y)], closed=False), 0.003)
        easel.shade(ring.within(plate), 0.20)
    easel.shade(easel.ellipse((0.5, 0.50), (0.34, 0.02)), 0.35, soft=0.02, inside=top.body)


def drawers(order: Order) -> None:
    easel, colour = order.easel, order.colour
    easel.contact_shadow((0.5, 0.885), (0.36, 0.035))
    for x in (0.19, 0.81):
        _leg(easel, (x, 0.80), (x, 0.885), 0.028, -0.2, colour)
    body = easel.polygon([(0.13, 0.27), (0.87, 0.27), (0.87, 0.825), (0.13, 0.825)])
    easel.fill(body, easel.gradient(body, [lit(colour, 0.06), lit(colour, -0.16)]))
    top = easel.polygon([(0.165, 0.225), (0.835, 0.225), (0.89, 0.27), (0.11, 0.27)])
    easel.fill(top, easel.gradient(top, [lit(colour, 0.16), lit(colour, 0.34)]))
    edge = easel.polygon([(0.11, 0.27), (0.89, 0.27), (0.89, 0.292), (0.11, 0.292)])
    easel.fill(edge, lit(colour, 0.02))
    easel.shade(easel.stroke([(0.13, 0.30), (0.87, 0.30)], 0.012), 0.40, soft=0.006)
    for y in (0.325, 0.49, 0.655):
        _drawer(easel, y, colour)


def lamp(order: Order) -> None:
    easel, colour = order.easel, order.colour
    easel.contact_shadow((0.5, 0.915), (0.13, 0.13 * TILT))
    glow = easel.ellipse((0.5, 0.36), (0.42, 0.34))
    easel.fill(easel.blurred(glow, 0.11).faded(0.34), (255, 226, 170))
    turn(
        easel, 0.5, [(0.022, 0.40), (0.020, 0.56), (0.075, 0.68), (0.10, 0.79), (0.07, 0.88)], colour, light=_GLAZE
    )
    turn(easel, 0.5, [(0.115, 0.885), (0.12, 0.91)], BRASS, light=_GLAZE)
    shade = turn(easel, 0.5, [(0.175, 0.13), (0.285, 0.46)], (246, 226, 186), light=_PAPER)
    easel.shine(easel.ellipse((0.5, 0.36), (0.10, 0.10)), 0.75, soft=0.06, inside=shade.body)
    for y, radius in ((0.13, 0.175), (0.46, 0.285)):
        rim = [(0.5 - radius, y), (0.5, y + radius * TILT), (0.5 + radius, y)]
        easel.shade(easel.stroke(smooth(rim, closed=False), 0.006), 0.28)
    easel.fill(easel.ellipse((0.5, 0.13), (0.168, 0.168 * TILT)), (255, 244, 220))


def shelf(order: Order) -> None:
    """A bookcase with some books and a vase on it."""
    easel, colour = order.easel, order.colour
    easel.contact_shadow((0.5, 0.93), (0.34, 0.03))
    back = easel.polygon([(0.20, 0.10), (0.80, 0.10), (0.80, 0.925), (0.20, 0.925)])
    easel.fill(back, easel.gradient(back, [lit(colour, -0.42), lit(colour, -0.30)]))
    for floor in (0.30, 0.52, 0.74):
        easel.shade(
            easel.polygon([(0.2, floor), (0.8, floor), (0.8, floor + 0.05), (0.2, floor + 0.05)]),
            0.30,
            soft=0.012,
            inside=back,
        )
        _books(order, floor)
    for y in (0.10, 0.30, 0.52, 0.74, 0.90):
        board = easel.polygon([(0.18, y), (0.82, y), (0.82, y + 0.028), (0.18, y + 0.028)])
        easel.fill(board, easel.gradient(board, [lit(colour, 0.26), lit(colour, -0.06)]))
    for x in (0.18, 0.795):
        side = easel.polygon([(x, 0.10), (x + 0.025, 0.10), (x + 0.025, 0.93), (x, 0.93)])
        easel.fill(side, easel.gradient(side, [lit(colour, 0.14), lit(colour, -0.10)], across=True))


_GLAZE = (-0.46, -0.10, 0.46, 0.18, 0.04, -0.06, -0.24, -0.42, -0.26)
_PAPER = (-0.16, 0.02, 0.20, 0.34, 0.38, 0.30, 0.14, -0.06, -0.20)


def _cushioned(order: Order, outline: Sequence[Point], light: float, *, depth: float = 0.034) -> Shape:
    """A stuffed part under cloth, with its shadow on what lies behind."""
    easel = order.easel
    shape = easel.polygon(outline)
    easel.shade(shape, 0.26, soft=0.014)
    fabric(easel, shape, lit(order.colour, light), order.words, order.dice)
    easel.puff(shape, depth, light=0.24, dark=0.34)
    return shape


def _box(left: float, top: float, right: float, bottom: float, radius: float) -> list[Point]:
    """A rectangle with round corners."""
    corners = ((right, top, -1, 1), (right, bottom, -1, -1), (left, bottom, 1, -1), (left, top, 1, 1))
    outline: list[Point] = []
    for x, y, inwards, downwards in corners:
        along, across = (x + inwards * radius, y), (x, y + downwards * radius)
        bend = (x + inwards * radius * 0.29, y + downwards * radius * 0.29)
        outline += [along, bend, across] if (inwards < 0) == (downwards > 0) else [across, bend, along]
    return outline


def _leg(easel: Easel, top: Point, foot: Point, width: float, light: float = 0.0, colour: Colour = WOOD) -> None:
    """Tapers towards the floor."""
    half = width / 2
    leg = easel.polygon(
        [
            (top[0] - half, top[1]),
            (top[0] + half, top[1]),
            (foot[0] + half * 0.6, foot[1]),
            (foot[0] - half * 0.6, foot[1]),
        ]
    )
    easel.fill(leg, easel.gradient(leg, [lit(colour, light + 0.20), lit(colour, light - 0.24)], across=True))


def _drawer(easel: Easel, y: float, colour: Colour) -> None:
    front = easel.polygon([(0.155, y), (0.845, y), (0.845, y + 0.145), (0.155, y + 0.145)])
    easel.shade(front, 0.45, soft=0.004)
    easel.fill(front, easel.gradient(front, [lit(colour, 0.12), lit(colour, -0.06)]))
    for step in range(4):
        line = smooth(
            [(0.16, y + 0.03 + step * 0.03), (0.5, y + 0.022 + step * 0.032), (0.84, y + 0.034 + step * 0.028)],
            closed=False,
        )
        easel.shade(easel.stroke(line, 0.0025).within(front), 0.16)
    knob = (0.5, y + 0.072)
    easel.shade(easel.ellipse((knob[0] + 0.006, knob[1] + 0.010), (0.02, 0.02)), 0.5, soft=0.006)
    easel.fill(easel.ellipse(knob, (0.019, 0.019)), BRASS)
    easel.shine(easel.ellipse((knob[0] - 0.006, knob[1] - 0.007), (0.006, 0.006)), 0.8, soft=0.003)


def _books(order: Order, floor: float) -> None:
    easel, dice = order.easel, order.dice
    x = 0.225
    while x < dice.uniform(0.52, 0.72):
        width, height = dice.uniform(0.022, 0.042), dice.uniform(0.10, 0.155)
        cover = dice.choice(
            [(164, 74, 60), (60, 84, 104), (212, 196, 164), (92, 110, 88), (196, 150, 70), (60, 52, 56)]
        )
        spine = easel.polygon([(x, floor - height), (x + width, floor - height), (x + width, floor), (x, floor)])
        easel.fill(spine, easel.gradient(spine, [lit(cover, 0.10), lit(cover, -0.30)], across=True))
        x += width + 0.002
