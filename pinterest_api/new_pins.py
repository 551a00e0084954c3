"""The JSON of `POST /pins`, with whatever the pin shows, and of `PATCH /pins/{id}`."""

import base64
import json
from typing import Literal

from pydantic import Field

from contracts.sightings import NewMedia, NewPin, PictureAddress, PictureBytes, PinUpdate, UploadedVideo
from pinterest_api.wire import Wire

FIRST_FRAME_SECONDS = 0


class WirePicture(Wire):
    source_type: Literal["image_base64"] = "image_base64"
    content_type: str
    data: str = Field(repr=False)


class WirePictureAddress(Wire):
    source_type: Literal["image_url"] = "image_url"
    url: str


class WireVideo(Wire):
    """Exactly one of its covers is given: a picture, or a moment of the video in whole seconds."""

    source_type: Literal["video_id"] = "video_id"
    media_id: str
    cover_image_content_type: str | None = None
    cover_image_data: str | None = Field(default=None, repr=False)
    cover_image_key_frame_time: int | None = None


WireSource = WirePicture | WirePictureAddress | WireVideo


class WireNewPin(Wire):
    board_id: str
    board_section_id: str | None
    title: str | None
    description: str | None
    alt_text: str | None
    link: str | None
    dominant_color: str | None
    media_source: WireSource


def new_pin_to_body(new: NewPin) -> bytes:
    """The body to send. What is empty is left out: an empty link would be an invalid one."""
    pin = WireNewPin(
        board_id=new.board_id,
        board_section_id=new.section_id or None,
        title=new.title or None,
        description=new.description or None,
        alt_text=new.alt_text or None,
        link=new.link or None,
        dominant_color=new.dominant_color or None,
        media_source=_media_to_source(new.media),
    )
    return pin.model_dump_json(exclude_none=True).encode()


def pin_update_to_body(update: PinUpdate) -> bytes:
    """The body to send. What is not mentioned stays; null takes away, which an empty text would not."""
    said = update.model_dump(exclude_none=True)
    return json.dumps({name: text or None for name, text in said.items()}).encode()


def _media_to_source(media: NewMedia) -> WireSource:
    match media:
        case PictureBytes():
            return WirePicture(content_type=media.content_type, data=_encoded(media))
        case PictureAddress():
            return WirePictureAddress(url=media.url)
        case UploadedVideo():
            return _video_to_source(media)


def _video_to_source(video: UploadedVideo) -> WireVideo:
    cover = video.cover
    if cover is None:
        return WireVideo(media_id=video.media_id, cover_image_key_frame_time=FIRST_FRAME_SECONDS)
    return WireVideo(
        media_id=video.media_id, cover_image_content_type=cover.content_type, cover_image_data=_encoded(cover)
    )


def _encoded(picture: PictureBytes) -> str:
    # Pinterest takes the standard alphabet only, in one line and without a `data:` prefix.
    return base64.b64encode(picture.data).decode("ascii")
