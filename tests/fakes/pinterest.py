"""A Pinterest in memory for tests of activities and workflows; the real conversation is the simulator's part."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from contracts.names import AccountKey
from contracts.sightings import NewPin, PinPage, SeenBoard, SeenPin
from contracts.trouble import AnswerLost, BoardGone, PinGone, PinterestTrouble, Rejected
from tests.fakes.clock import FakeClock

PAGE = 250


@dataclass
class FakePinterest:
    """Keeps the ports `Pins` and `Boards`.

    `troubles` are met by the next creations, in order; `lost_but_made` says whether the pin of a lost answer was
    made nevertheless.
    """

    clock: FakeClock
    listing_seconds: float = 0.0
    processing_seconds: float = 0.0
    troubles: list[PinterestTrouble] = field(default_factory=list)
    read_troubles: list[PinterestTrouble] = field(default_factory=list)
    lost_but_made: bool = True
    strips_queries: bool = False
    boards: dict[str, str] = field(default_factory=dict)
    pins: dict[str, SeenPin] = field(default_factory=dict)
    while_sending: Callable[[], None] = lambda: None
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(800_000_000_000_000_001))

    async def create_pin(self, account: AccountKey, new: NewPin) -> SeenPin:
        self.while_sending()
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None and not (isinstance(trouble, AnswerLost) and self.lost_but_made):
            raise trouble
        if new.board_id not in self.boards:
            raise BoardGone("Board not found.", status=404, code=40)
        pin = SeenPin(
            id=str(next(self._ids)),
            board_id=new.board_id,
            title=new.title,
            link=new.link,
            created=self.clock.now(),
        )
        self.pins[pin.id] = pin
        if trouble is not None:
            raise trouble
        return pin

    async def get(self, account: AccountKey, pin_id: str) -> SeenPin:
        self._meet_read_trouble()
        pin = self.pins.get(pin_id)
        if pin is None:
            raise PinGone("Pin not found.", status=404, code=50)
        processed = self.clock.now() >= (pin.created or 0) + self.processing_seconds
        return pin.model_copy(update={"images": 4 if processed else 0})

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage:
        self._meet_read_trouble()
        if board_id not in self.boards:
            raise BoardGone("Board not found.", status=404, code=40)
        listed = [pin for pin in self._newest_first(board_id) if self._is_listed(pin)]
        begin = int(bookmark or 0)
        more = begin + PAGE < len(listed)
        return PinPage(pins=tuple(listed[begin : begin + PAGE]), bookmark=str(begin + PAGE) if more else None)

    async def list_all(self, account: AccountKey) -> Sequence[SeenBoard]:
        self._meet_read_trouble()
        return [SeenBoard(id=board_id, name=name) for board_id, name in self.boards.items()]

    async def create_board(self, account: AccountKey, name: str) -> SeenBoard:
        if name.casefold() in {known.casefold() for known in self.boards.values()}:
            raise Rejected("The board name is invalid or duplicated.", status=400, code=58)
        board_id = str(next(self._ids))
        self.boards[board_id] = name
        return SeenBoard(id=board_id, name=name)

    def _kept(self, link: str) -> str:
        return link.partition("?")[0] if self.strips_queries else link

    def _meet_read_trouble(self) -> None:
        if self.read_troubles:
            raise self.read_troubles.pop(0)

    def _newest_first(self, board_id: str) -> list[SeenPin]:
        return [pin for pin in reversed(self.pins.values()) if pin.board_id == board_id]

    def _is_listed(self, pin: SeenPin) -> bool:
        return self.clock.now() >= (pin.created or 0) + self.listing_seconds


@dataclass(frozen=True)
class FakePins:
    """The pins of a `FakePinterest`, as the port has them."""

    pinterest: FakePinterest

    async def create(self, account: AccountKey, new: NewPin) -> SeenPin:
        return await self.pinterest.create_pin(account, new)

    async def get(self, account: AccountKey, pin_id: str) -> SeenPin:
        return await self.pinterest.get(account, pin_id)

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage:
        return await self.pinterest.on_board(account, board_id, bookmark=bookmark)


@dataclass(frozen=True)
class FakeBoards:
    """The boards of a `FakePinterest`, as the port has them."""

    pinterest: FakePinterest

    async def list_all(self, account: AccountKey) -> Sequence[SeenBoard]:
        return await self.pinterest.list_all(account)

    async def create(self, account: AccountKey, name: str) -> SeenBoard:
        return await self.pinterest.create_board(account, name)
