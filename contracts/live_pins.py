"""Pins that are live, and what is done with them after their product has changed."""

from enum import StrEnum

from contracts.contract import Contract, Instant, Line, Text
from contracts.names import PinKey
from contracts.pin import PinDraft
from contracts.product import Product
from contracts.wording import Wording


class Ability(StrEnum):
    """What Pinterest lets some apps do."""

    UPDATE_PINS = "update_pins"
    """`PATCH /pins/{id}`, in beta."""
    MANY_PINS_NUMBERS = "many_pins_numbers"
    """`GET /pins/analytics`, the numbers of 100 pins at once, in beta."""


class AppRefusal(Contract):
    """Pinterest does not let the account's app do that."""

    why: Text
    at: Instant


class RowsEnd(Contract):
    """How the rows that one decision added to a launch have ended so far."""

    waiting: int = 0
    live: int = 0


class UpdatedPin(Contract):
    """What a live pin says since it was updated."""

    key: PinKey
    pin_id: Line
    product: Product
    wording: Wording
    title: Line
    fingerprint: Line
    draft: PinDraft | None = None
    """None: nobody knows what was sent before."""
