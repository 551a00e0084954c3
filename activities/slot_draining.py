"""A slot of PostgreSQL is drained: what it tells is kept first, and confirmed to the server afterwards.

Killed anywhere, the same is told again, and known by its delivery. What no slot tells is read from the tables: all
of it at first, and again whenever the slot turns out to have lost something.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from temporalio import activity

from activities.heartbeat import Pulse, beating
from activities.poll_ports import AccountBell
from activities.ports import Clock
from activities.translate import in_temporals_words
from contracts.changes import ChangeKind, ProductChange, UnreadableEvent
from contracts.contract import Instant
from contracts.intake import PollNote, PollOvertaken, SourceCard, SourceGone
from contracts.names import SourceKey
from contracts.slots import SlotAsk, SlotBusy, SlotPage, SlotState, SlotTrouble
from contracts.source_settings import First, SourceSettings
from contracts.watching import WatchReport, WatchRequest

DRAIN_SECONDS = 285.0
"""How long a slot is looked at again and again: a little less than the five minutes between two starts, of which
one that meets this one at work would be left out."""
LOOK_SECONDS = 2.0
"""How long nothing is looked for when there was nothing."""
BUSY_LOOKS_MAX = 5
"""Looks in a row that may meet another reader: one that reads as we do is soon done."""
LAG_BYTES_MAX = 1024**3
"""What a server may have to keep for a slot before a person is told."""
FAILURES_MAX = 3
"""Drains in a row that may fail before a person is told."""
UNREADABLE_LOGGED_MAX = 20
"""Of one drain; how many there were is told in all."""
WORDS_MAX = 2_000

BY_HAND = "/by-hand"
"""How the ids of workflows end that a person started, and waits for."""
AT_RISK = frozenset({"unreserved", "lost"})

_NO_ADDRESS = "Give it, user and password included: pinflow sources secret SOURCE."
_NO_SLOT = "Name it: pinflow sources set SOURCE --slot pinflow."

log = structlog.get_logger(__name__)


class OpenSlot(Protocol):
    """A slot while somebody reads it. All raise `SlotTrouble`."""

    async def state(self) -> SlotState: ...

    def look(self, confirmed: int, received: Instant) -> AsyncIterator[SlotPage]:
        """What was not confirmed, in pages; the last has the `end` that may be confirmed when all are kept."""

    def rows(self, kind: ChangeKind, since: int, received: Instant) -> AsyncIterator[SlotPage]:
        """All rows of the tables, as they are now. The same row of the same `since` is the same change."""

    async def advance(self, to: int) -> None: ...


class Slots(Protocol):
    """Slots at their servers."""

    def reading(self, ask: SlotAsk) -> AbstractAsyncContextManager[OpenSlot]: ...


class SlotSources(Protocol):
    """Sources, and how far their slots were read. Raises `LedgerBusy` and `SourceGone`."""

    async def card(self, source: SourceKey) -> SourceCard | None: ...

    async def secrets(self, source: SourceKey) -> tuple[str, ...]: ...

    async def note_poll(self, source: SourceKey, note: PollNote, *, poll: int | None = None) -> bool:
        """Whether its account has an alert that nobody was told of. Raises `PollOvertaken`."""


class NewChanges(Protocol):
    """Where changes wait for their products. Raises `LedgerBusy` and `SourceGone`."""

    async def put(self, source: SourceKey, changes: Sequence[ProductChange], at: Instant) -> int:
        """Keep those that are new; how many were."""


@dataclass
class _Drain:
    """One drain: of what, and what came of it so far."""

    card: SourceCard
    ask: SlotAsk
    began: Instant
    pulse: Pulse
    seen: int = 0
    changed: int = 0
    unreadable: int = 0
    busy: int = 0
    notes: Counter[str] = field(default_factory=Counter)
    alarm: str | None = None
    """What a person should see to, as the slot stood when it was looked at last."""

    @property
    def source(self) -> SourceKey:
        return self.card.key


@dataclass(frozen=True)
class SlotActivities:
    sources: SlotSources
    changes: NewChanges
    slots: Slots
    accounts: AccountBell
    clock: Clock

    @activity.defn
    async def drain_slot(self, request: WatchRequest) -> WatchReport:
        """Keep what the slot tells, as it comes, for some minutes; by hand until there is nothing left.

        Run twice, or by two at once: what is kept is told again and known by its delivery. What cannot be read is
        told as the report's error: the next start tries it again.
        """
        with in_temporals_words():
            async with beating() as pulse:
                try:
                    return await self._report(request.source, pulse)
                except SourceGone:
                    return _nothing("no such source is kept here any more")
                except PollOvertaken:
                    return _nothing("its settings were changed meanwhile: the next look goes by them")

    async def _report(self, source: SourceKey, pulse: Pulse) -> WatchReport:
        card = await self.sources.card(source)
        if card is None or card.paused is not None:
            return _nothing("no such source is kept here" if card is None else f"it is paused: {card.paused}")
        began = self.clock.now()
        try:
            drain = _Drain(card, await self._ask(card), began, pulse)
        except SlotTrouble as trouble:
            return await self._failed(card, str(trouble))
        try:
            async with self.slots.reading(drain.ask) as slot:
                return await self._drained(slot, drain)
        except SlotBusy as busy:
            return _told(drain, f"another reader has the slot: {busy}")
        except SlotTrouble as trouble:
            return await self._failed(card, str(trouble), drain)

    async def _ask(self, card: SourceCard) -> SlotAsk:
        settings = SourceSettings.model_validate_json(card.settings)
        secrets = await self.sources.secrets(card.key)
        if not secrets:
            raise SlotTrouble("The source has no address of a database", remedy=_NO_ADDRESS)
        if not settings.slot:
            raise SlotTrouble("The source has no replication slot", remedy=_NO_SLOT)
        return SlotAsk(address=secrets[0], slot=settings.slot, settings=settings)

    async def _drained(self, slot: OpenSlot, drain: _Drain) -> WatchReport:
        state = await slot.state()
        drain.alarm = _alarm(drain.ask, state)
        if not state.readable or state.confirmed is None:
            raise SlotTrouble("The slot cannot be read", remedy=" ".join(state.missing))
        await self._read_tables(slot, drain, state.confirmed)
        await self._follow(slot, drain, state.confirmed)
        state = await slot.state()
        drain.alarm = _alarm(drain.ask, state)
        report = _told(drain, _words(drain))
        await self._note(drain, state.confirmed or 0, words=report.words)
        return report

    async def _read_tables(self, slot: OpenSlot, drain: _Drain, confirmed: int) -> None:
        """What the slot does not tell: what was there before it, and what somebody else has confirmed."""
        until = position_of(drain.card, drain.ask.slot)
        if until is not None and until >= confirmed:
            return
        kind = ChangeKind.UPSERT if until is not None else _first(drain.ask.settings)
        log.info("slot.tables", source=drain.source, known_until=until, confirmed=confirmed)
        async for page in slot.rows(kind, confirmed, self.clock.now()):
            await self._keep(drain, page)
        await self._note(drain, confirmed)

    async def _follow(self, slot: OpenSlot, drain: _Drain, confirmed: int) -> None:
        """Until the time is over, the source is stopped or, by hand, nothing is left."""
        lingers = not (activity.info().workflow_id or "").endswith(BY_HAND)
        while True:
            end, rows = await self._look(slot, drain, confirmed)
            confirmed = end or confirmed
            if rows == 0 and not lingers:
                return
            if self.clock.now() >= drain.began + DRAIN_SECONDS or not await self._goes_on(drain):
                return
            if rows == 0:
                await self.clock.sleep_until(self.clock.now() + LOOK_SECONDS)

    async def _goes_on(self, drain: _Drain) -> bool:
        card = await self.sources.card(drain.source)
        return card is not None and card.paused is None and card.poll == drain.card.poll

    async def _look(self, slot: OpenSlot, drain: _Drain, confirmed: int) -> tuple[int | None, int]:
        """Where the slot is now, if it was moved, and how many rows it told of."""
        before, end = drain.seen, None
        try:
            async for page in slot.look(confirmed, self.clock.now()):
                await self._keep(drain, page)
                end = page.end
            if end is not None:
                # Written down first: a slot that is further than this says was moved by somebody else.
                await self._note(drain, end)
                await slot.advance(end)
        except SlotBusy:
            drain.busy += 1
            if drain.busy >= BUSY_LOOKS_MAX:
                raise
            return None, 0
        drain.busy = 0
        return end, drain.seen - before

    async def _keep(self, drain: _Drain, page: SlotPage) -> None:
        changes = [event for event in page.events if isinstance(event, ProductChange)]
        if changes:
            drain.changed += await self.changes.put(drain.source, changes, self.clock.now())
        drain.seen += page.rows
        drain.notes.update(page.notes)
        for note in page.notes:
            log.warning("slot.note", source=drain.source, note=note)
        for event in page.events:
            if isinstance(event, UnreadableEvent):
                _unreadable(drain, event)
        drain.pulse.tell(drain.seen, drain.changed)

    async def _note(self, drain: _Drain, position: int, *, words: str | None = None) -> None:
        """Until where the slot is read; of two who read it, the one who came further is right."""
        now, card = self.clock.now(), await self.sources.card(drain.source)
        before = card.polled if card else None
        reached = max(position, position_of(card, drain.ask.slot) or 0) if card else position
        note = PollNote(
            at=now,
            words=words or (before.words if before else None),
            well_at=now,
            unreadable=drain.unreadable,
            alarm=drain.alarm,
            etag=mark_of(drain.ask.slot, reached),
        )
        await self._tell(drain.card, note)

    async def _tell(self, card: SourceCard, note: PollNote) -> None:
        """Nothing is told of a slot that was read by settings which hold no more: the next drain begins anew."""
        if await self.sources.note_poll(card.key, note, poll=card.poll):
            await self.accounts.wake_account(card.account)

    async def _failed(self, card: SourceCard, error: str, drain: _Drain | None = None) -> WatchReport:
        before, now = card.polled, self.clock.now()
        failures = (before.failures if before else 0) + 1
        alarm = (drain.alarm if drain else None) or (before.alarm if before else None)
        note = PollNote(
            at=now,
            error=error[:WORDS_MAX],
            well_at=before.well_at if before else None,
            failures=failures,
            alarm=alarm or (error[:WORDS_MAX] if failures >= FAILURES_MAX else None),
        )
        await self._tell(card, note)
        log.warning("slot.failed", source=card.key, error=error, failures=failures)
        report = _told(drain, "it could not be read") if drain else _nothing("it could not be read")
        return report.model_copy(update={"error": note.error, "asked": now, "unchanged": False})


def mark_of(slot: str, position: int) -> str:
    """Until where a slot was read, as `PollNote.etag` keeps it."""
    return f"{slot}@{position}"


def position_of(card: SourceCard, slot: str) -> int | None:
    """Until where this slot was read for the source; None: never, or its settings have changed since."""
    name, _, position = ((card.polled.etag if card.polled else None) or "").rpartition("@")
    return int(position) if name == slot and position.isdecimal() else None


def _first(settings: SourceSettings) -> ChangeKind:
    return ChangeKind.SNAPSHOT if settings.first is First.KNOWN else ChangeKind.UPSERT


def _unreadable(drain: _Drain, event: UnreadableEvent) -> None:
    drain.unreadable += 1
    if drain.unreadable <= UNREADABLE_LOGGED_MAX:
        log.warning("slot.unreadable", source=drain.source, message=event.message, remedy=event.remedy)


def _alarm(ask: SlotAsk, state: SlotState) -> str | None:
    """Why a person should look at the slot: what a server keeps for it fills its disk."""
    if state.wal_status in AT_RISK:
        return f"The slot {ask.slot} is {state.wal_status}: the server throws away what it has not told yet."
    if state.lag_bytes is not None and state.lag_bytes > LAG_BYTES_MAX:
        kept = state.lag_bytes / LAG_BYTES_MAX
        return (
            f"The server keeps {kept:.1f} GiB of its log for the slot {ask.slot}. End the transaction that has "
            "been open for long (pg_stat_activity), or see why it is read so slowly, before the disk is full."
        )
    return None


def _nothing(words: str) -> WatchReport:
    return WatchReport(words=words, unchanged=True)


def _told(drain: _Drain, words: str) -> WatchReport:
    return WatchReport(
        words=words[:WORDS_MAX],
        seen=drain.seen,
        changed=drain.changed,
        unreadable=drain.unreadable,
        unchanged=drain.seen == 0,
        asked=drain.began,
    )


def _words(drain: _Drain) -> str:
    if not drain.seen and not drain.notes:
        return "no row has changed"
    told = [f"{drain.seen:,} rows, {drain.changed:,} changes of products"]
    if drain.unreadable:
        told.append(f"{drain.unreadable:,} could not be read")
    return "; ".join((*told, *drain.notes))
