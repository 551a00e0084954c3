"""Which source a command means, and whether a name can be one's."""

import re
from collections.abc import Iterable

from contracts.intake import SourceCard
from contracts.names import SourceKey
from contracts.sources import SourceKind
from drafting.near_misses import did_you_mean, listed
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger
from store.sources import SqlSources

NAME_SHOWN_MAX = 60
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}", re.ASCII)
"""It stands in the address of a door, and in the ids of workflows."""


def sources_of(ledger: Ledger) -> SqlSources:
    """The sources of this ledger."""
    return SqlSources(ledger.database, ledger.sealer)


async def the_source(name: str, sources: SqlSources) -> SourceCard:
    """The source of this name. Raises `CommandFailed`, which says what there is."""
    card = await sources.card(SourceKey(name))
    if card is None:
        raise no_such_source(name, [one.key for one in await sources.cards()])
    return card


def no_such_source(name: str, names: Iterable[str]) -> CommandFailed:
    """Nobody is called that; `names`: who might have been meant."""
    known = list(names)
    near = did_you_mean(name, known) or f"; there are: {listed(known) or 'none'}."
    return CommandFailed(f"There is no source {name[:NAME_SHOWN_MAX]!r}{near}", ExitCode.USAGE)


def new_name(name: str) -> SourceKey:
    """A name for a source. Raises `CommandFailed`."""
    if not NAME.fullmatch(name):
        raise CommandFailed(
            f"{name[:NAME_SHOWN_MAX]!r} cannot be a source's name: it is 1 to 60 small letters, digits, dots, "
            "hyphens and underscores, such as spring-shop.",
            ExitCode.USAGE,
        )
    return SourceKey(name)


def read_kind(word: str) -> SourceKind:
    """The kind that is meant. Raises `CommandFailed`."""
    folded = word.strip().casefold().replace("-", "_")
    if folded not in list(SourceKind):
        near = did_you_mean(folded, list(SourceKind)) or "."
        raise CommandFailed(
            f'--kind: there is no "{word[:NAME_SHOWN_MAX]}"{near} Known are: {listed(list(SourceKind))}.',
            ExitCode.USAGE,
        )
    return SourceKind(folded)
