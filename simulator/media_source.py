"""The picture of a new pin, from the `media_source` of its request.

Only single pictures so far: videos and carousels are refused in plain words.
"""

from __future__ import annotations

import binascii

from simulator.answers import ApiError, invalid_request, picture_too_large
from simulator.call import Call
from simulator.fields import Fields
from simulator.picture_fetching import fetch_picture
from simulator.pictures import BYTES_MAX, Examined, examine

CONTENT_TYPES = ("image/jpeg", "image/png")
SOURCE_TYPES = (
    "image_base64",
    "image_url",
    "video_id",
    "multiple_image_base64",
    "multiple_image_urls",
    "pin_url",
)


async def picture_of(call: Call, source: Fields) -> Examined:
    """Raises ApiError for a source that breaks the specification or a picture that Pinterest refuses."""
    source.require("source_type")
    kind = source.one_of("source_type", SOURCE_TYPES)
    if kind == "image_base64":
        return await _uploaded(call, source)
    if kind == "image_url":
        return await _fetched(call, source)
    raise invalid_request(f"media_source of type '{kind}' is not available on the simulator yet")


async def _uploaded(call: Call, source: Fields) -> Examined:
    source.require("content_type")
    declared = source.one_of("content_type", CONTENT_TYPES)
    return await call.world.work(_decode, source.required_text("data"), declared)


async def _fetched(call: Call, source: Fields) -> Examined:
    source.require("url")
    data = await fetch_picture(call.world, source.web_address("url") or "")
    return await call.world.work(examine, data, None)


def _decode(text: str, declared: str | None) -> Examined:
    if len(text) > BYTES_MAX * 4 // 3 + 4:
        raise picture_too_large()
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError as error:
        raise _not_base64() from error
    if not data:
        raise _not_base64()
    return examine(data, declared)


def _not_base64() -> ApiError:
    """For newlines, `data:` prefixes, the url-safe alphabet and wrong padding alike."""
    return invalid_request("'media_source.data' must match the pattern: ^[a-zA-Z0-9+/=]+$ and be base64")
