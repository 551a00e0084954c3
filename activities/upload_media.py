"""Upload media: whatever the strategy, what comes out is a reference to media that is ready."""

from dataclasses import dataclass

from temporalio import activity

from activities.ports import Assets, Clock, Intents
from activities.translate import in_temporals_words
from contracts.contract import Contract
from contracts.names import PinKey
from contracts.pin import Media, MediaStrategy, PreparedImage
from contracts.trouble import AssetMissing


class MediaOrder(Contract):
    """Which picture for which pin."""

    key: PinKey
    image: PreparedImage
    strategy: MediaStrategy = MediaStrategy.IMAGE_BASE64


@dataclass(frozen=True)
class UploadMediaActivities:
    assets: Assets
    intents: Intents
    clock: Clock

    @activity.defn
    async def upload_media(self, order: MediaOrder) -> Media:
        """See that the media is ready, and tell the ledger: from now on the pin waits for a slot.

        With `image_base64` the bytes travel in the pin's own request, so ready means that they are in the asset
        store. Run twice: nothing changes.
        """
        with in_temporals_words():
            if not await self.assets.has(order.image.sha256):
                raise AssetMissing(f"picture {order.image.sha256[:12]} is not in the asset store")
            media = Media(strategy=order.strategy, asset=order.image.sha256, content_type=order.image.content_type)
            await self.intents.make_ready(order.key, media, self.clock.now())
            return media
