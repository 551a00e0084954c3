"""A launch that rows are added to, by decisions about products: each decision adds its rows once."""

from collections.abc import Sequence

from sqlalchemy import bindparam, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from contracts.ledger import NewLaunch, NewRow
from contracts.names import LaunchId
from store.arrivals import keep_first, put_in
from store.rows import row_columns
from store.tables.launches import LaunchRow, ProductRow

_FINISHED = (
    select_columns(col(LaunchRow.finished_at)).where(col(LaunchRow.id) == bindparam("launch")).with_for_update()
)
_REOPEN = update(LaunchRow).where(col(LaunchRow.id) == bindparam("launch")).values(finished_at=None)


def extend_launch(session: Session, launch: NewLaunch, rows: Sequence[NewRow]) -> int:
    """Put in those rows that are not there, by their numbers; how many were new. The launch is made if it is not
    there, and is open again once it has a row more.
    """
    keep_first(session, [_launch_row(launch)])
    # Locked: it may be about to end, and must then find the rows, or be opened again.
    its = session.get_one(LaunchRow, launch.launch, with_for_update=True, populate_existing=True)
    before = _count(session, launch.launch, rows)
    keep_first(session, [ProductRow.model_validate(row_columns(launch.launch, row)) for row in rows])
    new = _count(session, launch.launch, rows) - before
    if new:
        its.finished_at = None
    return new


def append_rows(session: Session, launch: NewLaunch, rows: Sequence[dict[str, object]]) -> None:
    """Put in rows, as `row_columns` gave them, that are not there for certain, which the caller's lock sees to.

    Else as `extend_launch`.
    """
    found = session.connection().execute(_FINISHED, {"launch": launch.launch}).one_or_none()
    if found is None:
        put_in(session, LaunchRow, [_launch_row(launch).model_dump()])
    elif found.finished_at is not None:
        session.connection().execute(_REOPEN, {"launch": launch.launch})
    put_in(session, ProductRow, rows)


def _launch_row(launch: NewLaunch) -> LaunchRow:
    return LaunchRow(
        id=launch.launch,
        account=launch.account,
        source=launch.source,
        policy=launch.policy,
        priority=launch.priority,
        created_at=launch.created,
    )


def _count(session: Session, launch: LaunchId, rows: Sequence[NewRow]) -> int:
    numbers = {row.row for row in rows}
    mine = (col(ProductRow.launch) == launch, col(ProductRow.row).in_(numbers))
    return session.exec(select(func.count()).where(*mine)).one()
