"""Imports: many pins in one request, each taken by its own key, with an answer for each row."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol, cast
from uuid import UUID, uuid4

from pydantic import RootModel

from contracts.api_imports import (
    IMPORT_ROWS_MAX,
    ImportFilter,
    ImportJob,
    ImportKind,
    ImportLine,
    ImportPage,
    ImportStatus,
    LineStatus,
)
from contracts.api_keys import ApiScope
from contracts.api_pins import AskKind, Kept, KeptPin
from contracts.contract import Instant
from contracts.trouble import LedgerBusy
from intake.api.imports_reading import Row, check_count, read_csv
from intake.api.imports_wire import ImportListing, ImportRow, ImportTold, told_import
from intake.api.operation import Answer, ApiProblem, Call, Operation, not_found
from intake.api.pins import A_PIN, read_uuid
from intake.api.pins_taking import PinDesk, Reading, read_pin
from intake.api.wire import page_answer
from intake.ports import Clock

IMPORT_BYTES_MAX = 8 * 1024 * 1024
NAME_MAX = 200
"""Characters of a file's name that are kept."""
AT_ONCE = 200
"""Rows that are looked up together, so that they are one transaction."""


class Imports(Protocol):
    """Keeps imports. Raises `LedgerBusy`."""

    async def keep(self, job: ImportJob) -> None:
        """From its beginning; again with what became of it."""

    async def find(self, job: UUID, now: Instant) -> ImportJob | None: ...

    async def page(self, wanted: ImportFilter, now: Instant) -> ImportPage: ...


@dataclass(frozen=True)
class ImportsApi:
    desk: PinDesk
    book: Imports
    clock: Clock

    def operations(self) -> Sequence[Operation]:
        return [*self._imports(), *self._reads()]

    def _imports(self) -> Sequence[Operation]:
        return (
            Operation(
                "POST",
                "/v1/pins/imports/json",
                "Ask for many pins; each key is one pin, however often it is sent",
                "imports",
                self.import_json,
                scope=ApiScope.PINS_WRITE,
                body=ImportRow,
                body_is_list=True,
                body_items_max=IMPORT_ROWS_MAX,
                answer=ImportTold,
                status=HTTPStatus.CREATED,
                problems=(HTTPStatus.CONFLICT,),
                body_bytes_max=IMPORT_BYTES_MAX,
                idempotent=True,
                example=[A_PIN],
            ),
            Operation(
                "POST",
                "/v1/pins/imports/csv",
                "Ask for many pins by a CSV file with the same names as columns",
                "imports",
                self.import_csv,
                scope=ApiScope.PINS_WRITE,
                answer=ImportTold,
                status=HTTPStatus.CREATED,
                problems=(HTTPStatus.CONFLICT,),
                files=("file",),
                file_types=("text/csv",),
                body_bytes_max=IMPORT_BYTES_MAX,
                idempotent=True,
            ),
        )

    def _reads(self) -> Sequence[Operation]:
        return (
            Operation(
                "GET",
                "/v1/pins/imports",
                "List imports, the newest first",
                "imports",
                self.list,
                query=ImportListing,
                answer=ImportTold,
                answer_is_list=True,
            ),
            Operation(
                "GET", "/v1/pins/imports/{job_id}", "Look at an import", "imports", self.get, answer=ImportTold
            ),
        )

    async def import_json(self, call: Call) -> Answer:
        body = cast("RootModel[list[ImportRow]]", call.body)  # the operation's own model, listed
        rows = [row.root for row in body.root]
        return await self._carried_out(call, rows, ImportKind.JSON, None)

    async def import_csv(self, call: Call) -> Answer:
        file = call.files["file"]
        return await self._carried_out(call, read_csv(await file.read()), ImportKind.CSV, _named(file.name))

    async def _carried_out(
        self, call: Call, rows: Sequence[Row], kind: ImportKind, filename: str | None
    ) -> Answer:
        """Written down first: a server that dies over it leaves an import that has failed, and its pins."""
        check_count(rows)
        job = ImportJob(
            id=uuid4(),
            key_id=call.grant.id,
            kind=kind,
            filename=filename,
            status=ImportStatus.PROCESSING,
            total=len(rows),
            created=call.now,
        )
        await self.book.keep(job)
        lines: list[ImportLine] = []
        try:
            for begin in range(0, len(rows), AT_ONCE):
                some = rows[begin : begin + AT_ONCE]
                kept = await self.desk.take_each(call, [_reading(row) for row in some])
                numbered = enumerate(zip(some, kept, strict=True), start=begin + 1)
                lines += [_line(number, row, its) for number, (row, its) in numbered]
        except BaseException:  # also one that nobody foresaw: what is written down must not go on for ever
            broken = {"status": ImportStatus.FAILED, "lines": tuple(lines), "completed": self.clock()}
            with suppress(LedgerBusy):
                await self.book.keep(job.model_copy(update=broken))
            raise
        ended = {"status": _status(lines), "lines": tuple(lines), "completed": self.clock()}
        done = job.model_copy(update=ended)
        await self.book.keep(done)
        return Answer(told_import(done), HTTPStatus.CREATED)

    async def list(self, call: Call) -> Answer:
        query = cast("ImportListing", call.query)  # the operation's own model
        page = await self.book.page(query.filter(_key_of(call)), call.now)
        return page_answer([told_import(job) for job in page.jobs], page.total)

    async def get(self, call: Call) -> Answer:
        job = await self.book.find(read_uuid(call.path["job_id"], "import"), call.now)
        if job is None or _key_of(call) not in {None, job.key_id}:
            raise not_found("import")
        return Answer(told_import(job))


def _named(filename: str) -> str | None:
    """Without the signs that nobody sees: no database keeps all of them."""
    return "".join(filter(str.isprintable, filename))[:NAME_MAX] or None


def _key_of(call: Call) -> str | None:
    """A key for some accounts alone sees its own imports; None: all of them."""
    return None if call.grant.accounts is None else call.grant.id


def _status(lines: Sequence[ImportLine]) -> ImportStatus:
    failed = sum(line.status is LineStatus.FAILED for line in lines)
    if failed == len(lines):
        return ImportStatus.FAILED
    return ImportStatus.COMPLETED_WITH_ERRORS if failed else ImportStatus.COMPLETED


def _reading(row: Row) -> Reading:
    try:
        wanted = read_pin(row)
    except ApiProblem as problem:
        return problem
    return wanted, AskKind.PIN if wanted.run_at is None else AskKind.SCHEDULE


def _line(number: int, row: Row, its: KeptPin | ApiProblem) -> ImportLine:
    stated = row.get("idempotency_key")
    key = stated[:255] if isinstance(stated, str) else None
    if isinstance(its, ApiProblem):
        return ImportLine(
            row_number=number,
            status=LineStatus.FAILED,
            idempotency_key=key,
            error_code=its.code,
            error_message=its.message[:2_000],
        )
    pin_id = None if its.pin is None else its.pin.id
    is_schedule = its.pin is not None and its.pin.ask.kind is AskKind.SCHEDULE
    return ImportLine(
        row_number=number,
        status=LineStatus.CREATED if its.kept is Kept.NEW else LineStatus.EXISTING,
        pin_id=pin_id,
        schedule_id=pin_id if is_schedule else None,
        idempotency_key=key,
    )
