"""How editions of a product's pins are named.

The same name is the same pin: `{month}` pins a product again once a month at most.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from contracts.change_rules import EDITION_MAX
from contracts.contract import Instant
from contracts.happenings import HappeningKind
from contracts.product import Product
from drafting.near_misses import did_you_mean, listed
from drafting.prices import price_text
from drafting.templates import Template, TemplateBroken, fill, fold_variable, read_template

USUAL_EDITION = "{date}"
"""At most one a day."""


@dataclass(frozen=True)
class Occasion:
    """What an edition is named after."""

    at: Instant
    happening: HappeningKind
    product: Product


def _in_time(form: str) -> Callable[[Occasion], str]:
    return lambda occasion: datetime.fromtimestamp(occasion.at, UTC).strftime(form)


def _price(occasion: Occasion) -> str:
    money = occasion.product.sale_price or occasion.product.price
    return price_text(money) if money and money.amount else ""


EDITION_VARIABLES: Mapping[str, Callable[[Occasion], str]] = MappingProxyType(
    {
        "date": _in_time("%Y-%m-%d"),
        "week": _in_time("%G-W%V"),
        "month": _in_time("%Y-%m"),
        "year": _in_time("%Y"),
        "happening": lambda occasion: occasion.happening.value,
        "price": _price,
    }
)
"""`2026-11-22`, `2026-W47`, `2026-11`, `2026`, all in UTC; `price_drop`; `€89.00`, as customers pay it."""

_BY_FOLDED = MappingProxyType({fold_variable(name): value for name, value in EDITION_VARIABLES.items()})


def read_edition(text: str) -> Template:
    """The template of an edition's name. Raises `TemplateBroken`, also for a variable that there is not."""
    template = read_template(text)
    for variable in template.variables():
        if variable.name not in _BY_FOLDED:
            near = did_you_mean(variable.written, EDITION_VARIABLES) or "."
            known = listed(EDITION_VARIABLES)
            raise TemplateBroken(
                f"{{{variable.written}}} is not known{near} Known are: {known}.", position=variable.position
            )
    return template


def edition_of(text: str, occasion: Occasion) -> str:
    """The edition's name; empty when a variable is blank without which it would be another name.

    Raises as `read_edition`.
    """
    template = read_edition(text)
    values = {name: _BY_FOLDED[name](occasion) for name in template.names()}
    return fill(template, values, EDITION_MAX) if all(values[name] for name in template.needed()) else ""
