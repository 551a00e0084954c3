"""Campaigns, ad groups, ads and what belongs to them, with names, statuses and ids: one tree an ad account.

Neighbours have neighbouring ids of 18 digits, so that whoever keeps them as doubles counts some twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.ads.hashing import key_of
from simulator.ads.shape import Shape

OBJECTIVES = ("AWARENESS", "CONSIDERATION", "WEB_CONVERSION", "CATALOG_SALES", "VIDEO_COMPLETION")
ITEMS_OF_PRODUCT_GROUP = 2
ARCHIVED_LIVE_DAYS = 200  # an archived entity ran that long at most
WORDS = ("mug", "lamp", "linen", "oak table", "candle", "blue vase", "wool", "teapot")


@dataclass(frozen=True, eq=False)
class Entity:
    """Anything with an id in an ad account; `parent` is what it belongs to, None for the account itself."""

    id: str
    name: str
    status: str
    parent: Entity | None = None
    objective: str = ""
    position: int = 0

    @property
    def line(self) -> Iterator[Entity]:
        """Itself, its parent, and so on up to the ad account."""
        current: Entity | None = self
        while current is not None:
            yield current
            current = current.parent


@dataclass(frozen=True, eq=False)
class Ad(Entity):
    """`key` is what its numbers are computed from; it delivers from `first_day` to `last_day`."""

    pin_id: str = ""
    key: int = 0
    first_day: int = 0
    last_day: int = 0


@dataclass(frozen=True)
class Tree:
    """All of one ad account. `below` has, for each id, the ads whose numbers are its own."""

    shape: Shape
    account: Entity
    campaigns: tuple[Entity, ...]
    ad_groups: tuple[Entity, ...]
    ads: tuple[Ad, ...]
    keywords: tuple[Entity, ...]
    product_groups: tuple[Entity, ...]
    product_items: tuple[Entity, ...]
    below: dict[str, list[Ad]] = field(default_factory=dict)


def grow(shape: Shape) -> Tree:
    account = Entity(shape.id, shape.name, "ACTIVE")
    campaigns = tuple(_children(shape, "campaign", [account], shape.campaigns))
    groups = tuple(_children(shape, "ad_group", list(campaigns), shape.ad_groups))
    ads = tuple(_ad(shape, plain) for plain in _children(shape, "ad", list(groups), shape.ads))
    keywords = tuple(_children(shape, "keyword", list(groups), shape.keywords))
    product_groups = tuple(_children(shape, "product_group", list(groups), shape.product_groups))
    items = tuple(_children(shape, "product_item", list(product_groups), ITEMS_OF_PRODUCT_GROUP))
    tree = Tree(shape, account, campaigns, groups, ads, keywords, product_groups, items)
    for ad in ads:
        for held in ad.line:
            tree.below.setdefault(held.id, []).append(ad)
    for part in (*keywords, *product_groups, *items):
        if part.parent is not None:
            tree.below[part.id] = tree.below.get(part.parent.id, [])
    return tree


def _children(shape: Shape, kind: str, parents: list[Entity], each: int) -> Iterator[Entity]:
    first = _first_id(shape, kind)
    for number, (parent, position) in enumerate(
        (parent, position) for parent in parents for position in range(each)
    ):
        name = f"{WORDS[number % len(WORDS)]} {kind.replace('_', ' ')} {number + 1}"
        objective = parent.objective or OBJECTIVES[number % len(OBJECTIVES)]
        yield Entity(str(first + number), name, _status(number), parent, objective, position)


def _status(number: int) -> str:
    if number % 7 == 6:  # noqa: PLR2004  every seventh
        return "ARCHIVED"
    return "PAUSED" if number % 5 == 4 else "ACTIVE"  # noqa: PLR2004  every fifth


def _ad(shape: Shape, plain: Entity) -> Ad:
    """Two ads in a row promote the same pin."""
    key, pins = key_of(shape.seed, plain.id), _first_id(shape, "promoted_pin")
    is_over = any(held.status == "ARCHIVED" for held in plain.line)
    last_day = shape.first_day + key % ARCHIVED_LIVE_DAYS if is_over else 10**6
    number = int(plain.id) - _first_id(shape, "ad")
    return Ad(
        plain.id,
        plain.name,
        plain.status,
        plain.parent,
        plain.objective,
        plain.position,
        pin_id=str(pins + number // 2),
        key=key,
        first_day=shape.first_day,
        last_day=last_day,
    )


def _first_id(shape: Shape, kind: str) -> int:
    return 3 * 10**17 + key_of(shape.id, kind) % (6 * 10**17)
