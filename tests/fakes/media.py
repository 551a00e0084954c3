"""Uploads at a Pinterest in memory: what was registered, what arrived, and how far it is."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.sightings import MediaStatus, Registration
from contracts.studio import VideoKind
from contracts.trouble import AnswerLost, MediaGone, PinterestTrouble
from tests.fakes.clock import FakeClock


@dataclass
class FakeMedia:
    """Keeps the port `MediaUploads`. `troubles` are met by the next registrations, `upload_troubles` by the next
    uploads, in order; `lost_but_arrived` says whether the file of a lost answer is there nevertheless.
    """

    clock: FakeClock
    noticing_seconds: float = 0.0
    """How long a file that arrived still counts as registered."""
    uploading_seconds: float = 0.0
    """How long a file is on its way."""
    processing_seconds: float = 0.0
    end: MediaStatus = MediaStatus.SUCCEEDED
    troubles: list[PinterestTrouble] = field(default_factory=list)
    upload_troubles: list[PinterestTrouble] = field(default_factory=list)
    status_troubles: list[PinterestTrouble] = field(default_factory=list)
    lost_but_arrived: bool = True
    while_uploading: Callable[[], None] = lambda: None
    registered: list[str] = field(default_factory=list)
    arrived: dict[str, tuple[Instant, bytes]] = field(default_factory=dict)
    """When, and what, by media id."""
    on_their_way: int = 0
    most_at_once: int = 0
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(500_000_000_000_000_001))

    async def register(self, account: AccountKey) -> Registration:
        if self.troubles:
            raise self.troubles.pop(0)
        media_id = str(next(self._ids))
        self.registered.append(media_id)
        return Registration(
            media_id=media_id, upload_url="https://upload.example.com/", parameters={"key": media_id}
        )

    async def upload(self, registration: Registration, file: Path, kind: VideoKind) -> None:
        self.on_their_way += 1
        self.most_at_once = max(self.most_at_once, self.on_their_way)
        try:
            await self._take_in(registration, file)
        finally:
            self.on_their_way -= 1

    async def _take_in(self, registration: Registration, file: Path) -> None:
        self.while_uploading()
        if self.uploading_seconds:
            await self.clock.sleep_until(self.clock.now() + self.uploading_seconds)
        trouble = self.upload_troubles.pop(0) if self.upload_troubles else None
        if trouble is None or (isinstance(trouble, AnswerLost) and self.lost_but_arrived):
            data = await asyncio.to_thread(file.read_bytes)
            self.arrived[registration.media_id] = (self.clock.now(), data)
        if trouble is not None:
            raise trouble

    async def status(self, account: AccountKey, media_id: str) -> MediaStatus:
        if self.status_troubles:
            raise self.status_troubles.pop(0)
        if media_id not in self.registered:
            raise MediaGone("Media upload not found", status=404, code=404)
        if media_id not in self.arrived:
            return MediaStatus.REGISTERED
        age = self.clock.now() - self.arrived[media_id][0]
        if age < self.noticing_seconds:
            return MediaStatus.REGISTERED
        return MediaStatus.PROCESSING if age < self.processing_seconds else self.end
