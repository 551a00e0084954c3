"""Schedules of sources that are asked: exactly one for each, as its settings say, and none for any other."""

import hashlib
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

import structlog
from pydantic import ValidationError
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleIntervalSpec,
    ScheduleListState,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    ScheduleUpdateInput,
    WorkflowFailureError,
)
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.service import RPCError, RPCStatusCode

from activities.engine import CALL_SECONDS_MAX, SUMMARY_CHARACTERS_MAX, fair_priority
from contracts.contract import Instant
from contracts.intake import SourceCard
from contracts.names import Queue, SourceKey, WorkflowName
from contracts.search_attributes import ACCOUNT_SA
from contracts.source_settings import SourceSettings
from contracts.sources import SourceKind
from contracts.trouble import EngineAway
from contracts.watching import WATCHED, WatchReport, WatchRequest
from drafting.source_checks import check_settings

PREFIX = "watch/"
"""Of the schedules' ids, and of the workflows' that they start."""

BY_HAND = "/by-hand"

SLOT_SECONDS = 300.0
"""Between two looks at a database's slot: a drain stays about as long, and hears at once what comes meanwhile."""

CATCH_UP_MIN = timedelta(hours=1)
DAY_MAX = timedelta(hours=25)
"""The longest between one time of day and the same on the next, when clocks go back."""

NEXT_RUNS_MAX = 3

SHOWN_MAX = 100
"""Characters of a summary, or of a reason why it is paused."""

WATCH_DETAILS = """\
One look at a source that is asked for its changes. What is new, changed or gone waits for the products' own \
workflows; `pinflow sources show` tells how it went. An answer that is as it was costs one question.

**Cancel** stops it; nothing is lost, the next one goes on."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class WatchSchedules:
    """Keeps schedules in Temporal. All of it raises `EngineAway`."""

    client: Client

    async def keep(self, sources: Sequence[SourceCard]) -> None:
        """Exactly the sources that are asked have a schedule, as their settings say now; it is paused as they are.

        What is as it should be is left alone, and so is what a person paused in Temporal. A new one begins at
        once.
        """
        wanted = {watch_id(card.key): card for card in sources if card.kind in WATCHED}
        with _away():
            known = {found.id: found async for found in self._known()}
            for id_ in known.keys() - wanted.keys():
                await self._end(id_)
            for id_, card in wanted.items():
                await self._try_to_keep(id_, card, known.get(id_))

    async def run_now(self, request: WatchRequest) -> WatchReport:
        """Start a look by hand, or join the one that runs by hand, and wait for what comes of it.

        What a person says to be gone is told to no look that began without it: that one is ended.
        """
        joins, ends = WorkflowIDConflictPolicy.USE_EXISTING, WorkflowIDConflictPolicy.TERMINATE_EXISTING
        with _away():
            handle = await self.client.start_workflow(
                WorkflowName.CATALOG_WATCH,
                request,
                id=f"{watch_id(request.source)}{BY_HAND}",
                task_queue=Queue.PINS,
                result_type=WatchReport,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=ends if request.gone else joins,
                static_summary=f"{request.source}, by hand"[:SHOWN_MAX],
                static_details=WATCH_DETAILS,
            )
            try:
                report: WatchReport = await handle.result()
            except WorkflowFailureError as error:
                return WatchReport(words="It did not end well.", error=str(error.cause)[:500])
        return report

    async def next_runs(self, source: SourceKey) -> Sequence[Instant]:
        """When it is asked next, three times at most; none while it is paused, or has no schedule."""
        with _away():
            try:
                found = await self.client.get_schedule_handle(watch_id(source)).describe(
                    rpc_timeout=CALL_SECONDS_MAX
                )
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
                return ()
        if found.schedule.state.paused:
            return ()
        return [at.timestamp() for at in found.info.next_action_times[:NEXT_RUNS_MAX]]

    async def _known(self) -> AsyncIterator["_Known"]:
        """The schedules of sources that there are."""
        async for found in await self.client.list_schedules(rpc_timeout=CALL_SECONDS_MAX):
            if found.id.startswith(PREFIX):
                yield _Known.of(found.id, found.schedule.state if found.schedule else None)

    async def _try_to_keep(self, id_: str, card: SourceCard, known: "_Known | None") -> None:
        """A schedule that Temporal does not take holds up no other."""
        try:
            await self._keep(id_, card, known)
        except RPCError as error:
            if error.status is not RPCStatusCode.INVALID_ARGUMENT:
                raise
            log.warning("source.not_scheduled", source=card.key, why=error.message[:200])

    async def _keep(self, id_: str, card: SourceCard, known: "_Known | None") -> None:
        schedule = schedule_of(card)
        if schedule is None:
            # What no schedule can be made of is told by whoever asks for it; the last one that could be stays.
            log.warning("source.not_scheduled", source=card.key)
            return
        if known is not None and (known.note == schedule.state.note or known.is_a_persons):
            return
        try:
            if known is None:
                await self._create(id_, schedule)
                return
        except ScheduleAlreadyRunningError:
            pass  # somebody else was faster, or the list is a little old
        await self._update(id_, schedule)

    async def _create(self, id_: str, schedule: Schedule) -> None:
        begins = not schedule.state.paused
        await self.client.create_schedule(id_, schedule, trigger_immediately=begins, rpc_timeout=CALL_SECONDS_MAX)

    async def _update(self, id_: str, schedule: Schedule) -> None:
        def updated(found: ScheduleUpdateInput) -> ScheduleUpdate | None:
            # Looked at once more: the list may be older than what a person did.
            now = _Known.of(id_, found.description.schedule.state)
            is_right = now.note == schedule.state.note or now.is_a_persons
            return None if is_right else ScheduleUpdate(schedule)

        await self.client.get_schedule_handle(id_).update(updated, rpc_timeout=CALL_SECONDS_MAX)

    async def _end(self, id_: str) -> None:
        try:
            await self.client.get_schedule_handle(id_).delete(rpc_timeout=CALL_SECONDS_MAX)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise


@dataclass(frozen=True)
class _Known:
    """A schedule as Temporal has it."""

    id: str
    note: str
    """Tells what it was made of, unless a person wrote another."""
    paused: bool

    @classmethod
    def of(cls, id_: str, state: ScheduleState | ScheduleListState | None) -> Self:
        return cls(id_, (state.note or "") if state else "", state.paused if state else False)

    @property
    def is_a_persons(self) -> bool:
        """Paused, and not by us."""
        return self.paused and _OURS.search(self.note) is None


_OURS = re.compile(r"\([0-9a-f]{16}\)$")
"""How our notes end."""


def watch_id(source: SourceKey) -> str:
    """`watch/<source>`: the schedule's; Temporal adds the time to the id of each workflow that it starts."""
    return f"{PREFIX}{source}"


