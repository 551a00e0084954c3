"""What one record says of the moment of its publication."""

from catalog.columns import Columns, Field
from catalog.delimited import Record
from catalog.moments import SHOWN_MAX, WRITE_IT, Unclear, parse_moment
from catalog.unreadable import unreadable_row
from contracts.product import UnreadableRow


def read_publish_at(columns: Columns, record: Record) -> str | UnreadableRow | None:
    """The moment in ISO 8601, None when the record names none; a date that cannot be read refuses its row.

    It is not passed over: a pin that goes out at once cannot be called back.
    """
    date = columns.text(record, Field.PUBLISH_AT)
    if not date:
        return None
    clock = columns.text(record, Field.PUBLISH_CLOCK)
    stated = f"{date} {clock}" if clock and ":" not in date else date
    moment = parse_moment(stated)
    if not isinstance(moment, Unclear):
        return moment
    name = next(iter(columns.stated(record, (Field.PUBLISH_AT,))))
    why = f'The column "{name}" says "{stated[:SHOWN_MAX]}", which {moment.why}.'
    return unreadable_row(record.row, why, WRITE_IT)
