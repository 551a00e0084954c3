"""What a new pin shows, once it was looked at and accepted."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.pictures import Examined
from simulator.things import Film, MediaType, Slide


@dataclass(frozen=True)
class PinMedia:
    """`cover` is the picture itself where there is only one; `thumbnails` are those of the slides."""

    media_type: MediaType
    cover: Examined
    slides: tuple[Slide, ...] = ()
    thumbnails: tuple[bytes, ...] = ()
    media_id: str | None = None
    film: Film | None = None
