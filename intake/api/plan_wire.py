"""A plan on the API's wire."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.api_ids import account_uuid
from contracts.api_plans import PLAN_ROWS_MAX, Plan, PlanMoment, PlanOrder, PlanRow
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.windows import (
    BOARD_DAY_MAX,
    BOARD_GAP_SECONDS_MAX,
    JITTER_SECONDS_MAX,
    SHARED_DAYS_MAX,
    Spread,
    WindowRule,
)
from drafting.window_text import read_window
from drafting.windows import find_zone
from intake.api.pins_wire import Account, Board, ImageUrl, Url
from intake.api.schedules_wire import Window
from intake.api.wire import RunAt, Wire, instant_if_any, moment, moment_if_any


class PlanRowBody(Wire):
    """A pin that would leave, not before `run_at`."""

    board: Board
    link_url: Url | None = None
    image_url: ImageUrl | None = None
    run_at: RunAt | None = None


class PlanBody(Wire):
    """Pins in the order in which they would leave, and the rule that they would have besides the account's."""

    account_id: Account
    rows: Annotated[list[PlanRowBody], Field(min_length=1, max_length=PLAN_ROWS_MAX)]
    window: Window | None = None
    """Such as `Mon-Fri 18:00-22:00 America/New_York`."""
    board_day_limit: Annotated[int, Field(ge=1, le=BOARD_DAY_MAX)] | None = None
    board_gap_seconds: Annotated[float, Field(ge=0, le=BOARD_GAP_SECONDS_MAX)] = 0.0
    link_days: Annotated[int, Field(ge=0, le=SHARED_DAYS_MAX)] = 0
    image_days: Annotated[int, Field(ge=0, le=SHARED_DAYS_MAX)] = 0
    jitter_seconds: Annotated[float, Field(ge=0, le=JITTER_SECONDS_MAX)] = 0.0

    def order(self, account: AccountKey) -> PlanOrder:
        """What is meant. Raises `WindowBroken` and `ZoneUnknown`."""
        spread = Spread.model_validate(self.model_dump(include=set(Spread.model_fields)))
        rule = WindowRule(window=read_window(self.window) if self.window else None, spread=spread)
        rows = tuple(map(_row, self.rows))
        return PlanOrder(account=account, rows=rows, rule=None if rule == WindowRule() else rule)


class PlanRowAnswer(Wire):
    """When a pin would leave, or why it has no moment. `row` counts from 0."""

    row: int
    board: str
    at: AwareDatetime | None
    at_local: AwareDatetime | None
    reason: str | None
    message: str | None


class PlanAnswer(Wire):
    """A plan. It is as good as what is known now: quotas, other pins, and the clocks of the zone."""

    account_id: UUID
    zone: str
    placed: int
    unplaced: int
    ends: AwareDatetime | None
    rows: list[PlanRowAnswer]


def plan_to_wire(order: PlanOrder, plan: Plan) -> PlanAnswer:
    moments: list[Instant] = [one.at for one in plan.moments if one.at is not None]
    lines = zip(order.rows, plan.moments, strict=True)
    return PlanAnswer(
        account_id=account_uuid(order.account),
        zone=plan.zone,
        placed=len(moments),
        unplaced=len(plan.moments) - len(moments),
        ends=moment_if_any(max(moments, default=None)),
        rows=[_line(number, row, one, plan.zone) for number, (row, one) in enumerate(lines)],
    )


def _row(body: PlanRowBody) -> PlanRow:
    return PlanRow(
        board=body.board,
        link=str(body.link_url or ""),
        image=str(body.image_url or ""),
        since=instant_if_any(body.run_at),
    )


def _line(number: int, row: PlanRow, one: PlanMoment, zone: str) -> PlanRowAnswer:
    return PlanRowAnswer(
        row=number,
        board=row.board,
        at=moment_if_any(one.at),
        at_local=None if one.at is None else moment(one.at).astimezone(find_zone(zone)),
        reason=one.reason,
        message=one.message,
    )
