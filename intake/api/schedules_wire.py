"""Schedules in the API's words: what is sent, what is asked for, and what is answered."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Self
from uuid import UUID, uuid4

from pydantic import AwareDatetime, ConfigDict, Field, JsonValue, StringConstraints, model_validator

from contracts.api_ids import account_uuid, workspace_uuid
from contracts.api_pins import PinAsk
from contracts.api_schedules import Schedule, ScheduleFilter, ScheduleSort, ScheduleStatus
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.outcome import Actor
from drafting.occurrences import NeverOpens, first_occurrence
from drafting.window_text import WindowBroken, read_window
from drafting.windows import ZoneUnknown
from intake.api.assets_wire import told_address
from intake.api.operation import ApiProblem
from intake.api.pins_wire import Account, Board, Description, ImageUrl, Key, OtherBoard, PinCreate, Title, Url
from intake.api.wire import (
    SEARCH_MAX,
    Moment,
    PageQuery,
    RunAt,
    Wire,
    either,
    instant_if_any,
    moment,
    moment_if_any,
)

WINDOW_MAX = 300
"""Characters of a window."""
PAST_SECONDS_MAX = 30.0
"""So long ago a moment may be that still counts as now: clocks differ, and requests take their time."""

Window = Annotated[str, StringConstraints(min_length=1, max_length=WINDOW_MAX, pattern=r"\S")]
BOARDS = frozenset({"board_id", "board_name"})
MEDIA = frozenset({"image_url", "asset_id"})
COVERS = frozenset({"cover_image_url", "cover_image_asset_id"})
EMPTIED = frozenset({"description", "link_url"})
"""What null empties; elsewhere it says nothing."""
WAITING = frozenset({ScheduleStatus.SCHEDULED, ScheduleStatus.QUEUED, ScheduleStatus.DEFERRED})


class ScheduleCreate(PinCreate):
    """A pin that is wanted from `run_at` on, or when `window` opens after that.

    With an `idempotency_key` the same schedule again is the same schedule. Without one each is a new one.
    """

    run_at: RunAt
    idempotency_key: Key = Field(default_factory=lambda: f"schedule-{uuid4()}")
    window: Window | None = None
    """Such as `Mon-Fri 18:00-22:00 America/New_York`."""

    def placed(self) -> PinCreate:
        """With the moment that its window leaves. Raises `ApiProblem`, as `opening` does."""
        return self.model_copy(update={"run_at": moment(opening(self.window, self.run_at.timestamp()))})


class ScheduleEdit(OtherBoard):
    """What is not named stays; null empties a description or a link."""

    model_config = ConfigDict(
        json_schema_extra={
            "allOf": [
                either("board_id", "board_name", needed=False),
                either("image_url", "asset_id", needed=False),
                either("cover_image_url", "cover_image_asset_id", needed=False),
            ]
        }
    )

    run_at: RunAt | None = None
    window: Window | None = None
    title: Title | None = None
    description: Description | None = None
    link_url: Url | None = None
    image_url: ImageUrl | None = None
    asset_id: UUID | None = None
    cover_image_url: Url | None = None
    cover_image_asset_id: UUID | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        for one, other in (("image_url", "asset_id"), ("cover_image_url", "cover_image_asset_id")):
            if getattr(self, one) is not None and getattr(self, other) is not None:
                raise ValueError(f"give either {one} or {other}, not both")
        return self

    def changed(self, ask: PinAsk) -> PinCreate:
        """The whole pin, with what is not named as it was; a cover that is not named is left out."""
        named = self.model_dump(exclude_unset=True, exclude={"run_at", "window"})
        known = {
            "account_id": ask.account,
            "idempotency_key": ask.key,
            "title": ask.title,
            "description": ask.description,
            "alt_text": ask.alt_text,
            "related_terms": list(ask.related_terms) or None,
            "dominant_color": ask.dominant_color,
            "link_url": ask.link,
            "run_at": moment(self._moment(ask)),
        }
        given = {name: value for name, value in named.items() if value is not None or name in EMPTIED}
        media = {} if given.keys() & MEDIA else {"asset_id": ask.asset} if ask.asset else {"image_url": ask.media}
        board = {} if given.keys() & BOARDS else {"board_name": ask.board}
        return PinCreate.model_validate({**known, **media, **board, **given})

    def has_cover(self) -> bool:
        """Whether it names one."""
        return any(getattr(self, name) is not None for name in COVERS)

    def _moment(self, ask: PinAsk) -> Instant:
        since = self.run_at.timestamp() if self.run_at is not None else ask.run_at or 0.0
        return opening(self.window, since)


class ScheduleQuery(PageQuery):
    """Which schedules are listed; `since` and `until` are about when they run."""

    account_id: Account | None = None
    board_id: Board | None = None
    status: ScheduleStatus | None = None
    since: Moment | None = None
    until: Moment | None = None
    q: Annotated[str, Field(max_length=SEARCH_MAX)] | None = None
    sort: ScheduleSort = ScheduleSort.RUN_AT_DESC

    def filter(self, accounts: frozenset[AccountKey] | None) -> ScheduleFilter:
        """With the accounts that may be looked at, and are meant."""
        return ScheduleFilter(
            accounts=accounts,
            board=self.board_id,
            status=self.status,
            since=instant_if_any(self.since),
            until=instant_if_any(self.until),
            words=self.q,
            sort=self.sort,
            limit=self.limit,
            offset=self.offset,
        )


class ScheduleTold(Wire):
    """A schedule as PinBridge's clients read it; from `account` on it is told besides."""

    id: UUID
    workspace_id: UUID
    pinterest_account_id: UUID
    run_at: AwareDatetime
    status: ScheduleStatus
    payload: dict[str, JsonValue]
    last_error: str | None
    pin_id: UUID | None
    """The same id, as that of a pin: from its moment on."""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    account: str
    idempotency_key: str
    not_before: AwareDatetime | None
    """When it really leaves, as far as it is planned: a window may move it."""
    pinterest_pin_id: str | None
    reason: str | None
    remedy: str | None
    who_must_act: Actor | None


