"""On which line of a file a rule begins."""

import pytest

from drafting.rule_lines import rule_lines


def test_every_header_is_found_however_it_is_written() -> None:
    assert rule_lines("# mine\n[[rule]]\nx = 1\r\n  [[ rule ]] # two\n[['rule']]\n", 3) == [2, 4, 5]


@pytest.mark.parametrize(
    ("text", "rules"),
    [("rule = [{}, {}]", 2), ('[[rule]]\nx = """\n[[rule]]\n"""', 1), ("", 0)],
)
def test_no_line_is_told_where_it_could_be_a_wrong_one(text: str, rules: int) -> None:
    assert rule_lines(text, rules) == [None] * rules
