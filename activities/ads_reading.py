"""A piece of an ads run that Pinterest answers at once: numbers, lists of things, what people did with pins."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from temporalio import activity

from activities.ads_desk import (
    GONE,
    HOPELESS,
    ROOM_SECONDS_MAX,
    AdsDesk,
    about_columns,
    account_of,
    awaited,
    is_bad_request,
    scratch_file,
    told_before,
    words_of,
)
from activities.ads_pins import SetApart
from activities.ads_ports import Lists, Organic
from activities.heartbeat import beating
from activities.translate import in_temporals_words
from ads.datasets import Family, dataset
from ads.requests import ad_groups_request, entities_request, numbers_proof, numbers_request, organic_requests
from ads.shaping import DATA_STATUS_COLUMN, READY, day_of_row
from contracts.ads_reports import EntitiesRequest, ReportRow
from contracts.ads_runs import ChunkAtWork, ChunkEnd, ChunkOrder
from contracts.sightings import Category
from contracts.trouble import AnswerTooLarge, PinGone, Rejected, ScopeMissing, Unavailable

PAGES_MAX = 4_000
"""Pages of one list: a million things of an ad account."""
LIST_REQUESTS_MAX = 20_000
"""Requests of a list that is asked for within ad groups: twenty minutes of a standard app's quota."""


