"""Schedules of ads sources that are read regularly: one for each, as it says now, and none for any other.

A sync reads whatever is missing, so that one makes up for all that were missed.
"""

import asyncio
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog
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
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCError, RPCStatusCode

from activities.engine import CALL_SECONDS_MAX, fair_priority
from activities.ports import Clock
from contracts.ads import AdsSourceKey, Snapshot
from contracts.ads_runs import AdsRunRequest, AdsSource
from contracts.names import AccountKey, Queue, WorkflowName, ads_sync_id
from contracts.search_attributes import ACCOUNT_SA
from contracts.trouble import EngineAway, Trouble

PREFIX = ads_sync_id("")
DAY_MAX = timedelta(hours=25)
"""The longest between one time of day and the same on the next, when clocks go back."""

LOOK_SECONDS = 60.0
"""Between two looks whether every ads source has its schedule."""

LEAVE_SECONDS_MAX = 0.5
"""How long a look may go on when the worker is told to stop; then it is broken off."""

SYNC_DETAILS = """\
Reads the days of an ads source that are new, may be restated, or are missing. `pinflow ads coverage` tells of \
each day.

**Cancel** stops it; nothing is lost, the next one goes on."""

log = structlog.get_logger(__name__)


class AllAdsSources(Protocol):
    """The ads sources of this ledger. Raises `LedgerBusy`."""

    async def all(self) -> Sequence[AdsSource]: ...


@dataclass(frozen=True)
class AdsSchedules:
    """Keeps the schedules in Temporal. All of it raises `EngineAway`."""

    client: Client

    async def keep(self, sources: Sequence[AdsSource]) -> None:
        """Exactly the sources that say when they are read have a schedule; it is paused as they are.

        What a person paused in Temporal is left alone.
        """
        wanted = {
            ads_sync_id(source.spec.key): schedule for source in sources if (schedule := schedule_of(source))
        }
        try:
            known = await self._known()
            for id_ in known.keys() - wanted.keys():
                await self._end(id_)
            for id_, schedule in wanted.items():
                if not _is_right(known.get(id_), schedule):
                    await self._put(id_, schedule)
        except RPCError as error:
            raise EngineAway(f"Temporal: {error.message}"[:300]) from error

    async def _known(self) -> dict[str, ScheduleListState | None]:
        """The schedules that there are."""
        found = await self.client.list_schedules(rpc_timeout=CALL_SECONDS_MAX)
        ours = [listed async for listed in found if listed.id.startswith(PREFIX)]
        return {listed.id: listed.schedule.state if listed.schedule else None for listed in ours}

    async def _put(self, id_: str, schedule: Schedule) -> None:
        def updated(_: ScheduleUpdateInput) -> ScheduleUpdate:
            return ScheduleUpdate(schedule)

        try:
            await self.client.create_schedule(id_, schedule, rpc_timeout=CALL_SECONDS_MAX)
        except ScheduleAlreadyRunningError:
            await self.client.get_schedule_handle(id_).update(updated, rpc_timeout=CALL_SECONDS_MAX)

    async def _end(self, id_: str) -> None:
        try:
            await self.client.get_schedule_handle(id_).delete(rpc_timeout=CALL_SECONDS_MAX)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise


@dataclass(frozen=True)
class AdsKeeper:
    """Sees to it that schedules are as the sources say. Any number of them work beside one another."""

    sources: AllAdsSources
    schedules: AdsSchedules
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`, and then no longer than a moment."""
        keeping = asyncio.create_task(self._keep_on())
        await stop.wait()
        keeping.cancel()
        await asyncio.wait([keeping], timeout=LEAVE_SECONDS_MAX)

    async def _keep_on(self) -> None:
        while True:
            await self.keep_once()
            await self.clock.sleep_until(self.clock.now() + LOOK_SECONDS)

    async def keep_once(self) -> None:
        """Trouble is told, and passes: the next look is a minute away."""
        try:
            await self.schedules.keep(await self.sources.all())
        except Trouble as trouble:
            log.warning("ads.not_scheduled", why=str(trouble)[:300])
        except Exception:  # a fault of ours: sources that have a schedule must not wait for it
            log.exception("ads.keeper_failed")


def _is_right(known: ScheduleListState | None, wanted: Schedule) -> bool:
    """Whether it is as it should be, or as a person wants it."""
    if known is None:
        return False
    note = known.note or ""
    return note == wanted.state.note or (known.paused and _OURS.search(note) is None)


_OURS = re.compile(r"\([0-9a-f]{16}\)$")
"""How our notes end."""


def schedule_of(source: AdsSource) -> Schedule | None:
    """The source's schedule; None where it is read by hand."""
    spec = _spec(source.spec.snapshot)
    if spec is None:
        return None
    return Schedule(
        action=_action(source.spec.key, AccountKey(source.spec.account)),
        spec=spec,
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=_catch_up(source.spec.snapshot)),
        state=ScheduleState(paused=source.paused is not None, note=_note(source)),
    )


def _spec(snapshot: Snapshot) -> ScheduleSpec | None:
    if snapshot.every_hours is not None:
        return ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(hours=snapshot.every_hours))])
    if snapshot.at is None:
        return None
    at = snapshot.at
    daily = ScheduleCalendarSpec(hour=[ScheduleRange(at.hour)], minute=[ScheduleRange(at.minute)])
    return ScheduleSpec(calendars=[daily], time_zone_name=snapshot.zone)


def _catch_up(snapshot: Snapshot) -> timedelta:
    """A whole round: what fell due while Temporal was away is made up for, not left until the next time."""
    return DAY_MAX if snapshot.every_hours is None else max(DAY_MAX, timedelta(hours=snapshot.every_hours))


def _action(key: AdsSourceKey, account: AccountKey) -> ScheduleActionStartWorkflow:
    return ScheduleActionStartWorkflow(
        WorkflowName.ADS_SYNC,
        AdsRunRequest(source=key),
        id=ads_sync_id(key),
        task_queue=Queue.PINS,
        typed_search_attributes=TypedSearchAttributes([SearchAttributePair(ACCOUNT_SA, account)]),
        static_summary=f"{key} · ads",
        static_details=SYNC_DETAILS,
        priority=fair_priority(account),
    )


def _note(source: AdsSource) -> str:
    """Tells us whether anything that a schedule is made of has changed."""
    made_of = [source.spec.snapshot.model_dump_json(), source.spec.account, source.paused]
    digest = hashlib.sha256(repr(made_of).encode()).hexdigest()[:16]
    said = "as the source says" if source.paused is None else f"paused: {source.paused[:100]}"
    return f"{said} ({digest})"
