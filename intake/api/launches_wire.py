"""Launches on the API's wire."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.api_ids import account_uuid
from contracts.api_launches import LaunchProduct, LaunchStatus
from contracts.hand import HandAnswer
from contracts.launch import LaunchSummary, Tally
from contracts.outcome import Actor, Outcome, Reason
from contracts.pace import Priority
from drafting.window_text import write_window
from intake.api.wire import SEARCH_MAX, Moment, Name, PageQuery, RunAt, Wire, moment, moment_if_any

FILTER_MAX = 2_000
"""Characters of `where`."""


class LaunchQuery(PageQuery):
    """Which launches are listed, newest first."""

    account_id: Name | None = None
    status: LaunchStatus | None = None
    since: Moment | None = None
    until: Moment | None = None
    q: Annotated[str, Field(max_length=SEARCH_MAX)] | None = None
    """In the launch's id, or its file's name."""


class ProductQuery(PageQuery):
    """Which pins of a launch are listed, in the file's order."""

    outcome: Outcome | None = None
    waiting: bool = False
    """Those without an outcome."""
    reason: Reason | None = None
    board: Name | None = None
    held: bool | None = None
    q: Annotated[str, Field(max_length=SEARCH_MAX)] | None = None


class LaunchOrderBody(Wire):
    """Which pins of the launch an order is about; without it, all of them."""

    where: Annotated[str, Field(max_length=FILTER_MAX)] = ""
    """As `--where` of the command line: `outcome=refused reason=image_too_small`."""
    why: Annotated[str, Field(max_length=300)] = ""


class RescheduleBody(LaunchOrderBody):
    """`to`: before it nothing leaves."""

    to: RunAt


class TallyAnswer(Wire):
    """How many pins ended how."""

    total: int
    live: int
    already: int
    refused: int
    unconfirmed: int
    withdrawn: int
    waiting: int


class LaunchAnswer(Wire):
    """A launch."""

    id: str
    account: str
    account_id: UUID
    source: str
    status: LaunchStatus
    priority: Priority
    edition: str
    window: str | None
    created_at: AwareDatetime
    finished_at: AwareDatetime | None
    tally: TallyAnswer


class LaunchProductAnswer(Wire):
    """One pin that a launch asks for."""

    row: int
    image: int
    product: str
    title: str
    key: str | None
    board_name: str
    section_name: str
    board_id: str | None
    outcome: Outcome | None
    already: bool
    changed: bool
    owner_only: bool
    held: bool
    not_before: AwareDatetime | None
    pin_id: str | None
    reason: Reason | None
    message: str | None
    remedy: str | None
    who_must_act: Actor | None


class LaunchOrderAnswer(Wire):
    """What came of an order, in pins: `settling` are on the wire, `too_late` cannot be changed any more."""

    matched: int
    changed: int
    settling: int
    too_late: int


def launch_to_wire(launch: LaunchSummary) -> LaunchAnswer:
    window = launch.policy.window.window if launch.policy.window else None
    return LaunchAnswer(
        id=launch.launch,
        account=launch.account,
        account_id=account_uuid(launch.account),
        source=launch.source,
        status=LaunchStatus.RUNNING if launch.finished is None else LaunchStatus.FINISHED,
        priority=launch.policy.priority,
        edition=launch.policy.edition,
        window=write_window(window) if window else None,
        created_at=moment(launch.created),
        finished_at=moment_if_any(launch.finished),
        tally=_tally_to_wire(launch.tally),
    )


def product_to_wire(product: LaunchProduct) -> LaunchProductAnswer:
    told = product.model_dump(exclude={"actor", "not_before"})
    return LaunchProductAnswer.model_validate(
        {**told, "who_must_act": product.actor, "not_before": moment_if_any(product.not_before)}
    )


def answer_to_wire(answer: HandAnswer) -> LaunchOrderAnswer:
    return LaunchOrderAnswer.model_validate(answer.model_dump())


def _tally_to_wire(tally: Tally) -> TallyAnswer:
    return TallyAnswer.model_validate(tally.model_dump())
