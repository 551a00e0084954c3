"""How a launch stands, told to a person or to a program; a page at a time, so that its size does not matter."""

import json
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from config import Settings
from contracts.launch import LaunchSummary, ProductResult
from contracts.names import LaunchId
from contracts.reconciling import Reconciling
from outcomes.findings import found_words
from outcomes.report import PINTEREST_PIN, Report, launch_page, launch_report, product_report
from starter.clocks import iso_local, iso_utc, leaves_words
from starter.expecting import expectation
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger
from starter.running import Stack
from starter.screen import Screen
from starter.standing import zone_of

RESULTS_PAGE = 1_000


@dataclass(frozen=True)
class Whereabouts:
    """Where a person looks further; None for what does not run, or is not ours."""

    settings: Settings
    web_ui: str | None = None
    simulator: str | None = None

    def page(self, summary: LaunchSummary) -> str | None:
        """The launch's workflows in the Web UI."""
        namespace = self.settings.temporal_namespace
        return launch_page(self.web_ui, summary, namespace=namespace) if self.web_ui else None

    def pins_at(self) -> str | None:
        """Where a pin's page is; None for an embedded simulator that does not run."""
        if self.settings.pinterest_url is None:
            return None
        shop = self.settings.demo_shop()
        return PINTEREST_PIN if shop is None else f"{shop.removesuffix('/shop')}/pin"


def whereabouts_of(settings: Settings, stack: Stack | None) -> Whereabouts:
    """By the stack that runs here, or without one."""
    return (
        Whereabouts(stack.settings, stack.web_ui, stack.simulator)
        if stack
        else Whereabouts(settings, settings.web_ui)
    )


async def summary_of(ledger: Ledger, launch: LaunchId, settings: Settings) -> LaunchSummary:
    """The launch. Raises `CommandFailed` when the ledger does not know it."""
    summary = await ledger.launches.summary(launch)
    if summary is None:
        raise CommandFailed(
            f"There is no launch {launch} in {settings.home}. See the newest with: pinflow status", ExitCode.USAGE
        )
    return summary


async def show_launch(ledger: Ledger, summary: LaunchSummary, where: Whereabouts, screen: Screen) -> None:
    """For a person: the counts, and who must act on what; the ledger counts, nothing is loaded to be counted."""
    concerns = await ledger.launches.concerns(summary.launch)
    reconciling = await reconciling_of(ledger, summary)
    found = await ledger.patrol.count_open_of(summary.launch)
    screen.report(
        summary,
        concerns,
        page=where.page(summary),
        simulator=where.simulator,
        reconciling=reconciling,
        found=found_words(found),
    )


async def reconciling_of(ledger: Ledger, summary: LaunchSummary) -> Reconciling:
    """Pins whose answer was lost; of a launch that has ended there are none to ask for."""
    if summary.tally.done:
        return Reconciling()
    return await ledger.reconciling.of_launch(summary.launch, time.time())


async def write_launch(
    ledger: Ledger, summary: LaunchSummary, where: Whereabouts, *, products: bool = True
) -> None:
    """For a program: one JSON document on stdout, written as it is read."""
    report = launch_report(
        summary,
        [],
        web_ui=where.web_ui,
        pins_at=where.pins_at(),
        namespace=where.settings.temporal_namespace,
        reconciling=await reconciling_of(ledger, summary),
    )
    del report["products"]
    report["findings"] = dict(await ledger.patrol.count_open_of(summary.launch))
    zone = await zone_of(ledger, summary)
    report.update(await _ends(ledger, summary, zone))
    if not products:
        sys.stdout.write(json.dumps(report) + "\n")
        return
    sys.stdout.write(f'{json.dumps(report)[:-1]}, "products": [')
    separator = ""
    async for result in all_results(ledger, summary.launch):
        line = {**product_report(result, pins_at=where.pins_at()), "leaves": _leaves(result, zone)}
        sys.stdout.write(separator + json.dumps(line))
        separator = ", "
    sys.stdout.write("]}\n")


async def _ends(ledger: Ledger, summary: LaunchSummary, zone: str | None) -> Report:
    """When the rest will have ended, about: in UTC, and by the clocks that people named."""
    if summary.tally.done:
        return {"ends": None, "ends_local": None}
    forecast = await expectation(ledger, summary, await reconciling_of(ledger, summary))
    at = forecast.at
    return {
        "ends": None if at is None else iso_utc(at),
        "ends_local": None if at is None or zone is None else iso_local(at, zone),
    }


def _leaves(result: ProductResult, zone: str | None) -> str | None:
    """Of a pin that waits for its time: when it leaves, by the clocks that people named."""
    if result.outcome is not None or result.not_before is None or zone is None:
        return None
    return leaves_words(result.not_before, zone)


async def all_results(ledger: Ledger, launch: LaunchId, *, troubled: bool = False) -> AsyncIterator[ProductResult]:
    """Every pin of the launch in the file's order; `troubled`: only those that ended otherwise than live."""
    after = (0, 0)
    while page := await ledger.launches.results(launch, after=after, limit=RESULTS_PAGE, troubled=troubled):
        for result in page:
            yield result
        after = (page[-1].row, page[-1].image)
