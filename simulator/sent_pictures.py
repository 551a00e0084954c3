"""One picture out of a request: its bytes in base64, or the address to fetch them from."""

from __future__ import annotations

import binascii

from simulator.answers import invalid_request, picture_too_large
from simulator.call import Call
from simulator.fields import Fields
from simulator.picture_fetching import fetch_picture
from simulator.pictures import BYTES_MAX, Examined, examine

CONTENT_TYPES = ("image/jpeg", "image/png")


async def uploaded_picture(call: Call, source: Fields, prefix: str = "") -> Examined:
    """From the fields `content_type` and `data`, whose names may have a prefix. Raises ApiError."""
    source.require(f"{prefix}content_type")
    declared = source.one_of(f"{prefix}content_type", CONTENT_TYPES)
    text = source.required_text(f"{prefix}data")
    return await call.world.work(_decode, text, declared, source.path(f"{prefix}data"))


async def fetched_picture(call: Call, source: Fields, field: str = "url") -> Examined:
    """Raises ApiError for an address that is none, and for a picture that is not there or refused."""
    source.require(field)
    data = await fetch_picture(call.world, source.web_address(field) or "")
    return await call.world.work(examine, data, None)


def _decode(text: str, declared: str | None, field: str) -> Examined:
    """Newlines, `data:` prefixes, the url-safe alphabet and wrong padding are all refused."""
    if len(text) > BYTES_MAX * 4 // 3 + 4:
        raise picture_too_large()
    not_base64 = invalid_request(f"'{field}' must match the pattern: ^[a-zA-Z0-9+/=]+$ and be base64")
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError as error:
        raise not_base64 from error
    if not data:
        raise not_base64
    return examine(data, declared)
