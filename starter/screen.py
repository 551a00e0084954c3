"""What a person sees of a launch: progress while it runs, and at the end who must act on what."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from contracts.launch import ConcernCount, LaunchSummary, Tally
from contracts.names import LaunchId
from contracts.outcome import ACTOR_WORDS, Actor, Reason
from contracts.reconciling import Reconciling
from outcomes.attention import concern_lines
from outcomes.forecast import Forecast
from outcomes.report import headline
from starter.phrases import (
    Sample,
    amount,
    ends_words,
    expected,
    patrol_words,
    reconciling_headline,
    reconciling_line,
    reconciling_sample,
    samples_of,
    span,
    way_on,
)

WIDTH_MAX = 100

OF_LIVE = frozenset({Reason.CANCELLED_TOO_LATE})
"""Concerns about pins that are live: there is nothing to export."""

LINES_LIVE_MAX = 5
"""Reconciling pins that are shown while a launch runs."""

Show = Callable[[Tally, Forecast | None, Reconciling], None]
"""The tally so far, when the rest is expected to end, and what of it was sent without an answer."""

NOTHING_LOST = Reconciling()


class Screen:
    """The terminal; `quiet` shows nothing, for callers that want JSON alone."""

    def __init__(self, *, quiet: bool = False) -> None:
        console = Console(quiet=quiet, highlight=False)
        console.width = min(console.width, WIDTH_MAX)
        self._console = console
        self._launch: LaunchId | None = None

    @property
    def width(self) -> int:
        """Characters of a line."""
        return self._console.width

    @contextmanager
    def busy(self, what: str) -> Iterator[None]:
        """Say what takes its time."""
        with self._console.status(f"{what} …"):
            yield

    def started(self, summary: LaunchSummary, *, web_ui: str | None, simulator: str | None) -> None:
        """Where to look meanwhile."""
        self._launch = summary.launch
        say = self._console.print
        say(Text.assemble(("Launch ", "bold"), (summary.launch, "bold cyan")))
        say(f"  {amount(summary)} from {summary.source} for account {summary.account}", markup=False)
        if web_ui:
            say(f"  Web UI     {web_ui}", soft_wrap=True)
        if simulator:
            say(f"  Pinterest  {simulator} (a simulator: nothing leaves this machine)", soft_wrap=True)
        if summary.policy.pin.stand_in_shop:
            say("  Pictures   stand-ins of the demo shop; links keep the shop's own addresses")
        say()

    def joined(self, summary: LaunchSummary, *, runs: bool) -> None:
        """Somebody looks at a launch that they, or another, started."""
        self._launch = summary.launch
        say = self._console.print
        say(Text.assemble(("Launch ", "bold"), (summary.launch, "bold cyan"), f" of account {summary.account}"))
        if not runs and not summary.tally.done:
            say("  Nothing works on it: Temporal is not there. Go on with: pinflow up", style="yellow")

    def detached(self, summary: LaunchSummary) -> None:
        """The command ends, the work does not."""
        self._console.print("It goes on by itself. Join it, or see how far it is, with:")
        self._console.print(f"  pinflow watch {summary.launch}", soft_wrap=True)
        self._console.print(f"  pinflow status {summary.launch}", soft_wrap=True)

    def expects(self, forecast: Forecast, summary: LaunchSummary, *, runs: bool, zone: str | None = None) -> None:
        """When the rest will have ended, by the clocks of `zone`, too, and what must be done for it."""
        self.say(expected(forecast))
        ends = ends_words(forecast, zone)
        if ends:
            self.say(ends)
        command = way_on(forecast, summary, runs=runs)
        if command:
            self.say(f"Go on with: {command}", style="yellow")

    @contextmanager
    def progress(self, zone: str | None = None) -> Iterator[Show]:
        """A bar that fills with outcomes, and under it what is expected, by the clocks of `zone`, too."""
        bar = Progress(
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
            console=self._console,
        )
        task: TaskID = bar.add_task("starting", total=None)
        with Live(bar, console=self._console, transient=True, refresh_per_second=4) as live:

            def show(tally: Tally, forecast: Forecast | None, reconciling: Reconciling) -> None:
                ended = tally.total - tally.waiting
                words = escape(headline(tally, reconciling.count))
                bar.update(task, total=tally.total, completed=ended, description=words)
                below = [*_forecast_lines(forecast, zone), *_live_lines(reconciling)]
                live.update(Group(bar, *(_dim_line(line) for line in below)))

            yield show

    def interrupted(self) -> None:
        """The command ends, the work does not."""
        if self._launch is None:
            self._console.print("Interrupted before anything was launched.")
            return
        self._console.print("\nInterrupted. The work goes on in the worker; join it again, or stop it, with:")
        self._console.print(f"  pinflow watch {self._launch}", soft_wrap=True)
        self._console.print(f"  pinflow cancel {self._launch}", soft_wrap=True)

    def report(
        self,
        summary: LaunchSummary,
        counts: Sequence[ConcernCount],
        *,
        page: str | None,
        simulator: str | None,
        reconciling: Reconciling = NOTHING_LOST,
        found: str | None = None,
    ) -> None:
        """How it stands: the counts, every concern under whoever must act on it, and what is not known yet."""
        say = self._console.print
        say(
            Text.assemble(
                ("● ", _colour(summary.tally)),
                (headline(summary.tally, reconciling.count), "bold"),
                f"  ({span(summary, time.time())})",
            )
        )
        self.show_concerns(counts)
        self.show_reconciling(reconciling)
        patrol = patrol_words(summary)
        say()
        if found:
            say(found, soft_wrap=True, style="yellow")
        if patrol:
            say(patrol, soft_wrap=True)
        if page:
            say(f"Every pin's story: {page}", soft_wrap=True, style="dim")
        if simulator:
            say(f"The boards as the simulator shows them: {simulator}/", soft_wrap=True, style="dim")
        if any(concern.actor is not Actor.NOBODY and concern.reason not in OF_LIVE for concern in counts):
            say(f"Those to mend, as a file: pinflow export {summary.launch}", soft_wrap=True, style="dim")
        say(f"Again later: pinflow status {summary.launch}", soft_wrap=True, style="dim")

    def show_concerns(self, counts: Sequence[ConcernCount]) -> None:
        """Every concern under whoever must act on it."""
        actor: Actor | None = None
        for concern in concern_lines(counts):
            if concern.actor is not actor:
                actor = concern.actor
                self._console.print(Text(f"\n{ACTOR_WORDS[actor]}", style="bold yellow"))
            self._show_concern(concern)

    def show_reconciling(self, reconciling: Reconciling) -> None:
        """What is known of pins whose answer was lost, and what happens next to each."""
        if not reconciling.count:
            return
        self._console.print(Text(f"\n{reconciling_headline(reconciling)}", style="bold blue"))
        now = time.time()
        self._show_samples([reconciling_sample(pin, now) for pin in reconciling.pins])
        self._show_rest(reconciling.count - len(reconciling.pins))

    def say(self, words: str, *, style: str | None = None, wraps: bool = False) -> None:
        """A line of its own; `wraps`: broken between words, as what is copied must not be."""
        self._console.print(Text(words, style=style or ""), soft_wrap=not wraps)

    def table(self, table: Table) -> None:
        self._console.print(table)

    def launches(self, summaries: Sequence[LaunchSummary]) -> None:
        """The newest launches, a line each."""
        if not summaries:
            self.say("Nothing was launched here yet. Try: pinflow launch examples/spring-collection.csv")
            return
        table = Table(box=None, pad_edge=False, header_style="dim")
        for name in ("launch", "account", "outcome"):
            table.add_column(name, overflow="fold")
        for summary in summaries:
            table.add_row(summary.launch, summary.account, headline(summary.tally))
        self._console.print(table)

    def _show_concern(self, concern: ConcernCount) -> None:
        self._console.print(
            Padding(Text(f"{concern.count} x {concern.reason}", style="bold"), (0, 0, 0, 2), expand=False)
        )
        self._console.print(Padding(Text(concern.remedy), (0, 0, 0, 6), expand=False))
        self._show_samples(samples_of(concern.samples))
        self._show_rest(concern.count - len(concern.samples))

    def _show_samples(self, samples: Sequence[Sample]) -> None:
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
        table.add_column(width=3)
        table.add_column(justify="right", style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for sample in samples:
            table.add_row("", f"row {sample.row}", Text.assemble(sample.title, (f"\n{sample.message}", "dim")))
        self._console.print(table)

    def _show_rest(self, count: int) -> None:
        if count > 0:
            self._console.print(f"       and {count} more", style="dim")


def _forecast_lines(forecast: Forecast | None, zone: str | None) -> Sequence[str]:
    if forecast is None:
        return [""]
    ends = ends_words(forecast, zone)
    return [expected(forecast), *([ends] if ends else [])]


def _live_lines(reconciling: Reconciling) -> Sequence[str]:
    """The first of those whose answer was lost, a line each: a terminal has few."""
    if not reconciling.count:
        return ()
    now, told = time.time(), reconciling.pins[:LINES_LIVE_MAX]
    more = reconciling.count - len(told)
    lines = [f"  {reconciling_line(pin, now)}" for pin in told]
    return (reconciling_headline(reconciling), *lines, *([f"  and {more} more"] if more > 0 else []))


def _dim_line(words: str) -> Text:
    return Text(words, style="dim", overflow="ellipsis", no_wrap=True)


def _colour(tally: Tally) -> str:
    if tally.waiting:
        return "blue"
    return "green" if tally.live == tally.total else "yellow"
