"""`pinflow sources secret`: a new secret beside the old one, until everybody signs with the new."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from config import load_settings
from contracts.intake import SECRETS_MAX, SourceCard
from contracts.watching import WATCHED
from starter.accounts import write
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, find_ledger
from starter.screen import Screen
from starter.sealers import broken_seals_told
from starter.source_doors import secret_lines
from starter.source_secrets import NEEDS, WHAT, Need, Secret, SecretWords, read_secret
from starter.source_words import settings_of
from starter.the_source import sources_of, the_source
from store.sources import SqlSources


@dataclass(frozen=True)
class Rotated:
    """The source's secrets as they are now; `new` None: none came."""

    card: SourceCard
    count: int
    new: Secret | None


def change_secret(name: str, words: SecretWords, *, drop_old: bool, as_json: bool) -> int:
    """Give the source a new secret, or take its old ones away; the exit code. Raises `CommandFailed`."""
    rotated = asyncio.run(_changed(name, words, drop_old=drop_old))
    if as_json:
        made = rotated.new.value if rotated.new and rotated.new.made else None
        write({"source": rotated.card.key, "secrets": rotated.count, "secret": made})
        return ExitCode.DONE
    screen = Screen()
    for line in _lines(rotated):
        screen.say(line)
    return ExitCode.DONE


async def _changed(name: str, words: SecretWords, *, drop_old: bool) -> Rotated:
    async with find_ledger(load_settings()) as ledger:
        sources = sources_of(ledger)
        card = await the_source(name, sources)
        with broken_seals_told():
            return await (_dropped(card, sources) if drop_old else _added(card, words, ledger))


async def _dropped(card: SourceCard, sources: SqlSources) -> Rotated:
    """The newest stays."""
    before = await sources.secrets(card.key)
    await sources.set_secrets(card.key, before[:1])
    return Rotated(card, len(before[:1]), None)


async def _added(card: SourceCard, words: SecretWords, ledger: Ledger) -> Rotated:
    if NEEDS[card.kind] is Need.NEVER:
        raise CommandFailed(
            f"Source {card.key} has keys, no secret. See: pinflow keys list, pinflow keys create --scope intake",
            ExitCode.USAGE,
        )
    header = settings_of(card.settings).header
    new = read_secret(card.kind, words, header=header or "")
    sources = sources_of(ledger)
    secrets = _beside(card, new, await sources.secrets(card.key))
    await sources.set_secrets(card.key, secrets)
    return Rotated(card, len(secrets), new)


def _beside(card: SourceCard, new: Secret | None, before: Sequence[str]) -> Sequence[str]:
    """Who is asked wants one secret, the new; who signs may use the old one for a while."""
    if new is None:
        return []
    after = [new.value, *(secret for secret in before if secret != new.value)]
    return after[:1] if card.kind in WATCHED else after[:SECRETS_MAX]


def _lines(rotated: Rotated) -> Iterator[str]:
    card = rotated.card
    if rotated.new is None:
        kept = "its newest secret alone" if rotated.count else "no secret"
        yield f"Source {card.key} has {kept} now."
        return
    yield f"Source {card.key} has a new secret: {WHAT[card.kind].lower()}, kept encrypted."
    if rotated.new.made:
        yield from secret_lines(card.kind, rotated.new.value)
    if rotated.count > 1:
        yield f"The old one is good as well until: pinflow sources secret {card.key} --drop-old"
