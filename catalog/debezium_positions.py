"""Where in a database's log a change stands: the order of changes of the same millisecond."""

from collections.abc import Mapping

from catalog.json_cells import text_of
from catalog.json_values import Json
from contracts.changes import SEQUENCE_MAX

_DIGITS = 20
"""A log's positions are of 64 bits."""
_FILE_MAX = 20


def log_position(source: Mapping[str, Json]) -> str:
    """The position as a text that sorts as the log does; empty when the source tells none that is known.

    PostgreSQL's `lsn`, MySQL's `file`, `pos` and `row`, SQL Server's and Db2's `change_lsn`, Oracle's `scn`.
    """
    if lsn := _padded(source.get("lsn")):
        return lsn
    file, place = text_of(source.get("file")), _padded(source.get("pos"))
    if file and place:
        return f"{file[-_FILE_MAX:]}/{place}/{_padded(source.get('row')) or '0'}"[:SEQUENCE_MAX]
    if change := text_of(source.get("change_lsn")):
        return f"{change[: SEQUENCE_MAX - _DIGITS - 1]}/{_padded(source.get('event_serial_no'))}".rstrip("/")
    return _padded(source.get("scn"))


def _padded(number: Json) -> str:
    """The whole number with zeros before it; empty when it is none, or of more digits."""
    digits = "" if isinstance(number, bool) else text_of(number)
    return digits.zfill(_DIGITS) if digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS else ""
