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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.board_rules import PRIORITY_MAX, RULES_MAX, BoardRule, BoardRules
from contracts.names import AccountKey
from drafting.boards import BOARD_NAME_MAX, SECTION_NAME_MAX
from drafting.clauses_text import CLAUSE_WORDS, read_clause, read_clauses
from drafting.place_names_text import read_place
from drafting.toml_tables import RulesBroken, Table, only_words, read_toml, table_in, tables_in, text_in

REFUSE_REST = "none"
"""As the default: what no rule fits is refused."""
RULE_WORDS = ("board", "section", "name", "priority", "any", "not", *CLAUSE_WORDS)
SET_WORDS = ("default", "rule")


def read_board_rules(text: str, account: AccountKey) -> BoardRules:
    """The rules that `text` has for the account: its own before those of all. Raises `RulesBroken`.

    Everything is checked, other accounts' rules, too.
    """
    shared, own = _sets(read_toml(text))
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
    return sorted(_sets(read_toml(text))[1])


@dataclass(frozen=True)
class _Set:
    """Rules that stand together, of all accounts or of one."""

    rules: tuple[BoardRule, ...] = ()
    default: str | None = None


def _sets(stated: Table) -> tuple[_Set, Mapping[str, _Set]]:
    only_words("", stated, (*SET_WORDS, "accounts"))
    accounts = table_in("accounts", stated.get("accounts", {}))
    shared = _read_set({name: stated[name] for name in SET_WORDS if name in stated}, "")
    return shared, {name: _read_set(table_in(f"account {name}", its), name) for name, its in accounts.items()}


def _read_set(stated: Table, account: str) -> _Set:
    where = f"account {account}: " if account else ""
    only_words(where, stated, SET_WORDS)
    tables = tables_in(f"{where}rule", stated.get("rule", []), RULES_MAX)
    label = f"{account} rule" if account else "rule"
    rules = tuple(_rule(table, f"{label} {at}", at) for at, table in enumerate(tables, start=1))
    default = text_in(f"{where}default", stated["default"], BOARD_NAME_MAX) if "default" in stated else None
    if default is not None and default.casefold() == REFUSE_REST:
        default = REFUSE_REST
    return _Set(rules, default)


def _rule(stated: Table, label: str, number: int) -> BoardRule:
    name = text_in(f"{label}, name", stated["name"], BOARD_NAME_MAX) if "name" in stated else ""
    where = f'{label} ("{name}")' if name else label
    only_words(f"{where}: ", stated, RULE_WORDS)
    if "board" not in stated:
        raise RulesBroken(f'{where}: say to which board, such as board = "Spring looks".')
    rule = BoardRule(
        number=number,
        name=name or label,
        board=read_place(f"{where}, board", stated["board"], BOARD_NAME_MAX),
        section=_section(where, stated),
        priority=_priority(where, stated.get("priority", 0)),
        when=read_clause(where, {word: stated[word] for word in CLAUSE_WORDS if word in stated}),
        any_of=read_clauses(where, "any", stated),
        none_of=read_clauses(where, "not", stated),
    )
    if rule.when.is_empty and not rule.any_of and not rule.none_of:
        raise RulesBroken(f"{where}: it has no condition and would take every product; for that write a default.")
    return rule


def _section(where: str, stated: Table) -> str | None:
    section = stated.get("section")
    return section if section in {None, ""} else read_place(f"{where}, section", section, SECTION_NAME_MAX)


def _priority(where: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > PRIORITY_MAX:
        raise RulesBroken(f"{where}: priority is a whole number, such as 10; higher ones are asked first.")
    return value
