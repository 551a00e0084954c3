"""Videos at Pinterest: registered, uploaded, and polled until they are processed.

How far an upload is stands in the activity's heartbeat, and Temporal gives it to the next try, whatever worker has
it: a video is uploaded again only when Pinterest says that nothing of it arrived. The permission to upload is a
secret, so it is used at once and never kept; a registration that came to nothing costs one write of the quota.
"""

from dataclasses import dataclass

import structlog
from temporalio import activity

from activities.heartbeat import beating
from activities.parking import PARKING_TROUBLE, park
from activities.ports import Accounts, Assets, Clock, MediaUploads, UploadPlaces
from activities.room import counted
from activities.translate import not_yet, while_parked
from activities.upload_place import UploadPlace
from contracts.contract import Contract, Instant
from contracts.names import AccountKey, PinKey
from contracts.outcome import Reason, Refused
from contracts.pin import Media, MediaStrategy, PreparedVideo
from contracts.refusals import refuse
from contracts.sightings import MediaStatus, Registration
from contracts.trouble import MediaGone, Rejected, TokenExpired, UploadRefused

PROCESSING_SECONDS_MAX = 3_600.0
"""How long Pinterest may process a video. Minutes are usual; it promises nothing."""

LOOK_AGAIN_SECONDS_MIN = 2.0
LOOK_AGAIN_SECONDS_MAX = 30.0

UPLOADS_REFUSED_MAX = 3
"""Uploads that were refused, each with a registration of its own, before the product is."""

ROOM_SECONDS_MAX = 300.0
"""How long the quota is waited for with the video at hand; for a longer wait Temporal is asked."""

log = structlog.get_logger(__name__)


class UploadMark(Contract):
    """How far an upload is."""

    media_id: str | None = None
    uploaded: Instant | None = None
    """When all of it had been sent."""
    refused: int = 0


@dataclass(frozen=True)
class VideoUploads:
    media: MediaUploads
    assets: Assets
    accounts: Accounts
    places: UploadPlaces
    clock: Clock

    async def ready(self, account: AccountKey, key: PinKey, video: PreparedVideo) -> Media | Refused:
        """The video at Pinterest, once it was processed. Raises NotYet until then."""
        mark = await self._arrived(account, last_mark())
        if mark.media_id is not None and mark.uploaded is not None:
            return await self._processed(account, video, mark.media_id, since=mark.uploaded)
        if mark.refused >= UPLOADS_REFUSED_MAX:
            return refuse(Reason.MEDIA_FAILED, f"Pinterest's upload address refused the file {mark.refused} times")
        return await self._upload(UploadPlace(self.places, self.clock, account, key), video, mark)

    async def _arrived(self, account: AccountKey, mark: UploadMark) -> UploadMark:
        """An upload whose end nobody saw, because the worker died or the answer was lost: did the file arrive?"""
        if mark.media_id is None or mark.uploaded is not None:
            return mark
        if await self._status(account, mark.media_id) is MediaStatus.REGISTERED:
            return mark
        return mark.model_copy(update={"uploaded": self.clock.now()})

    async def _upload(self, place: UploadPlace, video: PreparedVideo, mark: UploadMark) -> Media | Refused:
        account = place.account
        parked = await self.accounts.parked(account)
        if parked is not None:
            raise while_parked(parked)
        lent = self.assets.lend(video.sha256, video.content_type)
        async with place.taken(), beating(mark) as pulse, lent as file:
            registration = await self._register(account)
            if isinstance(registration, Refused):
                return registration
            pulse.tell(mark.model_copy(update={"media_id": registration.media_id}))
            try:
                await self.media.upload(registration, file, video.content_type)
            except UploadRefused:
                pulse.tell(UploadMark(refused=mark.refused + 1))
                raise
        log.info("video.uploaded", account=account, media=registration.media_id, bytes=video.size_bytes)
        return await self._processed(account, video, registration.media_id, since=self.clock.now())

    async def _register(self, account: AccountKey) -> Registration | Refused:
        held = await self._wait_for_room(account)
        try:
            async with counted(self.accounts, self.clock, account, held):
                return await self.media.register(account)
        except Rejected as trouble:
            return refuse(Reason.MEDIA_FAILED, f"Pinterest says: {trouble}")
        except PARKING_TROUBLE as trouble:
            if not await park(self.accounts, self.clock, account, trouble):
                raise TokenExpired(str(trouble)) from trouble
            raise

    async def _wait_for_room(self, account: AccountKey) -> Instant:
        """A registration counts as a write, and leaves at once when it was counted: at the moment that is said."""
        while True:
            now = self.clock.now()
            until = await self.accounts.hold_write(account, now)
            if until is None:
                return now
            if until - now > ROOM_SECONDS_MAX:
                raise not_yet("the quota is used up", again_seconds=until - now)
            await self.clock.sleep_until(until)

    async def _processed(
        self, account: AccountKey, video: PreparedVideo, media_id: str, *, since: Instant
    ) -> Media | Refused:
        # Said again in each try: the newest heartbeat is what a worker that takes over is given.
        activity.heartbeat(UploadMark(media_id=media_id, uploaded=since))
        status = await self._status(account, media_id)
        waited = self.clock.now() - since
        if status is MediaStatus.SUCCEEDED:
            return _uploaded(video, media_id)
        if status is MediaStatus.FAILED:
            return refuse(Reason.MEDIA_FAILED, f"Pinterest could not process the video (media {media_id})")
        if waited >= PROCESSING_SECONDS_MAX:
            return refuse(
                Reason.MEDIA_FAILED,
                f"Pinterest has not processed the video in {waited / 60:.0f} minutes (media {media_id})",
            )
        again = min(max(waited / 4, LOOK_AGAIN_SECONDS_MIN), LOOK_AGAIN_SECONDS_MAX)
        raise not_yet("Pinterest is processing the video", again_seconds=again)

    async def _status(self, account: AccountKey, media_id: str) -> MediaStatus:
        """A registration that cannot be read (yet) is one that nothing arrived for."""
        try:
            return await self.media.status(account, media_id)
        except MediaGone:
            return MediaStatus.REGISTERED


def last_mark() -> UploadMark:
    """What an earlier try of this activity left."""
    details = activity.info().heartbeat_details
    return UploadMark.model_validate(details[0]) if details else UploadMark()


def _uploaded(video: PreparedVideo, media_id: str) -> Media:
    """With the cover as its picture; without one, the asset is the video itself."""
    cover = video.cover
    return Media(
        strategy=MediaStrategy.VIDEO,
        asset=cover.sha256 if cover else video.sha256,
        content_type=cover.content_type if cover else video.content_type.value,
        media_id=media_id,
        width=video.width,
        height=video.height,
    )
