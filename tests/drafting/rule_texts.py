"""Board rules for tests, as a file has them."""

from contracts.names import AccountKey
from drafting.board_rules import RuleBook
from drafting.board_rules_text import read_board_rules

DEMO = AccountKey("demo")


def a_book(text: str, account: AccountKey = DEMO) -> RuleBook:
    return RuleBook.of(read_board_rules(text, account))


def one_rule(*lines: str, board: str = "Found") -> RuleBook:
    """A rule with these conditions."""
    return a_book("\n".join(["[[rule]]", f"board = '{board}'", *lines]))
