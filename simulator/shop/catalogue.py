"""Which words ask for which product, and where it is photographed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from simulator.shop import accessories, clothes, furniture, homeware, jewellery, vessels
from simulator.shop.order import Order


@dataclass(frozen=True)
class Article:
    """`stands`: before a paper sweep; otherwise it lies and is seen from above. `share` of the
    photograph's shorter side that its square takes.
    """

    draw: Callable[[Order], None]
    words: str
    stands: bool = True
    share: float = 0.80


def find_article(words: Sequence[str], dice: Random) -> Article:
    """The article of the first word that names one; where no word does, any."""
    by_word = {word: article for article in _articles() for word in article.words.split()}
    named = [by_word[single] for word in words for single in (word, word.removesuffix("s")) if single in by_word]
    return named[0] if named else dice.choice(_articles())


def _articles() -> tuple[Article, ...]:
    return (
        Article(vessels.mug, "mug cup coffee tea espresso tumbler", share=0.76),
        Article(vessels.vase, "vase jug pitcher carafe bouquet"),
        Article(vessels.bottle, "bottle flask soap lotion oil perfume shampoo serum wine"),
        Article(vessels.plant_pot, "pot plant planter potted sprout succulent cactus seed outdoor garden"),
        Article(vessels.candle, "candle wax jar scented vanilla"),
        Article(vessels.watering_can, "watering can"),
        Article(furniture.lamp, "lamp light lantern bulb"),
        Article(furniture.sofa, "sofa couch livingroom settee", share=0.92),
        Article(furniture.armchair, "armchair recliner salon"),
        Article(furniture.chair, "chair stool bench seat patio"),
        Article(furniture.table, "table desk cafe"),
        Article(furniture.drawers, "drawer cabinet dresser sideboard nightstand"),
        Article(furniture.shelf, "shelf bookcase shelve"),
        Article(homeware.cushion, "cushion pillow throw"),
        Article(homeware.bedding, "bed bedding blanket towel linen sheet bedroom duvet rug"),
        Article(homeware.book, "book notebook journal diary planner"),
        Article(accessories.bag, "bag backpack handbag tote purse wallet satchel"),
        Article(accessories.shoe, "shoe sneaker boot trainer sandal tops footwear", share=0.84),
        Article(accessories.hat, "hat cap beanie", stands=False),
        Article(
            clothes.shirt, "shirt blouse top tee fashion menswear polo tuxedo denim", stands=False, share=0.86
        ),
        Article(
            clothes.jumper, "jumper sweater pullover hoodie cardigan crew wool knit", stands=False, share=0.86
        ),
        Article(clothes.jacket, "jacket coat parka blazer zip winter snowy", stands=False, share=0.86),
        Article(clothes.trousers, "trouser pant jean short legging", stands=False, share=0.86),
        Article(clothes.dress, "dress skirt gown", stands=False, share=0.86),
        Article(jewellery.necklace, "necklace neclace pendant choker chain gemstone", stands=False),
        Article(jewellery.bracelet, "bracelet bangle anchor chakra", stands=False),
        Article(jewellery.earrings, "earring stud boho", stands=False),
        Article(jewellery.finger_ring, "ring jewel diamond engagement", stands=False, share=0.7),
    )