@dataclass(frozen=True)
class AdsReadingActivities:
    desk: AdsDesk
    lists: Lists
    organic: Organic

    @activity.defn
    async def read_at_once(self, order: ChunkOrder) -> ChunkEnd:
        """Ask for the piece's rows, or for the account's total of its days, write them, then tell the ledger.

        Run twice: what the ledger has is answered; what was only written is read again, to the same end.
        """
        with in_temporals_words():
            work = await self.desk.runs.chunk(order.run, order.number)
            if work is None:
                return ChunkEnd(failed=GONE)
            if work.state is not awaited(order):
                return told_before(work)
            async with beating(order.words):
                try:
                    return await self._read(work, order)
                except AnswerTooLarge as trouble:
                    return await self.desk.split(work, words_of(trouble))
                except (ListTooLong, *HOPELESS) as trouble:
                    refused = is_bad_request(trouble) and about_columns(work.spec)
                    return ChunkEnd(failed=words_of(trouble), refused=refused)

    async def _read(self, work: ChunkAtWork, order: ChunkOrder) -> ChunkEnd:
        apart = SetApart()
        with scratch_file(self.desk.scratch, order) as file:
            spool = Spool(file, work.chunk.first)
            with spool:
                async for rows in self._answers(work, order, apart):
                    spool.add(rows)
            if order.proof:
                return await self.desk.prove(work, spool.rows, await self.desk.unready(work))
            if apart.refused:
                return await self._refused(work, apart)
            if apart.gone:
                work = _without(work, apart.gone)
                if not work.chunk.ids:
                    return await self.desk.skip(work, apart.words)
            unready = spool.unready | await self.desk.unready(work)
            return await self.desk.write(work, spool.rows, unready, apart.words)

    def _answers(
        self, work: ChunkAtWork, order: ChunkOrder, apart: SetApart
    ) -> AsyncIterator[Sequence[ReportRow]]:
        match dataset(work.spec.dataset).family:
            case Family.PERFORMANCE:
                return self._numbers(work, order)
            case Family.ENTITIES:
                return self._entities(work)
            case Family.ORGANIC:
                return self._organic(work, apart)
            case Family.DICTIONARY:
                return self._dictionary(work)

    async def _numbers(self, work: ChunkAtWork, order: ChunkOrder) -> AsyncIterator[Sequence[ReportRow]]:
        await self.desk.hold(work)
        asked = numbers_proof if order.proof else numbers_request
        yield await self.desk.numbers.rows(account_of(work), asked(work.spec, work.chunk))

    async def _organic(self, work: ChunkAtWork, apart: SetApart) -> AsyncIterator[Sequence[ReportRow]]:
        for asked, request in enumerate(organic_requests(work.spec, work.chunk), start=1):
            await self.desk.hold_patiently(work, Category.ORG_ANALYTICS)
            try:
                rows = await self.organic.rows(account_of(work), request)
            except (PinGone, Rejected, ScopeMissing) as trouble:
                apart.take(request.pin_id, trouble)
                if len(work.chunk.ids) > 1 and apart.is_about_scope(asked=asked, of=len(work.chunk.ids)):
                    raise
            else:
                yield rows

    async def _refused(self, work: ChunkAtWork, apart: SetApart) -> ChunkEnd:
        """A pin that is refused fails by itself, and the others are read; when all are, it is about no pin."""
        others = tuple(pin for pin in work.chunk.ids if pin not in apart.refused)
        if not others or len(work.chunk.ids) == 1:
            return ChunkEnd(failed=apart.refusal)
        ids = [others, *((pin,) for pin in apart.refused)]
        pieces = [work.chunk.model_copy(update={"ids": some}) for some in ids]
        await self.desk.runs.split(work, pieces, self.desk.clock.now())
        return ChunkEnd(pieces=len(pieces))

    async def _dictionary(self, work: ChunkAtWork) -> AsyncIterator[Sequence[ReportRow]]:
        await self.desk.hold(work, Category.ADS_READ)
        yield await self.lists.dictionary(account_of(work))

    async def _entities(self, work: ChunkAtWork) -> AsyncIterator[Sequence[ReportRow]]:
        request = entities_request(work.spec)
        if not request.within:
            async for rows in self._pages(work, request, ()):
                yield rows
            return
        groups = await self._ad_groups(work)
        await self._check_length(work, -(-len(groups) // request.at_once))
        for start in range(0, len(groups), request.at_once):
            async for rows in self._pages(work, request, groups[start : start + request.at_once]):
                yield rows

    async def _check_length(self, work: ChunkAtWork, requests: int) -> None:
        """A list is read in one go: what no quota that is slow to fill has room for would begin for ever."""
        now, category = self.desk.clock.now(), Category.ADS_READ
        most = await self.desk.calls.at_most(account_of(work), now, category, beyond_seconds=ROOM_SECONDS_MAX)
        if most is not None and requests > most:
            raise ListTooLong(
                f"{work.spec.dataset} takes {requests:,} requests, by ad group, and Pinterest gives this app "
                f"{most:,}: ask Pinterest for standard access, then run it again."
            )
        if requests > LIST_REQUESTS_MAX:
            raise ListTooLong(
                f"{work.spec.dataset} takes {requests:,} requests, by ad group, more than {LIST_REQUESTS_MAX:,}: "
                f"read its numbers instead; they name all that was shown."
            )

    async def _ad_groups(self, work: ChunkAtWork) -> list[str]:
        """All of them, archived ones too: what they have is listed within them alone."""
        pages = self._pages(work, ad_groups_request(work.spec), ())
        return list(dict.fromkeys([str(row["ID"]) async for rows in pages for row in rows]))

    async def _pages(
        self, work: ChunkAtWork, request: EntitiesRequest, within: Sequence[str]
    ) -> AsyncIterator[Sequence[ReportRow]]:
        """Page after page to the end, or none of it. Raises Unavailable when bookmarks repeat, or never end."""
        bookmark: str | None = None
        seen: set[str | None] = set()
        while bookmark not in seen and len(seen) < PAGES_MAX:
            seen.add(bookmark)
            await self.desk.hold_patiently(work, Category.ADS_READ)
            rows, bookmark = await self.lists.page(account_of(work), request, within, bookmark)
            yield rows
            if bookmark is None:
                return
        raise Unavailable(f"The list of {work.spec.dataset} did not end after {len(seen)} pages")


class ListTooLong(Exception):
    """A list takes more requests than can be made in one go. Its words say what to do."""


def _without(work: ChunkAtWork, gone: Sequence[str]) -> ChunkAtWork:
    """The piece of the other pins: what was written of these before stays where it is."""
    others = tuple(pin for pin in work.chunk.ids if pin not in gone)
    return replace(work, chunk=work.chunk.model_copy(update={"ids": others}))


class Spool:
    """Rows on disk, however many they are: pages come one by one, and a destination takes them in one go.

    Changes as rows come: a thing that moves between two pages is there once. `unready` are the days that
    Pinterest itself does not call ready; a row without a day is of the first.
    """

    def __init__(self, path: Path, first: date) -> None:
        self._path, self._first = path, first
        self._file: TextIO | None = None
        self._ids: set[str] = set()
        self.unready: frozenset[date] = frozenset()

    def __enter__(self) -> Self:
        self._file = self._path.open("w", encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, rows: Sequence[ReportRow]) -> None:
        """One page of them. Raises UnfitValue for a day that is none."""
        if self._file is None:
            raise RuntimeError("the spool is not open")
        for row in rows:
            if self._is_new(row):
                self._file.write(json.dumps(row, default=str) + "\n")
            if row.get(DATA_STATUS_COLUMN, READY) != READY:
                self.unready |= {day_of_row(row, self._first)}

    def rows(self) -> Iterator[ReportRow]:
        """All of them, from the first on."""
        with self._path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)

    def _is_new(self, row: ReportRow) -> bool:
        """Whether no row of that `ID` came before; numbers have none."""
        id_ = row.get("ID")
        if id_ is None or str(id_) not in self._ids:
            self._ids.add(str(id_))
            return True
        return False