def schedule_of(card: SourceCard) -> Schedule | None:
    """The source's schedule; None where its settings cannot be read, or say nothing that can be asked."""
    try:
        settings = SourceSettings.model_validate_json(card.settings)
    except ValidationError:
        return None
    if check_settings(card.kind, settings):
        return None
    spec = _spec(card.kind, settings)
    return Schedule(
        action=_action(card),
        spec=spec,
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=_catch_up(settings)),
        state=ScheduleState(paused=card.paused is not None, note=_note(card, settings)),
    )


def _spec(kind: SourceKind, settings: SourceSettings) -> ScheduleSpec:
    if kind is SourceKind.POSTGRESQL:
        return ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(seconds=SLOT_SECONDS))])
    jitter = timedelta(seconds=settings.jitter_seconds)
    if settings.at:
        return ScheduleSpec(
            calendars=[_daily(time) for time in settings.at], jitter=jitter, time_zone_name=settings.zone
        )
    every = timedelta(seconds=settings.every_seconds)
    return ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)], jitter=jitter)


def _catch_up(settings: SourceSettings) -> timedelta:
    """A whole round: what fell due while Temporal was away is made up for, not left until the next time."""
    every = DAY_MAX if settings.at else timedelta(seconds=settings.every_seconds)
    return max(CATCH_UP_MIN, every + timedelta(seconds=settings.jitter_seconds))


def _daily(time: str) -> ScheduleCalendarSpec:
    """Each day at `18:30`."""
    hour, minute = map(int, time.split(":"))
    return ScheduleCalendarSpec(hour=[ScheduleRange(hour)], minute=[ScheduleRange(minute)])


def _action(card: SourceCard) -> ScheduleActionStartWorkflow:
    return ScheduleActionStartWorkflow(
        WorkflowName.CATALOG_WATCH,
        WatchRequest(source=card.key),
        id=watch_id(card.key),
        task_queue=Queue.PINS,
        typed_search_attributes=TypedSearchAttributes([SearchAttributePair(ACCOUNT_SA, card.account)]),
        static_summary=f"{card.key[:SUMMARY_CHARACTERS_MAX]} · {card.kind}"[:SHOWN_MAX],
        static_details=WATCH_DETAILS,
        priority=fair_priority(card.account),
    )


def _note(card: SourceCard, settings: SourceSettings) -> str:
    """Tells a person why it is paused, and us whether anything that a schedule is made of has changed."""
    made_of = [
        card.kind,
        card.account,
        settings.every_seconds,
        settings.at,
        settings.zone,
        settings.jitter_seconds,
    ]
    digest = hashlib.sha256(repr([*map(str, made_of), card.paused]).encode()).hexdigest()[:16]
    said = f"paused: {card.paused[:SHOWN_MAX]}" if card.paused is not None else "as the source's settings say"
    return f"{said} ({digest})"


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except RPCError as error:
        raise EngineAway(f"Temporal: {error.message}"[:300]) from error
