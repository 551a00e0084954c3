"""Sections that rows ask for: found on their board by name, or made there."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from temporalio import activity

from activities.ports import Accounts, BoardBook, Boards, Clock
from activities.room import counted, wait_for_room
from contracts.ledger import KnownSection
from contracts.names import AccountKey
from contracts.outcome import Reason
from contracts.refusals import refuse
from contracts.sightings import SeenSection
from contracts.trouble import RateLimited, Rejected, Unavailable
from drafting.characters import one_line
from drafting.finding import find_named, one_spelling

SECTION_NAME_MAX = 180
"""Characters of a section's name at Pinterest (API v5, BoardSection)."""

CREATIONS_MAX = 5
"""Tries to make a section on a board that somebody else is changing, before its rows are refused."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Sections:
    """The sections of one account's board."""

    boards: Boards
    book: BoardBook
    accounts: Accounts
    clock: Clock
    account: AccountKey
    board_id: str
    board_name: str

    async def there(self) -> Sequence[SeenSection]:
        """Every section; a listing that is refused is no fault of the rows': it is asked again."""
        try:
            return await self.boards.list_sections(self.account, self.board_id)
        except Rejected as trouble:
            where = f"the sections of board {self.board_name!r}"
            raise Unavailable(f"{where} cannot be listed: {trouble}") from trouble

    async def open(self, names: Sequence[str], there: Sequence[SeenSection], *, create: bool) -> None:
        """Each name is in the ledger afterwards, with the section's id or why it has none.

        Run twice: a section is looked for by its name before it is made.
        """
        known = await self.book.sections(self.account, self.board_id, names)
        ids = {section.name: section.section_id for section in known}
        for name in one_spelling(names):
            activity.heartbeat(name)
            section_id = find_named(name, there, ids.get(name))
            section = KnownSection(name=name, section_id=section_id)
            if section_id is None:
                section = await self._missing(name, create=create)
            await self.book.keep_sections(self.account, self.board_id, [section])

    async def _missing(self, name: str, *, create: bool) -> KnownSection:
        if not create:
            message = f"there is no section {name!r} on board {self.board_name!r}"
            return KnownSection(name=name, refused=refuse(Reason.BOARD_MISSING, message))
        length = len(one_line(name))
        if not 1 <= length <= SECTION_NAME_MAX:
            return self._refused(name, f"it has {length} characters; Pinterest takes 1 to {SECTION_NAME_MAX}")
        return await self._made(name)

    async def _made(self, name: str) -> KnownSection:
        """Made, unless somebody else was faster: each conflict is a reason to look again."""
        for _ in range(CREATIONS_MAX):
            held = await wait_for_room(self.accounts, self.clock, self.account)
            async with counted(self.accounts, self.clock, self.account, held):
                made = await self._try(name)
            if isinstance(made, KnownSection):
                return made
            section_id = find_named(name, await self.there(), None)
            if section_id is not None:
                return KnownSection(name=name, section_id=section_id)
            await self.clock.sleep_until(self.clock.now() + made.retry_seconds)
        return self._refused(name, f"the board was busy {CREATIONS_MAX} times, and the section is not there")

    async def _try(self, name: str) -> KnownSection | RateLimited:
        """The section, or why there is none; the conflict when it may be there, or its board be locked (409)."""
        try:
            made = await self.boards.create_section(self.account, self.board_id, one_line(name))
        except RateLimited as trouble:
            if trouble.status != HTTPStatus.CONFLICT:
                raise
            return trouble
        except Rejected as trouble:
            return self._refused(name, str(trouble))
        log.info("section.created", account=self.account, board=self.board_id, section=made.id)
        return KnownSection(name=name, section_id=made.id)

    def _refused(self, name: str, why: str) -> KnownSection:
        message = f"section {name!r} on board {self.board_name!r}: {why}"
        return KnownSection(name=name, refused=refuse(Reason.BOARD_INVALID, message))
