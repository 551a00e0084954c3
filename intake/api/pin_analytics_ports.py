"""What a pin's numbers need of the store."""

from datetime import date
from typing import Protocol

from contracts.names import AccountKey
from contracts.pin_results import PinHistory


class PinNumbersRead(Protocol):
    """Knows what was read of pins. Raises `contracts.trouble.LedgerBusy`."""

    async def history(self, account: AccountKey, pin_id: str, first: date, last: date) -> PinHistory: ...
