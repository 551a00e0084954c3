"""Names of boards and sections with variables, filled by what a product says."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from contracts.board_rules import RuleField
from contracts.product import Product
from drafting.clauses import LABELS, TEXTS, Texts
from drafting.kinds import leaf_kind
from drafting.patterns import levels_of
from drafting.templates import fill, fold_variable, read_template


def _first(texts: Callable[[Product], Texts]) -> Callable[[Product], str]:
    return lambda product: next(iter(texts(product)), "")


PLACE_VARIABLES: Mapping[str, Callable[[Product], str]] = MappingProxyType(
    {
        "brand": _first(TEXTS[RuleField.BRAND]),
        "kind": leaf_kind,
        "category": lambda product: next(reversed(levels_of(_first(TEXTS[RuleField.CATEGORY])(product))), ""),
        **{field.value: _first(TEXTS[field]) for field in LABELS},
    }
)
"""What a board's or section's name may say of a product: `kind` and `category` are the last part of a path."""

_BY_FOLDED = MappingProxyType({fold_variable(name): value for name, value in PLACE_VARIABLES.items()})


def place_name(text: str, product: Product, limit: int) -> str:
    """The name for this product; empty when a variable is blank without which it would be another name.

    Raises `TemplateBroken` for one that nobody has checked.
    """
    template = read_template(text)
    values = {name: _BY_FOLDED[name](product) for name in template.names()}
    return fill(template, values, limit) if all(values[name] for name in template.needed()) else ""
