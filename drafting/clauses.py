"""Conditions of rules at work: what a product says in a place, and whether a pattern or a range fits it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Self

from contracts.board_rules import Clause, Condition, PriceRange, RuleField
from contracts.product import Money, Product
from drafting.patterns import Fits, read_path_pattern, read_pattern
from drafting.plain_text import html_to_line
from drafting.price_ranges import write_price_range
from drafting.templates import fold_variable

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
PATTERNS_SHOWN_MAX = 5
SHOPIFYS_LABEL = "googleshopping"
"""Shopify's exports write `Google Shopping / Custom Label 0`."""


@dataclass(frozen=True)
class Check:
    """One condition, ready to be asked."""

    holds: Holds
    missed: str
    """Why a product does not fit, in words."""


@dataclass(frozen=True)
class Conditions:
    """What a rule asks of a product: all of `when`, one of `any_of`, none of `none_of`."""

    when: tuple[Check, ...]
    any_of: tuple[tuple[Check, ...], ...]
    none_of: tuple[tuple[Check, ...], ...]

    @classmethod
    def of(cls, when: Clause, any_of: Sequence[Clause], none_of: Sequence[Clause]) -> Self:
        """Raises `ExpressionBroken` for patterns that nobody has checked."""
        return cls(checks_of(when), tuple(map(checks_of, any_of)), tuple(map(checks_of, none_of)))

    def missed(self, product: Product) -> str:
        """Why the product does not fit, in words; empty when it does."""
        for check in self.when:
            if not check.holds(product):
                return check.missed
        if self.any_of and not any(_all_hold(checks, product) for checks in self.any_of):
            return 'nothing of "any" fits it'
        excluded = any(_all_hold(checks, product) for checks in self.none_of)
        return '"not" fits it' if excluded else ""


def checks_of(clause: Clause) -> tuple[Check, ...]:
    """The clause's conditions, the cheapest first."""
    return (*_price_checks(clause.price), *map(_condition_check, clause.conditions))


def _all_hold(checks: Sequence[Check], product: Product) -> bool:
    return all(check.holds(product) for check in checks)


def _price_checks(price: PriceRange | None) -> tuple[Check, ...]:
    if price is None:
        return ()
    return (
        Check(
            lambda product: in_range(product.sale_price or product.price, price),
            f"its price is not {write_price_range(price)}",
        ),
    )


def _condition_check(condition: Condition) -> Check:
    read = read_path_pattern if condition.field in PATHS else read_pattern
    patterns = tuple(map(read, condition.patterns))
    texts = texts_for(condition)
    return Check(lambda product: any(_fits(patterns, text) for text in texts(product)), _missed(condition))


def _missed(condition: Condition) -> str:
    place = condition.field or f'column "{condition.column}"'
    shown = " or ".join(f'"{pattern[:60]}"' for pattern in condition.patterns[:PATTERNS_SHOWN_MAX])
    return f"its {place} is not {shown}{' or …' if len(condition.patterns) > PATTERNS_SHOWN_MAX else ''}"


@lru_cache(maxsize=LINES_REMEMBERED)
def _line(markup: str) -> str:
    """Every rule looks at the same few texts of a product, one after the other."""
    return html_to_line(markup)


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
    return TEXTS[condition.field]


def _columns(product: Product, names: frozenset[str]) -> Texts:
    return [_line(text) for header, text in product.extras.items() if fold_variable(header) in names]


def _labels(number: int) -> Callable[[Product], Texts]:
    label = f"customlabel{number}"
    names = frozenset({label, SHOPIFYS_LABEL + label})
    return lambda product: _columns(product, names)


TEXTS: Mapping[RuleField, Callable[[Product], Texts]] = MappingProxyType(
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
"""What a product says in the place of each field; conditions on columns look at its extras."""
