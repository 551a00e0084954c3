"""Rules of changes at work: what is done about what happened to a product, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from contracts.board_rules import PATTERN_MAX
from contracts.change_rules import (
    EDITIONS,
    PINNING,
    ChangeAction,
    ChangeRule,
    ChangeRules,
    Decision,
    Deed,
    Explanation,
)
from contracts.changes import KnownProduct
from contracts.contract import Instant
from contracts.happenings import Happening, HappeningKind
from contracts.names import AccountKey
from contracts.product import Product
from drafting.boards import BOARD_NAME_MAX, SECTION_NAME_MAX
from drafting.clauses import Conditions
from drafting.cooldowns import cooldown_words
from drafting.editions import Occasion, edition_of, read_edition
from drafting.happenings import happening_words, happenings, present
from drafting.patterns import Fits, read_pattern
from drafting.place_names import place_name
from drafting.sale_dates import as_of
from drafting.templates import read_template

WHOLE = 100


@dataclass(frozen=True)
class ChangeBook:
    """A source's rules, ready to be asked about any number of products."""

    rules: ChangeRules
    _asked: "tuple[_Asked, ...]"

    @classmethod
    def of(cls, rules: ChangeRules) -> Self:
        """Raises `ExpressionBroken` or `TemplateBroken` for rules that nobody has checked."""
        return cls(rules, tuple(map(_asked, rules.rules)))

    def decide(self, before: KnownProduct | None, after: KnownProduct, now: Instant) -> Decision:
        """What is done about all that happened between the two states, and a line of each rule that says why.

        Each account has one answer, that of the first of its rules that fits: the file reads from the exception to
        the usual, as board rules do, and a storm of events that came to three happenings does not make three pins.
        A rule fits when one of its `on` happened, its conditions hold for the product as it is now (of one that is
        gone, as it last was), its board and edition find their words in the product, and its cool-down is over.
        One that rests lets the next rule answer: a price that may not be pinned again yet can still be brought up
        to date. `do = "nothing"` answers, too, and so keeps later rules of its account away.
        """
        was, found = before and _selling(before, before.at), _selling(after, now)
        case = _Case(was, found, happenings(was, found), now)
        decided: dict[AccountKey, ChangeRule] = {}
        explanations, actions = list[Explanation](), list[ChangeAction]()
        for asked in self._asked:
            answer = _answer(asked, case, decided)
            explanations.append(_explanation(asked.rule, answer))
            if isinstance(answer, _Answered):
                decided[asked.rule.account] = asked.rule
                actions.append(answer.action)
        return Decision(
            happenings=case.happenings,
            actions=tuple(action for action in actions if action.do is not Deed.NOTHING),
            explanations=tuple(explanations),
        )


def _selling(known: KnownProduct, at: Instant) -> KnownProduct:
    """As it sold at that moment: a sale that has dates begins and ends although the shop states nothing new."""
    product = known.product
    return known if product is None else known.model_copy(update={"product": as_of(product, at)})


def explanation_line(explanation: Explanation) -> str:
    """`rule 2 "Jackets on sale" (demo): no, its tag is not "sale"`: for a person."""
    own = f' "{explanation.name}"' if explanation.name != f"rule {explanation.rule}" else ""
    answer = explanation.why if explanation.fired else f"no, {explanation.why}"
    return f"rule {explanation.rule}{own} ({explanation.account}): {answer}"


@dataclass(frozen=True)
class _Asked:
    """A rule whose patterns have been read."""

    rule: ChangeRule
    conditions: Conditions
    added: tuple[Fits, ...]


@dataclass(frozen=True)
class _Case:
    """What every rule is asked about."""

    before: KnownProduct | None
    after: KnownProduct
    happenings: tuple[Happening, ...]
    now: Instant

    @property
    def product(self) -> Product | None:
        """As it is, or as it last was; None when nobody has ever seen it."""
        return present(self.after) or present(self.before)


@dataclass(frozen=True)
class _Answered:
    """The rule answers for its account."""

    action: ChangeAction
    why: str


@dataclass(frozen=True)
class _Passed:
    """The rule is passed over."""

    why: str


def _asked(rule: ChangeRule) -> _Asked:
    for text in (rule.board, rule.section):
        read_template(text or "")
    read_edition(rule.edition)
    conditions = Conditions.of(rule.when, rule.any_of, rule.none_of)
    return _Asked(rule, conditions, tuple(map(read_pattern, rule.added)))


