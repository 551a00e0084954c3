"""`pinflow ads preview`: some rows of a source, asked for now and written nowhere."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from ads.bisection import Trial
from ads.datasets import Family, dataset
from ads.objections import Objection
from ads.planner import plan
from ads.preflight import preflight, refusals
from ads.requests import report_request
from ads.shaping import METADATA, Extraction, key_column, row_columns, shaped
from config import load_settings
from contracts.ads import AdsSourceSpec, Route, Value
from contracts.ads_reports import ReportRow
from contracts.trouble import Rejected
from pinterest_api.ads_rows import read_report_rows
from starter.accounts import write
from starter.ads_asking import Asking, asking_at
from starter.ads_checking import told_objections
from starter.ads_files import read_source, today_utc
from starter.ads_tables import plain_table
from starter.boards_pinterest import told_apart, with_pinterest
from starter.failures import CommandFailed, ExitCode
from starter.ledger import open_ledger
from starter.screen import Screen
from starter.the_account import the_account

ROWS_SHOWN_MAX = 20
PREVIEW_DAYS_MAX = 31
NONE_WORDS = "No row came: on these days nothing happened, or the filters leave nothing."


@dataclass(frozen=True)
class Preview:
    """Rows as they would be written."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def preview_source(file: Path, first: datetime | None, last: datetime | None, *, as_json: bool) -> int:
    """Show rows, or what stands against them; the exit code. Raises `CommandFailed`."""
    spec, today = read_source(file), today_utc()
    if not isinstance(spec, AdsSourceSpec):
        return told_objections(spec, {}, as_json=as_json)
    end = last.date() if last else today - timedelta(days=1)
    begin = first.date() if first else end
    if (end - begin).days >= PREVIEW_DAYS_MAX:
        raise CommandFailed(f"A preview is of {PREVIEW_DAYS_MAX} days at most.", ExitCode.USAGE)
    refused = refusals(preflight(spec, begin, end, today))
    if refused:
        return told_objections(refused, {}, as_json=as_json)
    found = asyncio.run(_asked(spec, begin, end, Screen(quiet=as_json)))
    if not isinstance(found, Preview):
        return told_objections(found, {}, as_json=as_json)
    return _told(found, as_json=as_json)


async def _asked(spec: AdsSourceSpec, first: date, last: date, screen: Screen) -> Preview | tuple[Objection, ...]:
    settings = await with_pinterest(load_settings())
    async with open_ledger(settings) as ledger:
        account = the_account(spec.account, await ledger.account_names())
        async with asking_at(settings, ledger, account) as asking:
            with screen.busy("Waiting for Pinterest"), told_apart(account, "preview the source"):
                return await _read(spec, first, last, asking)


async def _read(spec: AdsSourceSpec, first: date, last: date, asking: Asking) -> Preview | tuple[Objection, ...]:
    chunk = plan(spec, first, last, today_utc()).chunks[0]
    try:
        if chunk.route is Route.SYNC:
            return _rows(spec, chunk.first, await asking.first_rows(spec, chunk))
        token = await asking.create(report_request(spec, chunk))
    except Rejected as refused:
        found = await asking.culprits(spec, chunk) if spec.columns and _has_columns(spec) else ()
        return (_refusal(str(refused), found),)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "report"
        await asking.download(spec.ad_account_id, token, file)
        return await asyncio.to_thread(lambda: _rows(spec, first, read_report_rows(file, key_column(spec))))


def _has_columns(spec: AdsSourceSpec) -> bool:
    return dataset(spec.dataset).family is Family.PERFORMANCE


def _refusal(words: str, culprits: Trial | None) -> Objection:
    """Pinterest's own words, and the columns that they are about."""
    if not culprits:
        return Objection("source", "refused_by_pinterest", words)
    return Objection("columns", "refused_by_pinterest", f"{words} ({', '.join(culprits)})", ("without them",))


def _rows(spec: AdsSourceSpec, first: date, rows: Iterable[ReportRow]) -> Preview:
    extraction = Extraction(spec=spec, first=first, run="preview", at=time.time(), today=today_utc())
    found = tuple(row for batch in shaped(islice(rows, ROWS_SHOWN_MAX), extraction) for row in batch.rows)
    return Preview(tuple(column.name for column in row_columns(spec)), found)


def _told(found: Preview, *, as_json: bool) -> int:
    if as_json:
        write({"columns": list(found.columns), "rows": [[_plain(value) for value in row] for row in found.rows]})
        return ExitCode.DONE
    screen = Screen()
    for number, row in enumerate(found.rows, start=1):
        screen.say(f"row {number}", style="dim")
        screen.table(plain_table(("column", "value"), _cells(found.columns, row)))
    if not found.rows:
        screen.say(NONE_WORDS)
    return ExitCode.DONE


def _cells(columns: tuple[str, ...], row: tuple[Value, ...]) -> Iterator[tuple[str, str]]:
    """Wide rows are read downwards; where they come from is the same on each of them."""
    for name, value in zip(columns, row, strict=True):
        if name not in METADATA:
            yield name, "" if value is None else str(value)


def _plain(value: Value) -> str | int | float | None:
    """Money as text: a number of JSON may lose it."""
    return value if value is None or isinstance(value, str | int | float) else str(value)
