"""Pins that have no organic numbers: they are told apart from those that do, and hold these up no longer."""

from dataclasses import dataclass, field

from activities.ads_desk import words_of
from contracts.trouble import PinGone, PinterestTrouble, ScopeMissing

PIN_REFUSED = frozenset({400, 401, 403})
"""By these Pinterest refuses one pin's numbers: it is no video, somebody else's, or on a secret board."""
SCOPE_REFUSALS_MAX = 3
"""Pins that are refused for the token's scope, from the first on, before no more are asked for."""
NOT_PERMITTED = 29
"""The code by which Pinterest says that one thing may not be seen; of the token it says nothing."""


@dataclass
class SetApart:
    """Pins of a piece that have no numbers; changes while they are asked for."""

    gone: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """With Pinterest's own words."""
    scope_refusals: int = 0
    """How many of the refused are so because of what the token may do."""

    def take(self, pin_id: str | None, trouble: PinterestTrouble) -> None:
        """Raises the trouble when it is about no pin."""
        if pin_id is not None and isinstance(trouble, PinGone):
            self.gone.append(pin_id)
        elif pin_id is not None and trouble.status in PIN_REFUSED:
            self.refused[pin_id] = words_of(trouble)
            self.scope_refusals += isinstance(trouble, ScopeMissing) and trouble.code != NOT_PERMITTED
        else:
            raise trouble

    def is_about_scope(self, *, asked: int, of: int) -> bool:
        """Whether all pins that were asked for were refused for the token's scope, and that is enough to know."""
        return self.scope_refusals == asked == min(SCOPE_REFUSALS_MAX, of)

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.gone) + len(self.refused)

    @property
    def refusal(self) -> str:
        """The first that was refused, in Pinterest's words; nothing when none was."""
        return next((f"Pin {pin}: {words}" for pin, words in self.refused.items()), "")

    @property
    def words(self) -> str:
        """Which are gone, and what to do."""
        if not self.gone:
            return ""
        return f"Gone, or not the account's: pin {', '.join(self.gone)}. Take it out of filters.pin_ids."
