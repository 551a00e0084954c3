"""Board rules at work: the first that fits a product says on which board it belongs."""

from dataclasses import dataclass
from typing import Self

from contracts.board_rules import BoardRule, BoardRules
from contracts.product import Product
from drafting.boards import BOARD_NAME_MAX, SECTION_NAME_MAX
from drafting.clauses import Conditions
from drafting.place_names import place_name
from drafting.templates import read_template


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
    _conditions: tuple[Conditions, ...]

    @classmethod
    def of(cls, rules: BoardRules) -> Self:
        """Raises `ExpressionBroken` or `TemplateBroken` for rules that nobody has checked."""
        for rule in rules.rules:
            read_template(rule.board)
            read_template(rule.section or "")
        asked = tuple(Conditions.of(rule.when, rule.any_of, rule.none_of) for rule in rules.rules)
        return cls(rules, asked)

    def rule_for(self, product: Product) -> Ruled | None:
        """The first rule that fits, and that finds the words for its board in the product."""
        for rule, asked in zip(self.rules.rules, self._conditions, strict=True):
            board = "" if asked.missed(product) else place_name(rule.board, product, BOARD_NAME_MAX)
            if board:
                section = None if rule.section is None else place_name(rule.section, product, SECTION_NAME_MAX)
                return Ruled(rule, board, section)
        return None


NO_RULES = RuleBook(BoardRules(), ())
