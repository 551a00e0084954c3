"""`pinflow rules check`: what each event would do by the rules of a file, and why. Nothing is written or sent."""

import asyncio
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from config import load_settings
from contracts.changes import KnownProduct, ProductChange, UnreadableEvent
from contracts.intake import SourceCard
from contracts.names import AccountKey, SourceKey
from contracts.product import CatalogRow, Product, UnreadableRow
from contracts.sources import SourceKind
from contracts.watching import WATCHED
from drafting.change_rules import ChangeBook
from drafting.shrinking import AbsenceWaits, PollCount, ShrinkSettings, judge_absence
from starter.accounts import write
from starter.event_files import events_of_bodies, rows_of_catalog
from starter.failures import ExitCode
from starter.ledger import DEMO_ACCOUNT, Ledger, NothingHere, find_ledger, uses_simulator
from starter.rehearsal import Explained, Rehearsal, deletion_of, poll_changes
from starter.rules_check_report import RulesCheck, check_lines, check_report
from starter.screen import Screen
from starter.source_rules import USUAL_TEXT, GivenRules, rules_in
from starter.source_words import settings_of
from starter.the_account import the_account
from starter.the_source import read_kind, sources_of, the_source
from store.products import PAGE_MAX, SqlProducts

NOBODY = SourceKey("rules-check")
"""Where no source is named, one of that kind without settings is meant."""


@dataclass(frozen=True)
class CheckWish:
    """What the person typed."""

    file: Path
    against: Path
    source: str | None = None
    kind: str | None = None
    account: str | None = None
    known: Path | None = None
    together: bool = False
    as_json: bool = False


def check_rules(wish: CheckWish) -> int:
    """Explain it; the exit code. Raises `CommandFailed`."""
    check = asyncio.run(_check(wish))
    if wish.as_json:
        write(check_report(check))
        return ExitCode.DONE
    screen = Screen()
    for line in check_lines(check):
        screen.say(line)
    return ExitCode.DONE


def show_usual(*, as_json: bool) -> int:
    """Write them out; the exit code."""
    if as_json:
        write({"text": USUAL_TEXT})
    else:
        sys.stdout.write(USUAL_TEXT)
    return ExitCode.DONE


async def _check(wish: CheckWish) -> RulesCheck:
    async with AsyncExitStack() as closing:
        ledger = await _ledger(closing)
        card = await _card(wish, ledger)
        given = rules_in(wish.file, card.account)
        rehearsal = Rehearsal(card.key, ChangeBook.of(given.rules))
        told = _told(wish, card)
        await _know(rehearsal, wish, card, told, ledger)
        changes = told.changes if told.catalog is None else _polled(told, rehearsal, card)
        explain = rehearsal.explain_together if wish.together else rehearsal.explain
        return await _summed(given, card, tuple(explain(changes)), told, ledger)


async def _ledger(closing: AsyncExitStack) -> Ledger | None:
    """None where nothing was ever launched: rules may be tried before anything else."""
    try:
        return await closing.enter_async_context(find_ledger(load_settings()))
    except NothingHere:
        return None


async def _card(wish: CheckWish, ledger: Ledger | None) -> SourceCard:
    """The source that is named, or one of that kind. Raises `CommandFailed`."""
    if wish.source is not None:
        if ledger is None:
            raise NothingHere(load_settings())
        return await the_source(wish.source, sources_of(ledger))
    kind = read_kind(wish.kind) if wish.kind else SourceKind.FEED
    account = the_account(wish.account, await _connected(ledger))
    return SourceCard(key=NOBODY, kind=kind, account=account, created=time.time())


async def _connected(ledger: Ledger | None) -> tuple[AccountKey, ...]:
    if ledger is not None:
        return await ledger.account_names()
    return (DEMO_ACCOUNT,) if uses_simulator(load_settings()) else ()


@dataclass
class Told:
    """What the file of events says. `catalog`: it is one, as a poll reads it."""

    changes: list[ProductChange] = field(default_factory=list)
    catalog: list[Product] | None = None
    unreadable: list[str] = field(default_factory=list)
    aside: int = 0
    """Events that are read, and change no product."""
    doubt: str | None = None
    """Why products that are missing are not believed to be gone."""


