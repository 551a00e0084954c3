"""A Pinterest in memory for tests of activities and workflows; the real conversation is the simulator's part."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from contracts.names import AccountKey
from contracts.sightings import (
    NewMedia,
    NewPin,
    PinPage,
    PinUpdate,
    SeenBoard,
    SeenPin,
    SeenSection,
    UploadedVideo,
)
from contracts.trouble import (
    AnswerLost,
    BoardGone,
    LedgerBusy,
    PinGone,
    PinterestTrouble,
    RateLimited,
    Rejected,
    SectionGone,
)
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
    troubles: list[PinterestTrouble | LedgerBusy] = field(default_factory=list)
    read_troubles: list[PinterestTrouble] = field(default_factory=list)
    delete_troubles: list[PinterestTrouble] = field(default_factory=list)
    """Met by the next deletions, in order; one whose answer is lost is done."""
    update_troubles: list[PinterestTrouble] = field(default_factory=list)
    """Met by the next updates, in order; one whose answer is lost is done."""
    updates: list[PinUpdate] = field(default_factory=list)
    """Those that were asked for, done or not."""
    lost_but_made: bool = True
    strips_queries: bool = False
    boards: dict[str, str] = field(default_factory=dict)
    sections: dict[tuple[str, str], str] = field(default_factory=dict)
    """Names by board id and section id. A board's own listing has no pins of its sections."""
    pins: dict[str, SeenPin] = field(default_factory=dict)
    made_of: dict[str, NewMedia] = field(default_factory=dict)
    """What each pin was made of, by its id."""
    while_sending: Callable[[], None] = lambda: None
    board_troubles: dict[str, PinterestTrouble] = field(default_factory=dict)
    """Met whenever one of these boards is listed."""
    between_pages: Callable[[], None] = lambda: None
    """What happens to the boards before each page but the first."""
    ahead_seconds: float = 0.0
    """How far this Pinterest's clock is ahead of the tests'."""
    tells_date: bool = True
    """Whether its answers say what time it is there."""
    dead_bookmarks: int = 0
    """How many of the next bookmarks are refused."""
    reads: list[str] = field(default_factory=list)
    """The listings that were asked for, page by page: `board`, `section`, `account`."""
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(800_000_000_000_000_001))

    async def create_pin(self, account: AccountKey, new: NewPin) -> SeenPin:
        self.while_sending()
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None and not (isinstance(trouble, AnswerLost) and self.lost_but_made):
            raise trouble
        self._see_board(new.board_id)
        if new.section_id is not None:
            self._see_section(new.board_id, new.section_id)
        pin = SeenPin(
            id=str(next(self._ids)),
            board_id=new.board_id,
            section_id=new.section_id,
            title=new.title,
            link=self._kept(new.link),
            created=self.now(),
            media_type="video" if isinstance(new.media, UploadedVideo) else "image",
        )
        self.pins[pin.id] = pin
        self.made_of[pin.id] = new.media
        if trouble is not None:
            raise trouble
        return pin

    async def get(self, account: AccountKey, pin_id: str) -> SeenPin:
        self._meet_read_trouble()
        pin = self.pins.get(pin_id)
        if pin is None:
            raise PinGone("Pin not found.", status=404, code=50)
        if self.now() < (pin.created or 0) + self.processing_seconds:
            return pin
        creative_type = pin.creative_type or ("VIDEO" if pin.media_type == "video" else "REGULAR")
        return pin.model_copy(update={"images": 4, "creative_type": creative_type})

    async def delete(self, account: AccountKey, pin_id: str) -> None:
        trouble = self.delete_troubles.pop(0) if self.delete_troubles else None
        if trouble is not None and not isinstance(trouble, AnswerLost):
            raise trouble
        if self.pins.pop(pin_id, None) is None:
            raise PinGone("Pin not found.", status=404, code=50)
        if trouble is not None:
            raise trouble

    async def update(self, account: AccountKey, pin_id: str, update: PinUpdate) -> SeenPin:
        self.updates.append(update)
        trouble = self.update_troubles.pop(0) if self.update_troubles else None
        if trouble is not None and not isinstance(trouble, AnswerLost):
            raise trouble
        if pin_id not in self.pins:
            raise PinGone("Pin not found.", status=404, code=50)
        said = {name: text for name in ("title", "link") if (text := getattr(update, name)) is not None}
        self.pins[pin_id] = self.pins[pin_id].model_copy(update=said)
        if trouble is not None:
            raise trouble
        return self.pins[pin_id]

    def now(self) -> float:
        """The time at this Pinterest."""
        return self.clock.now() + self.ahead_seconds

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage:
        self._turn_page("board", bookmark)
        if board_id in self.board_troubles:
            raise self.board_troubles[board_id]
        self._see_board(board_id)
        return self._page(bookmark, lambda pin: (pin.board_id, pin.section_id) == (board_id, None))

    async def on_section(
        self, account: AccountKey, board_id: str, section_id: str, *, bookmark: str | None
    ) -> PinPage:
        self._turn_page("section", bookmark)
        self._see_board(board_id)
        self._see_section(board_id, section_id)
        return self._page(bookmark, lambda pin: (pin.board_id, pin.section_id) == (board_id, section_id))

    async def of_account(self, account: AccountKey, *, bookmark: str | None) -> PinPage:
        self._turn_page("account", bookmark)
        return self._page(bookmark, lambda _: True)

    async def list_all(self, account: AccountKey) -> Sequence[SeenBoard]:
        self._meet_read_trouble()
        return [SeenBoard(id=board_id, name=name) for board_id, name in self.boards.items()]

    async def create_board(self, account: AccountKey, name: str) -> SeenBoard:
        if name.casefold() in {known.casefold() for known in self.boards.values()}:
            raise Rejected("The board name is invalid or duplicated.", status=400, code=58)
        board_id = str(next(self._ids))
        self.boards[board_id] = name
        return SeenBoard(id=board_id, name=name)

    async def list_sections(self, account: AccountKey, board_id: str) -> Sequence[SeenSection]:
        self._meet_read_trouble()
        self._see_board(board_id)
        there = {section_id: name for (board, section_id), name in self.sections.items() if board == board_id}
        return [SeenSection(id=section_id, name=name) for section_id, name in there.items()]

    async def create_section(self, account: AccountKey, board_id: str, name: str) -> SeenSection:
        self._see_board(board_id)
        taken = {known.casefold() for (board, _), known in self.sections.items() if board == board_id}
        if name.casefold() in taken:
            raise RateLimited("Board section conflict.", retry_seconds=5, status=409, code=409)
        section_id = str(next(self._ids))
        self.sections[(board_id, section_id)] = name
        return SeenSection(id=section_id, name=name)

    def _see_board(self, board_id: str) -> None:
        if board_id not in self.boards:
            raise BoardGone("Board not found.", status=404, code=40)

    def _see_section(self, board_id: str, section_id: str) -> None:
        if (board_id, section_id) not in self.sections:
            raise SectionGone("Sorry! We couldn't find this board section.", status=404, code=2031)

    def _turn_page(self, listing: str, bookmark: str | None) -> None:
        self.reads.append(listing)
        if bookmark is not None:
            self.between_pages()
        self._meet_read_trouble()
        if bookmark is not None and self.dead_bookmarks:
            self.dead_bookmarks -= 1
            raise Rejected("Invalid request: 'bookmark' is not valid for this request", status=400, code=1)

    def _page(self, bookmark: str | None, wanted: Callable[[SeenPin], bool]) -> PinPage:
        """Newest first; a bookmark is a place in the listing, so that a pin removed meanwhile hides another."""
        listed = [pin for pin in reversed(self.pins.values()) if wanted(pin) and self._is_listed(pin)]
        begin = int(bookmark or 0)
        return PinPage(
            pins=tuple(listed[begin : begin + PAGE]),
            bookmark=str(begin + PAGE) if begin + PAGE < len(listed) else None,
            answered=self.now() if self.tells_date else None,
        )

    def _kept(self, link: str) -> str:
        return link.partition("?")[0] if self.strips_queries else link

    def _meet_read_trouble(self) -> None:
        if self.read_troubles:
            raise self.read_troubles.pop(0)

    def _is_listed(self, pin: SeenPin) -> bool:
        return self.now() >= (pin.created or 0) + self.listing_seconds


