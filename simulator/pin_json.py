"""A pin as API v5 answers it, now: what is still being processed is not shown yet."""

from __future__ import annotations

from typing import Any

from simulator.call import Call
from simulator.stamps import stamp
from simulator.things import MediaType, Picture, Pin

REGULAR, VIDEO, CAROUSEL = "REGULAR", "VIDEO", "CAROUSEL"


def pin_json(call: Call, pin: Pin) -> dict[str, Any]:  # JSON of Pin in the specification
    return {
        "id": pin.id,
        "created_at": stamp(pin.created),
        "link": pin.link,
        "title": pin.title,
        "description": pin.description,
        "alt_text": pin.alt_text,
        "dominant_color": pin.dominant_color,
        "board_id": pin.board_id,
        "board_section_id": pin.section_id,
        "board_owner": {"username": pin.account},
        "parent_pin_id": pin.parent_pin_id,
        "creative_type": creative_type(pin, call.now),
        "is_owner": True,
        "is_standard": pin.is_standard,
        "has_been_promoted": False,
        "media": _media_json(call, pin),
        "pin_metrics": _metrics() if call.parameters().flag("pin_metrics", default=False) else None,
    }


def creative_type(pin: Pin, now: float) -> str:
    """A video passes for a picture until it is processed, as on Pinterest."""
    if pin.media_type is MediaType.CAROUSEL:
        return CAROUSEL
    return VIDEO if pin.media_type is MediaType.VIDEO and pin.is_processed(now) else REGULAR


def images_json(origin: str, name: str, picture: Picture) -> dict[str, Any]:  # JSON of ImageSize, and the original
    """Pictures are made smaller, never larger; the two fixed sizes are crops."""
    sizes = {
        "150x150": (150, 150),
        "400x300": (400, 300),
        "600x": _at_most(600, picture),
        "1200x": _at_most(1200, picture),
        "originals": (picture.width, picture.height),
    }
    return {
        size: {"width": width, "height": height, "url": f"{origin}/media/{size}/{name}.jpg"}
        for size, (width, height) in sizes.items()
    }


def slide_name(pin: Pin, index: int) -> str:
    """What the address of a slide's picture calls it."""
    return f"{pin.id}-{index}"


def _media_json(call: Call, pin: Pin) -> dict[str, Any]:  # JSON of PinMedia in the specification
    is_processed = pin.is_processed(call.now)
    shown: dict[str, Any] = {"media_type": pin.media_type}  # JSON
    if pin.media_type is MediaType.CAROUSEL:
        return shown | {"items": _slides_json(call, pin, is_processed=is_processed)}
    images = images_json(call.origin, pin.id, pin.picture) if is_processed else {}
    shown |= {"images": images}
    if pin.media_type is MediaType.VIDEO:
        shown |= _film_json(pin, images)
    return shown


def _film_json(pin: Pin, images: dict[str, Any]) -> dict[str, Any]:  # JSON of PinMediaWithVideo
    """The address of the video itself is kept from most apps, so from all here."""
    film = pin.film if images else None
    shown = {
        "duration": film and film.duration,
        "height": film and film.height,
        "width": film and film.width,
        "video_url": None,
    }
    return {**shown, "cover_image_url": images["originals"]["url"]} if images else shown


def _slides_json(call: Call, pin: Pin, *, is_processed: bool) -> list[dict[str, Any]]:  # JSON of ImageMetadata
    return [
        {
            "item_type": "image",
            "title": slide.title,
            "description": slide.description,
            "link": slide.link,
            "images": images_json(call.origin, slide_name(pin, index), slide.picture) if is_processed else {},
        }
        for index, slide in enumerate(pin.slides)
    ]


def _at_most(width: int, picture: Picture) -> tuple[int, int]:
    width = min(width, picture.width)
    return width, max(1, round(picture.height * width / picture.width))


def _metrics() -> dict[str, dict[str, int]]:
    """No one has seen these pins."""
    seen = {"pin_click": 0, "impression": 0, "clickthrough": 0}
    return {"90d": seen, "lifetime_metrics": seen | {"reaction": 0, "comment": 0}}
