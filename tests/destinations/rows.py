"""Rows of a small ads dataset, and the chunk they come for."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from contracts.ads import Chunk, DatasetKey, RowBatch, RowColumn, Value, ValueType

ACCOUNT = "549755885175123456"
FIRST = date(2026, 11, 1)
AD = 394205773611545468
COLUMNS = (
    RowColumn("AD_ACCOUNT_ID", ValueType.TEXT, key=True),
    RowColumn("DATE", ValueType.DATE, key=True),
    RowColumn("AD_ID", ValueType.TEXT, key=True),
    RowColumn("IMPRESSION_1", ValueType.INTEGER),
    RowColumn("SPEND_IN_DOLLAR", ValueType.DECIMAL),
    RowColumn("PINFLOW_RUN", ValueType.TEXT),
    RowColumn("PINFLOW_EXTRACTED_AT", ValueType.INSTANT),
    RowColumn("PINFLOW_IS_PROVISIONAL", ValueType.BOOLEAN),
)
SPEND = Decimal("12345678901.234567")

Row = tuple[Value, ...]


def row(ad: int = 0, day: int = 0, *, seen: int = 5, account: str = ACCOUNT, run: str = "run-1") -> Row:
    """Of the ad and day with these numbers."""
    when = FIRST + timedelta(days=day)
    return (account, when, str(AD + ad), seen, SPEND, run, 1763856000.5, True)


def rows(ads: int, days: int, *, seen: int = 5, run: str = "run-1") -> tuple[Row, ...]:
    """By ad, as reports have them: each ad with all its days."""
    return tuple(row(ad, day, seen=seen, run=run) for ad in range(ads) for day in range(days))


def batches(*held: Row, columns: tuple[RowColumn, ...] = COLUMNS) -> list[RowBatch]:
    """In batches of two, so that there are several."""
    return [RowBatch(columns, held[start : start + 2]) for start in range(0, len(held), 2)]


def chunk(days: int = 3, *, ads: tuple[int, ...] = ()) -> Chunk:
    ids = tuple(str(AD + ad) for ad in ads)
    last = FIRST + timedelta(days=days - 1)
    return Chunk(ad_account_id=ACCOUNT, dataset=DatasetKey.AD, first=FIRST, last=last, ids=ids)


class ReportCutOff(Exception):
    """The report that is read ends in its middle."""


def breaking_off(*held: Row) -> Iterator[RowBatch]:
    """Some rows, and then the end of the file."""
    yield from batches(*held)
    raise ReportCutOff
