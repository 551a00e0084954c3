"""What a person sees of sources: a table of all, and one in full."""

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from contracts.contract import Instant
from contracts.intake import KeptDecision, SourceCard
from contracts.source_settings import SourceSettings
from contracts.watching import POLLED, WATCHED
from drafting.change_decisions import happenings_of
from drafting.happenings import happening_words
from starter.account_card import utc
from starter.checks_accounts import span
from starter.lengths import length_words
from starter.screen import Screen
from starter.source_doors import guide_lines
from starter.source_look import Counts, SourceLook
from starter.source_slots import slot_lines
from starter.source_trouble import source_trouble
from starter.source_words import OPTIONS, is_said

NONE_WORDS = (
    "No source is kept here: nothing is pinned by itself. Add one with: pinflow sources add NAME --kind KIND"
)
RHYTHM = frozenset({"every_seconds", "at", "zone"})
"""Settings that are told together."""
COLUMNS = ("source", "kind", "account", "state", "last asked")


def show_sources(screen: Screen, cards: Sequence[SourceCard], now: Instant) -> None:
    """A line each, and under it what to do about those that need somebody."""
    if not cards:
        screen.say(NONE_WORDS)
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in COLUMNS:
        table.add_column(name, overflow="fold")
    for card in cards:
        table.add_row(*map(Text, (card.key, card.kind, card.account, state_words(card), asked_words(card, now))))
    screen.table(table)
    for card in cards:
        trouble = source_trouble(card)
        if trouble:
            screen.say(f"\nSource {card.key}: {trouble.found}", style="yellow")
            screen.say(f"  {trouble.remedy}")


def state_words(card: SourceCard) -> str:
    """`on`, `paused`, or that it was last asked in vain."""
    if card.paused is not None:
        return "paused"
    return "failing" if card.polled and card.polled.error else "on"


def asked_words(card: SourceCard, now: Instant) -> str:
    """How long ago; of a kind that sends, nothing."""
    if card.kind not in WATCHED:
        return "-"
    return f"{span(now - card.polled.at)} ago" if card.polled else "not yet"


def show_source(screen: Screen, look: SourceLook) -> None:
    """One source in full."""
    card = look.card
    screen.say(f"● {card.key}: {card.kind}, {state_words(card)}", style="bold")
    for name, words in (*_what_it_is(look), *_how_it_goes(look)):
        screen.say(f"  {name:<9} {words}")
    for line in (*_door_lines(look), *_slot_lines(look)):
        screen.say(line)
    _show_refused(screen, look)
    _show_decisions(screen, look.decisions)
    trouble = source_trouble(card)
    if trouble:
        screen.say(f"\n{trouble.found}", style="yellow")
        screen.say(f"  {trouble.remedy}", style="bold")


def _what_it_is(look: SourceLook) -> Iterator[tuple[str, str]]:
    card = look.card
    yield "Account", card.account
    if card.paused is not None:
        yield "Paused", card.paused or "by a person"
    yield from setting_lines(look.settings)
    if card.kind not in POLLED and look.settings.zone:
        yield "Zone", look.settings.zone
    yield "Secrets", str(card.secrets) if card.secrets else "none"
    if look.rules_trouble:
        yield "Rules", f"cannot be read, and so nothing is decided: {look.rules_trouble}"
    else:
        yield "Rules", f"its own: pinflow sources rules {card.key}" if card.rules else "the usual ones"


def setting_lines(settings: SourceSettings) -> Iterator[tuple[str, str]]:
    """Each setting that is other than usual, by its option."""
    for name, option in OPTIONS.items():
        if name not in RHYTHM and is_said(settings, name):
            yield option.removeprefix("--").replace("-", " ").capitalize(), _setting_words(settings, name)


def _setting_words(settings: SourceSettings, name: str) -> str:
    value = getattr(settings, name)
    if name.endswith("_seconds"):
        return length_words(value)
    if isinstance(value, dict):
        return ", ".join(f"{key}={text}" for key, text in value.items())
    if isinstance(value, tuple):
        return ", ".join(value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _how_it_goes(look: SourceLook) -> Iterator[tuple[str, str]]:
    card, backlog = look.card, look.backlog
    if card.kind in WATCHED:
        yield "Asked", _poll_words(look)
        yield "Next", f"{_next_words(look)}; {rhythm_words(look)}"
    waits = f"{backlog.deliveries:,} deliveries, {backlog.changes:,} changes, {backlog.decisions:,} decisions"
    oldest = f"; the oldest since {utc(backlog.oldest)}" if backlog.oldest is not None else ""
    yield "Waits", f"{waits}{oldest}"
    yield "Today", count_words(look.today)
    yield "7 days", count_words(look.week)


def _poll_words(look: SourceLook) -> str:
    note = look.card.polled
    if note is None:
        return "not yet"
    how = f"in vain: {note.error}" if note.error else note.words or "and it was read, or is as it was"
    return f"{span(look.now - note.at)} ago: {how}"


def _next_words(look: SourceLook) -> str:
    if look.next_runs is None:
        return "not known: Temporal is not there (pinflow up)"
    if not look.next_runs:
        return "paused" if look.card.paused is not None else "no schedule yet; the worker makes it within a minute"
    return ", ".join(map(utc, look.next_runs))


def rhythm_words(look: SourceLook) -> str:
    """How often it is asked."""
    settings = look.settings
    if look.card.kind not in POLLED:
        return "a database is read all the time"
    return (
        f"at {', '.join(settings.at)} ({settings.zone})"
        if settings.at
        else f"every {length_words(settings.every_seconds)}"
    )


def count_words(counts: Counts) -> str:
    """`12 received, 1 doubled, 1 refused (signature)`: in the order in which a delivery goes."""
    order = ("received", "doubled", "refused", "changes", "repeated", "coalesced", "decided")
    known = sorted(counts, key=lambda what: (_place(what.partition(":")[0], order), what))
    return ", ".join(_count(what, counts[what]) for what in known) or "nothing"


def _place(what: str, order: Sequence[str]) -> int:
    return order.index(what) if what in order else len(order)


def _count(what: str, count: int) -> str:
    name, _, which = what.partition(":")
    return f"{count:,} {name}{f' ({which})' if which else ''}"


def _door_lines(look: SourceLook) -> Iterator[str]:
    if look.guide:
        yield from guide_lines(look.guide, look.card.kind, look.card.account)


def _slot_lines(look: SourceLook) -> Iterator[str]:
    if look.slot:
        yield from slot_lines(look.slot, paused=look.card.paused is not None)


def _show_refused(screen: Screen, look: SourceLook) -> None:
    if look.refused:
        screen.say("\nLast of what could not be read, or not all of it", style="bold")
    for one in look.refused:
        screen.say(f"  {utc(one.received)}  {one.topic or '-'}  {one.reason or 'in part'}: {one.message}")


def _show_decisions(screen: Screen, decisions: Sequence[KeptDecision]) -> None:
    if decisions:
        screen.say("\nLast decisions", style="bold")
    for decision in decisions:
        happened = "; ".join(map(happening_words, happenings_of(decision)))
        screen.say(f"  {utc(decision.at)}  {decision.product_key}: {happened}")
        for line in decision.explanation.splitlines():
            screen.say(f"      {line}", style="dim")