def opening(window: str | None, since: Instant) -> Instant:
    """The first moment from then on at which the window is open. Raises `ApiProblem`."""
    if window is None:
        return since
    try:
        found = first_occurrence(read_window(window), since)
    except (WindowBroken, ZoneUnknown) as broken:
        raise _window_problem("window_unreadable", str(broken)) from broken
    if isinstance(found, NeverOpens):
        raise _window_problem("window_never_opens", found.why)
    return max(since, found.start)


def has_passed(run_at: datetime, now: Instant) -> bool:
    """Whether nothing can be scheduled for that moment any more."""
    return run_at.timestamp() < now - PAST_SECONDS_MAX


def told_schedule(schedule: Schedule, base: str) -> ScheduleTold:
    """`base`: the address that the caller used."""
    pin, ask = schedule.pin, schedule.pin.ask
    failed = schedule.status is ScheduleStatus.FAILED
    waits = schedule.status in {ScheduleStatus.SCHEDULED, ScheduleStatus.CANCELED}
    return ScheduleTold(
        id=pin.id,
        workspace_id=workspace_uuid(),
        pinterest_account_id=account_uuid(ask.account),
        run_at=moment(ask.run_at or pin.created),
        status=schedule.status,
        payload=_payload(schedule.pin.ask, base),
        last_error=(pin.message or pin.reason) if failed else None,
        pin_id=None if waits else pin.id,
        created_at=moment(pin.created),
        updated_at=moment(pin.last_changed),
        account=ask.account,
        idempotency_key=ask.key,
        not_before=moment_if_any(pin.not_before),
        pinterest_pin_id=pin.pin_id,
        reason=pin.reason,
        remedy=pin.remedy,
        who_must_act=pin.actor,
    )


def _payload(ask: PinAsk, base: str) -> dict[str, JsonValue]:
    media = told_address(ask.media, base)
    return {
        "title": ask.title,
        "description": ask.description,
        "board_id": ask.board,
        "link_url": ask.link,
        "media_type": "video" if ask.is_video else "image",
        "media_url": media,
        "image_url": media,
        "asset_id": str(ask.asset) if ask.asset else None,
        "cover_image_url": told_address(ask.cover, base) if ask.cover else None,
        "alt_text": ask.alt_text,
    }


def _window_problem(code: str, message: str) -> ApiProblem:
    return ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, code, message, fields={"window": message})
