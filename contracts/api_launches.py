"""Launches as the HTTP API lists them."""

from enum import StrEnum

from contracts.contract import Contract, Instant, Line
from contracts.launch import LaunchSummary, ProductResult
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import Reason


class LaunchStatus(StrEnum):
    """Whether something of a launch waits."""

    RUNNING = "running"
    FINISHED = "finished"


class LaunchFilter(Contract):
    """Which launches are listed, newest first. `accounts` None: of all."""

    accounts: frozenset[AccountKey] | None = None
    status: LaunchStatus | None = None
    since: Instant | None = None
    until: Instant | None = None
    words: Line | None = None
    """To be found in its id or its file's name."""
    limit: int = 50
    offset: int = 0


class LaunchPage(Contract):
    """Some launches, and how many there are in all."""

    launches: tuple[LaunchSummary, ...] = ()
    total: int = 0


class LaunchProduct(ProductResult):
    """One pin of a launch, with where it goes."""

    key: PinKey | None = None
    """None: it is not admitted yet, or never was."""
    board_name: Line = ""
    section_name: Line = ""


class ProductFilter(Contract):
    """Which pins of a launch are listed, in the file's order. `outcome` may be `waiting`."""

    launch: LaunchId
    outcome: Line | None = None
    reason: Reason | None = None
    board: Line | None = None
    """Its id, or its name as the launch has it."""
    held: bool | None = None
    words: Line | None = None
    """To be found in the product's key or title."""
    limit: int = 50
    offset: int = 0


class ProductPage(Contract):
    """Some pins, and how many there are in all."""

    products: tuple[LaunchProduct, ...] = ()
    total: int = 0
