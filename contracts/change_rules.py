"""Rules that say what is done about a product's changes, and what they decided."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.board_rules import CLAUSES_MAX, PATTERNS_MAX, Clause, Pattern
from contracts.contract import Contract, Line, Text
from contracts.happenings import Happening, HappeningKind
from contracts.names import AccountKey
from contracts.pace import Priority
from contracts.product import IMAGES_MAX
from contracts.windows import PublishWindow
from contracts.wording import PLAIN, Wording

CHANGE_RULES_MAX = 200
"""Rules of one source."""
COOLDOWN_SECONDS_MAX = 365 * 86_400.0
EDITION_MAX = 100
"""Characters of an edition, and of its template."""
PERCENT_MAX = 10_000
"""A price that is a hundred times another is another currency's."""


class Deed(StrEnum):
    """What a rule has done."""

    PIN = "pin"
    """Pin it; what was pinned already stays as it is."""
    REPIN = "repin"
    """Pin it again on purpose, as a new edition."""
    UPDATE = "update"
    """Bring the words of its pins up to date."""
    REPLACE = "replace"
    """Pin a new edition, and delete the pins that were there."""
    DELETE = "delete"
    """Delete its pins."""
    NOTHING = "nothing"
    """Leave all as it is, and ask no further rule."""


PINNING = frozenset({Deed.PIN, Deed.REPIN, Deed.REPLACE})
"""Deeds that make pins: their rules may have a cool-down, and a new one begins with them."""
EDITIONS = frozenset({Deed.REPIN, Deed.REPLACE})
"""Deeds that need an edition: without one their pin would be the one that is there."""


class ChangeRule(Contract):
    """When one of `on` happens to a product that its conditions fit, `do` is done on the account."""

    number: Annotated[int, Field(ge=1)]
    """Where it stands in its file, from 1: the order in which rules are asked."""
    name: Line = ""
    """What people call the rule."""
    account: AccountKey
    on: Annotated[tuple[HappeningKind, ...], Field(min_length=1)]
    by_percent: Annotated[Decimal, Field(gt=0, le=PERCENT_MAX)] | None = None
    """A drop or rise of the price counts from so many per cent on."""
    added: Annotated[tuple[Pattern, ...], Field(max_length=PATTERNS_MAX)] = ()
    """An added tag counts when one of these fits it; none: any tag."""
    when: Clause = Clause()
    any_of: Annotated[tuple[Clause, ...], Field(max_length=CLAUSES_MAX)] = ()
    none_of: Annotated[tuple[Clause, ...], Field(max_length=CLAUSES_MAX)] = ()
    do: Deed
    board: Line | None = None
    """A name, an id, or a name with `{variables}`; None: where the product belongs without this rule."""
    section: Line | None = None
    wording: Wording = PLAIN
    window: PublishWindow | None = None
    images: Annotated[int, Field(ge=1, le=IMAGES_MAX)] = 1
    """How many of the product's pictures; 1: the first alone."""
    priority: Priority = Priority.NORMAL
    edition: Annotated[str, Field(max_length=EDITION_MAX)] = ""
    """A template; only of deeds that need one."""
    cooldown_seconds: Annotated[float, Field(ge=0, le=COOLDOWN_SECONDS_MAX)] = 0.0
    """So long after rules last had the product pinned, on whatever account, the rule is passed over."""


class ChangeRules(Contract):
    """All rules of a source, in the order in which they are asked."""

    rules: Annotated[tuple[ChangeRule, ...], Field(max_length=CHANGE_RULES_MAX)] = ()

    @property
    def accounts(self) -> tuple[AccountKey, ...]:
        """Those that the rules pin on, each once."""
        return tuple(dict.fromkeys(rule.account for rule in self.rules))


class ChangeAction(Contract):
    """What is to be done on one account about one product."""

    do: Deed
    account: AccountKey
    rule: int
    """The number of the rule that says so."""
    name: Line = ""
    """Its name."""
    board: Line | None = None
    """A name or an id; None: where the product belongs without a rule of changes."""
    section: Line | None = None
    wording: Wording = PLAIN
    window: PublishWindow | None = None
    images: Annotated[int, Field(ge=1, le=IMAGES_MAX)] = 1
    priority: Priority = Priority.NORMAL
    edition: Line = ""


class Explanation(Contract):
    """Why a rule decided, or why not."""

    rule: int
    name: Line = ""
    account: AccountKey
    fired: bool
    why: Text


class Decision(Contract):
    """What happened to a product, what is done about it, and a line of each rule."""

    happenings: tuple[Happening, ...] = ()
    actions: Annotated[tuple[ChangeAction, ...], Field(max_length=CHANGE_RULES_MAX)] = ()
    """At most one for each account."""
    explanations: Annotated[tuple[Explanation, ...], Field(max_length=CHANGE_RULES_MAX)] = ()

    @property
    def pins(self) -> bool:
        """Whether pins are made: the product's cool-down begins anew."""
        return any(action.do in PINNING for action in self.actions)
