"""`pinflow sources remove`: a source, what it sent and what is known of its products are forgotten. Pins stay."""

import asyncio
import time
from dataclasses import dataclass

import typer

from config import load_settings
from contracts.intake import SourceCard
from contracts.sources import SourceKind
from contracts.watching import WATCHED
from starter.accounts import write
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, find_ledger
from starter.screen import Screen
from starter.sealers import broken_seals_told
from starter.source_schedules import LATER, kept, schedules_here
from starter.source_slots import Connection, drop_slot
from starter.source_words import settings_of
from starter.the_source import sources_of, the_source

STAYS = "Its pins stay at Pinterest, and in the ledger."


@dataclass(frozen=True)
class RemoveWish:
    """What the person typed."""

    name: str
    yes: bool = False
    drop_slot: bool = False
    as_json: bool = False


def remove_source(wish: RemoveWish) -> int:
    """Forget it, once a person agrees; the exit code. Raises `CommandFailed`."""
    if wish.as_json and not wish.yes:
        raise CommandFailed("--json cannot ask: say --yes to remove the source.", ExitCode.USAGE)
    card, scheduled = asyncio.run(_remove(wish))
    if card is None:
        Screen().say("Nothing was removed.")
        return ExitCode.DONE
    if wish.as_json:
        write({"source": card.key, "removed": True, "slot_dropped": wish.drop_slot, "scheduled": scheduled})
        return ExitCode.DONE
    screen = Screen()
    screen.say(f"Source {card.key} is forgotten, with what it sent and what was known of its products. {STAYS}")
    if scheduled is False:
        screen.say(LATER)
    if card.kind is SourceKind.POSTGRESQL and not wish.drop_slot:
        screen.say(slot_stays(card), style="yellow")
    return ExitCode.DONE


def slot_stays(card: SourceCard) -> str:
    """A slot that nobody reads keeps all of its server's log."""
    slot = settings_of(card.settings).slot or ""
    return (
        "Its replication slot is still there, and nobody reads it: it fills the server's disk. Drop it there: "
        f"SELECT pg_drop_replication_slot('{slot.replace(chr(39), chr(39) * 2)}');"
    )


async def _remove(wish: RemoveWish) -> tuple[SourceCard | None, bool | None]:
    settings = load_settings()
    async with find_ledger(settings) as ledger:
        sources = sources_of(ledger)
        card = await the_source(wish.name, sources)
        _check_slot(wish, card)
        if not wish.yes and not typer.confirm(_question(card, wish)):
            return None, None
        if wish.drop_slot:
            await _drop(card, ledger)
        await sources.remove(card.key, time.time())
        cards = await sources.cards()
    return card, (await kept(await schedules_here(settings), cards) if card.kind in WATCHED else None)


def _check_slot(wish: RemoveWish, card: SourceCard) -> None:
    if wish.drop_slot and card.kind is not SourceKind.POSTGRESQL:
        raise CommandFailed(
            f"--drop-slot: source {card.key} is of kind {card.kind}, and has none.", ExitCode.USAGE
        )


def _question(card: SourceCard, wish: RemoveWish) -> str:
    slot = " and drop its replication slot" if wish.drop_slot else ""
    return f"Forget source {card.key}, what it sent and what is known of its products{slot}? {STAYS}"


async def _drop(card: SourceCard, ledger: Ledger) -> None:
    """Before anything is forgotten: afterwards nobody knows the way to the server."""
    with broken_seals_told():
        secrets = await sources_of(ledger).secrets(card.key)
    if not secrets:
        raise CommandFailed(
            f"Source {card.key} has no connection string to drop its slot by. Drop it at the server, and say the "
            "same without --drop-slot.",
            ExitCode.USAGE,
        )
    # A drain that runs holds the slot; one that begins finds the source paused.
    await sources_of(ledger).pause(card.key, "being removed")
    await drop_slot(Connection(secrets[0], settings_of(card.settings)))
