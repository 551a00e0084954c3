"""What one record says of the moment of its publication."""

import re
from collections.abc import Iterable
from datetime import datetime

from catalog.clocks import parse_clock
from catalog.columns import Columns, Field
from catalog.delimited import Record
from catalog.moments import SHOWN_MAX, WRITE_IT, Unclear, parse_moment
from catalog.unreadable import unreadable_row
from contracts.product import UnreadableRow
from drafting.windows import MomentBroken, ZoneUnknown, find_zone, instant_of, known_zone, stated_zone

_DATES = (Field.PUBLISH_AT, Field.PUBLISH_TIME)
_CLOCKS = (Field.PUBLISH_CLOCK, Field.PUBLISH_TIME)
_MIDNIGHT = re.compile(r"[T ]00:00(?::00)?$", re.ASCII)
"""Behind a date from a program that knows none without a time."""

_DATE_IT = "Write the date beside the time, or leave both blank."
_TIME_IT = "Write the time beside the date; 00:00 is its first minute."
_ZONE_IT = "Write the zone as Europe/Berlin, or leave it blank and name it at the launch."


def read_publish_at(columns: Columns, record: Record) -> str | UnreadableRow | None:
    """The moment in ISO 8601, None when the record names none; a date that cannot be read refuses its row.

    It is not passed over: a pin that goes out at once cannot be called back. The moment has an offset where the
    record states one, or a time zone.
    """
    date = _date(columns, record)
    clock = _clock(columns, record, date)
    if not date:
        return (
            _refused(columns, record, _CLOCKS, clock, "and no date stands beside it", _DATE_IT) if clock else None
        )
    if clock:
        date = _MIDNIGHT.sub("", date)
    elif ":" not in date and (blank := _clock_column(columns)):
        return _refused(columns, record, _DATES, date, f'and "{blank[:SHOWN_MAX]}" is blank', _TIME_IT)
    stated = f"{date} {parse_clock(clock) or clock}" if clock and ":" not in date else date
    moment = parse_moment(stated)
    if isinstance(moment, Unclear):
        return _refused(columns, record, _DATES, stated, f"which {moment.why}", WRITE_IT)
    return _in_its_zone(columns, record, moment)


def _date(columns: Columns, record: Record) -> str:
    """The date, with its time where one cell has both."""
    own = columns.text(record, Field.PUBLISH_TIME)
    if own and not (columns.has(Field.PUBLISH_AT) and isinstance(parse_moment(own), Unclear)):
        return own
    return columns.text(record, Field.PUBLISH_AT)


def _clock(columns: Columns, record: Record, date: str) -> str:
    """The time of day that has a column of its own; empty without one."""
    own = columns.text(record, Field.PUBLISH_TIME)
    return columns.text(record, Field.PUBLISH_CLOCK) or (own if own != date else "")


def _clock_column(columns: Columns) -> str:
    """The header of the column that has the times of day; empty where dates have none beside them."""
    places = [at for field in _CLOCKS for at in columns.claims.get(field, ())]
    return columns.header[places[0]] if places and columns.has(Field.PUBLISH_AT) else ""


def _in_its_zone(columns: Columns, record: Record, moment: str) -> str | UnreadableRow:
    """The moment with the offset that the record's zone has then; as it stands where it has one."""
    name = columns.text(record, Field.PUBLISH_ZONE)
    if not name or datetime.fromisoformat(moment).tzinfo is not None:
        return moment
    try:
        zone = stated_zone(name)
        return datetime.fromtimestamp(instant_of(moment, zone), find_zone(zone)).isoformat()
    except ZoneUnknown as unknown:
        remedy = str(unknown) if known_zone(name) else _ZONE_IT
        return _refused(columns, record, (Field.PUBLISH_ZONE,), name, "which is no time zone", remedy)
    except MomentBroken:  # A year that nobody means: drafting refuses it with its own words.
        return moment


def _refused(
    columns: Columns, record: Record, fields: Iterable[Field], stated: str, why: str, remedy: str
) -> UnreadableRow:
    name = next(iter(columns.stated(record, fields)))
    return unreadable_row(record.row, f'The column "{name}" says "{stated[:SHOWN_MAX]}", {why}.', remedy)
