"""Polling: a source is asked for what it has, and what changed since waits for its products' workflows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import structlog
from pydantic import ValidationError
from temporalio import activity

from activities.heartbeat import beating
from activities.poll import ROWS_AT_ONCE, Poll, PollReading
from activities.poll_ports import AccountBell, PolledCatalogs, PolledItems, PolledSources
from activities.ports import Clock
from activities.translate import in_temporals_words
from contracts.contract import Instant
from contracts.feeds import FeedMarks, PollAsk
from contracts.intake import PollDoubt, PollNote, PollOvertaken, SourceCard, SourceGone
from contracts.names import SourceKey
from contracts.source_settings import First, SourceSettings
from contracts.sources import SourceKind
from contracts.trouble import FeedEmpty, FeedUnreadable, FetchTrouble
from contracts.watching import POLLED, WatchPlan, WatchReport, WatchRequest
from drafting.poll_words import LASTING, disk_words, empty_words, failed_note, found_words, trouble_words
from drafting.shrinking import AbsenceCounts, AbsenceWaits, Doubt, PollCount, ShrinkSettings, judge_absence
from drafting.source_checks import check_settings

TRIES_MAX = 3
"""How often a source that does not answer is asked before the poll counts as failed."""

REREAD = "Some of its files are as they were: all are read again before anything is deleted."
FROM_NOW_ON = "It was the first look: all of them are known from now on, and no news."
AS_IT_WAS = "It is as it was."
OVERTAKEN = (
    "Another poll of it has begun, or its settings were changed meanwhile: this one stopped, and what it had "
    "found is kept."
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class PollActivities:
    sources: PolledSources
    items: PolledItems
    catalogs: PolledCatalogs
    accounts: AccountBell
    clock: Clock
    scratch: Path
    """Where what was fetched lies while it is read."""

    @activity.defn
    async def watched(self, request: WatchRequest) -> WatchPlan:
        """How the source is asked. Run twice: it is looked up twice."""
        with in_temporals_words():
            card = await self.sources.card(request.source)
            return WatchPlan() if card is None else WatchPlan(kind=card.kind, paused=card.paused)

    @activity.defn
    async def poll(self, request: WatchRequest) -> WatchReport:
        """Ask the source, and put in what changed.

        Run twice, or broken off and run again: a new poll overtakes the old one, and what the old one kept is
        known by its digests. Two at once: the later one goes on, the earlier one stops. No product is deleted by
        a poll that did not read everything.
        """
        with in_temporals_words():
            try:
                return await self._poll(request)
            except (PollOvertaken, SourceGone) as stopped:
                log.info("poll.stopped", source=request.source, why=str(stopped))
                return WatchReport(words=OVERTAKEN)

    async def _poll(self, request: WatchRequest) -> WatchReport:
        card = await self.sources.card(request.source)
        if card is None or card.kind not in POLLED:
            return WatchReport(words=f"There is no source {request.source} that is asked at an address.")
        visit = await self._begun(card, gone=request.gone)
        try:
            async with beating(0) as pulse:
                with self._folder(card.key, visit.number) as folder:
                    reading = PollReading(await self._prepared(visit), pulse.tell)
                    await reading.read(folder)
                    await self._look_again(reading, folder)
                    return await self._judged(visit, reading)
        except (FetchTrouble, FeedUnreadable) as trouble:
            return await self._failed(visit, trouble)
        except OSError as trouble:
            # A later poll sweeps away what this one was reading.
            await self._see_that_it_goes_on(visit)
            if activity.info().attempt < TRIES_MAX:
                raise
            return await self._wrong(visit, disk_words(trouble))

    async def _begun(self, card: SourceCard, *, gone: bool) -> "_Visit":
        began, number = self.clock.now(), await self.sources.begin_poll(card.key)
        # Looked up once more: whoever changes it from now on overtakes this poll.
        return _Visit(await self.sources.card(card.key) or card, number, began, gone)

    async def _prepared(self, visit: "_Visit") -> Poll:
        card, settings = visit.card, _settings(visit.card)
        secrets = await self.sources.secrets(card.key)
        again = visit.gone or (card.polled is not None and _is_read_again(card.polled, visit.began))
        ask = PollAsk(
            source=card.key,
            kind=card.kind,
            settings=settings,
            secret=secrets[0] if secrets else None,
            marks=FeedMarks() if again else _marks(card.polled),
            parts={} if again else await self.items.parts(card.key),
        )
        is_first = card.polled is None or card.polled.well_at is None
        is_news = settings.first is First.NEW or not is_first
        return Poll(self.catalogs, self.items, ask, visit.number, visit.began, is_news)

    async def _look_again(self, reading: PollReading, folder: Path) -> None:
        """A shop's products move up when one before them goes: what slipped past us is not gone."""
        ask, number = reading.poll.ask, reading.poll.number
        if ask.kind is SourceKind.SHOP_JSON and (await self.items.absentees(ask.source, number)).absent:
            await reading.read_again(folder)

    async def _judged(self, visit: "_Visit", reading: PollReading) -> WatchReport:
        """What comes of a source that was read to its end."""
        if reading.is_as_it_was:
            return await self._as_it_was(visit, reading.marks)
        tally = reading.tally
        if not tally.seen:
            address = reading.poll.ask.settings.address or visit.card.key
            return await self._wrong(visit, empty_words(tally, address), alarm=True)
        verdict = await self._verdict(visit, reading)
        gone = await self._delete(reading.poll) if isinstance(verdict, AbsenceCounts) else 0
        await self.items.drop_parts(visit.card.key, visit.number)
        why = verdict.why if gone or isinstance(verdict, AbsenceWaits) else ""
        words = found_words(tally, gone, why if reading.poll.is_news else FROM_NOW_ON)
        await self._note(visit, _good_note(visit, reading, verdict, words))
        return WatchReport(
            words=words,
            seen=tally.seen,
            changed=tally.changed,
            absent=gone,
            unreadable=tally.unreadable,
            asked=visit.began,
        )

    async def _verdict(self, visit: "_Visit", reading: PollReading) -> AbsenceCounts | AbsenceWaits:
        found = await self.items.absentees(visit.card.key, visit.number)
        tally, before = reading.tally, visit.card.polled
        if found.absent and not tally.whole:
            return AbsenceWaits(REREAD, Doubt(absent=found.absent, polls=0))
        doubt = before.doubt if before else None
        return judge_absence(
            PollCount(known=found.known, absent=found.absent, seen=tally.seen, unreadable=tally.unreadable),
            shrink_settings(reading.poll.ask.settings),
            unreadable_before=before.unreadable if before else 0,
            doubt=Doubt(absent=doubt.absent, polls=doubt.polls) if doubt else None,
            confirmed=visit.gone,
        )

    async def _delete(self, poll: Poll) -> int:
        """All that this poll has not seen; how many they were."""
        gone, source = 0, poll.ask.source
        while absent := await self.items.absent(source, poll.number, ROWS_AT_ONCE):
            deletions = {item: poll.deletion(item) for item in absent}
            await self.items.put_absent(source, poll.number, deletions, poll.began)
            gone += len(absent)
        return gone

    async def _as_it_was(self, visit: "_Visit", marks: FeedMarks) -> WatchReport:
        before = visit.card.polled or PollNote(at=visit.began)
        said = {"at": visit.began, "well_at": visit.began, "error": None, "words": AS_IT_WAS, "failures": 0}
        note = before.model_copy(update={**said, "alarm": None, **_mark_fields(marks)})
        await self._note(visit, note)
        return WatchReport(words=AS_IT_WAS, unchanged=True, asked=visit.began)

    async def _failed(self, visit: "_Visit", trouble: FetchTrouble | FeedUnreadable) -> WatchReport:
        """Raises the trouble when it may pass, and there is a try left."""
        words = trouble_words(visit.card.key, trouble)
        if isinstance(trouble, LASTING) or activity.info().attempt >= TRIES_MAX:
            return await self._wrong(visit, words, alarm=isinstance(trouble, FeedEmpty))
        await self._note(visit, failed_note(visit.card.polled, visit.began, words, counts=False))
        raise trouble

    async def _wrong(self, visit: "_Visit", words: str, *, alarm: bool = False) -> WatchReport:
        """The poll failed: nothing is deleted, and the next one asks for the same."""
        log.warning("poll.failed", source=visit.card.key, why=words)
        await self._note(visit, failed_note(visit.card.polled, visit.began, words, counts=True, alarm=alarm))
        return WatchReport(words="It could not be read; nothing is deleted.", error=words, asked=visit.began)

    async def _note(self, visit: "_Visit", note: PollNote) -> None:
        if await self.sources.note_poll(visit.card.key, note, poll=visit.number):
            await self.accounts.wake_account(visit.card.account)

    async def _see_that_it_goes_on(self, visit: "_Visit") -> None:
        card = await self.sources.card(visit.card.key)
        if card is None or card.poll > visit.number:
            raise PollOvertaken(f"poll {visit.number} of {visit.card.key} was overtaken")

    @contextmanager
    def _folder(self, source: SourceKey, number: int) -> Iterator[Path]:
        """A folder of the poll's own; what polls before it left behind, because they were killed, is gone."""
        self.scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in _folders_before(self.scratch, source, number):
            rmtree(left, ignore_errors=True)
        folder = self.scratch / f"{source}~{number}"
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class _Visit:
    """What a poll begins with."""

    card: SourceCard
    number: int
    began: Instant
    gone: bool


