"""What a new pin is to show, from the `media_source` of its request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from simulator.answers import invalid_request
from simulator.call import Call
from simulator.carousels import fetched_carousel, uploaded_carousel
from simulator.fields import Fields
from simulator.pin_media import PinMedia
from simulator.sent_pictures import fetched_picture, uploaded_picture
from simulator.things import MediaType
from simulator.videos import video

Reader = Callable[[Call, Fields], Awaitable[PinMedia]]


async def media_of(call: Call, source: Fields) -> PinMedia:
    """Raises ApiError for a source that breaks the specification or a picture that Pinterest refuses."""
    source.require("source_type")
    kind = source.one_of("source_type", tuple(READERS))
    return await READERS[kind or ""](call, source)


async def _one_uploaded(call: Call, source: Fields) -> PinMedia:
    return PinMedia(MediaType.IMAGE, await uploaded_picture(call, source))


async def _one_fetched(call: Call, source: Fields) -> PinMedia:
    return PinMedia(MediaType.IMAGE, await fetched_picture(call, source))


async def _product_page(_: Call, source: Fields) -> PinMedia:
    raise invalid_request(f"'{source.path('source_type')}' pin_url is a beta that this app has not")


READERS: dict[str, Reader] = {
    "image_base64": _one_uploaded,
    "image_url": _one_fetched,
    "video_id": video,
    "multiple_image_base64": uploaded_carousel,
    "multiple_image_urls": fetched_carousel,
    "pin_url": _product_page,
}
