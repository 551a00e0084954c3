"""Colours by the words that shops use for them, and arithmetic to light and shade them."""

from __future__ import annotations

from random import Random

Colour = tuple[int, int, int]

NAMED: dict[str, Colour] = {
    "red": (176, 46, 44),
    "crimson": (158, 30, 48),
    "burgundy": (106, 28, 44),
    "pink": (226, 164, 170),
    "rose": (214, 140, 140),
    "coral": (226, 116, 92),
    "peach": (240, 186, 152),
    "orange": (216, 118, 46),
    "terracotta": (188, 98, 66),
    "clay": (184, 104, 74),
    "rust": (156, 76, 42),
    "copper": (190, 112, 76),
    "bronze": (150, 106, 60),
    "yellow": (230, 182, 62),
    "mustard": (198, 148, 46),
    "gold": (206, 164, 82),
    "golden": (206, 164, 82),
    "olive": (112, 116, 66),
    "green": (72, 118, 84),
    "sage": (154, 170, 142),
    "mint": (172, 212, 190),
    "emerald": (28, 110, 84),
    "teal": (42, 116, 120),
    "turquoise": (78, 170, 172),
    "blue": (62, 104, 158),
    "navy": (38, 50, 84),
    "denim": (72, 98, 136),
    "indigo": (62, 62, 120),
    "purple": (112, 78, 140),
    "lilac": (180, 160, 206),
    "lavender": (174, 162, 206),
    "plum": (100, 54, 88),
    "brown": (122, 84, 58),
    "chocolate": (84, 56, 42),
    "tan": (190, 150, 108),
    "leather": (150, 98, 60),
    "wood": (172, 128, 86),
    "wooden": (172, 128, 86),
    "oak": (188, 148, 102),
    "walnut": (112, 76, 52),
    "wicker": (190, 154, 106),
    "beige": (214, 194, 166),
    "sand": (216, 196, 162),
    "cream": (236, 226, 206),
    "ivory": (240, 234, 220),
    "vanilla": (240, 226, 188),
    "white": (238, 236, 231),
    "silver": (186, 190, 196),
    "metal": (170, 174, 180),
    "steel": (160, 166, 174),
    "grey": (142, 144, 148),
    "gray": (142, 144, 148),
    "charcoal": (66, 68, 72),
    "dark": (58, 58, 64),
    "black": (44, 43, 46),
}

# For paths without a word for colour: what a quiet shop of good taste would stock.
STOCK = ("terracotta", "sage", "mustard", "navy", "cream", "rust", "teal", "plum", "olive", "rose", "blue", "tan")

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)


def pick_colour(words: tuple[str, ...], dice: Random) -> Colour:
    """The first colour that the words name, else one of the shop's stock."""
    named = next((word for word in words if word in NAMED), None)
    return NAMED[named or dice.choice(STOCK)]


def mix(one: Colour, other: Colour, part: float) -> Colour:
    """`part` 0 is all `one`, 1 all `other`."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def lit(colour: Colour, light: float) -> Colour:
    """Brighter for positive light up to 1, darker for negative down to -1; shadows stay a little warm."""
    return mix(colour, WHITE, light) if light >= 0 else mix(colour, (24, 18, 20), -light)


def is_dark(colour: Colour, below: float) -> bool:
    """Whether its brightness, from 0 to 1, lies below that."""
    return brightness(colour) < below


def brightness(colour: Colour) -> float:
    """From 0 to 1."""
    red, green, blue = colour
    return (0.30 * red + 0.59 * green + 0.11 * blue) / 255
