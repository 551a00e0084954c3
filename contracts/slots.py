"""A logical replication slot of a shop's PostgreSQL: how it stands, and what is read of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from contracts.changes import NoChange, ProductChange, UnreadableEvent
from contracts.source_settings import SourceSettings

PUBLICATION = "pinflow"
"""Where a source's settings name none."""

RowEvent = ProductChange | NoChange | UnreadableEvent


class SlotTrouble(Exception):
    """The slot cannot be read: what is wrong, and what to do. No password is in it."""

    def __init__(self, message: str, *, remedy: str, state: str | None = None) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.state = state
        """The server's SQLSTATE, if it was the server that spoke."""

    def __str__(self) -> str:
        return f"{self.args[0]}. {self.remedy}"


class SlotBusy(SlotTrouble):
    """Somebody else reads the slot now; one reader at a time may."""


@dataclass(frozen=True)
class SlotAsk:
    """Where a slot is, and how its rows are read."""

    address: str = field(repr=False)
    """`postgresql://user:password@host:port/database`: a secret, as it has a password."""
    slot: str
    settings: SourceSettings = field(default_factory=SourceSettings)

    @property
    def publication(self) -> str:
        return self.settings.publication or PUBLICATION


@dataclass(frozen=True)
class SlotState:
    """How a slot stands. Positions and lengths of the server's log are in bytes."""

    exists: bool
    plugin: str | None = None
    active: bool = False
    """Somebody reads it at this moment."""
    lag_bytes: int | None = None
    """From where it must be read again after a crash to the log's end; None: nothing is kept for it."""
    retained_bytes: int | None = None
    """Whole files that the server keeps on its disk for it."""
    unread_bytes: int | None = None
    """From what was confirmed to the log's end."""
    confirmed: int | None = None
    """Until where everything was read."""
    wal_status: str | None = None
    """`reserved`, `extended`, `unreserved`, `lost` (PostgreSQL's manual, 53.20)."""
    safe_wal_size: int | None = None
    """Bytes that may still be written before the slot is lost; None: the server keeps everything for it."""
    publication_ok: bool = False
    tables: tuple[str, ...] = ()
    """`public.products`: those that the publication tells of."""
    readable: bool = False
    """Whether all is there that reading it needs."""
    missing: tuple[str, ...] = ()
    """What is not set up, in words, each with the SQL that mends it."""


@dataclass(frozen=True)
class SlotPage:
    """A piece of what a slot tells, or of the tables themselves."""

    events: Sequence[RowEvent] = ()
    notes: Sequence[str] = ()
    """What a person should know of it, and nothing is done about."""
    rows: int = 0
    end: int | None = None
    """Once all pages until here are kept, the slot may be advanced to it; None: not yet."""
