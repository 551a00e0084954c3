"""A launch's rows in the database: written in batches, read in pages, counted."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from sqlalchemy import ColumnElement, bindparam, update
from sqlmodel import Session, and_, case, col, func, or_, select, tuple_

from contracts.contract import Instant
from contracts.launch import ADMISSION_HORIZON_SECONDS, ConcernCount, Outlook, ProductResult, Tally
from contracts.ledger import NewRow, RowRefused, WaitingRow
from contracts.names import LaunchId
from contracts.outcome import Actor, Outcome, Reason, refused_outcome
from contracts.product import Product
from store.arrivals import put_in
from store.settling import row_values
from store.tables.launches import ProductRow
from store.tables.states import RowState, TimedBy

ROWS_A_FLUSH = 500
SAMPLES = 8
"""Pins that are named under one concern; the rest are counted."""

NO_OUTCOME: Mapping[str, object] = {
    **dict.fromkeys(("outcome", "board_id", "pin_id", "reason", "message", "remedy", "actor")),
    **dict.fromkeys(("already", "changed", "owner_only"), False),
}
"""The columns of a row that has not ended."""


def insert_rows(session: Session, values: Iterator[dict[str, object]]) -> int:
    """Put rows in, as `row_columns` gave them; how many there were."""
    count = 0
    while some := list(islice(values, ROWS_A_FLUSH)):
        put_in(session, ProductRow, some)
        count += len(some)
    return count


def row_columns(launch: LaunchId, row: NewRow) -> dict[str, object]:
    """A row's columns as they go in; every row has the same ones, so that many go in at once."""
    ended = refused_outcome(row.refused) if row.refused else None
    return {
        "launch": launch,
        "row": row.row,
        "image_slot": row.image_slot,
        "product_key": row.product_key,
        "title": row.title,
        "board_name": row.board_name,
        "section_name": row.section_name,
        "product": row.product.model_dump_json(exclude_defaults=True) if row.product else None,
        "state": RowState.SETTLED if ended else RowState.WAITING,
        "not_before": row.not_before,
        "timed_by": TimedBy.FILE,
        "held": False,
        **(row_values(ended) if ended else NO_OUTCOME),
    }


def waiting_rows(session: Session, launch: LaunchId, now: Instant, *, limit: int) -> Sequence[WaitingRow]:
    """The next rows that may be admitted, in the file's order; those with a time of their own when it is near."""
    query = (
        select(ProductRow)
        .where(ProductRow.launch == launch, ProductRow.state == RowState.WAITING, col(ProductRow.held).is_(False))
        .where(due(now))
        .order_by(col(ProductRow.row), col(ProductRow.image_slot))
        .limit(limit)
    )
    return [waiting_row(row) for row in session.exec(query)]


def due(now: Instant) -> ColumnElement[bool]:
    """Rows whose time is near and has not passed: one whose window has closed waits to be placed anew."""
    time, end = col(ProductRow.not_before), col(ProductRow.not_after)
    near = or_(time.is_(None), time <= now + ADMISSION_HORIZON_SECONDS)
    return and_(near, or_(end.is_(None), end > now))


def rows_after(session: Session, launch: LaunchId, row: int, limit: int) -> Sequence[WaitingRow]:
    """Waiting rows behind `row`, whenever their time is; all pins of the last of them are among them."""
    waiting = (col(ProductRow.launch) == launch, col(ProductRow.state) == RowState.WAITING)
    numbers = select(ProductRow.row).where(*waiting, col(ProductRow.row) > row).order_by(col(ProductRow.row))
    last = session.exec(select(func.max(col(numbers.limit(limit).subquery().c.row)))).one()
    if last is None:
        return []
    query = (
        select(ProductRow)
        .where(*waiting, col(ProductRow.row) > row, col(ProductRow.row) <= last)
        .order_by(col(ProductRow.row), col(ProductRow.image_slot))
    )
    return [waiting_row(found) for found in session.exec(query)]


def refuse_rows(session: Session, launch: LaunchId, refusals: Sequence[RowRefused]) -> int:
    """End those of the rows that still wait; how many were given."""
    if not refusals:
        return 0
    statement = (
        update(ProductRow)
        .where(col(ProductRow.launch) == launch, col(ProductRow.row) == bindparam("its_row"))
        .where(col(ProductRow.image_slot) == bindparam("its_slot"), col(ProductRow.state) == RowState.WAITING)
    )
    values = [
        {
            "its_row": found.row,
            "its_slot": found.image_slot,
            "state": RowState.SETTLED,
            **row_values(refused_outcome(found.refused)),
        }
        for found in refusals
    ]
    session.connection().execute(statement, values)
    return len(values)


