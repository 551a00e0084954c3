"""A source in numbers, for whoever watches the program from outside. No product is among them."""

from pydantic import Field

from contracts.contract import Contract, Instant, Line
from contracts.intake import Backlog
from contracts.names import SourceKey


class SourceMeasures(Contract):
    """What came of a source, what waits, and how its last poll went."""

    source: SourceKey
    is_paused: bool = False
    counts: dict[Line, int] = Field(default_factory=dict)
    """Since the year began, by the names of `IntakeCount.what`."""
    backlog: Backlog
    polled_at: Instant | None = None
    """None: it never was."""
    polled_well: bool = True
    """Whether the last poll went well."""
