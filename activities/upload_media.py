"""Upload media: whatever the strategy, what comes out is a reference to media that is ready."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field
from temporalio import activity

from activities.ports import Assets, Clock, Intents
from activities.public_pictures import PublicPictures
from activities.translate import in_temporals_words
from activities.video_uploads import VideoUploads
from contracts.contract import Contract
from contracts.names import AccountKey, PinKey
from contracts.outcome import Refused
from contracts.pin import Media, MediaResult, MediaStrategy, PreparedImage, PreparedVideo
from contracts.trouble import AssetMissing


class MediaOrder(Contract):
    """What for which pin. `strategy` is how a picture travels; a video has one way only."""

    account: AccountKey
    key: PinKey
    prepared: Annotated[PreparedImage | PreparedVideo, Field(discriminator="kind")]
    strategy: MediaStrategy = MediaStrategy.IMAGE_BASE64

    @property
    def is_at_hand(self) -> bool:
        """Whether nothing need be sent, nor waited for, before the pin's own request."""
        return isinstance(self.prepared, PreparedImage) and self.strategy is not MediaStrategy.IMAGE_URL


@dataclass(frozen=True)
class UploadMediaActivities:
    assets: Assets
    intents: Intents
    clock: Clock
    public: PublicPictures
    videos: VideoUploads

    @activity.defn
    async def upload_media(self, order: MediaOrder) -> MediaResult:
        """See that the media is ready, and tell the ledger: from now on the pin waits for a slot.

        Run twice: a picture changes nothing. Of a video the second run goes on where the first stopped; what it
        may do twice is told in `video_uploads.py`, and is never a second pin.
        """
        with in_temporals_words():
            media = await self._ready(order)
            if isinstance(media, Media):
                await self.intents.make_ready(order.key, media, self.clock.now())
            return media

    async def _ready(self, order: MediaOrder) -> Media | Refused:
        if isinstance(order.prepared, PreparedVideo):
            return await self.videos.ready(order.account, order.key, order.prepared)
        if order.strategy is MediaStrategy.IMAGE_URL:
            return await self.public.ready(order.prepared)
        return await self._at_hand(order.prepared)

    async def _at_hand(self, image: PreparedImage) -> Media:
        """With `image_base64` the bytes travel in the pin's own request: ready means that we have them."""
        if not await self.assets.has(image.sha256):
            raise AssetMissing(f"picture {image.sha256[:12]} is not in the asset store")
        return Media(asset=image.sha256, content_type=image.content_type, width=image.width, height=image.height)
