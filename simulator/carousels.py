"""Carousels: several pictures of one shape under one pin."""

from __future__ import annotations

from simulator.answers import ratios_differ
from simulator.call import Call
from simulator.fields import Fields
from simulator.pictures import Examined
from simulator.pin_media import PinMedia
from simulator.sent_pictures import fetched_picture, uploaded_picture
from simulator.things import MediaType, Picture, Slide

SLIDES_MIN, SLIDES_MAX = 2, 5
ROUNDING = 1  # pixels of height by which two pictures of one shape may differ at one width


async def uploaded_carousel(call: Call, source: Fields) -> PinMedia:
    items, cover = _items(source), _cover(source)
    return _carousel(items, [await uploaded_picture(call, item) for item in items], cover)


async def fetched_carousel(call: Call, source: Fields) -> PinMedia:
    items, cover = _items(source), _cover(source)
    return _carousel(items, [await fetched_picture(call, item) for item in items], cover)


def slide_texts(item: Fields) -> dict[str, str | None]:
    """The texts of a slide. Raises ApiError 400 for a null, which the specification does not allow here."""
    return {
        "title": _text(item, "title"),
        "description": _text(item, "description"),
        "link": item.web_address("link") if _text(item, "link") is not None else None,
    }


def _text(item: Fields, name: str) -> str | None:
    return item.required_text(name) if item.mentions(name) else None


def _items(source: Fields) -> list[Fields]:
    """Their texts are looked at before any picture is."""
    items = source.objects("items", least=SLIDES_MIN, most=SLIDES_MAX)
    for item in items:
        slide_texts(item)
    return items


def _cover(source: Fields) -> int:
    """The index of the slide that stands for all; it must be one of them."""
    last = len(source.objects("items", least=SLIDES_MIN, most=SLIDES_MAX)) - 1
    return source.integer("index", most=last) or 0


def _carousel(items: list[Fields], examined: list[Examined], cover: int) -> PinMedia:
    slides = tuple(
        Slide(picture=each.picture, **slide_texts(item)) for item, each in zip(items, examined, strict=True)
    )
    if not all(_has_the_shape_of(slides[0].picture, slide.picture) for slide in slides):
        raise ratios_differ()
    return PinMedia(
        media_type=MediaType.CAROUSEL,
        cover=examined[cover],
        slides=slides,
        thumbnails=tuple(each.thumbnail for each in examined),
    )


def _has_the_shape_of(first: Picture, other: Picture) -> bool:
    return abs(first.height * other.width / first.width - other.height) <= ROUNDING
