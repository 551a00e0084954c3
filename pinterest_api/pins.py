"""Pins: made, looked at, listed, deleted."""

from dataclasses import dataclass

from contracts.names import AccountKey
from contracts.sightings import NewPin, PinPage, SeenPin
from pinterest_api.asks import Read, Subject, Write
from pinterest_api.client import PinterestClient
from pinterest_api.wire import new_pin_to_body, read_nothing, read_pin, read_pins

PAGE_SIZE = 250
"""Pinterest's largest."""


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
        query: tuple[tuple[str, str], ...] = (("page_size", str(PAGE_SIZE)),)
        if bookmark is not None:
            query += (("bookmark", bookmark),)
        ask = Read("/boards/{id}/pins", Subject.BOARD, about=board_id, query=query)
        return await self.client.read(account, ask, read_pins)

    async def delete(self, account: AccountKey, pin_id: str) -> None:
        """Raises PinGone when it is not there (any more)."""
        ask = Write("DELETE", "/pins/{id}", Subject.PIN, about=pin_id)
        return await self.client.write(account, ask, read_nothing)
