"""The worker as it is in production, with adapters around it that end its process where the harness said."""

import asyncio
import errno
import os
import random
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

import worker as workshop
from config import load_settings
from contracts.contract import Digest, Instant
from contracts.ledger import Claim, ClaimOrder
from contracts.names import AccountKey, PinKey
from contracts.outcome import PinOutcome
from contracts.pin import Postponed, Published, Uncertain
from contracts.sightings import NewPin, PinPage, SeenPin
from pinterest_api.pins import PinterestPins
from starter.programs import READY_FILE_VARIABLE
from store.assets import FolderAssets
from store.attempts import SqlAttempts
from tests.chaos.crash_points import CrashPoint
from tests.chaos.orders import FOLDER_VARIABLE, OrderFolder, append_line
from worker import Vitals

REQUEST_IS_OUT = "http11.receive_response_headers.started"
"""What httpcore says when all of the request was handed to the system."""


class Fate:
    """Decides at each crash point whether this worker's time has come."""

    def __init__(self, folder: OrderFolder) -> None:
        orders, self._folder = folder.read(), folder
        self._crashes = {crash.point: crash for crash in orders.crashes}
        self._dice = random.Random(f"{orders.seed}/{folder.deaths().total()}")

    def meet(self, point: CrashPoint) -> None:
        crash = self._crashes.get(point)
        if crash is None or self._dice.random() >= crash.odds:
            return
        if self._folder.deaths()[point] < crash.times:
            self._folder.note_death(point)
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class MortalPins(PinterestPins):
    """Dies with the request out, with the answer in hand, or with a page of a board."""

    fate: Fate

    async def create(self, account: AccountKey, new: NewPin) -> SeenPin:
        pin = await super().create(account, new)
        self.fate.meet(CrashPoint.ANSWERED)
        return pin

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage:
        page = await super().on_board(account, board_id, bookmark=bookmark)
        self.fate.meet(CrashPoint.READING)
        return page


@dataclass(frozen=True)
class MortalAttempts(SqlAttempts):
    """Dies around what the ledger is told."""

    fate: Fate

    async def claim(self, order: ClaimOrder) -> Claim | Published | PinOutcome | Postponed | Uncertain:
        self.fate.meet(CrashPoint.BEFORE_CLAIM)
        claim = await super().claim(order)
        if isinstance(claim, Claim):
            self.fate.meet(CrashPoint.CLAIMED)
        return claim

    async def made(self, key: PinKey, attempt: int, pin_id: str, at: Instant) -> Published:
        published = await super().made(key, attempt, pin_id, at)
        self.fate.meet(CrashPoint.RECORDED)
        return published

    async def record_reading(self, *args: Any, **kwargs: Any) -> None:  # Any: whatever a reading says is passed on
        self.fate.meet(CrashPoint.SETTLING)
        await super().record_reading(*args, **kwargs)


@dataclass(frozen=True)
class CrampedAssets(FolderAssets):
    """A folder on a disk that is full for a while."""

    orders: OrderFolder | None = None

    async def keep(self, data: bytes) -> Digest:
        if self.orders is not None and self.orders.disk_full.exists():
            append_line(self.orders.refused_by_disk, "keep")
            # What writing the file raises in `FolderAssets`.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return await super().keep(data)


def mortal(vitals: Vitals, folder: OrderFolder) -> Vitals:
    """The same adapters, mortal."""
    fate, pins, attempts, assets = Fate(folder), vitals.pins, vitals.attempts, vitals.assets
    if not isinstance(pins, PinterestPins) or not isinstance(attempts, SqlAttempts):
        raise TypeError("the worker has other adapters than this knows to wrap")
    if not isinstance(assets, FolderAssets):
        raise TypeError("only the asset store in a folder can be full here")
    die_when_sent(pins.client.writes, fate)
    return Vitals(
        pins=MortalPins(pins.client, fate),
        attempts=MortalAttempts(attempts.database, fate),
        assets=CrampedAssets(assets.folder, assets.public, folder),
    )


def die_when_sent(http: httpx.AsyncClient, fate: Fate) -> None:
    """Listen to the wire as the client itself does, and behind it."""

    async def listen(request: httpx.Request) -> None:
        if request.method == "POST" and request.url.path.endswith("/v5/pins"):
            request.extensions["trace"] = mortal_trace(request.extensions["trace"], fate)

    http.event_hooks = {"request": [listen]}


Trace = Callable[[str, dict[str, object]], Awaitable[None]]


def mortal_trace(heard: Trace, fate: Fate) -> Trace:
    async def trace(event: str, info: dict[str, object]) -> None:
        await heard(event, info)
        if event == REQUEST_IS_OUT:
            fate.meet(CrashPoint.SENT)

    return trace


def main() -> None:
    folder = OrderFolder(Path(os.environ[FOLDER_VARIABLE]))
    ready = Path(os.environ[READY_FILE_VARIABLE])
    asyncio.run(workshop.run(load_settings(), ready_file=ready, wrap=lambda vitals: mortal(vitals, folder)))


if __name__ == "__main__":
    main()
