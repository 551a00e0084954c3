"""Board rules at work: the first that fits a product says on which board it belongs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Self

from contracts.board_rules import BoardRule, BoardRules, Clause, Condition, PriceRange, RuleField
from contracts.product import Money, Product
from drafting.boards import BOARD_NAME_MAX, SECTION_NAME_MAX
from drafting.kinds import leaf_kind
from drafting.patterns import Fits, levels_of, read_path_pattern, read_pattern
from drafting.plain_text import html_to_line
from drafting.templates import Template, fill, fold_variable, read_template

Texts = Sequence[str]
Holds = Callable[[Product], bool]

PATHS = frozenset({RuleField.CATEGORY, RuleField.PRODUCT_TYPE})
"""Fields whose patterns go level by level."""
LABELS = (
    RuleField.CUSTOM_LABEL_0,
    RuleField.CUSTOM_LABEL_1,
    RuleField.CUSTOM_LABEL_2,
    RuleField.CUSTOM_LABEL_3,
    RuleField.CUSTOM_LABEL_4,
)
LINES_REMEMBERED = 1_024
SHOPIFYS_LABEL = "googleshopping"
"""Shopify's exports write `Google Shopping / Custom Label 0`."""


@dataclass(frozen=True)
class Ruled:
    """What a rule says of a product; `section` None: nothing."""

    rule: BoardRule
    board: str
    section: str | None


@dataclass(frozen=True)
class RuleBook:
    """An account's rules, ready to be asked about any number of products."""

    rules: BoardRules
    _tests: tuple[Holds, ...]

    @classmethod
    def of(cls, rules: BoardRules) -> Self:
        """Raises `ExpressionBroken` or `TemplateBroken` for rules that nobody has checked."""
        for rule in rules.rules:
            read_template(rule.board)
            read_template(rule.section or "")
        return cls(rules, tuple(map(_rule_test, rules.rules)))

    def rule_for(self, product: Product) -> Ruled | None:
        """The first rule that fits, and that finds the words for its board in the product."""
        for rule, holds in zip(self.rules.rules, self._tests, strict=True):
            board = _filled(rule.board, product, BOARD_NAME_MAX) if holds(product) else ""
            if board:
                section = None if rule.section is None else _filled(rule.section, product, SECTION_NAME_MAX)
                return Ruled(rule, board, section)
        return None


NO_RULES = RuleBook(BoardRules(), ())


@lru_cache(maxsize=LINES_REMEMBERED)
def _line(markup: str) -> str:
    """Every rule looks at the same few texts of a product, one after the other."""
    return html_to_line(markup)


def _rule_test(rule: BoardRule) -> Holds:
    when = _clause_test(rule.when)
    any_of = tuple(map(_clause_test, rule.any_of))
    none_of = tuple(map(_clause_test, rule.none_of))
    return lambda product: (
        when(product)
        and (not any_of or any(holds(product) for holds in any_of))
        and not any(holds(product) for holds in none_of)
    )


def _clause_test(clause: Clause) -> Holds:
    tests = tuple(map(_condition_test, clause.conditions))
    price = clause.price
    return lambda product: (
        (price is None or in_range(product.sale_price or product.price, price))
        and all(holds(product) for holds in tests)
    )


def _condition_test(condition: Condition) -> Holds:
    read = read_path_pattern if condition.field in PATHS else read_pattern
    patterns = tuple(map(read, condition.patterns))
    texts = texts_for(condition)
    return lambda product: any(_fits(patterns, text) for text in texts(product))


def _fits(patterns: Sequence[Fits], text: str) -> bool:
    return bool(text) and any(fits(text) for fits in patterns)


def in_range(money: Money | None, wanted: PriceRange) -> bool:
    """Whether a price is known and lies in the range; what costs nothing has no price."""
    if money is None or not money.amount or wanted.currency not in {None, money.currency}:
        return False
    low, high, amount = wanted.low, wanted.high, money.amount
    above = low is None or amount > low or (wanted.with_low and amount == low)
    below = high is None or amount < high or (wanted.with_high and amount == high)
    return above and below


def texts_for(condition: Condition) -> Callable[[Product], Texts]:
    """What a product says in the place that the condition looks at."""
    if condition.field is None:
        names = frozenset({fold_variable(condition.column)})
        return lambda product: _columns(product, names)
    return _TEXTS[condition.field]


def _columns(product: Product, names: frozenset[str]) -> Texts:
    return [_line(text) for header, text in product.extras.items() if fold_variable(header) in names]


def _labels(number: int) -> Callable[[Product], Texts]:
    label = f"customlabel{number}"
    names = frozenset({label, SHOPIFYS_LABEL + label})
    return lambda product: _columns(product, names)


_TEXTS: Mapping[RuleField, Callable[[Product], Texts]] = MappingProxyType(
    {
        RuleField.CATEGORY: lambda product: [_line(path) for path in product.categories],
        RuleField.PRODUCT_TYPE: lambda product: [_line(product.product_type or "")],
        RuleField.TAG: lambda product: [_line(tag) for tag in product.tags],
        RuleField.BRAND: lambda product: [_line(product.brand or "")],
        RuleField.TITLE: lambda product: [_line(product.title)],
        RuleField.ID: lambda product: [product.key],
        RuleField.SKU: lambda product: [product.sku or ""],
        RuleField.AVAILABILITY: lambda product: [product.availability.value],
        **{field: _labels(number) for number, field in enumerate(LABELS)},
    }
)


def _first(texts: Callable[[Product], Texts]) -> Callable[[Product], str]:
    return lambda product: next(iter(texts(product)), "")


PLACE_VARIABLES: Mapping[str, Callable[[Product], str]] = MappingProxyType(
    {
        "brand": _first(_TEXTS[RuleField.BRAND]),
        "kind": leaf_kind,
        "category": lambda product: next(reversed(levels_of(_first(_TEXTS[RuleField.CATEGORY])(product))), ""),
        **{field.value: _first(_TEXTS[field]) for field in LABELS},
    }
)
"""What a board's or section's name may say of a product: `kind` and `category` are the last part of a path."""

_BY_FOLDED = MappingProxyType({fold_variable(name): value for name, value in PLACE_VARIABLES.items()})


def _filled(text: str, product: Product, limit: int) -> str:
    """The name for this product; empty when a variable is blank without which it would be another name."""
    template = read_template(text)
    values = {name: _BY_FOLDED[name](product) for name in template.names()}
    return fill(template, values, limit) if all(values[name] for name in _needed(template)) else ""


def _needed(template: Template) -> Sequence[str]:
    return [variable.name for part in template.parts if not part.optional for variable in part.variables()]
