"""What kind of thing a record says its product is: its boards are named after it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from catalog import bounds
from catalog.columns import Columns, Field
from catalog.delimited import Record
from catalog.headers import fold_header

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


def _categories(cell: str) -> Sequence[str]:
    """`Clothing > Shirts` and `Sale` of `Clothing > Shirts, Sale`."""
    return [part.replace("\\,", ",").strip() for part in _PARTED.split(_first_of_list(cell))]


def _first_of_list(cell: str) -> str:
    return cell.partition(";")[0].strip()


@lru_cache(maxsize=1_000)
def _is_none(kind: str) -> bool:
    """Whether it is no kind of thing; WooCommerce joins its own with commas (`simple, virtual`)."""
    return all(fold_header(part) in _NO_KINDS for part in kind.split(","))
