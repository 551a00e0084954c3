"""The page on boards: its rules can be used, and every condition and variable stands on it."""

import tomllib

from contracts.board_rules import RULES_MAX, RuleField
from contracts.names import AccountKey
from drafting.board_rules import RuleBook
from drafting.board_rules_text import read_board_rules
from drafting.clauses_text import COLUMN, PRICE
from drafting.new_boards import BOARDS_MAX
from drafting.place_names import PLACE_VARIABLES
from tests.docs.pages import ROOT, text_of

PAGE = ROOT / "docs" / "boards.md"
ABOUT = text_of(PAGE)
EXAMPLE = ABOUT.partition("```toml\n")[2].partition("```")[0]
LABELS = [field for field in RuleField if field.startswith("custom_label_")]


def test_the_example_can_be_used() -> None:
    assert len(tomllib.loads(EXAMPLE)["rule"]) == 3
    rules = read_board_rules(EXAMPLE, AccountKey("lamps"))
    assert [rule.board for rule in RuleBook.of(rules).rules.rules] == [
        "Lamps",
        "Sale",
        "Knitwear",
        "{brand} looks",
    ]


def test_every_condition_and_variable_is_named() -> None:
    named = [field for field in RuleField if field not in LABELS]
    assert [word for word in (*named, COLUMN, PRICE) if f"`{word}`" not in ABOUT] == []
    assert [word for word in (LABELS[0], LABELS[-1]) if f"`{word}`" not in ABOUT] == []
    variables = [name for name in PLACE_VARIABLES if name not in LABELS]
    assert [name for name in variables if f"{{{name}}}" not in ABOUT] == []


def test_its_limits_are_the_program_s() -> None:
    assert f"There may be {RULES_MAX} rules" in ABOUT
    assert f"{BOARDS_MAX:,} in an account" in ABOUT
