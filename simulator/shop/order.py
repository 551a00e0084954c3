"""What a product is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from simulator.shop.colours import Colour
from simulator.shop.easel import Easel


@dataclass(frozen=True)
class Order:
    """`words` are the path's, for patterns; `dice` falls the same for the same path."""

    easel: Easel
    colour: Colour
    dice: Random
    words: tuple[str, ...]
