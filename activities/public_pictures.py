"""Pictures that Pinterest fetches from our asset store: ready when anyone is given exactly our bytes."""

import hashlib
from dataclasses import dataclass

from temporalio import activity

from activities.ports import Assets, Clock, Pictures
from activities.translate import not_yet
from contracts.outcome import Reason, Refused
from contracts.pin import Media, MediaStrategy, PreparedImage
from contracts.refusals import refuse
from contracts.trouble import AddressRefused, FetchTrouble

PUBLIC_SECONDS_MAX = 600.0
"""How long a store, or the network before it, may take until what was put there is seen from outside."""

LOOK_AGAIN_SECONDS_MAX = 60.0


@dataclass(frozen=True)
class PublicPictures:
    """Looks at the asset store as a stranger does."""

    assets: Assets
    pictures: Pictures
    clock: Clock

    async def ready(self, image: PreparedImage) -> Media | Refused:
        """The picture's public address, once it answers with the picture. Raises NotYet while it does not."""
        url = self.assets.public_address(image.sha256)
        if url is None:
            return refuse(Reason.MEDIA_NOT_PUBLIC, "the worker knows no public address of the asset store")
        try:
            data = await self.pictures.fetch_picture(url, stand_in_shop=None)
        except AddressRefused as trouble:
            return refuse(Reason.MEDIA_NOT_PUBLIC, str(trouble))
        except FetchTrouble as trouble:
            return self._not_ready(str(trouble))
        if hashlib.sha256(data).hexdigest() != image.sha256:
            return self._not_ready(f"{url} answers with something else than the picture")
        return _at(url, image)

    def _not_ready(self, why: str) -> Refused:
        info = activity.info()
        if self.clock.now() - info.scheduled_time.timestamp() >= PUBLIC_SECONDS_MAX:
            return refuse(Reason.MEDIA_NOT_PUBLIC, why)
        raise not_yet(why, again_seconds=min(LOOK_AGAIN_SECONDS_MAX, 2.0 ** min(info.attempt, 10)))


def _at(url: str, image: PreparedImage) -> Media:
    return Media(
        strategy=MediaStrategy.IMAGE_URL,
        asset=image.sha256,
        content_type=image.content_type,
        url=url,
        width=image.width,
        height=image.height,
    )
