"""Board rules as people write them, in TOML.

    default = "New in"                     # or "none": what no rule fits is refused

    [[rule]]
    board = "Sweaters"
    section = "Wool"
    product_type = "Apparel > ** > Knitwear"
    tag = ["wool*", "/merino|lambswool/"]
    price = "20-80 EUR"
    not = { brand = "Acme" }

    [[accounts.demo.rule]]                 # of one account, asked before those of all
    board = "{brand} looks"
    any = [{ tag = "spring" }, { custom_label_0 = "SS*" }]

All conditions of a rule must hold; of several patterns, one. Rules with a higher `priority` are asked first, equal
ones in the file's order.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from contracts.board_rules import (
    CLAUSES_MAX,
    PATTERN_MAX,
    PATTERNS_MAX,
    PRIORITY_MAX,
    RULES_MAX,
    RULES_TEXT_MAX,
    BoardRule,
    BoardRules,
    Clause,
    Condition,
    PriceRange,
    RuleField,
)
from contracts.names import AccountKey
from contracts.product import Availability
from drafting.board_rules import PATHS, PLACE_VARIABLES
from drafting.boards import BOARD_NAME_MAX, SECTION_NAME_MAX
from drafting.characters import one_line
from drafting.expressions import ExpressionBroken
from drafting.near_misses import did_you_mean, listed
from drafting.patterns import expression_in, read_path_pattern, read_pattern
from drafting.price_ranges import PriceRangeBroken, read_price_range
from drafting.templates import TemplateBroken, fold_variable, read_template

REFUSE_REST = "none"
"""As the default: what no rule fits is refused."""
COLUMN = "column"
PRICE = "price"
FIELDS = tuple(field.value for field in RuleField)
CLAUSE_WORDS = (*FIELDS, COLUMN, PRICE)
RULE_WORDS = ("board", "section", "name", "priority", "any", "not", *CLAUSE_WORDS)
SET_WORDS = ("default", "rule")
VARIABLES = MappingProxyType({fold_variable(name): name for name in PLACE_VARIABLES})

Table = Mapping[str, object]


class RulesBroken(ValueError):
    """Rules that cannot be used; the message says which rule, and what would be understood."""


def read_board_rules(text: str, account: AccountKey) -> BoardRules:
    """The rules that `text` has for the account: its own before those of all. Raises `RulesBroken`.

    Everything is checked, other accounts' rules, too.
    """
    shared, own = _sets(_toml(text))
    mine = own.get(account, _Set())
    asked = sorted((*mine.rules, *shared.rules), key=lambda rule: -rule.priority)
    if len(asked) > RULES_MAX:
        raise RulesBroken(f"There are {len(asked):,} rules for {account}; at most {RULES_MAX} are taken.")
    default = mine.default if mine.default is not None else shared.default
    refuses = default == REFUSE_REST
    numbered = tuple(rule.model_copy(update={"number": at}) for at, rule in enumerate(asked, start=1))
    return BoardRules(rules=numbered, default=None if refuses else default, refuse_rest=refuses)


def accounts_in(text: str) -> Sequence[str]:
    """The accounts that have rules of their own. Raises `RulesBroken`."""
    return sorted(_sets(_toml(text))[1])


@dataclass(frozen=True)
class _Set:
    """Rules that stand together, of all accounts or of one."""

    rules: tuple[BoardRule, ...] = ()
    default: str | None = None


def _toml(text: str) -> Table:
    if len(text) > RULES_TEXT_MAX:
        raise RulesBroken(f"The rules have {len(text):,} characters; at most {RULES_TEXT_MAX:,} are taken.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesBroken(f"It is not TOML: {error}.") from error
    except RecursionError:
        raise RulesBroken("It is not TOML that can be read: too many brackets within each other.") from None


def _sets(stated: Table) -> tuple[_Set, Mapping[str, _Set]]:
    _known("", stated, (*SET_WORDS, "accounts"))
    accounts = _table("accounts", stated.get("accounts", {}))
    shared = _read_set({name: stated[name] for name in SET_WORDS if name in stated}, "")
    return shared, {name: _read_set(_table(f"account {name}", its), name) for name, its in accounts.items()}


def _read_set(stated: Table, account: str) -> _Set:
    where = f"account {account}: " if account else ""
    _known(where, stated, SET_WORDS)
    tables = _tables(f"{where}rule", stated.get("rule", []), RULES_MAX)
    label = f"{account} rule" if account else "rule"
    rules = tuple(_rule(table, f"{label} {at}", at) for at, table in enumerate(tables, start=1))
    default = _text(f"{where}default", stated["default"], BOARD_NAME_MAX) if "default" in stated else None
    if default is not None and default.casefold() == REFUSE_REST:
        default = REFUSE_REST
    return _Set(rules, default)


def _rule(stated: Table, label: str, number: int) -> BoardRule:
    name = _text(f"{label}, name", stated["name"], BOARD_NAME_MAX) if "name" in stated else ""
    where = f'{label} ("{name}")' if name else label
    _known(f"{where}: ", stated, RULE_WORDS)
    if "board" not in stated:
        raise RulesBroken(f'{where}: say to which board, such as board = "Spring looks".')
    rule = BoardRule(
        number=number,
        name=name or label,
        board=_place(f"{where}, board", stated["board"], BOARD_NAME_MAX),
        section=_section(where, stated),
        priority=_priority(where, stated.get("priority", 0)),
        when=_clause(where, {word: stated[word] for word in CLAUSE_WORDS if word in stated}),
        any_of=_clauses(where, "any", stated),
        none_of=_clauses(where, "not", stated),
    )
    if rule.when.is_empty and not rule.any_of and not rule.none_of:
        raise RulesBroken(f"{where}: it has no condition and would take every product; for that write a default.")
    return rule


def _section(where: str, stated: Table) -> str | None:
    section = stated.get("section")
    return section if section in {None, ""} else _place(f"{where}, section", section, SECTION_NAME_MAX)


def _place(where: str, value: object, length: int) -> str:
    """A name, perhaps with variables."""
    text = _text(where, value, length)
    try:
        template = read_template(text)
    except TemplateBroken as broken:
        raise RulesBroken(f"{where}: {broken}.") from broken
    for variable in template.variables():
        if variable.name not in VARIABLES:
            near = did_you_mean(variable.written, VARIABLES.values()) or "."
            known = listed(VARIABLES.values())
            raise RulesBroken(f"{where}: {{{variable.written}}} is not known{near} Known are: {known}.")
    return text


def _priority(where: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > PRIORITY_MAX:
        raise RulesBroken(f"{where}: priority is a whole number, such as 10; higher ones are asked first.")
    return value


def _clauses(where: str, word: str, stated: Table) -> tuple[Clause, ...]:
    value = stated.get(word, [])
    tables = _tables(f"{where}, {word}", [value] if isinstance(value, Mapping) else value, CLAUSES_MAX)
    found = tuple(_clause(f"{where}, {word}", table) for table in tables)
    if any(clause.is_empty for clause in found):
        raise RulesBroken(f"{where}, {word}: a table without a condition.")
    return found


def _clause(where: str, stated: Table) -> Clause:
    _known(f"{where}: ", stated, CLAUSE_WORDS)
    return Clause(conditions=tuple(_conditions(where, stated)), price=_price(where, stated))


def _price(where: str, stated: Table) -> PriceRange | None:
    if PRICE not in stated:
        return None
    try:
        return read_price_range(_text(f"{where}, {PRICE}", stated[PRICE], PATTERN_MAX))
    except PriceRangeBroken as broken:
        raise RulesBroken(f"{where}, {PRICE}: {broken}") from broken


def _conditions(where: str, stated: Table) -> Iterator[Condition]:
    for field in RuleField:
        if field in stated:
            patterns = _patterns(f"{where}, {field}", stated[field])
            yield Condition(field=field, patterns=_checked(where, field, patterns))
    for header, value in _table(f"{where}, {COLUMN}", stated.get(COLUMN, {})).items():
        if not fold_variable(header):
            raise RulesBroken(f"{where}, {COLUMN}: {header!r} is no header.")
        patterns = _patterns(f"{where}, {COLUMN} {header}", value)
        yield Condition(column=header[:PATTERN_MAX], patterns=_checked(where, None, patterns))


def _patterns(where: str, value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not 1 <= len(values) <= PATTERNS_MAX:
        raise RulesBroken(f"{where}: give 1 to {PATTERNS_MAX} patterns.")
    return tuple(_text(where, one, PATTERN_MAX) for one in values)


def _checked(where: str, field: RuleField | None, patterns: tuple[str, ...]) -> tuple[str, ...]:
    read = _READERS.get(field) if field else None
    try:
        return tuple((read or _pattern)(pattern) for pattern in patterns)
    except ExpressionBroken as broken:
        raise RulesBroken(f"{where}, {field or COLUMN}: {broken}.") from broken


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


def _text(where: str, value: object, length: int) -> str:
    """A text, or a number in its place: ids and labels are often written so."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not one_line(text):
        raise RulesBroken(f"{where}: a text is needed, in quotes.")
    if len(text) > length:
        raise RulesBroken(f"{where}: it has {len(text):,} characters; at most {length} are taken.")
    return text


def _table(where: str, value: object) -> Table:
    if not isinstance(value, Mapping):
        raise RulesBroken(f"{where}: a table is needed.")
    return value


def _tables(where: str, value: object, most: int) -> Sequence[Table]:
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise RulesBroken(f"{where}: tables are needed, such as [[rule]].")
    if len(value) > most:
        raise RulesBroken(f"{where}: there are {len(value):,}; at most {most} are taken.")
    return value


def _known(where: str, stated: Table, words: Sequence[str]) -> None:
    for word in stated:
        if word not in words:
            near = did_you_mean(word, words) or "."
            raise RulesBroken(f'{where}"{word[:60]}" is not known{near} Known are: {listed(words)}.')
