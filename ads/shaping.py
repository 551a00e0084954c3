"""Rows as Pinterest gives them, and as every destination keeps them: typed, with their key and their origin.

An id becomes text, money a decimal beside its millionths; what Pinterest left out stays empty, never zero.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import islice
from types import MappingProxyType

from ads.columns import Unit, columns
from ads.datasets import Family, dataset
from ads.fields import wanted_fields
from ads.money import micro_to_units, units_column
from ads.periods import period_end, period_start
from ads.restatement import is_provisional
from contracts.ads import (
    AD_ACCOUNT_COLUMN,
    DAY_COLUMN,
    AdsSourceSpec,
    DatasetKey,
    Granularity,
    Route,
    RowBatch,
    RowColumn,
    Value,
    ValueType,
)
from contracts.ads_reports import ReportRow, Scalar
from contracts.contract import Instant

BATCH_ROWS = 2_000
"""Rows of a batch: some megabytes at most."""

HOUR_COLUMN = "HOUR"
CURRENCY_COLUMN = "CURRENCY"
PINTEREST_TIME_ZONE = "UTC"
"""Whose days the rows are of."""
_CUTS = ("TARGETING_TYPE", "TARGETING_VALUE")
_DAY_LENGTH = len("2026-11-22")


class UnfitValue(ValueError):
    """Pinterest gave a value that its column cannot hold exactly."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """Where and when rows came from: said on each of them."""

    spec: AdsSourceSpec
    first: date
    """The first day asked for: that of rows without a day."""
    run: str
    at: Instant
    today: date
    """UTC's."""
    currency: str = ""
    """Of the ad account, as Pinterest says it now; empty: as the source was told."""
    unready: frozenset[date] = frozenset()
    """Days that Pinterest says are not final yet, however long ago they were."""
    last: date | None = None
    """The last day asked for, which rows without a day tell of, too; None: they tell of the first alone."""


METADATA: Mapping[str, ValueType] = MappingProxyType(
    {
        "PINFLOW_EXTRACTED_AT": ValueType.INSTANT,
        "PINFLOW_SOURCE": ValueType.TEXT,
        "PINFLOW_ACCOUNT": ValueType.TEXT,
        "PINFLOW_RUN": ValueType.TEXT,
        "PINFLOW_TIME_ZONE": ValueType.TEXT,
        "PINFLOW_CLICK_DAYS": ValueType.INTEGER,
        "PINFLOW_ENGAGEMENT_DAYS": ValueType.INTEGER,
        "PINFLOW_VIEW_DAYS": ValueType.INTEGER,
        "PINFLOW_REPORT_TIME": ValueType.TEXT,
        "PINFLOW_IS_PROVISIONAL": ValueType.BOOLEAN,
    },
)
"""What a row says of its extraction."""
_OF_ANY = ("PINFLOW_EXTRACTED_AT", "PINFLOW_SOURCE", "PINFLOW_ACCOUNT", "PINFLOW_RUN")
_OF_DAYS = (*_OF_ANY, "PINFLOW_TIME_ZONE", "PINFLOW_IS_PROVISIONAL")
_OF_FAMILY = MappingProxyType(
    {
        Family.PERFORMANCE: tuple(METADATA),
        Family.ORGANIC: _OF_DAYS,
        Family.ENTITIES: _OF_ANY,
        Family.DICTIONARY: _OF_ANY,
    },
)
DATA_STATUS_COLUMN = "DATA_STATUS"
"""What Pinterest says of an organic number: READY, or that it is an estimate, or not there yet."""
READY = "READY"
RANK_COLUMN = "RANK"
SORTED_BY_COLUMN = "SORTED_BY"
"""Of the best pins: which place it has, by which metric."""


def requested_columns(spec: AdsSourceSpec, route: Route) -> tuple[str, ...]:
    """What Pinterest is asked for: the source's columns, and those that tell rows apart, where the route has them.

    At once each row has the id of what it is about, asked for or not.
    """
    keys = (AD_ACCOUNT_COLUMN, *dataset(spec.dataset).row_key)
    known = columns()
    able = (name for name in keys if name in known and route in known[name].routes)
    return tuple(dict.fromkeys((*able, *spec.columns)))


def entity_column(spec: AdsSourceSpec) -> str | None:
    """The column that a row's own entity is in; None for an ad account."""
    keys = dataset(spec.dataset).row_key
    return keys[-1] if keys else None


