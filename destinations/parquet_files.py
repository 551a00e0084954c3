"""Parquet, row group by row group. Money is decimal(38, 18), instants are UTC, ids are text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from contracts.ads import RowColumn, Value, ValueType
from destinations.forms import Row, Wanted

DIGITS, DECIMALS = 38, 18
"""Of a decimal. What Pinterest gives with more decimals than that is a rate, and is rounded."""
MICROSECONDS = 1_000_000
UNIT = Decimal(1).scaleb(-DECIMALS)


@dataclass
class ParquetSheet:
    """One file; each `add` is a row group."""

    writer: Any  # pyarrow.parquet.ParquetWriter: pyarrow has no types
    columns: tuple[RowColumn, ...]

    def add(self, rows: Sequence[Row]) -> None:
        self.writer.write_table(arrow_table(self.columns, rows))

    def close(self) -> None:
        self.writer.close()


class ParquetFiles:
    """Implements `destinations.forms.Form`."""

    suffix = ".parquet"

    def begin(self, path: Path, columns: tuple[RowColumn, ...]) -> ParquetSheet:
        writer = _parquet().ParquetWriter(path, arrow_schema(columns), compression="zstd")
        return ParquetSheet(writer, columns)

    def keep(self, old: Path, new: Path, names: tuple[str, ...], wanted: Wanted) -> None:
        parquet = _parquet()
        with parquet.ParquetFile(old) as source:
            held = [name for name in names if name in source.schema_arrow.names]
            kept = (_kept(batch, held, wanted) for batch in source.iter_batches())
            _write(parquet, new, source.schema_arrow, kept)


def arrow_schema(columns: tuple[RowColumn, ...]) -> Any:  # pyarrow.Schema: pyarrow has no types
    return _arrow().schema([(column.name, _type(column.type)) for column in columns])


def arrow_table(columns: tuple[RowColumn, ...], rows: Sequence[Row]) -> Any:  # pyarrow.Table
    """The rows, column by column."""
    arrow = _arrow()
    arrays = [
        arrow.array([_fitted(column.type, value) for value in values], _type(column.type))
        for column, values in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    return arrow.Table.from_arrays(arrays, schema=arrow_schema(columns))


def _write(parquet: Any, new: Path, schema: Any, batches: Iterator[Any]) -> None:  # pyarrow has no types
    writer = None
    for batch in batches:
        if batch.num_rows:
            writer = writer or parquet.ParquetWriter(new, schema, compression="zstd")
            writer.write_batch(batch)
    if writer is not None:
        writer.close()


def _kept(batch: Any, names: list[str], wanted: Wanted) -> Any:  # pyarrow.RecordBatch
    texts = [batch.column(name).to_pylist() for name in names]
    rows = zip(*texts, strict=True) if texts else iter([()] * batch.num_rows)
    mask = [
        wanted({name: None if value is None else str(value) for name, value in zip(names, row, strict=True)})
        for row in rows
    ]
    return batch.filter(_arrow().array(mask, _arrow().bool_()))


def _fitted(kind: ValueType, value: Value) -> Value | bool:
    fit = _FITTERS.get(kind)
    return value if value is None or fit is None else fit(value)


def _decimal(value: Value) -> Decimal:
    exact = Decimal(str(value))
    exponent = exact.as_tuple().exponent
    return exact.quantize(UNIT) if isinstance(exponent, int) and exponent < -DECIMALS else exact


def _day(value: Value) -> Value:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _microseconds(value: Value) -> int:
    return round(float(str(value)) * MICROSECONDS)


def _flag(value: Value) -> bool:
    return bool(value)


_FITTERS: dict[ValueType, Callable[[Value], Value | bool]] = {
    ValueType.DECIMAL: _decimal,
    ValueType.DATE: _day,
    ValueType.INSTANT: _microseconds,
    ValueType.BOOLEAN: _flag,
}


def _type(kind: ValueType) -> Any:  # pyarrow.DataType
    arrow = _arrow()
    types = {
        ValueType.TEXT: arrow.string,
        ValueType.INTEGER: arrow.int64,
        ValueType.DATE: arrow.date32,
        ValueType.BOOLEAN: arrow.bool_,
    }
    if kind is ValueType.DECIMAL:
        return arrow.decimal128(DIGITS, DECIMALS)
    return arrow.timestamp("us", "UTC") if kind is ValueType.INSTANT else types[kind]()


def _arrow() -> Any:  # pyarrow has no types
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415  50 MB that only ads rows need

    return pa


def _parquet() -> Any:  # pyarrow has no types
    from pyarrow import parquet  # noqa: PLC0415  as above

    return parquet
