"""Board rules as people write them: read, or refused with the rule and the word in question."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.board_rules import PATTERNS_MAX, RULES_MAX, RULES_TEXT_MAX
from contracts.names import AccountKey
from drafting.board_rules import RuleBook
from drafting.board_rules_text import accounts_in, read_board_rules
from drafting.toml_tables import RulesBroken
from tests.drafting.builders import texts
from tests.drafting.rule_texts import DEMO

RULE = "[[rule]]\nboard = 'Sale'\ntag = 'sale'\n"


def refusal(text: str) -> str:
    with pytest.raises(RulesBroken) as raised:
        read_board_rules(text, DEMO)
    return str(raised.value)


def test_no_rules_leave_everything_as_it_is() -> None:
    rules = read_board_rules("", DEMO)
    assert (rules.rules, rules.default, rules.refuse_rest) == ((), None, False)


@pytest.mark.parametrize(
    ("text", "default", "refuses"),
    [
        ("default = 'New in'", "New in", False),
        ("default = 'none'", None, True),
        ("default = 'None'", None, True),
        ("[accounts.demo]\ndefault = 'Mine'", "Mine", False),
        ("default = 'none'\n[accounts.demo]\ndefault = 'Mine'", "Mine", False),
        ("default = 'New in'\n[accounts.demo]\ndefault = 'none'", None, True),
        ("default = 'New in'\n[accounts.other]\ndefault = 'none'", "New in", False),
    ],
)
def test_a_default_is_for_all_or_for_one_account(text: str, default: str | None, *, refuses: bool) -> None:
    rules = read_board_rules(text, DEMO)
    assert (rules.default, rules.refuse_rest) == (default, refuses)


def test_rules_are_called_by_their_name_or_their_place() -> None:
    text = f"{RULE}{RULE}name = 'Winter'\n[[accounts.demo.rule]]\nboard = 'x'\ntag = 'y'"
    assert [rule.name for rule in read_board_rules(text, DEMO).rules] == ["demo rule 1", "rule 1", "Winter"]


def test_accounts_with_rules_of_their_own_are_known() -> None:
    assert accounts_in("[accounts.b]\ndefault = 'x'\n[[accounts.a.rule]]\nboard = 'x'\ntag = 'y'") == ["a", "b"]
    assert accounts_in(RULE) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule", "not TOML"),
        ("rules = []", 'did you mean "rule"?'),
        ("rule = 1", "tables are needed"),
        ("rule = [1]", "tables are needed"),
        ("accounts = 1", "a table is needed"),
        ("[accounts]\ndemo = 1", "account demo: a table is needed"),
        ("[accounts.demo]\nboards = 1", "account demo: "),
        ("default = ''", "default: a text is needed"),
        ("default = true", "default: a text is needed"),
        ("[[rule]]\ntag = 'x'", "rule 1: say to which board"),
        ("[[rule]]\nboard = 'x'", "rule 1: it has no condition"),
        ("[[rule]]\nboard = 'x'\nany = [{}]", "rule 1, any: a table without a condition"),
        ("[[rule]]\nboard = 'x'\nvendor = 'x'", '"vendor" is not known'),
        ("[[rule]]\nboard = 'x'\ntags = 'x'", 'did you mean "tag"?'),
        (f"{RULE}[[rule]]\nname = 'Hats'\nboard = 'x'\ntag = []", 'rule 2 ("Hats"), tag: give 1 to'),
        ("[[rule]]\nboard = 'x'\ntag = 1.5", "rule 1, tag: a text is needed"),
        ("[[rule]]\nboard = 'x'\ntag = { a = 1 }", "rule 1, tag: a text is needed"),
        ("[[rule]]\nboard = 'x'\ntag = '/(/'", "rule 1, tag: /(/ cannot be read: missing )"),
        ("[[rule]]\nboard = 'x'\nnot = { title = '/[/' }", "rule 1, not, title: "),
        ("[[rule]]\nboard = 'x'\nnot = 1", "rule 1, not: tables are needed"),
        ("[[rule]]\nboard = 'x'\nany = [{ any = [] }]", '"any" is not known'),
        ("[[rule]]\nboard = 'x'\nprice = 'cheap'", "rule 1, price: "),
        ("[[rule]]\nboard = 'x'\nprice = true", "rule 1, price: a text is needed"),
        ("[[rule]]\nboard = 'x'\navailability = 'in_stok'", 'did you mean "in_stock"?'),
        ("[[rule]]\nboard = 'x'\npriority = 'high'\ntag = 'x'", "priority is a whole number"),
        ("[[rule]]\nboard = 'x'\npriority = true\ntag = 'x'", "priority is a whole number"),
        ("[[rule]]\nboard = 'x'\ncolumn = 'x'", "rule 1, column: a table is needed"),
        ("[[rule]]\nboard = 'x'\ncolumn = { '--' = 'x' }", "'--' is no header"),
        ("[[rule]]\nboard = '{brnd} looks'\ntag = 'x'", '{brnd} is not known; did you mean "brand"?'),
        ("[[rule]]\nboard = '{title}'\ntag = 'x'", "{title} is not known"),
        ("[[rule]]\nboard = '{'\ntag = 'x'", "rule 1, board: character 1"),
        ("[[rule]]\nboard = 'x'\nsection = 7.5\ntag = 'x'", "rule 1, section: a text is needed"),
        (f"[[rule]]\nboard = '{'x' * 181}'\ntag = 'x'", "it has 181 characters"),
        (f"[[rule]]\nboard = 'x'\ntag = '{'x' * 301}'", "it has 301 characters"),
        (f"[[rule]]\nboard = 'x'\ntag = [{', '.join(['1'] * (PATTERNS_MAX + 1))}]", "give 1 to"),
        (RULE * (RULES_MAX + 1), f"at most {RULES_MAX} are taken"),
        ("#" * (RULES_TEXT_MAX + 1), "characters; at most"),
        ("default = " + "[" * 50_000, "not TOML"),
        ("default = " + "9" * 5_000, "not TOML"),
        ("default = 0x" + "f" * 5_000, "default: a text is needed"),
    ],
)
def test_a_slip_names_the_rule_and_what_would_be_understood(text: str, said: str) -> None:
    assert said in refusal(text)


def test_the_rules_of_another_account_are_checked_as_well() -> None:
    assert refusal("[[accounts.other.rule]]\nboard = 'x'").startswith("other rule 1: it has no condition")


def test_an_account_s_rules_and_those_of_all_are_too_many_together() -> None:
    own = RULE.replace("[[rule]]", "[[accounts.demo.rule]]")
    text = RULE * (RULES_MAX - 1) + own * 2
    assert "501 rules for demo" in refusal(text)
    assert len(read_board_rules(text, AccountKey("other")).rules) == RULES_MAX - 1


@given(
    st.lists(st.sampled_from(["[[rule]]\n", "board = ", "'x'\n", "tag = ", "[", "{", "}", "'*'", "7\n"]))
    | texts(200).map(list)
)
def test_any_text_is_rules_that_work_or_is_refused_in_words(pieces: list[str]) -> None:
    try:
        rules = read_board_rules("".join(pieces), DEMO)
    except RulesBroken as broken:
        said = str(broken)
    else:
        said = repr(RuleBook.of(rules))
    assert re.search(r"\w", said)
