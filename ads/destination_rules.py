"""Rules of where rows go: whether they can be written there at all, asked before they are paid for."""

import re
import unicodedata
from collections.abc import Iterator

from ads.asking import Asked
from ads.objections import Objection
from contracts.ads import DestinationKind, WriteMode
from contracts.ads_scope import REVISIONS_SUFFIX
from contracts.ads_tables import OWN_TABLES, TABLE_NAME, TABLE_NAME_MAX, TABLE_PREFIX, duckdb_table, table_name

SIGNS_OF_NO_NAME = frozenset({"Cc", "Zl", "Zp"})
"""Unicode's categories of control characters, and of what ends a line or a paragraph."""


def runs_told_apart(asked: Asked) -> Iterator[Objection]:
    """What other runs left is known by the metadata of its rows."""
    if asked.spec.write_mode is WriteMode.TRUNCATE_INSERT and not asked.spec.metadata:
        message = "truncate_insert takes away the rows of other runs, and without metadata no row tells of its run"
        nearest = (WriteMode.DELETE_INSERT.value, "metadata = true")
        yield Objection("write_mode", "truncate_without_metadata", message, nearest)


def written_on_one_line(asked: Asked) -> Iterator[Objection]:
    """No table, file or folder is called by control characters."""
    target = asked.spec.destination.target
    plain = "".join(sign for sign in target if unicodedata.category(sign) not in SIGNS_OF_NO_NAME)
    if plain != target and asked.spec.destination.kind is not DestinationKind.DATABASE:
        message = f"{target!r} is no name: it has control characters"
        yield Objection("destination.target", "unfit_target", message, (plain,) if plain else ())


def plain_table(asked: Asked) -> Iterator[Objection]:
    """A table has a name that any database takes as it is, and not one that Pinflow needs itself."""
    spec = asked.spec
    if spec.destination.kind is not DestinationKind.DATABASE:
        return
    name, room = table_name(spec.key, spec.destination.target), TABLE_NAME_MAX
    room -= len(REVISIONS_SUFFIX) if spec.revisions else 0
    if name in OWN_TABLES:
        message = f"{name} is a table of Pinflow's own"
        yield Objection("destination.target", "unfit_target", message, (TABLE_PREFIX + name,))
    elif not TABLE_NAME.fullmatch(name) or len(name) > room:
        letters = f"small letters, digits and _, a letter first, {room} at most"
        message = f"{name!r} is no name for a table: {letters}"
        yield Objection("destination.target", "unfit_target", message, (_plain_name(name, room),))


def plain_duckdb_table(asked: Asked) -> Iterator[Objection]:
    """In a DuckDB file the table is named after the source."""
    key = asked.spec.key
    over = len(duckdb_table(key)) - TABLE_NAME_MAX
    if asked.spec.destination.kind is DestinationKind.DUCKDB and over > 0:
        message = f"the table {duckdb_table(key)} would have more than {TABLE_NAME_MAX} letters"
        yield Objection("key", "unfit_target", message, (key[:-over].rstrip("-"),))


def _plain_name(name: str, room: int) -> str:
    plain = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")
    if plain in OWN_TABLES or not plain[:1].isalpha():
        plain = TABLE_PREFIX + plain
    return plain[:room].rstrip("_")


DESTINATION_RULES = (runs_told_apart, written_on_one_line, plain_table, plain_duckdb_table)
