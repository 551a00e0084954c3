"""What a person sees of a launch: progress while it runs, and at the end who must act on what."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from contracts.launch import LaunchRequest, LaunchSummary, ProductResult, Tally
from contracts.names import LaunchId
from contracts.outcome import Actor
from outcomes.attention import Concern, concerns
from outcomes.report import headline
from starter.stack import Stack

PRODUCTS_SHOWN_MAX = 8
"""Products named under one reason; the rest are counted."""

WIDTH_MAX = 100

ACTOR_WORDS = {
    Actor.MERCHANT: "The merchant must act",
    Actor.OPERATOR: "Whoever runs Pinflow must act",
    Actor.PINTEREST: "Only Pinterest can act",
    Actor.NOBODY: "Nobody needs to act",
}

Show = Callable[[Tally, str | None], None]
"""The tally so far, and why the account is parked if it is."""


class Screen:
    """The terminal; `quiet` shows nothing, for callers that want JSON alone."""

    def __init__(self, *, quiet: bool = False) -> None:
        console = Console(quiet=quiet, highlight=False)
        console.width = min(console.width, WIDTH_MAX)
        self._console = console
        self._launch: LaunchId | None = None

    @contextmanager
    def busy(self, what: str) -> Iterator[None]:
        """Say what takes its time."""
        with self._console.status(f"{what} …"):
            yield

    def started(self, request: LaunchRequest, stack: Stack) -> None:
        """Where to look meanwhile."""
        self._launch = request.launch
        say = self._console.print
        say(Text.assemble(("Launch ", "bold"), (request.launch, "bold cyan")))
        say(f"  {request.total} products from {request.source} for account {request.account}", markup=False)
        if stack.web_ui:
            say(f"  Web UI     {stack.web_ui}", soft_wrap=True)
        if stack.simulator:
            say(f"  Pinterest  {stack.simulator} (a simulator: nothing leaves this machine)", soft_wrap=True)
        if request.policy.pin.stand_in_shop:
            say("  Pictures   stand-ins of the demo shop; links keep the shop's own addresses")
        say()

    @contextmanager
    def progress(self) -> Iterator[Show]:
        """A bar that fills with outcomes."""
        columns = (
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
        )
        with Progress(*columns, console=self._console, transient=True) as progress:
            task: TaskID = progress.add_task("starting", total=None)

            def show(tally: Tally, parked: str | None) -> None:
                ended = tally.total - tally.waiting
                words = headline(tally) if parked is None else f"account parked: {parked}"
                progress.update(task, total=tally.total, completed=ended, description=escape(words))

            yield show

    def interrupted(self) -> None:
        """The command ends, the work does not."""
        if self._launch is None:
            self._console.print("Interrupted before anything was launched.")
            return
        self._console.print("\nInterrupted. The work goes on in the worker; see how far it is with:")
        self._console.print(f"  pinflow status {self._launch}", soft_wrap=True)

    def report(
        self,
        summary: LaunchSummary,
        results: Sequence[ProductResult],
        *,
        page: str | None,
        simulator: str | None,
    ) -> None:
        """The end: the counts, and every concern under whoever must act on it."""
        say = self._console.print
        say(Text.assemble(("● ", _colour(summary.tally)), (headline(summary.tally), "bold"), _duration(summary)))
        actor: Actor | None = None
        for concern in concerns(results):
            if concern.actor is not actor:
                actor = concern.actor
                say(Text(f"\n{ACTOR_WORDS[actor]}", style="bold yellow"))
            self._show_concern(concern)
        say()
        if page:
            say(f"Every pin's story: {page}", soft_wrap=True, style="dim")
        if simulator:
            say(f"The boards as the simulator shows them: {simulator}/", soft_wrap=True, style="dim")
        say(f"Again later: pinflow status {summary.launch}", soft_wrap=True, style="dim")

    def launches(self, summaries: Sequence[LaunchSummary]) -> None:
        """The newest launches, a line each."""
        if not summaries:
            self._console.print(
                "Nothing was launched here yet. Try: pinflow launch examples/spring-collection.csv"
            )
            return
        table = Table(box=None, pad_edge=False, header_style="dim")
        for name in ("launch", "account", "outcome"):
            table.add_column(name, overflow="fold")
        for summary in summaries:
            table.add_row(summary.launch, summary.account, headline(summary.tally))
        self._console.print(table)

    def _show_concern(self, concern: Concern) -> None:
        count = len(concern.products)
        self._console.print(Padding(Text(f"{count} x {concern.reason}", style="bold"), (0, 0, 0, 2), expand=False))
        self._console.print(Padding(Text(concern.remedy), (0, 0, 0, 6), expand=False))
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
        table.add_column(width=3)
        table.add_column(justify="right", style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for result in concern.products[:PRODUCTS_SHOWN_MAX]:
            what = Text.assemble(result.title or result.product, (f"\n{result.message or ''}", "dim"))
            table.add_row("", f"row {result.row}", what)
        self._console.print(table)
        if count > PRODUCTS_SHOWN_MAX:
            self._console.print(f"       and {count - PRODUCTS_SHOWN_MAX} more", style="dim")


def _colour(tally: Tally) -> str:
    if tally.waiting:
        return "blue"
    return "green" if tally.live == tally.total else "yellow"


def _duration(summary: LaunchSummary) -> str:
    """How long it took; for a launch that still runs, since when."""
    if summary.tally.waiting:
        started = datetime.fromtimestamp(summary.created, UTC)
        return f"  ({summary.tally.total} products, launched {started:%Y-%m-%d %H:%M} UTC)"
    ended = summary.finished or time.time()
    return f"  ({summary.tally.total} products in {ended - summary.created:.0f} s)"
