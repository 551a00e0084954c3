"""Pins: made, looked at, listed, changed, deleted."""

from dataclasses import dataclass

from contracts.names import AccountKey
from contracts.sightings import NewPin, PinPage, PinUpdate, SeenPin
from pinterest_api.asks import Read, Subject, Write
from pinterest_api.client import PinterestClient
from pinterest_api.listing import page_query
from pinterest_api.new_pins import new_pin_to_body, pin_update_to_body
from pinterest_api.wire import read_nothing, read_pin, read_pins


@dataclass(frozen=True)
class PinterestPins:
    client: PinterestClient

    async def create(self, account: AccountKey, new: NewPin) -> SeenPin:
        """Send the pin, once. Pinterest knows no idempotency key: after AnswerLost only the board can tell.

        A 201 is not a live pin: its picture may still be processed, or refused.
        """
        # The board is the subject: a bare 404 here means that the pin has nowhere to go.
        ask = Write("POST", "/pins", Subject.BOARD, body=new_pin_to_body(new))
        return await self.client.write(account, ask, read_pin)

    async def get(self, account: AccountKey, pin_id: str) -> SeenPin:
        """The pin as its owner sees it, which does not prove that anybody else does. Raises PinGone."""
        ask = Read("/pins/{id}", Subject.PIN, about=pin_id)
        return await self.client.read(account, ask, read_pin)

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage:
        """One page of a board's pins, in an order that Pinterest does not document. Raises BoardGone."""
        ask = Read("/boards/{id}/pins", Subject.BOARD, about=board_id, query=page_query(bookmark))
        return await self._page(account, ask)

    async def on_section(
        self, account: AccountKey, board_id: str, section_id: str, *, bookmark: str | None
    ) -> PinPage:
        """One page of a section's pins, which the board's own listing need not have. Raises SectionGone."""
        path, query = "/boards/{board}/sections/{id}/pins", page_query(bookmark)
        ask = Read(path, Subject.SECTION, about=section_id, board=board_id, query=query)
        return await self._page(account, ask)

    async def of_account(self, account: AccountKey, *, bookmark: str | None) -> PinPage:
        """One page of all pins of the account, in an order that Pinterest does not document."""
        # Without `include_protected_pins` those of protected boards are missing. No filter by `creative_types`:
        # with protected pins Pinterest runs out of time.
        query = (("include_protected_pins", "true"), *page_query(bookmark))
        return await self._page(account, Read("/pins", Subject.ACCOUNT, query=query))

    async def update(self, account: AccountKey, pin_id: str, update: PinUpdate) -> SeenPin:
        """Change words of the pin; sent twice, it is the same. Only some apps may: others meet ScopeMissing, or
        TrialApp. Raises PinGone.
        """
        ask = Write("PATCH", "/pins/{id}", Subject.PIN, about=pin_id, body=pin_update_to_body(update))
        return await self.client.write(account, ask, read_pin)

    async def delete(self, account: AccountKey, pin_id: str) -> None:
        """Raises PinGone when it is not there (any more)."""
        ask = Write("DELETE", "/pins/{id}", Subject.PIN, about=pin_id)
        return await self.client.write(account, ask, read_nothing)

    async def _page(self, account: AccountKey, ask: Read) -> PinPage:
        page, answered = await self.client.read_dated(account, ask, read_pins)
        return page.model_copy(update={"answered": answered})