@dataclass(frozen=True)
class FakePins:
    """The pins of a `FakePinterest`, as the port has them."""

    pinterest: FakePinterest

    async def create(self, account: AccountKey, new: NewPin) -> SeenPin:
        return await self.pinterest.create_pin(account, new)

    async def get(self, account: AccountKey, pin_id: str) -> SeenPin:
        return await self.pinterest.get(account, pin_id)

    async def delete(self, account: AccountKey, pin_id: str) -> None:
        await self.pinterest.delete(account, pin_id)

    async def update(self, account: AccountKey, pin_id: str, update: PinUpdate) -> SeenPin:
        return await self.pinterest.update(account, pin_id, update)

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage:
        return await self.pinterest.on_board(account, board_id, bookmark=bookmark)

    async def on_section(
        self, account: AccountKey, board_id: str, section_id: str, *, bookmark: str | None
    ) -> PinPage:
        return await self.pinterest.on_section(account, board_id, section_id, bookmark=bookmark)

    async def of_account(self, account: AccountKey, *, bookmark: str | None) -> PinPage:
        return await self.pinterest.of_account(account, bookmark=bookmark)


@dataclass(frozen=True)
class FakeBoards:
    """The boards of a `FakePinterest`, as the port has them."""

    pinterest: FakePinterest

    async def list_all(self, account: AccountKey) -> Sequence[SeenBoard]:
        return await self.pinterest.list_all(account)

    async def create(self, account: AccountKey, name: str) -> SeenBoard:
        return await self.pinterest.create_board(account, name)

    async def list_sections(self, account: AccountKey, board_id: str) -> Sequence[SeenSection]:
        return await self.pinterest.list_sections(account, board_id)

    async def create_section(self, account: AccountKey, board_id: str, name: str) -> SeenSection:
        return await self.pinterest.create_section(account, board_id, name)
