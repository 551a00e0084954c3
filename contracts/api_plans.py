"""A plan that the HTTP API is asked for: when each of some pins would leave."""

from typing import Annotated

from pydantic import Field

from contracts.contract import Address, Contract, Instant, Line, Text
from contracts.names import AccountKey
from contracts.windows import WindowRule

PLAN_ROWS_MAX = 1_000
"""Pins of one plan."""


class PlanRow(Contract):
    """A pin as far as its moment depends on it: pins are alike by link and picture."""

    board: Line
    link: Address = ""
    image: Address = ""
    since: Instant | None = None
    """Not before this."""


class PlanOrder(Contract):
    """What is to be planned, in the order in which it would leave. `rule`: beside what account and boards say."""

    account: AccountKey
    rows: Annotated[tuple[PlanRow, ...], Field(max_length=PLAN_ROWS_MAX)]
    rule: WindowRule | None = None


class PlanMoment(Contract):
    """When a row would leave, or why it has no moment."""

    at: Instant | None = None
    reason: Line | None = None
    message: Text | None = None


class Plan(Contract):
    """A moment for each row, in their order; days are told by the clocks of `zone`."""

    zone: Line
    moments: Annotated[tuple[PlanMoment, ...], Field(max_length=PLAN_ROWS_MAX)]