def key_column(spec: AdsSourceSpec) -> str | None:
    """The id that no column has: only a report by id tells it, by its keys. None: rows tell all that they are."""
    name = entity_column(spec)
    return None if name is None or name in columns() else name


def row_columns(spec: AdsSourceSpec) -> tuple[RowColumn, ...]:
    """The columns that each row of this source has, in order."""
    keys = tuple(RowColumn(name, type_, key=True) for name, type_ in _key_types(spec).items())
    taken = {column.name for column in keys}
    asked = tuple(column for column in _asked_columns(spec) if column.name not in taken)
    family = dataset(spec.dataset).family
    told = _OF_FAMILY[family] if spec.metadata else ()
    origin = tuple(RowColumn(name, METADATA[name]) for name in told)
    has_money = family in {Family.PERFORMANCE, Family.ENTITIES} and CURRENCY_COLUMN not in {
        column.name for column in asked
    }
    currency = (RowColumn(CURRENCY_COLUMN, ValueType.TEXT),) if has_money else ()
    return (*keys, *asked, *currency, *origin)


def shaped(rows: Iterable[ReportRow], extraction: Extraction) -> Iterator[RowBatch]:
    """The rows in batches. Raises UnfitValue, which tells the column and the value."""
    heads = row_columns(extraction.spec)
    makers = _makers(extraction, heads)
    source = iter(rows)
    while batch := tuple(tuple(make(row) for make in makers) for row in islice(source, BATCH_ROWS)):
        yield RowBatch(heads, batch)


def _key_types(spec: AdsSourceSpec) -> dict[str, ValueType]:
    types = {AD_ACCOUNT_COLUMN: ValueType.TEXT}
    if dataset(spec.dataset).family.dated:
        types[DAY_COLUMN] = ValueType.DATE
    if spec.granularity is Granularity.HOUR:
        types[HOUR_COLUMN] = ValueType.TEXT
    one = dataset(spec.dataset)
    names = (*one.row_key, *(_CUTS if one.breakdowns else ()))
    return types | dict.fromkeys(names, ValueType.TEXT)


def _asked_columns(spec: AdsSourceSpec) -> Iterator[RowColumn]:
    if dataset(spec.dataset).family is not Family.PERFORMANCE:
        yield from _field_columns(spec)
        return
    known = columns()
    for name in spec.columns:
        yield RowColumn(name, known[name].type if name in known else ValueType.TEXT)
        if name in known and known[name].unit is Unit.MICRO:
            yield RowColumn(units_column(name), ValueType.DECIMAL)


def _field_columns(spec: AdsSourceSpec) -> Iterator[RowColumn]:
    for field in wanted_fields(spec):
        yield RowColumn(field.name, field.type)
        if field.micro:
            yield RowColumn(units_column(field.name), ValueType.DECIMAL)
    one = dataset(spec.dataset)
    if one.of_the_best:
        yield RowColumn(RANK_COLUMN, ValueType.INTEGER)
        yield RowColumn(SORTED_BY_COLUMN, ValueType.TEXT)
    if one.family is Family.ORGANIC:
        yield RowColumn(DATA_STATUS_COLUMN, ValueType.TEXT)


_Maker = Callable[[ReportRow], Value]


def _makers(extraction: Extraction, heads: tuple[RowColumn, ...]) -> tuple[_Maker, ...]:
    fixed = _fixed(extraction)
    moving = cache(lambda day: _moving(day, extraction))
    special: dict[str, _Maker] = {
        DAY_COLUMN: lambda row: _first_of_row(row, extraction),
        HOUR_COLUMN: lambda row: _text(row.get(HOUR_COLUMN, row.get(DAY_COLUMN))),
        "PINFLOW_IS_PROVISIONAL": lambda row: (
            row.get(DATA_STATUS_COLUMN, READY) != READY or moving(day_of_row(row, extraction.first))
        ),
    }
    units = {units_column(name): name for name in _micro_names(extraction.spec)}
    return tuple(_maker(head, fixed, special, units) for head in heads)


def _maker(
    head: RowColumn, fixed: Mapping[str, Value], special: Mapping[str, _Maker], units: Mapping[str, str]
) -> _Maker:
    name = head.name
    if name in special:
        return special[name]
    if name in fixed:
        value = fixed[name]
        return lambda _row: value
    if name in units:
        return lambda row: _units(row.get(units[name]), units[name])
    return lambda row: _value(row.get(name), head)


