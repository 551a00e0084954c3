"""Rules of changes at the command line: read from a file, tried, and told whom they speak of."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.change_rules import ChangeRules
from contracts.intake import RULES_MAX, SourceCard
from contracts.names import AccountKey
from drafting.change_rules_text import read_change_rules, usual_rules
from drafting.toml_tables import RulesBroken
from drafting.windows import ZoneUnknown, stated_zone
from starter.failures import CommandFailed, ExitCode
from starter.small_files import FileUnfit, read_text

BYTES_A_CHARACTER_MAX = 4

USUAL_TEXT = """\
# What holds where nobody wrote rules: a product that is new is pinned, and nothing else is done.
# The first rule of an account that fits answers for it. All that a rule may say: docs/triggers.md

[[rule]]
name = "usual rule"
on = "new"
do = "pin"
"""
"""As a file to begin with."""


@dataclass(frozen=True)
class GivenRules:
    """Rules that can be used; `text` None: the usual ones."""

    rules: ChangeRules
    text: str | None = None
    origin: str = "the usual rules"

    def strangers(self, connected: Sequence[AccountKey]) -> tuple[AccountKey, ...]:
        """Accounts that they speak of and that are not connected: nothing is pinned on those."""
        return tuple(account for account in self.rules.accounts if account not in connected)


def rules_in(file: Path, account: AccountKey) -> GivenRules:
    """Those of a file. Raises `CommandFailed`."""
    try:
        text = read_text(file, bytes_max=RULES_MAX * BYTES_A_CHARACTER_MAX)
    except FileUnfit as unfit:
        raise _broken(file.name, str(unfit)) from unfit
    given = rules_from(text, account, file.name)
    _refuse_odd_zones(given)
    return given


def rules_from(text: str | None, account: AccountKey, origin: str) -> GivenRules:
    """Those of a text; None: the usual ones. Raises `CommandFailed`."""
    if text is None:
        return GivenRules(usual_rules(account))
    if len(text) > RULES_MAX:
        raise _broken(origin, f"they have {len(text):,} characters; a source keeps {RULES_MAX:,}")
    try:
        return GivenRules(read_change_rules(text, account), text, origin)
    except RulesBroken as broken:
        raise _broken(origin, str(broken)) from broken


def _refuse_odd_zones(given: GivenRules) -> None:
    """Rules that are kept may have them: they go on."""
    for number, rule in enumerate(given.rules.rules, start=1):
        try:
            stated_zone(rule.window.zone if rule.window else "UTC")
        except ZoneUnknown as unknown:
            raise _broken(given.origin, f"rule {number}, window: {unknown}") from unknown


def rules_trouble(card: SourceCard) -> str | None:
    """Why a source's own rules cannot be read; None: they can, or it has none."""
    try:
        read_change_rules(card.rules or "", card.account)
    except RulesBroken as broken:
        return str(broken)
    return None


def stranger_words(strangers: Sequence[AccountKey]) -> str | None:
    """What a person is told of rules that speak of nobody."""
    if not strangers:
        return None
    return (
        f"Rules speak of accounts that are not connected: {', '.join(strangers)}. What they decide for those "
        "waits until: pinflow accounts connect"
    )


def count_words(rules: int) -> str:
    """`1 rule`, `12 rules`."""
    return "1 rule" if rules == 1 else f"{rules} rules"


def _broken(origin: str, why: str) -> CommandFailed:
    return CommandFailed(f"The rules of {origin} cannot be used: {why.rstrip('.')}.", ExitCode.USAGE)