def outlook(session: Session, launch: LaunchId, now: Instant) -> Outlook:
    """What of the launch is not admitted yet."""
    waiting = and_(col(ProductRow.state) == RowState.WAITING, col(ProductRow.held).is_(False))
    time = col(ProductRow.not_before)
    query = select(
        func.count(),
        func.sum(case((and_(waiting, due(now)), 1), else_=0)),
        func.min(case((and_(waiting, time > now + ADMISSION_HORIZON_SECONDS), time))),
    ).where(ProductRow.launch == launch, col(ProductRow.state).in_((RowState.WAITING, RowState.REGISTERED)))
    left, near, next_due = session.exec(query).one()
    return Outlook(left=left, due=int(near or 0), next_due=next_due)


def tally(session: Session, launch: LaunchId) -> Tally:
    """How many ended how."""
    query = (
        select(ProductRow.outcome, func.count(), func.sum(case((col(ProductRow.already), 1), else_=0)))
        .where(ProductRow.launch == launch)
        .group_by(col(ProductRow.outcome))
    )
    counts = {outcome: (count, int(already or 0)) for outcome, count, already in session.exec(query)}
    return Tally(
        total=sum(count for count, _ in counts.values()),
        live=counts.get(Outcome.LIVE, (0, 0))[0],
        already=counts.get(Outcome.LIVE, (0, 0))[1],
        refused=counts.get(Outcome.REFUSED, (0, 0))[0],
        unconfirmed=counts.get(Outcome.UNCONFIRMED, (0, 0))[0],
        withdrawn=counts.get(Outcome.WITHDRAWN, (0, 0))[0],
        waiting=counts.get(None, (0, 0))[0],
    )


def page_of(
    session: Session, launch: LaunchId, *, after: tuple[int, int], limit: int, troubled: bool = False
) -> Sequence[ProductResult]:
    """Rows behind (row, image) in the file's order; `troubled`: only those that ended otherwise than live."""
    place = tuple_(col(ProductRow.row), col(ProductRow.image_slot))
    query = (
        select(ProductRow)
        .where(ProductRow.launch == launch, place > tuple_(after[0], after[1] - 1))
        .order_by(col(ProductRow.row), col(ProductRow.image_slot))
        .limit(limit)
    )
    if troubled:
        query = query.where(col(ProductRow.outcome).is_not(None), col(ProductRow.outcome) != Outcome.LIVE)
    return [result_of(row) for row in session.exec(query)]


def concerns(session: Session, launch: LaunchId) -> Sequence[ConcernCount]:
    """The reasons for which rows are not live, with the first few of each; the most frequent first."""
    count = func.count()
    query = (
        select(ProductRow.reason, count)
        .where(ProductRow.launch == launch, col(ProductRow.reason).is_not(None))
        .group_by(col(ProductRow.reason))
        .order_by(count.desc(), col(ProductRow.reason))
    )
    return [_concern(session, launch, reason, found) for reason, found in session.exec(query).all() if reason]


def _concern(session: Session, launch: LaunchId, reason: str, count: int) -> ConcernCount:
    query = (
        select(ProductRow)
        .where(ProductRow.launch == launch, ProductRow.reason == reason)
        .order_by(col(ProductRow.row), col(ProductRow.image_slot))
        .limit(SAMPLES)
    )
    samples = tuple(result_of(row) for row in session.exec(query))
    actor, remedy = samples[0].actor, samples[0].remedy
    return ConcernCount(
        actor=actor or Actor.NOBODY, reason=Reason(reason), remedy=remedy or "", count=count, samples=samples
    )


def result_of(row: ProductRow) -> ProductResult:
    """A row as reports show it."""
    fields = row.model_dump(include=set(ProductResult.model_fields))
    return ProductResult.model_validate({**fields, "product": row.product_key, "image": row.image_slot + 1})


def waiting_row(row: ProductRow) -> WaitingRow:
    """A row that is not admitted, as admission sees it."""
    return WaitingRow(
        row=row.row,
        image_slot=row.image_slot,
        board_name=row.board_name,
        section_name=row.section_name,
        not_before=row.not_before,
        product=Product.model_validate_json(row.product or ""),
    )
