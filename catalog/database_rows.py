"""A row of a database's table as a product: its columns are read by the headers of files, or by a mapping."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from catalog.headers import fold_header
from catalog.json_cells import text_of
from catalog.json_values import Json
from catalog.keys import settled_key
from catalog.partial_products import PartialProduct, key_of, priced_in, read_partial
from contracts.changes import UnreadableEvent
from contracts.contract import Line
from contracts.product import Product

LEFT_OUT = ""
"""What a column is mapped to that is not to be read at all."""

_NUMBER = "id"
"""The column that most tables have their rows' numbers in."""


@dataclass(frozen=True)
class TableMapping:
    """What a source's settings say of its tables."""

    tables: frozenset[str] = frozenset()
    """`products` or `public.products`, in any case; none: of whichever a row is."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """For a column the header that a file would have in its place: `{"bezeichnung": "title", "cost": ""}`."""
    currency: str | None = None

    def watches(self, *names: str) -> bool:
        """Whether rows of the table are products; `names` are all that it is called by."""
        wanted = {table.strip().casefold() for table in self.tables}
        return not wanted or any(name.casefold() in wanted for name in names)


@dataclass(frozen=True)
class TableRow:
    """A row by the names that a file's header would have."""

    values: Mapping[str, Json]
    hidden: frozenset[str]
    """Names of which the database did not say what stands there."""
    number: str
    """Its own `id`; empty when it has none."""

    @property
    def key(self) -> str:
        """The product's key; the row's number where nothing else is known of it, empty without that."""
        return key_of(self.values) or self.number

    def foreign_id(self, key: Line) -> str | None:
        """The number, where the key is another one: by it a deletion is understood that knows no more."""
        return self.number if self.number and self.number != key else None


def map_row(row: Mapping[str, Json], mapping: TableMapping, hidden: Collection[str] = ()) -> TableRow:
    """The row's columns by their headers; one that is mapped goes before another of the same name."""
    mapped = {fold_header(name) for name in mapping.columns.values()}
    named: dict[str, Json] = {}
    veiled: set[str] = set()
    for column, value in row.items():
        free = LEFT_OUT if fold_header(column) in mapped else column
        name = mapping.columns.get(column, free)
        if name == LEFT_OUT or name in named:
            continue
        if column in hidden:
            veiled.add(name)
        else:
            named[name] = value
    return TableRow(values=named, hidden=frozenset(veiled), number=settled_key(text_of(row.get(_NUMBER))))


def read_row(row: TableRow, mapping: TableMapping) -> PartialProduct | UnreadableEvent:
    """The product that the row is, priced in the mapping's currency."""
    read = read_partial(row.values, row.hidden)
    if isinstance(read, UnreadableEvent):
        return read
    product: Product = priced_in(read.product, mapping.currency)
    return PartialProduct(product=product, unsaid=read.unsaid, foreign_id=row.foreign_id(product.key))
