"""The buffer of a product's changes: what its workflow is started with, asks for and answers."""

from typing import Annotated

from pydantic import Field

from contracts.change_rules import CHANGE_RULES_MAX, Deed
from contracts.changes import ProductKey
from contracts.contract import Contract, Instant, Line, Text
from contracts.names import AccountKey, LaunchId, PinKey, SourceKey

QUIET_SECONDS = 10.0
"""How long nothing must be heard of a product before it is decided about, where nobody said."""
PATIENCE_SECONDS = 120.0
"""How long after the first event it is decided at the latest, where nobody said."""
QUIET_SECONDS_MAX = 3_600.0
PATIENCE_SECONDS_MAX = 86_400.0

PINS_PAGE = 50
"""Pins of a product that one step names."""


class ChangeRequest(Contract):
    """The input of `ProductChangeWorkflow`."""

    source: SourceKey
    product_key: ProductKey
    account: AccountKey
    """The source's own; rules may pin on others."""
    quiet_seconds: Annotated[float, Field(ge=0, le=QUIET_SECONDS_MAX)] = QUIET_SECONDS
    patience_seconds: Annotated[float, Field(ge=0, le=PATIENCE_SECONDS_MAX)] = PATIENCE_SECONDS
    heard: bool = False
    """An earlier run has heard of changes and not decided about them."""
    waiting_since: Instant | None = None
    """Since when an earlier run has waited for pins that are on their way."""


class DeedLine(Contract):
    """One thing that a decision has done; all else about it is in the store."""

    number: int
    """Where it stands among the decision's actions, from 0."""
    do: Deed
    account: AccountKey


class DecideOrder(Contract):
    """One look at a product's changes."""

    source: SourceKey
    product_key: ProductKey
    anyway: bool = False
    """Also when deliveries that came before are not read yet."""


class ChangeStep(Contract):
    """What one look at a product's changes came to."""

    decision: int | None = None
    """To be carried out, and then to be called done."""
    deeds: Annotated[tuple[DeedLine, ...], Field(max_length=CHANGE_RULES_MAX)] = ()
    folded: int = 0
    more: bool = False
    """Changes are left for another step."""
    behind: bool = False
    """Nothing was looked at: deliveries that came before are not read yet."""
    words: Text = ""
    """What happened to the product, and why that is done; or why nothing is."""


class DeedOrder(Contract):
    """Carry out one action of a decision."""

    decision: int
    number: int


class PinsOrder(Contract):
    """Which pins an action is about."""

    deed: DeedOrder
    launch: LaunchId | None = None
    """The launch that a replaced product's new pins are in."""
    after: PinKey | None = None
    """The last pin of the page before."""


class PinsFound(Contract):
    """A page of the live pins that an action is about, in the order of their keys."""

    pins: Annotated[tuple[PinKey, ...], Field(max_length=PINS_PAGE)] = ()
    under_way: int = 0
    """Pins that have no end yet, and must have one first."""
    words: Line = ""
    """Why none is to be touched, where there are some."""


class PinOrder(Contract):
    """Carry out one action on one pin."""

    deed: DeedOrder
    key: PinKey


class DeedDone(Contract):
    """What was done, in words; or why nothing was."""

    words: Text
    launch: LaunchId | None = None
    """The launch that has the new rows."""
    waits_for: AccountKey | None = None
    """Nothing was done yet: it is tried again, until this account is connected."""
    tell: bool = False
    """Nobody was told of that, and now is the time."""


class ChangeReport(Contract):
    """What came of a product's changes."""

    folded: int = 0
    decisions: int = 0
