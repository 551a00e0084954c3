"""Sections: the parts of a board, all of them, and new ones."""

from dataclasses import dataclass

from contracts.names import AccountKey
from contracts.sightings import SeenSection
from pinterest_api.asks import Read, Subject, Write
from pinterest_api.client import PinterestClient
from pinterest_api.listing import Page, page_query, whole_list
from pinterest_api.wire import new_section_to_body, read_section, read_sections

SECTIONS_MAX = 2_000
"""More than a board is known to hold; Pinterest documents no limit."""


@dataclass(frozen=True)
class PinterestSections:
    """The sections of one board."""

    client: PinterestClient
    board_id: str

    async def list_all(self, account: AccountKey) -> tuple[SeenSection, ...]:
        """Every section. Raises BoardGone, and Unavailable rather than give half a list."""

        async def page(bookmark: str | None) -> Page[SeenSection]:
            query = page_query(bookmark)
            ask = Read("/boards/{id}/sections", Subject.BOARD, about=self.board_id, query=query)
            return await self.client.read(account, ask, read_sections)

        return await whole_list(page, of="sections", items_max=SECTIONS_MAX)

    async def create(self, account: AccountKey, name: str) -> SeenSection:
        """A new section. Raises RateLimited (409) when the board is locked, or the section there already."""
        body = new_section_to_body(name)
        ask = Write("POST", "/boards/{id}/sections", Subject.BOARD, about=self.board_id, body=body)
        section = await self.client.write(account, ask, read_section)
        return section if section.name else section.model_copy(update={"name": name})
