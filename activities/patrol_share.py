"""The patrol reads within a share of the account's quota, so that confirmations and read-backs never starve."""

from dataclasses import dataclass

from activities.ports import Clock, Pins, ReadLog
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.sightings import NewPin, PinPage, SeenPin
from drafting.patrolling import moment_words

SHARE_SECONDS_MAX = 90.0
"""How long a round waits for its share; a share by the day is waited for by the next rounds."""


class ShareUsedUp(Exception):
    """No read fits into the share before `until`."""

    def __init__(self, until: Instant) -> None:
        super().__init__(f"its share of the reads is used up until {moment_words(until)}")
        self.until = until


@dataclass
class Share:
    """One step's reads. Changes with each: `taken` are those that it was granted."""

    log: ReadLog
    clock: Clock
    account: AccountKey
    taken: int = 0

    async def take(self) -> None:
        """Wait until one more read fits. Raises `ShareUsedUp`."""
        while (until := await self.log.hold_read(self.account, self.clock.now())) is not None:
            if until - self.clock.now() > SHARE_SECONDS_MAX:
                raise ShareUsedUp(until)
            await self.clock.sleep_until(until)
        self.taken += 1


@dataclass(frozen=True)
class SharedPins:
    """Keeps the port `Pins`: every read waits for its place in the share. Writes are none of its business."""

    pins: Pins
    share: Share

    async def create(self, account: AccountKey, new: NewPin) -> SeenPin:
        return await self.pins.create(account, new)

    async def delete(self, account: AccountKey, pin_id: str) -> None:
        await self.pins.delete(account, pin_id)

    async def get(self, account: AccountKey, pin_id: str) -> SeenPin:
        await self.share.take()
        return await self.pins.get(account, pin_id)

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage:
        await self.share.take()
        return await self.pins.on_board(account, board_id, bookmark=bookmark)

    async def on_section(
        self, account: AccountKey, board_id: str, section_id: str, *, bookmark: str | None
    ) -> PinPage:
        await self.share.take()
        return await self.pins.on_section(account, board_id, section_id, bookmark=bookmark)

    async def of_account(self, account: AccountKey, *, bookmark: str | None) -> PinPage:
        await self.share.take()
        return await self.pins.of_account(account, bookmark=bookmark)
