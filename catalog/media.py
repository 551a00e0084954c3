"""A product's pictures and its video, as the cells of one record name them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from catalog import bounds
from catalog.columns import Columns, Field
from catalog.delimited import Record
from catalog.image_lists import part_addresses
from contracts.product import IMAGES_MAX, ProductImage

VIDEO_ENDINGS = (".mp4", ".mov", ".m4v")
"""Pinterest takes these (API v5, media upload)."""

_ALTS_PARTED_BY = "||"

# Pinterest's own table may name a moment of the video in place of a picture.
_MOMENT = re.compile(r"[0-9][0-9:.]{0,15}s?")


@dataclass(frozen=True)
class Media:
    """Addresses as the record has them, each once; of a video's pictures the first is its cover."""

    pictures: tuple[str, ...]
    video: str | None
    unused: tuple[Field, ...]
    """Fields of addresses that say nothing here: a cover without a video, a video that is none."""

    @property
    def addresses(self) -> list[str]:
        return [*self.pictures, *([self.video] if self.video else [])]


def read_media(columns: Columns, record: Record) -> Media:
    """An address in any of the columns that ends like a video is the video, the first one if there are several."""
    pictures = _addresses(columns, record, (Field.IMAGE, Field.MORE_IMAGES))
    named = _addresses(columns, record, (Field.VIDEO,))
    cover = [text for text in _addresses(columns, record, (Field.COVER,)) if not _MOMENT.fullmatch(text)]
    video = next((address for address in [*named, *pictures] if is_video(address)), None)
    shown = [*(cover if video else ()), *pictures]
    return Media(
        pictures=tuple(dict.fromkeys(address for address in shown if not is_video(address)))[:IMAGES_MAX],
        video=video,
        unused=(
            *((Field.VIDEO,) if named and not any(map(is_video, named)) else ()),
            *(() if video and cover else (Field.COVER,)),
        ),
    )


def is_video(address: str) -> bool:
    """Whether the address ends as a video's does, before its query."""
    return address.partition("?")[0].partition("#")[0].lower().endswith(VIDEO_ENDINGS)


def read_images(columns: Columns, record: Record, media: Media) -> tuple[ProductImage, ...]:
    """The pictures with their alternative texts; a single text is the first one's."""
    alts = columns.text(record, Field.ALT_TEXT).split(_ALTS_PARTED_BY)
    padded = [bounds.paragraph(alt.strip()) for alt in alts] + [""] * len(media.pictures)
    return tuple(ProductImage(url=url, alt=alt) for url, alt in zip(media.pictures, padded, strict=False))


def _addresses(columns: Columns, record: Record, fields: Iterable[Field]) -> list[str]:
    return [url for field in fields for cell in columns.texts(record, field) for url in part_addresses(cell)]
