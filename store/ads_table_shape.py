"""The shape of a table of ads rows: its name, its columns and their types, and values as the types take them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from contracts.ads import AD_ACCOUNT_COLUMN, DAY_COLUMN, RowColumn, Value, ValueType
from contracts.ads_tables import OWN_TABLES, TABLE_NAME
from contracts.trouble import DestinationRefused

INDEX_NAME_MAX = 63

Kind = sa.types.TypeEngine[Any]  # Any: of whatever Python type


def check_name(name: str) -> None:
    """Raises DestinationRefused for what is no plain name, and for the ledger's own tables."""
    if not TABLE_NAME.fullmatch(name):
        raise DestinationRefused(f"{name!r} is no name for a table: small letters, digits and _, a letter first")
    if name in OWN_TABLES:
        raise DestinationRefused(f"{name} is a table of Pinflow's own; choose another name")


def ready(session: Session, name: str, columns: tuple[RowColumn, ...]) -> sa.Table:
    """The table with at least these columns. Columns are added, never changed or dropped."""
    connection = session.connection()
    if not sa.inspect(connection).has_table(name):
        table = sa.Table(name, sa.MetaData(), *(_column(each, connection.dialect) for each in columns))
        by = [table.c[each] for each in (AD_ACCOUNT_COLUMN, DAY_COLUMN) if each in table.c]
        if by:
            sa.Index(f"ix_{name}_days"[:INDEX_NAME_MAX], *by)
        table.create(connection)
        return table
    found = found_table(session, name)
    for each in columns:
        wanted = _column(each, connection.dialect)
        if each.name not in found.c:
            spelled = sa.schema.CreateColumn(wanted).compile(dialect=connection.dialect)
            quoted = connection.dialect.identifier_preparer.quote(name)
            connection.exec_driver_sql(f"ALTER TABLE {quoted} ADD COLUMN {spelled}")
        elif _family(found.c[each.name].type) != _family(wanted.type):
            kind = found.c[each.name].type
            raise DestinationRefused(f"the column {each.name} of the table {name} is {kind}, not {wanted.type}")
    return sa.Table(name, sa.MetaData(), *(_column(each, connection.dialect) for each in columns))


def found_table(session: Session, name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=session.connection())


def _column(column: RowColumn, dialect: sa.Dialect) -> sa.Column[Any]:  # Any: of whatever Python type

    return sa.Column(column.name, _type(column.type, dialect), nullable=True)


def _type(kind: ValueType, dialect: sa.Dialect) -> Kind:
    """Decimals are text in SQLite, whose own numbers are doubles: exact, and its sums take them as they are."""
    exact = sa.Text() if dialect.name == "sqlite" else sa.Numeric()
    types: dict[ValueType, Kind] = {
        ValueType.TEXT: sa.Text(),
        ValueType.INTEGER: sa.BigInteger(),
        ValueType.DECIMAL: exact,
        ValueType.DATE: sa.Date(),
        ValueType.INSTANT: sa.Double(),
        ValueType.BOOLEAN: sa.Boolean(),
    }
    return types[kind]


def _family(kind: Kind) -> str:
    families = {
        "text": (sa.Text, sa.String),
        "date": (sa.Date,),
        "boolean": (sa.Boolean,),
        "double": (sa.Double, sa.Float),
        "integer": (sa.Integer,),
        "decimal": (sa.Numeric,),
    }
    return next((name for name, types in families.items() if isinstance(kind, types)), str(kind))


def fitter(column: RowColumn, *, as_text: bool) -> Callable[[Value], Value]:
    if column.type is ValueType.DECIMAL:
        return _decimal_text if as_text else _decimal
    return {ValueType.DATE: _day, ValueType.BOOLEAN: _flag}.get(column.type, _as_it_is)


def _as_it_is(value: Value) -> Value:
    return value


def _decimal(value: Value) -> Value:
    return None if value is None else Decimal(str(value))


def _decimal_text(value: Value) -> Value:
    return None if value is None else f"{Decimal(str(value)):f}"


def _day(value: Value) -> Value:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _flag(value: Value) -> Value:
    return None if value is None else bool(value)
