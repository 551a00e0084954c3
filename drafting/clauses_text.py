"""Conditions of rules as people write them, in a table of TOML.

    { tag = ["wool*", "/merino|lambswool/"], product_type = "Apparel > ** > Knitwear", price = "20-80 EUR" }

All of them must hold; of several patterns, one.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from contracts.board_rules import CLAUSES_MAX, PATTERN_MAX, PATTERNS_MAX, Clause, Condition, PriceRange, RuleField
from contracts.product import Availability
from drafting.clauses import PATHS
from drafting.expressions import ExpressionBroken
from drafting.near_misses import did_you_mean, listed
from drafting.patterns import expression_in, read_path_pattern, read_pattern
from drafting.price_ranges import PriceRangeBroken, read_price_range
from drafting.templates import fold_variable
from drafting.toml_tables import WORD_SHOWN_MAX, RulesBroken, Table, only_words, table_in, tables_in, text_in

COLUMN = "column"
PRICE = "price"
CLAUSE_WORDS = (*(field.value for field in RuleField), COLUMN, PRICE)


def read_clauses(where: str, word: str, stated: Table) -> tuple[Clause, ...]:
    """Those of a rule's `any` or `not`: a table, or several. Raises `RulesBroken`."""
    value = stated.get(word, [])
    tables = tables_in(f"{where}, {word}", [value] if isinstance(value, Mapping) else value, CLAUSES_MAX)
    found = tuple(read_clause(f"{where}, {word}", table) for table in tables)
    if any(clause.is_empty for clause in found):
        raise RulesBroken(f"{where}, {word}: a table without a condition.")
    return found


def read_clause(where: str, stated: Table) -> Clause:
    """The conditions of a table that has no other words. Raises `RulesBroken`."""
    only_words(f"{where}: ", stated, CLAUSE_WORDS)
    return Clause(conditions=tuple(_conditions(where, stated)), price=_price(where, stated))


def _price(where: str, stated: Table) -> PriceRange | None:
    if PRICE not in stated:
        return None
    try:
        return read_price_range(text_in(f"{where}, {PRICE}", stated[PRICE], PATTERN_MAX))
    except PriceRangeBroken as broken:
        raise RulesBroken(f"{where}, {PRICE}: {broken}") from broken


def _conditions(where: str, stated: Table) -> Iterator[Condition]:
    for field in RuleField:
        if field in stated:
            yield Condition(field=field, patterns=read_patterns(f"{where}, {field}", stated[field], field))
    for header, value in table_in(f"{where}, {COLUMN}", stated.get(COLUMN, {})).items():
        if not fold_variable(header):
            raise RulesBroken(f"{where}, {COLUMN}: {header!r} is no header.")
        patterns = read_patterns(f"{where}, {COLUMN} {header[:WORD_SHOWN_MAX]}", value)
        yield Condition(column=header[:PATTERN_MAX], patterns=patterns)


def read_patterns(where: str, value: object, field: RuleField | None = None) -> tuple[str, ...]:
    """One pattern or several, as the field has them; None: as any text. Raises `RulesBroken`."""
    values = value if isinstance(value, list) else [value]
    if not 1 <= len(values) <= PATTERNS_MAX:
        raise RulesBroken(f"{where}: give 1 to {PATTERNS_MAX} patterns.")
    read = _READERS.get(field, _pattern) if field else _pattern
    try:
        return tuple(read(text_in(where, one, PATTERN_MAX)) for one in values)
    except ExpressionBroken as broken:
        raise RulesBroken(f"{where}: {broken}.") from broken


def _pattern(text: str) -> str:
    read_pattern(text)
    return text


def _path(text: str) -> str:
    read_path_pattern(text)
    return text


def _availability(text: str) -> str:
    """`in stock` is `in_stock`; a slip of the pen would never fit."""
    word = text if expression_in(text) is not None else text.casefold().replace(" ", "_").replace("-", "_")
    if word not in list(Availability) and not set(word) & set("*?/"):
        near = did_you_mean(word, list(Availability)) or "."
        raise ExpressionBroken(f'there is no "{text}"{near} Known are: {listed(list(Availability))}')
    return _pattern(word)


_READERS: Mapping[RuleField, Callable[[str], str]] = MappingProxyType(
    {**dict.fromkeys(PATHS, _path), RuleField.AVAILABILITY: _availability}
)
