"""Which column of a table says what, and what becomes of the columns that nobody asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from itertools import islice

from catalog.delimited import Record
from catalog.headers import fold_header
from contracts.product import EXTRAS_MAX

EXTRA_NAME_MAX = 300
EXTRA_TEXT_MAX = 2_000
OUR_PREFIX = "pinflow_"
"""Of the columns that an export of ours adds beside the merchant's own; they are not read back."""


class Field(StrEnum):
    """What a column can say of a product."""

    ID = auto()
    GIVEN_KEY = auto()
    """The caller's own name for the pin."""
    SKU = auto()
    LATE_SKU = auto()
    """An SKU too, as `PAGE` is a link."""
    HANDLE = auto()
    TITLE = auto()
    DESCRIPTION = auto()
    POST = auto()
    """A post's text, which is title and description in one."""
    LINK = auto()
    PAGE = auto()
    """A link too, by a name that was learnt late: it makes no key, or keys would have changed."""
    IMAGE = auto()
    MORE_IMAGES = auto()
    VARIANT_IMAGE = auto()
    VIDEO = auto()
    COVER = auto()
    """The picture of a video."""
    POSITION = auto()
    ALT_TEXT = auto()
    PRICE = auto()
    SALE_PRICE = auto()
    COMPARE_AT = auto()
    CURRENCY = auto()
    AVAILABILITY = auto()
    QUANTITY = auto()
    TRACKER = auto()
    OVERSELL = auto()
    BRAND = auto()
    TYPE = auto()
    LOOSE_TYPE = auto()
    CATEGORY = auto()
    CATEGORIES = auto()
    BOARD = auto()
    BOARD_PATH = auto()
    """A board, or `Board/Section`."""
    SECTION = auto()
    TAGS = auto()
    ROW_KIND = auto()
    """Whether a row is a product, or a variant of the one above it."""
    PARENT = auto()
    """Of a variant: the product that it is one of."""
    PUBLISHED = auto()
    STATUS = auto()
    VISIBILITY = auto()
    PUBLISH_AT = auto()
    PUBLISH_TIME = auto()
    """A moment; beside a date in another column its time of day."""
    PUBLISH_CLOCK = auto()
    """The time of day that belongs to a date in another column."""
    PUBLISH_ZONE = auto()
    """The time zone that both are meant in."""


@dataclass(frozen=True)
class Columns:
    """A header, and for each field the numbers of the columns that state it, the best one first."""

    header: tuple[str, ...]
    claims: Mapping[Field, tuple[int, ...]]

    def has(self, field: Field) -> bool:
        return field in self.claims

    def text(self, record: Record, field: Field) -> str:
        """The first of the field's cells that is not blank; empty when all are."""
        return next(iter(self.texts(record, field)), "")

    def texts(self, record: Record, field: Field) -> list[str]:
        """All of the field's cells that are not blank."""
        return [record.cells[at] for at in self.claims.get(field, ()) if record.cells[at]]

    def stated(self, record: Record, fields: Iterable[Field]) -> dict[str, str]:
        """The fields' cells that are not blank, by their header, as they stand."""
        return self._named(record, (at for field in fields for at in self.claims.get(field, ())))

    def extras(self, record: Record, unread: Mapping[str, str]) -> dict[str, str]:
        """`unread` and the cells of columns that no field claims, by their header; at most 100 of them."""
        claimed = {at for ats in self.claims.values() for at in ats}
        rest = self._named(record, (at for at in range(len(record.cells)) if at not in claimed))
        return dict(islice({**unread, **rest}.items(), EXTRAS_MAX))

    def _named(self, record: Record, places: Iterable[int]) -> dict[str, str]:
        named: dict[str, str] = {}
        for at in places:
            if record.cells[at] and not _is_ours(self.header[at]):
                named.setdefault(self._name(at), record.cells[at][:EXTRA_TEXT_MAX])
        return named

    def _name(self, at: int) -> str:
        return self.header[at][:EXTRA_NAME_MAX] or f"column {at + 1}"


def claim_columns(header: Sequence[str], names: Mapping[Field, Sequence[str]]) -> Columns:
    """`header` with each field's columns found by its folded `names`, earlier names before later ones."""
    folded = [fold_header(name) for name in header]
    found = {field: tuple(_places(folded, wanted)) for field, wanted in names.items()}
    return Columns(header=tuple(header), claims={field: ats for field, ats in found.items() if ats})


def _is_ours(name: str) -> bool:
    return name.strip().casefold().startswith(OUR_PREFIX)


def _places(folded: Sequence[str], wanted: Iterable[str]) -> Iterable[int]:
    return (at for name in wanted for at, have in enumerate(folded) if have == name)