def _answer(asked: _Asked, case: _Case, decided: dict[AccountKey, ChangeRule]) -> _Answered | _Passed:
    rule = asked.rule
    if rule.account in decided:
        return _Passed(f"rule {decided[rule.account].number} has answered for {rule.account} already")
    happening = _met(asked, case.happenings)
    if isinstance(happening, _Passed):
        return happening
    if case.product is None:
        return _Passed("nothing is known of the product but its key")
    missed = asked.conditions.missed(case.product) or _rest(rule, case)
    return _Passed(missed) if missed else _acted(rule, case.product, happening, case.now)


def _met(asked: _Asked, happened: Sequence[Happening]) -> Happening | _Passed:
    """The first happening that the rule asks for, or which of them fell short."""
    wanted = [happening for happening in happened if happening.kind in asked.rule.on]
    short = [_short(asked, happening) for happening in wanted]
    for happening, why in zip(wanted, short, strict=True):
        if not why:
            return happening
    return _Passed("; ".join(short) or _nothing(asked.rule, happened))


def _nothing(rule: ChangeRule, happened: Sequence[Happening]) -> str:
    told = ", ".join(happening.kind for happening in happened) or "nothing"
    return f"it is for {', '.join(rule.on)}; what happened: {told}"


def _short(asked: _Asked, happening: Happening) -> str:
    """Why a happening of the right kind is not enough; empty when it is."""
    by_percent = asked.rule.by_percent
    if by_percent is not None and not _moved(happening, asked.rule):
        return f"{happening_words(happening)} is less than {by_percent} %"
    if happening.kind is HappeningKind.TAG_ADDED and asked.added:
        fitting = any(fits(tag[:PATTERN_MAX]) for fits in asked.added for tag in happening.tags)
        return "" if fitting else f"{happening_words(happening)} is not what it waits for"
    return ""


def _moved(happening: Happening, rule: ChangeRule) -> bool:
    """Whether the price moved by as much as the rule wants. By the amounts: the percentage told is rounded."""
    old, new = happening.price_before, happening.price_after
    is_price = happening.kind in {HappeningKind.PRICE_DROP, HappeningKind.PRICE_RISE}
    if not is_price or old is None or new is None or rule.by_percent is None:
        return True
    return abs(new.amount - old.amount) * WHOLE >= rule.by_percent * old.amount


def _rest(rule: ChangeRule, case: _Case) -> str:
    """Why the rule must wait, if it must."""
    pinned_at = case.after.pinned_at
    if not rule.cooldown_seconds or pinned_at is None or case.now >= pinned_at + rule.cooldown_seconds:
        return ""
    return f"it was pinned {_moment(pinned_at)} and rests for {cooldown_words(rule.cooldown_seconds)}"


def _moment(at: Instant) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def _acted(rule: ChangeRule, product: Product, happening: Happening, now: Instant) -> _Answered | _Passed:
    board = None if rule.board is None else place_name(rule.board, product, BOARD_NAME_MAX)
    section = rule.section and place_name(rule.section, product, SECTION_NAME_MAX)
    edition = edition_of(rule.edition, Occasion(now, happening.kind, product))
    if board == "":
        return _Passed(f'the product does not say what its board "{rule.board}" needs')
    if rule.do in EDITIONS and not edition:
        return _Passed(f'the product does not say what its edition "{rule.edition}" needs')
    action = ChangeAction(
        do=rule.do,
        account=rule.account,
        rule=rule.number,
        name=rule.name,
        board=board,
        section=section,
        wording=rule.wording,
        window=rule.window,
        images=rule.images,
        priority=rule.priority,
        edition=edition,
    )
    return _Answered(action, f"{_deed_words(action)}: {happening_words(happening)}")


def _deed_words(action: ChangeAction) -> str:
    """`repin on "Sale", edition 2026-11`."""
    place = f' on "{action.board}"' if action.board and action.do in PINNING else ""
    return f"{action.do}{place}{f', edition {action.edition}' if action.edition else ''}"


def _explanation(rule: ChangeRule, answer: _Answered | _Passed) -> Explanation:
    fired = isinstance(answer, _Answered)
    return Explanation(rule=rule.number, name=rule.name, account=rule.account, fired=fired, why=answer.why)
