"""What a check of rules tells a person, and a program."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.change_rules import ChangeAction
from contracts.intake import SourceCard
from contracts.names import AccountKey
from outcomes.report import Report
from starter.account_card import utc
from starter.clocks import iso_utc
from starter.rehearsal import Explained
from starter.source_rules import GivenRules, count_words, stranger_words

EXPLAINED_SHOWN_MAX = 100
UNREADABLE_SHOWN_MAX = 10
LATE_WORDS = "no news: what is known is as new, or newer"


@dataclass(frozen=True)
class RulesCheck:
    """All that is told of rules and events."""

    rules: GivenRules
    card: SourceCard
    explained: tuple[Explained, ...]
    unreadable: tuple[str, ...] = ()
    aside: int = 0
    doubt: str | None = None
    strangers: tuple[AccountKey, ...] = ()
    new_boards: tuple[str, ...] = ()
    """Boards that the ledger does not know."""

    @property
    def deeds(self) -> Counter[str]:
        """How often what would be done."""
        return Counter(action.do.value for one in self.explained for action in one.actions)

    @property
    def idle(self) -> tuple[str, ...]:
        """Rules that decided nothing."""
        used = {action.rule for one in self.explained for action in one.actions}
        return tuple(
            rule.name or f"rule {rule.number}" for rule in self.rules.rules.rules if rule.number not in used
        )


def check_report(check: RulesCheck) -> Report:
    """The document."""
    return {
        "rules": len(check.rules.rules.rules),
        "kind": check.card.kind.value,
        "account": check.card.account,
        "events": [_explained_report(one) for one in check.explained],
        "deeds": dict(check.deeds),
        "aside": check.aside,
        "unreadable": list(check.unreadable),
        "doubt": check.doubt,
        "strangers": list(check.strangers),
        "new_boards": list(check.new_boards),
        "idle": list(check.idle),
    }


def _explained_report(one: Explained) -> Report:
    return {
        "product": one.product,
        "events": one.events,
        "kind": one.kind.value,
        "at": iso_utc(one.at),
        "happened": list(one.happened),
        "late": one.late,
        "actions": [_action_report(action) for action in one.actions],
        "explanation": list(one.lines),
    }


def _action_report(action: ChangeAction) -> Report:
    return {
        "do": action.do.value,
        "account": action.account,
        "rule": action.rule,
        "name": action.name,
        "board": action.board,
        "edition": action.edition or None,
    }


def check_lines(check: RulesCheck) -> Iterator[str]:
    """Each event with what happened and every rule's answer; then what somebody should look at."""
    for one in check.explained[:EXPLAINED_SHOWN_MAX]:
        yield from _explained_lines(one)
    more = len(check.explained) - EXPLAINED_SHOWN_MAX
    if more > 0:
        yield f"and {more:,} more; --json has all"
    yield _sum_line(check)
    yield from _worries(check)


def _explained_lines(one: Explained) -> Iterator[str]:
    several = f" ({one.events} events together)" if one.events > 1 else ""
    happened = "; ".join(one.happened) or (LATE_WORDS if one.late else "nothing that is news")
    yield f"{one.product}, {one.kind} of {utc(one.at)}{several}: {happened}"
    yield from (f"  {line}" for line in one.lines)


def _sum_line(check: RulesCheck) -> str:
    deeds = ", ".join(f"{count:,} x {deed}" for deed, count in sorted(check.deeds.items())) or "nothing"
    products = len({one.product for one in check.explained})
    of = f"{sum(one.events for one in check.explained):,} events of {products:,} products"
    return f"{count_words(len(check.rules.rules.rules)).capitalize()}, {of}: {deeds} would be done."


def _worries(check: RulesCheck) -> Iterator[str]:
    strange = stranger_words(check.strangers)
    if strange:
        yield strange
    if check.new_boards:
        yield f"Boards that no launch has used yet: {', '.join(check.new_boards)}. They are looked for, or made."
    if check.doubt:
        yield check.doubt
    if check.aside:
        yield f"{check.aside:,} events change no product."
    yield from _unreadable_lines(check.unreadable)
    if check.idle and check.explained:
        yield f"Rules that decided nothing: {', '.join(check.idle)}."


def _unreadable_lines(unreadable: Sequence[str]) -> Iterator[str]:
    if unreadable:
        yield f"Cannot be read: {len(unreadable):,}"
    yield from (f"  {why}" for why in unreadable[:UNREADABLE_SHOWN_MAX])
    if len(unreadable) > UNREADABLE_SHOWN_MAX:
        yield f"  and {len(unreadable) - UNREADABLE_SHOWN_MAX:,} more; --json has all"
