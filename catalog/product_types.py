"""What kind of thing a record says its product is: its boards are named after it."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from catalog import bounds
from catalog.columns import Columns, Field
from catalog.delimited import Record
from catalog.headers import fold_header
from contracts.product import CATEGORIES_MAX

_NO_KINDS = frozenset(
    {
        # How a shop's software sells it (WooCommerce, Magento, Squarespace).
        *("simple", "variable", "variation", "grouped", "external", "configurable", "bundle", "virtual"),
        *("downloadable", "physical", "digital", "product"),
        # Where WooCommerce and Magento put what nobody has sorted.
        *("uncategorized", "uncategorised", "unkategorisiert", "allgemein", "nonclassé", "sincategorizar"),
        *("senzacategoria", "semcategoria", "geencategorie", "ongecategoriseerd", "bezkategorii", "безкатегории"),
        *("безрубрики", "defaultcategory"),
    }
)
"""Folded; no shop would name a board so."""

# WooCommerce writes a comma within a category as "\\,".
_PARTED = re.compile(r"(?<!\\),")
_LISTED = re.compile(r"(?<!\\),|;")


def read_product_type(columns: Columns, record: Record) -> str | None:
    """Its own type, else the first of its categories; Google's only when it is more than a number."""
    google = columns.text(record, Field.CATEGORY)
    candidates = (
        _first_of_list(columns.text(record, Field.TYPE)),
        *_categories(columns.text(record, Field.CATEGORIES)),
        # WooCommerce's "simple" and "variable" stand here, beside its categories.
        columns.text(record, Field.LOOSE_TYPE),
        "" if google.isdigit() else google,
    )
    return next((bounds.paragraph(kind) for kind in candidates if kind and not _is_none(kind)), None)


def read_categories(columns: Columns, record: Record) -> tuple[str, ...]:
    """Each category that the record names: Google's as one path or number, the shop's own as a list."""
    google = columns.texts(record, Field.CATEGORY)
    own = [part for cell in columns.texts(record, Field.CATEGORIES) for part in _listed(cell)]
    return some_categories([*google, *own])


def some_categories(paths: Iterable[str]) -> tuple[str, ...]:
    """As many of the paths as a product holds, each once."""
    found = (bounds.line(path) for path in paths)
    return tuple(dict.fromkeys(path for path in found if path and not _is_none(path)))[:CATEGORIES_MAX]


def _listed(cell: str) -> Sequence[str]:
    """The parts of a list, by commas or semicolons."""
    return [part.replace("\\,", ",").strip() for part in _LISTED.split(cell)]


def _categories(cell: str) -> Sequence[str]:
    """`Clothing > Shirts` and `Sale` of `Clothing > Shirts, Sale`."""
    return [part.replace("\\,", ",").strip() for part in _PARTED.split(_first_of_list(cell))]


def _first_of_list(cell: str) -> str:
    return cell.partition(";")[0].strip()


@lru_cache(maxsize=1_000)
def _is_none(kind: str) -> bool:
    """Whether it is no kind of thing; WooCommerce joins its own with commas (`simple, virtual`)."""
    return all(fold_header(part) in _NO_KINDS for part in kind.split(","))
