"""Columns of pictures and videos that are counted: `Image URL 2`, `Photo 1`, Facebook's `image[0].url`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from catalog import tongues
from catalog.columns import Columns, Field
from catalog.headers import fold_header

# More digits are a size: Odoo has `image_1024`.
_COUNTED = re.compile(r"(?P<name>\D+?)(?:\d{1,2}(?:url|link|src)?)?", re.ASCII)
_FURTHER: Mapping[Field, Sequence[str]] = MappingProxyType(
    {
        Field.IMAGE: ("urlimage", "bildpfad"),
        Field.MORE_IMAGES: ("additionalimage", "additionalimageurl", "moreimage", "galleryimage"),
    }
)
"""Names that have a number as a rule; without one they say the same."""


def claim_counted(columns: Columns, names: Mapping[Field, Sequence[str]]) -> Columns:
    """`columns` with those claimed whose name, without its number, is one of a picture or a video.

    In the header's order; where no column is the picture yet, the first of them is.
    """
    claims = dict(columns.claims)
    taken = {at for places in claims.values() for at in places}
    for at, field in _counted(columns.header, names):
        if at not in taken:
            found = Field.MORE_IMAGES if field is Field.IMAGE and Field.IMAGE in claims else field
            claims[found] = (*claims.get(found, ()), at)
    return replace(columns, claims=claims)


def _counted(header: Sequence[str], names: Mapping[Field, Sequence[str]]) -> Iterator[tuple[int, Field]]:
    known = {
        name: field for field in (Field.IMAGE, Field.MORE_IMAGES, Field.VIDEO) for name in _names(field, names)
    }
    for at, said in enumerate(header):
        counted = _COUNTED.fullmatch(fold_header(said))
        if counted and (field := known.get(counted["name"])):
            yield at, field


def _names(field: Field, names: Mapping[Field, Sequence[str]]) -> tuple[str, ...]:
    return (*names[field], *tongues.NAMES.get(field, ()), *_FURTHER.get(field, ()))
