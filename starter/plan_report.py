"""A plan's document for machines."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from drafting.spread import Why
from outcomes.report import Report
from starter.clocks import iso_local, iso_utc
from starter.dry_run import ALREADY
from starter.plan_days import DayLine, PlannedRow, board_days, ends


@dataclass(frozen=True)
class PlanCounts:
    """How many of the file's pins have a moment, and why the others have none. `live`: they are live already."""

    products: int
    placed: int
    live: int
    unplaced: int

    @property
    def refused(self) -> int:
        return self.products - self.placed - self.live - self.unplaced


def counts_of(rows: Sequence[PlannedRow]) -> PlanCounts:
    return PlanCounts(
        products=len(rows),
        placed=sum(row.at is not None for row in rows),
        live=sum(row.reason == ALREADY for row in rows),
        unplaced=sum(row.reason in set(Why) for row in rows),
    )


def reasons_of(rows: Sequence[PlannedRow]) -> Sequence[tuple[str, int]]:
    """Why rows have no moment, the most frequent first; those that are live already are not among them."""
    found = Counter(row.reason for row in rows if row.reason is not None and row.reason != ALREADY)
    return found.most_common()


def plan_report(rows: Sequence[PlannedRow], zone: str) -> Report:
    """The document of `pinflow plan --json`."""
    counts, end = counts_of(rows), ends(rows)
    return {
        "products": counts.products,
        "placed": counts.placed,
        "refused": counts.refused,
        "unplaced": counts.unplaced,
        "already": counts.live,
        "ends": None if end is None else iso_utc(end),
        "ends_local": None if end is None else iso_local(end, zone),
        "zone": zone,
        "days": [_day(line, zone) for line in board_days(rows, zone)],
        "rows": [_row(row, zone) for row in rows],
    }


def _day(line: DayLine, zone: str) -> Report:
    return {
        "day": line.day.isoformat(),
        "board": line.boards[0],
        "pins": line.count,
        "first_local": iso_local(line.first, zone),
        "last_local": iso_local(line.last, zone),
        "apart_seconds": line.apart_seconds,
    }


def _row(row: PlannedRow, zone: str) -> Report:
    return {
        "row": row.row,
        "product": row.product,
        "image": row.image,
        "board": row.board or None,
        "at": None if row.at is None else iso_utc(row.at),
        "at_local": None if row.at is None else iso_local(row.at, zone),
        "reason": row.reason,
        "message": row.message,
    }
