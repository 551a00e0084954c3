"""`pinflow sources run`: a source is asked now, and the command waits for what comes of it."""

import asyncio
from collections.abc import Iterator

import typer
from temporalio.client import WorkflowFailureError
from temporalio.service import RPCError

from config import load_settings
from contracts.intake import SourceCard
from contracts.trouble import EngineAway
from contracts.watching import WATCHED, WatchReport, WatchRequest
from starter.accounts import write
from starter.failures import CommandFailed, ExitCode
from starter.ledger import find_ledger
from starter.screen import Screen
from starter.source_schedules import Schedules, schedules_here
from starter.stack import bring_up
from starter.the_source import sources_of, the_source

INTERRUPTED = "\nInterrupted. The poll goes on in the worker; see it with: pinflow sources show"


def run_source(name: str, *, gone: bool, yes: bool, as_json: bool) -> int:
    """Ask it and tell what was found; the exit code. Raises `CommandFailed`."""
    if gone and as_json and not yes:
        raise CommandFailed("--json cannot ask: say --yes with --gone.", ExitCode.USAGE)
    screen = Screen(quiet=as_json)
    try:
        report = asyncio.run(_run(name, gone=gone, yes=yes, screen=screen))
    except KeyboardInterrupt:
        screen.say(INTERRUPTED)
        return ExitCode.INTERRUPTED
    if report is None:
        screen.say("Nothing was asked.")
        return ExitCode.DONE
    if as_json:
        write({"source": name, **report.model_dump(mode="json")})
    for line in report_lines(name, report):
        screen.say(line)
    return ExitCode.SERVICE_AWAY if report.error else ExitCode.DONE


async def _run(name: str, *, gone: bool, yes: bool, screen: Screen) -> WatchReport | None:
    settings = load_settings()
    async with find_ledger(settings) as ledger:
        card = await the_source(name, sources_of(ledger))
    check_runs(card)
    if gone and not yes and not typer.confirm(_question(card)):
        return None
    with screen.busy("Starting Temporal and the worker where they do not run"):
        stack = await bring_up(settings)
    with screen.busy(f"Asking {name}"):
        return await asked(await schedules_here(stack.settings), WatchRequest(source=card.key, gone=gone))


def check_runs(card: SourceCard) -> None:
    """Raises `CommandFailed` for a source that nobody asks."""
    if card.kind not in WATCHED:
        raise CommandFailed(
            f"Source {card.key} is of kind {card.kind}: it sends, and nobody asks it. Where to: pinflow sources "
            f"show {card.key}",
            ExitCode.USAGE,
        )
    if card.paused is not None:
        raise CommandFailed(
            f"Source {card.key} is paused. Let it go on first: pinflow sources resume {card.key}", ExitCode.USAGE
        )


def _question(card: SourceCard) -> str:
    return (
        f"Is everything that {card.key} does not tell any more really gone? Rules may delete the pins of those "
        "products."
    )


async def asked(schedules: Schedules | None, request: WatchRequest) -> WatchReport:
    """What came of it. Raises `CommandFailed` where Temporal is away, or the work broke."""
    if schedules is None:
        raise _away(request, "Temporal does not answer")
    try:
        return await schedules.run_now(request)
    except EngineAway as away:
        raise _away(request, str(away)) from away
    except (WorkflowFailureError, RPCError) as broken:
        raise CommandFailed(
            f"Asking source {request.source} broke off ({type(broken).__name__}): see its page in the Web UI.",
            ExitCode.SERVICE_AWAY,
        ) from broken


def _away(request: WatchRequest, why: str) -> CommandFailed:
    return CommandFailed(
        f"Source {request.source} cannot be asked now: {why}. See: pinflow doctor", ExitCode.SERVICE_AWAY
    )


def report_lines(name: str, report: WatchReport) -> Iterator[str]:
    """What was found, in words and figures."""
    yield f"{'✗' if report.error else '●'} {name}: {report.words}"
    if report.error and report.error not in report.words:
        yield f"  {report.error}"
    if not report.unchanged and not report.error:
        figures = (
            (report.seen, "seen"),
            (report.changed, "new or changed"),
            (report.absent, "gone"),
            (report.unreadable, "unreadable"),
        )
        yield f"  {', '.join(f'{count:,} {word}' for count, word in figures)}"
