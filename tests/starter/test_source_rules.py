"""Rules of changes that a person gives: what is refused of a person goes on where it is kept."""

from pathlib import Path

import pytest

from contracts.names import AccountKey
from starter.failures import CommandFailed
from starter.source_rules import rules_from, rules_in
from tests.drafting.change_rule_texts import one_rule

ACCOUNT = AccountKey("demo")
RULES = one_rule("window = 'Mon 18:00-22:00 EST'")


def test_a_zone_that_means_something_else_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(RULES)
    with pytest.raises(CommandFailed, match=r"rule 1, window: .* write America/New_York"):
        rules_in(file, ACCOUNT)


def test_rules_that_are_kept_go_on() -> None:
    (rule,) = rules_from(RULES, ACCOUNT, "kept").rules.rules
    assert rule.window is not None