def _told(wish: CheckWish, card: SourceCard) -> Told:
    told = Told()
    if card.kind in WATCHED:
        told.catalog = list(_products(rows_of_catalog(wish.against, card.kind, settings_of(card.settings)), told))
        return told
    for event in events_of_bodies(wish.against, card):
        if isinstance(event, ProductChange):
            told.changes.append(event)
        elif isinstance(event, UnreadableEvent):
            told.unreadable.append(f"{event.message} {event.remedy}")
        else:
            told.aside += 1
    return told


def _products(rows: Iterable[CatalogRow | UnreadableRow], told: Told) -> Iterator[Product]:
    for row in rows:
        if isinstance(row, CatalogRow):
            yield row.product
        else:
            told.unreadable.append(f"Row {row.row}: {row.message} {row.remedy}")


async def _know(
    rehearsal: Rehearsal, wish: CheckWish, card: SourceCard, told: Told, ledger: Ledger | None
) -> None:
    """What is known from the start: a file's products, else those of the source that is named."""
    if wish.known is not None:
        rows = rows_of_catalog(wish.known, card.kind, settings_of(card.settings))
        rehearsal.know(row.product for row in rows if isinstance(row, CatalogRow))
    elif wish.source is not None and ledger is not None:
        await _know_kept(rehearsal, SqlProducts(ledger.database), told)


async def _know_kept(rehearsal: Rehearsal, products: SqlProducts, told: Told) -> None:
    """Of a catalog all of the source's products are compared; of events those that they are of."""
    source = rehearsal.source
    if told.catalog is not None:
        rehearsal.known |= await _all_known(products, source)
        return
    ids = sorted({change.foreign_id for change in told.changes if change.foreign_id})
    for begin in range(0, len(ids), PAGE_MAX):
        rehearsal.names |= await products.names(source, ids[begin : begin + PAGE_MAX])
    keys = {change.product_key for change in told.changes} | set(rehearsal.names.values())
    found = [await products.known(source, key) for key in sorted(keys)]
    rehearsal.known |= {known.product_key: known for known in found if known is not None}


async def _all_known(products: SqlProducts, source: SourceKey) -> dict[str, KnownProduct]:
    found, after = dict[str, KnownProduct](), ""
    while page := await products.known_page(source, after, PAGE_MAX):
        found |= {known.product_key: known for known in page}
        after = page[-1].product_key
    return found


def _polled(told: Told, rehearsal: Rehearsal, card: SourceCard) -> list[ProductChange]:
    """What differs from what is known, and what is gone, if a poll would believe that."""
    now, catalog = time.time(), told.catalog or []
    seen = {product.key for product in catalog}
    there = {key for key, known in rehearsal.known.items() if not known.deleted}
    absent = sorted(there - seen)
    verdict = judge_absence(
        PollCount(known=len(there), absent=len(absent), seen=len(seen), unreadable=len(told.unreadable)),
        _shrinking(card),
    )
    changes = list(poll_changes(catalog, rehearsal.known, now))
    if isinstance(verdict, AbsenceWaits):
        told.doubt = verdict.why if absent else None
        return changes
    return [*changes, *(deletion_of(key, now) for key in absent)]


def _shrinking(card: SourceCard) -> ShrinkSettings:
    settings, usual = settings_of(card.settings), ShrinkSettings()
    return ShrinkSettings(
        percent_max=usual.percent_max if settings.shrink_percent is None else settings.shrink_percent,
        polls=settings.shrink_polls or usual.polls,
    )


async def _summed(
    given: GivenRules, card: SourceCard, explained: tuple[Explained, ...], told: Told, ledger: Ledger | None
) -> RulesCheck:
    return RulesCheck(
        rules=given,
        card=card,
        explained=explained,
        unreadable=tuple(told.unreadable),
        aside=told.aside,
        doubt=told.doubt,
        strangers=given.strangers(await _connected(ledger)),
        new_boards=await _new_boards(explained, ledger),
    )


async def _new_boards(explained: Iterable[Explained], ledger: Ledger | None) -> tuple[str, ...]:
    """Boards that rules name and the ledger does not know: a launch looks for them, or makes them."""
    named: dict[AccountKey, set[str]] = {}
    for one in explained:
        for action in one.actions:
            if action.board is not None:
                named.setdefault(action.account, set()).add(action.board)
    found = list[str]()
    for account, boards in sorted(named.items()):
        known = await ledger.boards.known(account, boards) if ledger else ()
        found += sorted(boards - {board.name for board in known})
    return tuple(dict.fromkeys(found))