def _folders_before(scratch: Path, source: SourceKey, number: int) -> list[Path]:
    """Folders of the source's earlier polls; none of them goes on."""
    found = scratch.glob(f"{source}~*")
    return [path for path in found if (ending := path.name.rpartition("~")[2]).isdigit() and int(ending) < number]


def shrink_settings(settings: SourceSettings) -> ShrinkSettings:
    """How much may vanish at once: as the source's settings say, else the usual."""
    usual = ShrinkSettings()
    return ShrinkSettings(
        percent_max=usual.percent_max if settings.shrink_percent is None else settings.shrink_percent,
        polls=settings.shrink_polls or usual.polls,
    )


def _settings(card: SourceCard) -> SourceSettings:
    try:
        settings = SourceSettings.model_validate_json(card.settings)
    except ValidationError as error:
        raise FeedUnreadable(
            f"Its settings cannot be read. Set them anew: pinflow sources set {card.key}"
        ) from error
    if missing := check_settings(card.kind, settings):
        raise FeedUnreadable(" ".join(missing))
    return settings


def _good_note(visit: _Visit, reading: PollReading, verdict: AbsenceCounts | AbsenceWaits, words: str) -> PollNote:
    before = visit.card.polled
    waits = verdict if isinstance(verdict, AbsenceWaits) else None
    kept = before.unreadable if before else reading.tally.unreadable
    return PollNote(
        at=visit.began,
        words=words,
        well_at=visit.began,
        unreadable=kept if waits else reading.tally.unreadable,
        doubt=_doubt(waits),
        # Files that are read again first are nothing that a person need see to.
        alarm=waits.why if waits and reading.tally.whole else None,
        sale_turn=reading.tally.sale_turn,
        **_mark_fields(reading.marks),
    )


def _is_read_again(before: PollNote, now: Instant) -> bool:
    """Whether it is not only asked after: what nobody believes yet, and what sells at other prices since."""
    return before.doubt is not None or (before.sale_turn is not None and before.sale_turn <= now)


def _doubt(waits: AbsenceWaits | None) -> PollDoubt | None:
    """Also where no number of polls is enough: what is doubted is read again by each."""
    if waits is None:
        return None
    doubt = waits.doubt or Doubt(absent=0, polls=0)
    return PollDoubt(absent=doubt.absent, polls=doubt.polls, why=waits.why)


def _marks(polled: PollNote | None) -> FeedMarks:
    if polled is None:
        return FeedMarks()
    return FeedMarks(etag=polled.etag, last_modified=polled.last_modified, content=polled.content)


def _mark_fields(marks: FeedMarks) -> dict[str, str | None]:
    return {"etag": marks.etag, "last_modified": marks.last_modified, "content": marks.content}
