"""The rows that are not live, given back as the file that was launched: mended there, it is launched again."""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from catalog.ailments import Ailment
from catalog.mending import mendable_suffix, write_mendable
from catalog.unreadable import CatalogUnreadable
from config import Settings, load_settings
from contracts.launch import LaunchSummary, ProductResult
from contracts.names import LaunchId
from starter.failures import CommandFailed, ExitCode
from starter.home import Home
from starter.launching import DEMO_SHOP_URL
from starter.ledger import Ledger, find_ledger
from starter.phrases import launch_again
from starter.reporting import all_results, summary_of
from starter.screen import Screen
from starter.sources import source_of

TO_MEND = "-to-mend"


def export_launch(launch: str, out: Path | None, *, as_json: bool) -> int:
    """Write the file; the exit code."""
    return asyncio.run(_export(LaunchId(launch), out, as_json=as_json))


async def _export(launch: LaunchId, out: Path | None, *, as_json: bool) -> int:
    settings = load_settings()
    async with find_ledger(settings) as ledger:
        summary = await summary_of(ledger, launch, settings)
        ailments = await _ailments(ledger, launch)
        account, shop = await _to_be_named(ledger, summary, settings)
    place, rows = _written(settings.home, summary, ailments, out) if ailments else (None, 0)
    if as_json:
        document = {"launch": launch, "file": str(place) if place else None, "products": rows}
        sys.stdout.write(json.dumps(document) + "\n")
    elif place is None:
        _show_nothing(Screen(), summary)
    else:
        _show(Screen(), summary, rows, launch_again(place, summary.policy, account=account, shop=shop))
    return ExitCode.DONE


async def _to_be_named(
    ledger: Ledger, summary: LaunchSummary, settings: Settings
) -> tuple[str | None, str | None]:
    """The launch's account and shop, each None where a new launch would choose it by itself."""
    several = len(await ledger.account_names()) > 1
    by_itself = {None, DEMO_SHOP_URL, settings.shop_url, await ledger.accounts.shop_url(summary.account)}
    shop = summary.policy.pin.shop_url
    return summary.account if several else None, None if shop in by_itself else shop


async def _ailments(ledger: Ledger, launch: LaunchId) -> Mapping[int, Ailment]:
    """What is wrong with each row of the file; of several pictures of one product, all that is wrong."""
    found: dict[int, Ailment] = {}
    async for result in all_results(ledger, launch, troubled=True):
        found[result.row] = _and(found.get(result.row), result)
    return found


def _ailment(result: ProductResult) -> Ailment:
    return Ailment(
        outcome=str(result.outcome or ""),
        reason=str(result.reason or ""),
        message=result.message or "",
        remedy=result.remedy or "",
    )


def _and(so_far: Ailment | None, result: ProductResult) -> Ailment:
    """What is said of several pictures in the same words is said once."""
    also = _ailment(result)
    if so_far is None:
        return also
    about = f"picture {result.image}: {also.message}"
    return replace(
        so_far,
        message=so_far.message if also.message in so_far.message else f"{so_far.message} {about}",
        remedy=so_far.remedy if also.remedy in so_far.remedy else f"{so_far.remedy} {also.remedy}",
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
    """`spring-to-mend.csv`, and again so when that is launched."""
    stem = Path(summary.source).name.partition(".")[0].removesuffix(TO_MEND) or "catalog"
    return f"{stem}{TO_MEND}{mendable_suffix(source)}"


def _written(
    home: Path, summary: LaunchSummary, ailments: Mapping[int, Ailment], out: Path | None
) -> tuple[Path, int]:
    """The file, and how many products are in it."""
    source = _source(home, summary)
    with _unreadable_told(source):
        place = out or Path(file_name(summary, source))
        return place, _write(source, ailments, place)


def _write(source: Path, ailments: Mapping[int, Ailment], place: Path) -> int:
    if place.exists():
        raise CommandFailed(f"{place} is there already: name another file with --out.", ExitCode.USAGE)
    try:
        return write_mendable(source, ailments, place)
    except OSError as error:
        raise CommandFailed(f"Cannot write {place}: {error.strerror or error}.", ExitCode.USAGE) from error


@contextmanager
def _unreadable_told(source: Path) -> Iterator[None]:
    """It could be read when it was launched: somebody was at the home's files."""
    try:
        yield
    except CatalogUnreadable as unreadable:
        raise CommandFailed(
            f"Cannot export {source.name}: {unreadable.message} {unreadable.remedy}", ExitCode.USAGE
        ) from unreadable


def _show_nothing(screen: Screen, summary: LaunchSummary) -> None:
    still = " yet" if summary.tally.waiting else ""
    screen.say(f"Nothing is to be mended{still}: no pin of this launch ended otherwise than live.")


def _show(screen: Screen, summary: LaunchSummary, rows: int, command: str) -> None:
    products = f"{rows} product{'' if rows == 1 else 's'}"
    screen.say(f"{products} to mend; the columns pinflow_* say what is wrong with each.")
    screen.say("When it is mended:")
    screen.say(f"  {command}")
    if summary.policy.wordings.boards:
        screen.say("and, for the boards' own copy, --templates with the same file as before.")
    if summary.policy.boards_file:
        screen.say(f"and, for its board rules, --boards-file with {summary.policy.boards_file} as before.")
