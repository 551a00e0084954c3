"""What restated rows of ads data said before: a second table beside the first, in the same transaction.

All rows that a piece replaces are copied before it is written, with the time; those that came again as they were
are taken out of the copies after it. What is left was restated, or is gone.
"""

import sqlalchemy as sa
from sqlmodel import Session

from contracts.ads import AD_ACCOUNT_COLUMN, DAY_COLUMN, RowColumn
from contracts.ads_scope import METADATA_PREFIX, REPLACED_AT_COLUMN, REVISIONS_SUFFIX, Scope
from contracts.contract import Instant
from store.ads_table_shape import INDEX_NAME_MAX, check_name, found_table


def within(table: sa.Table, scope: Scope) -> list[sa.ColumnElement[bool]]:
    """The rows that a piece speaks for."""
    wanted: list[sa.ColumnElement[bool]] = []
    if AD_ACCOUNT_COLUMN in table.c:
        wanted.append(table.c[AD_ACCOUNT_COLUMN] == scope.ad_account_id)
    if DAY_COLUMN in table.c:
        wanted.append(table.c[DAY_COLUMN].between(scope.first, scope.last))
    return [*wanted, *(table.c[name].in_(sorted(held)) for name, held in scope.only.items() if name in table.c)]


def remember(session: Session, name: str, scope: Scope, at: Instant) -> None:
    """Copy what may be replaced."""
    table = found_table(session, name)
    kept = _ready(session, table)
    names = [column.name for column in table.c]
    copies = sa.select(*(table.c[each] for each in names), sa.literal(at, sa.Double())).where(
        *within(table, scope)
    )
    session.execute(sa.insert(kept).from_select([*names, REPLACED_AT_COLUMN], copies))


def forget_unchanged(
    session: Session, table: sa.Table, columns: tuple[RowColumn, ...], scope: Scope, at: Instant
) -> None:
    """Take out the copies of which the same numbers came again."""
    kept = found_table(session, table.name + REVISIONS_SUFFIX)
    keys = [table.c[column.name] for column in columns if column.key]
    if keys:
        sa.Index(f"ix_{table.name}_keys"[:INDEX_NAME_MAX], *keys).create(session.connection(), checkfirst=True)
    same = [
        kept.c[each.name] == table.c[each.name]
        if each.key
        else kept.c[each.name].is_not_distinct_from(table.c[each.name])
        for each in columns
        if not each.name.startswith(METADATA_PREFIX)
    ]
    came_again = sa.exists().where(*same).correlate(kept)
    session.execute(sa.delete(kept).where(kept.c[REPLACED_AT_COLUMN] == at, *within(kept, scope), came_again))


def _ready(session: Session, table: sa.Table) -> sa.Table:
    """With all columns that the rows have now, and when each was replaced."""
    name, connection = table.name + REVISIONS_SUFFIX, session.connection()
    check_name(name)
    wanted = [sa.Column(column.name, column.type) for column in table.c]
    wanted.append(sa.Column(REPLACED_AT_COLUMN, sa.Double()))
    if not sa.inspect(connection).has_table(name):
        sa.Table(name, sa.MetaData(), *wanted).create(connection)
    held = found_table(session, name)
    for column in wanted:
        if column.name not in held.c:
            spelled = sa.schema.CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {name} ADD COLUMN {spelled}")
    return found_table(session, name)
