"""`pinflow sources add`: a source is checked, written down, and its owner told what to set up there."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config import Settings, load_settings
from contracts.intake import NewSource, SourceCard
from contracts.names import AccountKey, SourceKey
from contracts.sources import SourceKind
from contracts.watching import WATCHED
from outcomes.report import Report
from starter.accounts import write
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, open_ledger
from starter.screen import Screen
from starter.sealers import broken_seals_told
from starter.source_addresses import check_addresses
from starter.source_doors import DoorGuide, door_guide, guide_lines, guide_report, secret_lines
from starter.source_rules import GivenRules, count_words, rules_from, rules_in, stranger_words
from starter.source_schedules import LATER, kept, schedules_here
from starter.source_secrets import Secret, SecretWords, read_secret
from starter.source_slots import Connection, SlotLook, look_at_slot, prepare_slot, slot_lines, slot_report
from starter.source_words import SourceWords, read_settings, settings_of
from starter.the_account import the_account
from starter.the_source import new_name, read_kind, sources_of
from store.sources import SourceTaken


@dataclass(frozen=True)
class AddWish:
    """What the person typed."""

    name: str
    kind: str
    account: str | None = None
    words: SourceWords = field(default_factory=SourceWords)
    secret: SecretWords = field(default_factory=SecretWords)
    rules: Path | None = None
    prepare: bool = False
    as_json: bool = False


@dataclass(frozen=True)
class Added:
    """A source that is kept from now on, and all that its owner is told."""

    card: SourceCard
    rules: GivenRules
    secret: Secret | None
    guide: DoorGuide | None
    scheduled: bool
    strangers: tuple[AccountKey, ...] = ()
    slot: SlotLook | None = None


def add_source(wish: AddWish) -> int:
    """Keep it; the exit code. Raises `CommandFailed`."""
    name, kind = new_name(wish.name), read_kind(wish.kind)
    if wish.prepare and kind is not SourceKind.POSTGRESQL:
        raise CommandFailed("--prepare makes a slot, for a source of kind postgresql.", ExitCode.USAGE)
    settings = load_settings()
    stated = read_settings(wish.words, kind)
    check_addresses(settings_of(stated), settings)
    added = asyncio.run(_add(wish, NewPlan(name, kind, stated), settings))
    if wish.as_json:
        write(added_report(added))
        return ExitCode.DONE
    screen = Screen()
    for line in added_lines(added):
        screen.say(line)
    return ExitCode.DONE


@dataclass(frozen=True)
class NewPlan:
    """What was checked before anything was opened."""

    name: SourceKey
    kind: SourceKind
    settings: str


async def _add(wish: AddWish, plan: NewPlan, settings: Settings) -> Added:
    async with open_ledger(settings) as ledger:
        connected = await ledger.account_names()
        account = the_account(wish.account, connected)
        rules = rules_in(wish.rules, account) if wish.rules else rules_from(None, account, plan.name)
        await _check_free(ledger, plan.name)
        secret = read_secret(plan.kind, wish.secret, header=wish.words.header)
        new = NewSource(key=plan.name, kind=plan.kind, account=account, settings=plan.settings, rules=rules.text)
        slot = await _slot(new, secret, prepare=wish.prepare)
        card = await _kept(ledger, new, secret)
        cards = await sources_of(ledger).cards()
    scheduled = card.kind in WATCHED and await kept(await schedules_here(settings), cards)
    guide = door_guide(settings, card.key, card.kind)
    return Added(card, rules, secret, guide, scheduled, rules.strangers(connected), slot)


async def _check_free(ledger: Ledger, name: SourceKey) -> None:
    """Before a secret is asked for."""
    if await sources_of(ledger).card(name) is not None:
        raise _taken(name)


async def _kept(ledger: Ledger, new: NewSource, secret: Secret | None) -> SourceCard:
    sources = sources_of(ledger)
    try:
        with broken_seals_told():
            await sources.add(new, [secret.value] if secret else [], time.time())
    except SourceTaken as taken:
        raise _taken(new.key) from taken
    card = await sources.card(new.key)
    if card is None:
        raise CommandFailed(f"Source {new.key} was removed while it was added.", ExitCode.USAGE)
    return card


def _taken(name: SourceKey) -> CommandFailed:
    return CommandFailed(
        f"There is a source {name} already, or one that is being removed. Change it with: pinflow sources set "
        f"{name}; or choose another name.",
        ExitCode.USAGE,
    )


async def _slot(new: NewSource, secret: Secret | None, *, prepare: bool) -> SlotLook | None:
    """How the slot stands, made before where that is wanted; None: the source has none."""
    if new.kind is not SourceKind.POSTGRESQL or secret is None:
        return None
    connection = Connection(secret.value, settings_of(new.settings))
    if prepare:
        await prepare_slot(connection)
    return await look_at_slot(connection)


def added_lines(added: Added) -> Iterator[str]:
    """That it is kept, by what rules, and what there is to do."""
    card = added.card
    yield f"Source {card.key} ({card.kind}) is kept, for account {card.account}."
    yield f"  Rules     {added.rules.origin}, {count_words(len(added.rules.rules.rules))}"
    if added.guide:
        yield from guide_lines(added.guide, card.kind, card.account)
    if added.secret and added.secret.made:
        yield from secret_lines(card.kind, added.secret.value)
    if added.slot:
        yield from slot_lines(added.slot)
    strange = stranger_words(added.strangers)
    if strange:
        yield f"  {strange}"
    yield from _next_lines(added)


def _next_lines(added: Added) -> Iterator[str]:
    if added.card.kind in WATCHED and not added.scheduled:
        yield LATER
    first = f"pinflow sources run {added.card.key}" if added.card.kind in WATCHED else "send something"
    yield f"Try it: {first}, then: pinflow sources show {added.card.key}"


def added_report(added: Added) -> Report:
    """The document. A secret is in it if we made it, and never again."""
    made: Sequence[str] = [added.secret.value] if added.secret and added.secret.made else ()
    return {
        "source": added.card.key,
        "kind": added.card.kind.value,
        "account": added.card.account,
        "rules": len(added.rules.rules.rules),
        "strangers": list(added.strangers),
        "door": guide_report(added.guide),
        "secret": made[0] if made else None,
        "scheduled": added.scheduled,
        "slot": slot_report(added.slot) if added.slot else None,
    }
