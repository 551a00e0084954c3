"""The rows that are not live, given back as the file that was launched: mended there, it is launched again."""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from catalog.ailments import Ailment
from catalog.mending import mendable_suffix, write_mendable
from catalog.unreadable import CatalogUnreadable
from config import load_settings
from contracts.launch import LaunchSummary, ProductResult
from contracts.names import LaunchId
from starter.failures import CommandFailed, ExitCode
from starter.home import Home
from starter.ledger import Ledger, open_ledger
from starter.reporting import all_results, summary_of
from starter.screen import Screen
from starter.sources import source_of


def export_launch(launch: str, out: Path | None, *, as_json: bool) -> int:
    """Write the file; the exit code."""
    return asyncio.run(_export(LaunchId(launch), out, as_json=as_json))


async def _export(launch: LaunchId, out: Path | None, *, as_json: bool) -> int:
    settings = load_settings()
    async with open_ledger(settings) as ledger:
        summary = await summary_of(ledger, launch, settings)
        ailments = await _ailments(ledger, launch)
    place, rows = None, 0
    if ailments:
        place = out or Path.cwd() / file_name(summary, _source(settings.home, summary))
        rows = _write(_source(settings.home, summary), ailments, place)
    if as_json:
        document = {"launch": launch, "file": str(place) if place else None, "products": rows}
        sys.stdout.write(json.dumps(document) + "\n")
        return ExitCode.DONE
    _show(Screen(), summary, place, rows)
    return ExitCode.DONE


async def _ailments(ledger: Ledger, launch: LaunchId) -> Mapping[int, Ailment]:
    """What is wrong with each row of the file; of several pictures of one product, all that is wrong."""
    found: dict[int, Ailment] = {}
    async for result in all_results(ledger, launch, troubled=True):
        found[result.row] = _and(found.get(result.row), _ailment(result))
    return found


def _ailment(result: ProductResult) -> Ailment:
    message = result.message or ""
    return Ailment(
        outcome=str(result.outcome or ""),
        reason=str(result.reason or ""),
        message=f"picture {result.image}: {message}" if result.image > 1 else message,
        remedy=result.remedy or "",
    )


def _and(first: Ailment | None, second: Ailment) -> Ailment:
    if first is None:
        return second
    return Ailment(
        outcome=first.outcome,
        reason=first.reason,
        message=f"{first.message}; {second.message}",
        remedy=first.remedy if second.remedy in first.remedy else f"{first.remedy} {second.remedy}",
    )


def _source(home: Path, summary: LaunchSummary) -> Path:
    source = source_of(Home(home), summary.launch)
    if source is None:
        raise CommandFailed(
            f"The file of launch {summary.launch} is not kept any more: {summary.source}. "
            f"What is wrong with each row: pinflow status {summary.launch} --json",
            ExitCode.USAGE,
        )
    return source


def file_name(summary: LaunchSummary, source: Path) -> str:
    """`spring-to-mend.csv`."""
    return f"{Path(summary.source).name.partition('.')[0] or 'catalog'}-to-mend{mendable_suffix(source)}"


def _write(source: Path, ailments: Mapping[int, Ailment], place: Path) -> int:
    if place.exists():
        raise CommandFailed(f"{place} is there already: name another file with --out.", ExitCode.USAGE)
    try:
        return write_mendable(source, ailments, place)
    except CatalogUnreadable as unreadable:
        raise CommandFailed(
            f"Cannot export {source.name}: {unreadable.message} {unreadable.remedy}", ExitCode.USAGE
        ) from unreadable
    except OSError as error:
        raise CommandFailed(f"Cannot write {place}: {error.strerror or error}.", ExitCode.USAGE) from error


def _show(screen: Screen, summary: LaunchSummary, place: Path | None, rows: int) -> None:
    if place is None:
        still = " yet" if summary.tally.waiting else ""
        screen.say(f"Nothing is to be mended{still}: no pin of this launch ended otherwise than live.")
        return
    screen.say(f"{rows} product{'' if rows == 1 else 's'} to mend: {place}")
    screen.say("The columns pinflow_* say what is wrong. When it is mended:")
    screen.say(f"  pinflow launch {place}")
