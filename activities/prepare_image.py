"""Prepare image: the shop's picture becomes one that Pinterest shows well."""

from dataclasses import dataclass

from temporalio import activity

from activities.fetch_refusals import PICTURE, refuse_fetch, tried_enough
from activities.heartbeat import beating
from activities.ports import Assets, Pictures, Studio
from activities.translate import in_temporals_words
from contracts.contract import Address, Contract
from contracts.names import PinKey
from contracts.outcome import Reason, Refused
from contracts.pin import ImageResult, PinPolicy, PreparedImage
from contracts.trouble import FetchTrouble

BROKEN_FETCHES_MAX = 2
"""A picture that arrives broken is fetched once more: the transfer may have been cut."""


class ImageOrder(Contract):
    """Which picture, by what rules."""

    key: PinKey
    url: Address
    policy: PinPolicy = PinPolicy()


@dataclass(frozen=True)
class PrepareImageActivities:
    pictures: Pictures
    studio: Studio
    assets: Assets

    @activity.defn
    async def prepare_image(self, order: ImageOrder) -> ImageResult:
        """Fetch the picture, make it 1000 x 1500 and keep it under its digest.

        Run twice: the same picture gives the same bytes under the same name.
        """
        with in_temporals_words():
            async with beating():
                return await self._prepare(order)

    async def _prepare(self, order: ImageOrder) -> ImageResult:
        source = await self._fetch(order)
        if isinstance(source, Refused):
            return source
        canvas = await self.studio.letterbox(source, background=order.policy.background)
        if isinstance(canvas, Refused):
            return self._refused(canvas, order)
        digest = await self.assets.keep(canvas.data)
        return PreparedImage(
            sha256=digest,
            width=canvas.width,
            height=canvas.height,
            size_bytes=len(canvas.data),
            content_type=canvas.content_type,
        )

    async def _fetch(self, order: ImageOrder) -> bytes | Refused:
        try:
            return await self.pictures.fetch_picture(order.url, stand_in_shop=order.policy.stand_in_shop)
        except FetchTrouble as trouble:
            return refuse_fetch(trouble, PICTURE, last=tried_enough())

    def _refused(self, refused: Refused, order: ImageOrder) -> Refused:
        if refused.reason is Reason.IMAGE_BROKEN and not _tries(BROKEN_FETCHES_MAX):
            raise FetchTrouble(f"{order.url} arrived broken: {refused.message}", url=order.url)
        return refused


def _tries(limit: int) -> bool:
    """Whether this is the last of `limit` tries."""
    return activity.info().attempt >= limit
