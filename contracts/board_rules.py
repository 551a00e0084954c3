"""Rules that send products to boards, as a file states them and as one account has them."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.contract import Contract, Line

RULES_MAX = 500
"""Rules of one account."""
RULES_TEXT_MAX = 200_000
"""Characters of a file of rules."""
PATTERN_MAX = 300
PATTERNS_MAX = 100
"""Patterns of one condition, of which one must fit."""
CLAUSES_MAX = 50
"""Tables in a rule's `any` or `not`."""
PRIORITY_MAX = 1_000_000


class RuleField(StrEnum):
    """What a condition looks at. A column of the file that nobody else claimed is named by its header instead."""

    CATEGORY = "category"
    PRODUCT_TYPE = "product_type"
    TAG = "tag"
    BRAND = "brand"
    TITLE = "title"
    ID = "id"
    SKU = "sku"
    AVAILABILITY = "availability"
    CUSTOM_LABEL_0 = "custom_label_0"
    CUSTOM_LABEL_1 = "custom_label_1"
    CUSTOM_LABEL_2 = "custom_label_2"
    CUSTOM_LABEL_3 = "custom_label_3"
    CUSTOM_LABEL_4 = "custom_label_4"


Pattern = Annotated[str, StringConstraints(min_length=1, max_length=PATTERN_MAX)]
"""As it is written: a word with `*` and `?`, or a regular expression between slashes."""


class Condition(Contract):
    """One of the patterns fits what the product says there."""

    field: RuleField | None = None
    column: Line = ""
    """Instead of a field: a header of the file's own."""
    patterns: Annotated[tuple[Pattern, ...], Field(min_length=1, max_length=PATTERNS_MAX)]


class PriceRange(Contract):
    """Between two amounts, of one currency or of any."""

    low: Decimal | None = None
    high: Decimal | None = None
    with_low: bool = True
    """The lower amount itself is in it."""
    with_high: bool = True
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None


class Clause(Contract):
    """Conditions that must all hold."""

    conditions: tuple[Condition, ...] = ()
    price: PriceRange | None = None

    @property
    def is_empty(self) -> bool:
        return not self.conditions and self.price is None


class BoardRule(Contract):
    """Products of which all of `when`, one of `any_of` and none of `none_of` hold go to the board."""

    number: int
    """Where it stands among the rules of its account, from 1: the order in which they are asked."""
    board: Line
    """A name, an id, or a name with `{variables}`."""
    section: Line | None = None
    """None: the section that the file names, if it does; "" for none at all."""
    name: Line = ""
    """What people call the rule."""
    priority: Annotated[int, Field(ge=-PRIORITY_MAX, le=PRIORITY_MAX)] = 0
    when: Clause = Clause()
    any_of: Annotated[tuple[Clause, ...], Field(max_length=CLAUSES_MAX)] = ()
    none_of: Annotated[tuple[Clause, ...], Field(max_length=CLAUSES_MAX)] = ()


class BoardRules(Contract):
    """All that holds for one account. The first rule that fits a product decides."""

    rules: Annotated[tuple[BoardRule, ...], Field(max_length=RULES_MAX)] = ()
    default: Line | None = None
    """The board of what no rule fits; None: the last part of the product type, else `Products`."""
    refuse_rest: bool = False
    """What no rule fits is refused."""
