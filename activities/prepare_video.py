"""Prepare video: the shop's video is looked at and kept. Nothing in it is changed."""

from dataclasses import dataclass
from pathlib import Path

from temporalio import activity

from activities.fetch_refusals import VIDEO, refuse_fetch, tried_enough
from activities.heartbeat import beating
from activities.ports import Assets, Screening, Videos
from activities.translate import in_temporals_words
from contracts.contract import Address, Contract
from contracts.names import PinKey
from contracts.outcome import Refused
from contracts.pin import PinPolicy, PreparedVideo, VideoResult
from contracts.trouble import FetchTrouble


class VideoOrder(Contract):
    """Which video, by what rules."""

    key: PinKey
    url: Address
    policy: PinPolicy = PinPolicy()


@dataclass(frozen=True)
class PrepareVideoActivities:
    videos: Videos
    screening: Screening
    assets: Assets

    @activity.defn
    async def prepare_video(self, order: VideoOrder) -> VideoResult:
        """Fetch the video, see that Pinterest would take it, and keep it under its digest.

        Run twice: the same video is kept once. What a killed worker had fetched of it is swept away.
        """
        with in_temporals_words():
            async with beating(), self.assets.draft() as file:
                refused = await self._fetch(order, file)
                return refused or await self._examine(file)

    async def _fetch(self, order: VideoOrder, file: Path) -> Refused | None:
        try:
            await self.videos.fetch_video(order.url, file, stand_in_shop=order.policy.stand_in_shop)
        except FetchTrouble as trouble:
            return refuse_fetch(trouble, VIDEO, last=tried_enough())
        return None

    async def _examine(self, file: Path) -> PreparedVideo | Refused:
        footage = await self.screening.examine(file)
        if isinstance(footage, Refused):
            return footage
        return PreparedVideo(
            sha256=await self.assets.keep_file(file, footage.kind),
            content_type=footage.kind,
            size_bytes=footage.size_bytes,
            width=footage.width,
            height=footage.height,
            seconds=footage.seconds,
        )
