"""The video of a new pin: an upload that succeeded, and a cover from one of three sources."""

from __future__ import annotations

from simulator.answers import invalid_request
from simulator.call import Call
from simulator.fields import Fields
from simulator.pictures import Examined
from simulator.pin_media import PinMedia
from simulator.sent_pictures import fetched_picture, uploaded_picture
from simulator.stills import still_of
from simulator.things import MediaType, Upload, UploadStatus

COVER = "cover_image_"
COVERS = (
    (f"{COVER}url",),
    (f"{COVER}content_type", f"{COVER}data"),
    (f"{COVER}key_frame_time",),
)


async def video(call: Call, source: Fields) -> PinMedia:
    """Raises ApiError 400 for an upload that is not there, not the caller's or not ready, and for a cover
    that is not given exactly once.
    """
    upload = _ready_upload(call, source)
    cover = await _cover(call, source, upload)
    return PinMedia(MediaType.VIDEO, cover, media_id=upload.id, film=upload.film)


def _ready_upload(call: Call, source: Fields) -> Upload:
    upload = call.world.state.archive.uploads.get(source.digits("media_id"))
    if upload is None or upload.account != call.account.name:
        raise invalid_request(f"'{source.path('media_id')}' names no media upload of this account")
    status = upload.status(call.now)
    if status is not UploadStatus.SUCCEEDED:
        raise invalid_request(f"'{source.path('media_id')}' names a media upload that is {status}, not succeeded")
    return upload


async def _cover(call: Call, source: Fields, upload: Upload) -> Examined:
    given = [fields for fields in COVERS if any(map(source.mentions, fields))]
    if len(given) != 1:
        wanted = ", ".join(" with ".join(fields) for fields in COVERS)
        raise invalid_request(f"a video needs exactly one cover out of {wanted}")
    if given[0] == COVERS[0]:
        return await fetched_picture(call, source, f"{COVER}url")
    if given[0] == COVERS[1]:
        return await uploaded_picture(call, source, COVER)
    # A moment after the end is no mistake: it stands for the last frame.
    moment = source.integer(f"{COVER}key_frame_time") or 0
    return await call.world.work(still_of, upload, moment)
