"""What a person sees of the patrol: the round, and every finding under what to do about it."""

from collections.abc import Callable, Sequence

from rich.table import Table
from rich.text import Text

from contracts.findings import FindingKind
from contracts.patrol import PatrolReport, Removal, ToldFinding
from contracts.sightings import SeenPin
from drafting.patrolling import later_of, moment_words
from outcomes.findings import TO_DO, WHAT, counts_in_words, pin_address, seen_words
from starter.screen import Screen

SHOWN_MAX = 20
"""Findings of a kind that are shown; `--json` has all."""
DETAIL_MAX = 400
"""Characters of what was seen that are shown."""


def show_round(screen: Screen, report: PatrolReport) -> None:
    """A round, in some lines."""
    screen.say(
        f"● {report.account}: {report.boards_read} of {report.boards_total} boards read, {report.reads} reads",
        style="bold",
    )
    found = counts_in_words(report.found)
    screen.say(f"  Found: {found}" if found else "  What was read is as it should be")
    unnamed = report.strangers - report.found.get(FindingKind.STRANGER, 0)
    if unnamed > 0:
        screen.say(f"  {unnamed:,} pins more have our mark and no product here")
    if report.left_over:
        screen.say(f"  Left to the next rounds: {report.left_over:,}")
    if report.stopped:
        screen.say(f"  Ended early: {report.stopped}. The next round goes on.", style="yellow")


def show_findings(screen: Screen, told: Sequence[ToldFinding], *, pins_at: str | None) -> None:
    """Every finding, by kind."""
    if not told:
        screen.say("Nothing is open.")
    for kind in FindingKind:
        of_kind = [one for one in told if one.finding.kind is kind]
        if not of_kind:
            continue
        screen.say(f"\n{WHAT[kind]}", style="bold yellow")
        screen.say(f"  {TO_DO[kind]}")
        screen.table(_table(of_kind[:SHOWN_MAX], lambda one: _lines(one, pins_at)))
        if len(of_kind) > SHOWN_MAX:
            screen.say(f"   and {len(of_kind) - SHOWN_MAX:,} more: --json has all", style="dim")


def show_pairs(screen: Screen, duplicates: Sequence[ToldFinding], *, pins_at: str | None) -> None:
    """The duplicates that a person is asked about, all of them."""
    screen.say(WHAT[FindingKind.DUPLICATE], style="bold yellow")
    screen.say("  Of each pair the pin that was made later goes. Both are looked at once more right before.")
    screen.table(_table(duplicates, lambda one: pair_lines(one, pins_at)))


def pair_lines(told: ToldFinding, pins_at: str | None) -> list[str]:
    """Which pin of a duplicate goes and which stays, with when each was made; nothing is guessed."""
    found = told.finding
    pins = (
        SeenPin(id=found.pin_id, created=found.made_at),
        SeenPin(id=found.other_pin_id, created=found.other_made_at),
    )
    later = later_of(*pins)
    if later is None:
        lines = [_pin_line(pin, pins_at) for pin in pins]
        return [
            *lines,
            "the later one goes; which that is, both are asked right before",
            found.detail[:DETAIL_MAX],
        ]
    older = pins[0] if later is pins[1] else pins[1]
    return [f"goes:  {_pin_line(later, pins_at)}", f"stays: {_pin_line(older, pins_at)}"]


def _pin_line(pin: SeenPin, pins_at: str | None) -> str:
    where = pin_address(pin.id, pins_at)
    return f"pin {pin.id}, made {moment_words(pin.created)}{f', {where}' if where else ''}"


def show_removals(screen: Screen, removals: Sequence[Removal]) -> None:
    """What became of each pair."""
    if not removals:
        screen.say("There are no duplicates to remove.")
    for removal in removals:
        mark, style = ("●", "green") if removal.removed else ("○", "yellow")
        screen.say(f"{mark} pin {removal.pin_id}: {removal.why}", style=style)


def _table(told: Sequence[ToldFinding], lines: Callable[[ToldFinding], Sequence[str]]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    table.add_column(width=2)
    table.add_column(overflow="fold")
    for one in told:
        table.add_row("", Text.assemble(_name(one), ("".join(f"\n{line}" for line in lines(one)), "dim")))
    return table


def _name(told: ToldFinding) -> str:
    if told.product:
        return f"{told.title} ({told.product})" if told.title else told.product
    return f"pin {told.finding.pin_id}"


def _lines(told: ToldFinding, pins_at: str | None) -> Sequence[str]:
    """Where the pins are, what was seen, and since when."""
    found = told.finding
    ids = () if found.kind is FindingKind.ABSENT else (found.pin_id, found.other_pin_id)
    places = [address for pin_id in ids if (address := pin_address(pin_id, pins_at))]
    return [*places, found.detail[:DETAIL_MAX], seen_words(told)]