def _micro_names(spec: AdsSourceSpec) -> Iterator[str]:
    known = columns()
    if dataset(spec.dataset).family is Family.PERFORMANCE:
        yield from (name for name in spec.columns if name in known and known[name].unit is Unit.MICRO)
    else:
        yield from (field.name for field in wanted_fields(spec) if field.micro)


def _fixed(extraction: Extraction) -> dict[str, Value]:
    spec = extraction.spec
    lists_accounts = spec.dataset is DatasetKey.AD_ACCOUNTS  # each of them has a currency of its own
    currency = {} if lists_accounts else {CURRENCY_COLUMN: extraction.currency or spec.currency or None}
    return {
        **currency,
        AD_ACCOUNT_COLUMN: spec.ad_account_id,
        "PINFLOW_EXTRACTED_AT": extraction.at,
        "PINFLOW_SOURCE": spec.key,
        "PINFLOW_ACCOUNT": spec.account,
        "PINFLOW_RUN": extraction.run,
        "PINFLOW_TIME_ZONE": PINTEREST_TIME_ZONE,
        "PINFLOW_CLICK_DAYS": spec.windows.click_days,
        "PINFLOW_ENGAGEMENT_DAYS": spec.windows.engagement_days,
        "PINFLOW_VIEW_DAYS": spec.windows.view_days,
        "PINFLOW_REPORT_TIME": spec.report_time.value,
    }


def _moving(day: date, extraction: Extraction) -> bool:
    """Whether any day that a row of this `DATE` tells of may still change."""
    last = _last_of_row(day, extraction)
    unready = any(day <= one <= last for one in extraction.unready)
    return unready or is_provisional(extraction.spec, last, extraction.today)


def _last_of_row(day: date, extraction: Extraction) -> date:
    granularity = extraction.spec.granularity
    if granularity is Granularity.TOTAL:
        return extraction.last or day
    return period_end(day, granularity)


def _first_of_row(row: ReportRow, extraction: Extraction) -> date:
    """Its `DATE`. Raises UnfitValue for a week that pieces are not cut by: some row would be of a part of it."""
    day = day_of_row(row, extraction.first)
    if extraction.spec.granularity is Granularity.WEEK and day != period_start(day, Granularity.WEEK):
        raise UnfitValue(
            f"{DAY_COLUMN} of a week is {day:%A}, {day}, and weeks are taken to begin on Monday: some would be"
            " counted in part. Read by DAY and add the days up, and tell Pinflow's makers."
        )
    return day


def day_of_row(row: ReportRow, otherwise: date) -> date:
    """The row's day, or `otherwise` where it names none. Raises UnfitValue."""
    given = row.get(DAY_COLUMN)
    if given is None:
        return otherwise
    try:
        return date_of(str(given)[:_DAY_LENGTH])
    except ValueError as error:
        raise UnfitValue(f"{DAY_COLUMN} is {given!r}, which begins with no day") from error


@cache
def date_of(text: str) -> date:
    """A day from its ISO form; a report names the same few days in each of its rows."""
    return date.fromisoformat(text)


def _value(given: Scalar, head: RowColumn) -> Value:
    if given is None or given == "":
        return None
    if head.type is ValueType.INTEGER:
        return _integer(given, head.name)
    if head.type is ValueType.DECIMAL:
        return _decimal(given, head.name)
    if head.type is ValueType.INSTANT:
        return float(_decimal(given, head.name))
    if head.type is ValueType.BOOLEAN:
        return given in {True, "true", "TRUE", "True", "1"}
    return _text(given)


def _units(given: Scalar, name: str) -> Decimal | None:
    return None if given is None or given == "" else micro_to_units(_decimal(given, name))


def _integer(given: Scalar, name: str) -> int:
    exact = _decimal(given, name)
    if exact != exact.to_integral_value():
        raise UnfitValue(f"{name} is {given}, which is no whole number")
    return int(exact)


def _decimal(given: Scalar, name: str) -> Decimal:
    try:
        exact = Decimal(str(given))
    except ArithmeticError as error:
        raise UnfitValue(f"{name} is {given!r}, which is no number") from error
    if not exact.is_finite():
        raise UnfitValue(f"{name} is {given!r}, which is no number")
    return exact


def _text(given: Scalar) -> str | None:
    return None if given is None else str(given)
