"""What people did with pins, in memory: numbers by pin and day, pins that are gone, apps that may not ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from contracts.names import AccountKey
from contracts.pin_results import PinDay, PinNumbers
from contracts.trouble import PinGone, PinterestTrouble, Rejected, ScopeMissing


@dataclass
class FakePinNumbers:
    """Keeps the port `PinAnalytics`. Troubles come first, one a question."""

    truth: dict[str, dict[date, PinDay]] = field(default_factory=dict)
    moving: date | None = None
    """The first day that is an estimate."""
    gone: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    may_ask_for_many: bool = True
    troubles: list[PinterestTrouble] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    firsts: list[date] = field(default_factory=list)

    async def of_pin(self, _: AccountKey, pin_id: str, first: date, last: date) -> PinNumbers:
        self._raise((pin_id,), first)
        if pin_id in self.gone:
            raise PinGone("Pin not found.", status=404, code=50)
        if pin_id in self.closed:
            raise Rejected("Not authorized to access board or Pin.", status=403, code=403)
        if pin_id in self.broken:
            raise Rejected("Invalid pins analytics parameters.", status=400, code=400)
        return self._numbers(pin_id, first, last)

    async def of_pins(
        self, _: AccountKey, pin_ids: Sequence[str], first: date, last: date
    ) -> Mapping[str, PinNumbers]:
        self._raise(tuple(pin_ids), first)
        if not self.may_ask_for_many:
            raise ScopeMissing("This is a restricted feature.", status=401, code=3)
        if self.broken & set(pin_ids):
            raise Rejected("Invalid multi_pins analytics parameters.", status=400, code=1)
        silent = self.gone | self.closed
        return {pin_id: self._numbers(pin_id, first, last) for pin_id in pin_ids if pin_id not in silent}

    def _numbers(self, pin_id: str, first: date, last: date) -> PinNumbers:
        days = tuple(day for at, day in sorted(self.truth.get(pin_id, {}).items()) if first <= at <= last)
        return PinNumbers(days, self.moving if self.moving and self.moving <= last else None)

    def _raise(self, pin_ids: tuple[str, ...], first: date) -> None:
        self.asked.append(pin_ids)
        self.firsts.append(first)
        if self.troubles:
            raise self.troubles.pop(0)
