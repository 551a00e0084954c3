"""`pinflow results`: what people did with our own pins, from the ledger; read anew when somebody says so."""

import asyncio
import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import Enum

import typer
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from config import load_settings
from contracts.names import AccountKey, Queue, WorkflowName, results_id
from contracts.pin_results import PinTally, ResultsReport, ResultsRequest
from outcomes.pin_results import By, Results, results_of
from outcomes.report import Report
from starter.accounts import write
from starter.ads_files import today_utc
from starter.day_windows import window_of
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, find_ledger
from starter.reaching import reach
from starter.results_screen import CSV_HEADS, csv_cells, line_report, show
from starter.screen import Screen
from starter.stack import bring_up
from starter.the_account import the_account
from store.pin_results import SqlPinResults

INTERRUPTED = "\nInterrupted. The reading goes on in the worker; see what is there with: pinflow results"


class Show(Enum):
    """How it is shown."""

    SCREEN = "screen"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True)
class Wish:
    """What the person typed."""

    by: str = By.PRODUCT
    days: int = 30
    first: date | None = None
    last: date | None = None
    account: str | None = None
    read: bool = False
    detach: bool = False
    top: int = 20
    show: Show = Show.SCREEN

    def cut(self) -> By:
        """What it is summed by. Raises `CommandFailed`, which says what there is."""
        try:
            return By(self.by.strip().lower())
        except ValueError:
            known = ", ".join(By)
            raise CommandFailed(f"--by {self.by[:40]!r} is none of: {known}.", ExitCode.USAGE) from None

    def window(self, today: date) -> tuple[date, date]:
        """The days that are meant. Raises `CommandFailed` when they run backwards."""
        return window_of(self.first, self.last, self.days, today)


def show_results(wish: Wish) -> int:
    """Read what is new when asked to, then show it; the exit code. Raises `CommandFailed`."""
    screen = Screen(quiet=wish.show is not Show.SCREEN)
    by, (first, last) = wish.cut(), wish.window(today_utc())
    try:
        reports = asyncio.run(_read(wish, screen)) if wish.read else []
    except KeyboardInterrupt:
        screen.say(INTERRUPTED)
        return ExitCode.INTERRUPTED
    if wish.detach:
        return _detached(wish, screen)
    tallies = asyncio.run(_tallies(wish, first, last))
    found = results_of(tallies, by, first, last, midnight=_midnight(today_utc()))
    _tell(wish, by, found, reports, screen)
    return ExitCode.SERVICE_AWAY if any(report.stopped for report in reports) else ExitCode.DONE


def _tell(wish: Wish, by: By, found: Results, reports: Sequence[ResultsReport], screen: Screen) -> None:
    if wish.show is Show.JSON:
        write(_report(by, found, reports))
    elif wish.show is Show.CSV:
        rows = csv.writer(sys.stdout)
        rows.writerow(CSV_HEADS)
        rows.writerows(csv_cells(line) for line in found.lines)
        for report in reports:
            if report.stopped:
                typer.echo(f"pinflow: {report.account}: the reading ended early: {report.stopped}", err=True)
    else:
        show(screen, found, by, reports, top=wish.top)


def _report(by: By, found: Results, reports: Sequence[ResultsReport]) -> Report:
    total = found.total
    return {
        "by": by.value,
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "read_at": found.read_at,
        "moving_from": found.moving_from.isoformat() if found.moving_from else None,
        "total": line_report(None, total),
        "lines": [line_report(line, line.sums) for line in found.lines],
        "leaders": [
            {
                "account": leader.account,
                "product": leader.product,
                "title": leader.title,
                "image": leader.image + 1,
                "of": leader.of,
                "rate": round(leader.rate, 6),
                "next_rate": round(leader.next_rate, 6),
                "clear": leader.clear,
            }
            for leader in found.leaders
        ],
        "not_had": [
            {"why": one.why, "count": one.count, "pins": list(one.pins), "detail": one.detail or None}
            for one in found.unread
        ],
        "readings": [report.model_dump(mode="json") for report in reports],
    }


def _detached(wish: Wish, screen: Screen) -> int:
    if wish.show is Show.JSON:
        write({"reading": True})
    screen.say("The numbers are being read. See what is there with: pinflow results")
    return ExitCode.DONE


async def _tallies(wish: Wish, first: date, last: date) -> Sequence[PinTally]:
    async with find_ledger(load_settings()) as ledger:
        results, found = SqlPinResults(ledger.database), list[PinTally]()
        for account in await _accounts(wish, ledger):
            found += await results.tallies(account, first, last)
        return found


async def _accounts(wish: Wish, ledger: Ledger) -> Sequence[AccountKey]:
    names = await ledger.account_names()
    return names if wish.account is None else [the_account(wish.account, names)]


async def _read(wish: Wish, screen: Screen) -> list[ResultsReport]:
    """Of every account that is meant, side by side: each has a quota of its own."""
    settings = load_settings()
    async with find_ledger(settings) as ledger:
        accounts = await _accounts(wish, ledger)
    with screen.busy("Starting Temporal and the worker where they do not run"):
        stack = await bring_up(settings)
    client = await reach(stack.settings)
    handles = [await _start(client, account) for account in accounts]
    if wish.detach:
        return []
    with screen.busy(f"Asking Pinterest what people did with the pins of {', '.join(accounts)}"):
        return [await _result(client, handle) for handle in handles]


async def _start(client: Client, account: AccountKey) -> str:
    """Begin, or join who reads already; the workflow's id."""
    try:
        await client.start_workflow(
            WorkflowName.RESULTS,
            ResultsRequest(account=account),
            id=results_id(account),
            task_queue=Queue.PINS,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=f"results of the pins of {account}",
        )
    except RPCError as error:
        raise CommandFailed("Temporal does not answer. See: pinflow doctor", ExitCode.SERVICE_AWAY) from error
    return results_id(account)


async def _result(client: Client, id_: str) -> ResultsReport:
    try:
        report: ResultsReport = await client.get_workflow_handle(id_, result_type=ResultsReport).result()
    except (WorkflowFailureError, RPCError) as error:
        raise CommandFailed(
            f"{id_} has not come to its end: see its page in the Web UI. What it read is kept.",
            ExitCode.SERVICE_AWAY,
        ) from error
    return report


def _midnight(today: date) -> float:
    return datetime.combine(today, time(), UTC).timestamp()
