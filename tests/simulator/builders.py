"""Pictures and requests with only what a test cares about."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image

EPOCH = 1_700_000_000.0  # 2023-11-14T22:13:20 UTC, where tests stop the clock


def picture(width: int = 200, height: int = 300, image_format: str = "JPEG", colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, image_format)
    return out.getvalue()


def base64_source(data: bytes | None = None, content_type: str = "image/jpeg") -> dict[str, Any]:
    text = base64.b64encode(picture() if data is None else data).decode()
    return {"source_type": "image_base64", "content_type": content_type, "data": text}


def url_source(url: str) -> dict[str, Any]:
    return {"source_type": "image_url", "url": url}


def carousel_source(*sizes: tuple[int, int], **changed: Any) -> dict[str, Any]:  # JSON, right or wrong on purpose
    pictures = [base64_source(picture(*size)) for size in sizes or ((200, 300), (200, 300))]
    items = [{"content_type": each["content_type"], "data": each["data"]} for each in pictures]
    return {"source_type": "multiple_image_base64", "items": items, **changed}


def video_source(media_id: str, **changed: Any) -> dict[str, Any]:  # JSON, right or wrong on purpose
    cover = {"cover_image_key_frame_time": 1} if not changed else {}
    return {"source_type": "video_id", "media_id": media_id, **cover, **changed}


def pin(board: object, /, **changed: Any) -> dict[str, Any]:  # JSON of PinCreate, right or wrong on purpose
    return {
        "board_id": board,
        "title": "Blue mug",
        "description": "Holds coffee.",
        "alt_text": "A blue mug on a table",
        "link": "https://shop.example.com/products/blue-mug?utm_content=abc",
        "dominant_color": "#6E7874",
        "media_source": base64_source(),
        **changed,
    }
