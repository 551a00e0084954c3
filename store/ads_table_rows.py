"""Rows of ads data read back from a table of SQLite or PostgreSQL."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from contracts.ads import AD_ACCOUNT_COLUMN, DAY_COLUMN
from contracts.ads_rows import KeptRow, RowsAsked
from contracts.trouble import DestinationRefused, DestinationTrouble, LedgerBusy
from store.ads_table_shape import check_name, found_table
from store.ads_tables import AdsTable
from store.database import in_the_ledgers_words

READ_ROWS = 10_000
"""Rows in hand at once."""


def read_table(place: AdsTable, asked: RowsAsked) -> Iterator[KeptRow]:
    """The rows with the columns asked for, in their order; None where a row has none. Nothing written yet: none.

    Raises DestinationTrouble when the table cannot be read, DestinationRefused for one of another kind.
    All is read in one transaction.
    """
    check_name(place.name)
    try:
        if not place.database.read_now(lambda session: sa.inspect(session.connection()).has_table(place.name)):
            return
        with in_the_ledgers_words(), Session(place.database.engine) as session, session.begin():
            yield from _rows(session, place.name, asked)
    except LedgerBusy as error:
        raise DestinationTrouble(str(error)) from error
    except DBAPIError as error:
        raise DestinationTrouble(f"the table {place.name} could not be read") from error


def _rows(session: Session, name: str, asked: RowsAsked) -> Iterator[KeptRow]:
    table = found_table(session, name)
    for needed in (AD_ACCOUNT_COLUMN, DAY_COLUMN):
        if needed not in table.c:
            raise DestinationRefused(f"the table {name} has no column {needed}: it is none of ads numbers by day")
    chosen = [table.c[column] if column in table.c else sa.null() for column in asked.columns]
    query = sa.select(*(column.label(f"c{place}") for place, column in enumerate(chosen))).where(
        table.c[AD_ACCOUNT_COLUMN] == asked.ad_account_id, table.c[DAY_COLUMN].between(asked.first, asked.last)
    )
    found = session.execute(query, execution_options={"yield_per": READ_ROWS})
    for rows in found.partitions():
        yield from _tuples(rows)


def _tuples(rows: Sequence[Any]) -> Iterator[KeptRow]:  # Any: SQLAlchemy's rows have no type that says more
    return (tuple(row) for row in rows)
