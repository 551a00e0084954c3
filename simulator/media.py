"""Uploads of videos: announced, looked up and listed over API v5. The bytes come through upload_door.py."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from simulator import paging
from simulator.answers import Answer, upload_not_found
from simulator.call import Call
from simulator.effects import Effect
from simulator.schedule import video_seconds
from simulator.things import Fate, Upload
from simulator.upload_policy import POLICY_SECONDS, upload_parameters

ID_DIGIT = 3
MEDIA_TYPES = ("video",)  # pictures are not uploaded, in no version of the specification


async def register_upload(call: Call) -> Answer:
    fields = call.json()
    fields.require("media_type")
    fields.one_of("media_type", MEDIA_TYPES)
    upload = _register(call)
    sent_to = {"upload_url": f"{call.origin}/upload/", "upload_parameters": upload_parameters(upload)}
    return Answer(201, {"media_id": upload.id, "media_type": MEDIA_TYPES[0], **sent_to})


async def get_upload(call: Call) -> Answer:
    upload = call.world.state.archive.uploads.get(call.id_in_path("media_id"))
    if upload is None or upload.account != call.account.name:
        raise upload_not_found()
    return Answer(200, _upload_json(upload, call.now))


async def list_uploads(call: Call) -> Answer:
    parameters, listing = call.parameters(), f"media of {call.account.name}"
    before = paging.start(parameters, listing)
    held = call.world.state.archive.uploads_of(call.account.name)
    uploads = (upload for upload in held if before is None or upload.sequence < before)
    page, bookmark = paging.cut(uploads, paging.page_size(parameters), listing)
    return Answer(200, {"items": [_upload_json(upload, call.now) for upload in page], "bookmark": bookmark})


def _upload_json(upload: Upload, now: float) -> dict[str, Any]:  # JSON of Media in the specification
    """Why an upload failed is told nowhere, as at Pinterest."""
    return {"media_id": upload.id, "media_type": MEDIA_TYPES[0], "status": upload.status(now)}


def _register(call: Call) -> Upload:
    state, now = call.world.state, call.now
    processing = video_seconds(call.world.seed, len(state.archive.uploads) + 1, call.effect)
    sequence, upload_id = state.ids.next(ID_DIGIT)
    upload = Upload(
        id=upload_id,
        sequence=sequence,
        account=call.account.name,
        registered=now,
        expires=now + POLICY_SECONDS,
        processing=processing,
        fate=_fate(call.effect),
    )
    call.world.record("upload", **asdict(upload))
    return upload


def _fate(effect: Effect) -> Fate:
    if effect.stuck_processing:
        return Fate.STUCK
    return Fate.FAILS if effect.fail_processing else Fate.SUCCEEDS
