"""What stands against a request: the field, the rule, and what would do instead."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a request may leave."""

    REFUSED = "refused"
    """Pinterest would refuse it, or answer it wrongly without a word."""
    WARNED = "warned"
    """It is answered; the answer may not be what one thinks."""


@dataclass(frozen=True, slots=True)
class Objection:
    """One rule that a request does not keep."""

    field: str
    """As the source's file spells it: `columns`, `windows.click_days`, `filters.ad_ids`."""
    rule: str
    """The rule's name, the same for ever: `unknown_column`."""
    message: str
    """What is wrong, with the value, for a person."""
    nearest: tuple[str, ...] = ()
    """Valid choices nearest to what was asked, the best first."""
    severity: Severity = Severity.REFUSED

    @property
    def refuses(self) -> bool:
        """Whether the request must not leave."""
        return self.severity is Severity.REFUSED
