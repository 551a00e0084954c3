"""What a poll of an address hands over: the file that came, or that it is as it was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from contracts.contract import Contract, Digest, Line
from contracts.names import SourceKey
from contracts.product import CatalogRow, UnreadableRow
from contracts.source_settings import SourceSettings
from contracts.sources import SourceKind


class FeedMarks(Contract):
    """By what the next poll tells whether anything changed. All None before the first."""

    etag: Line | None = None
    """As the server wrote it, quotes and a weak one's `W/` included."""
    last_modified: Line | None = None
    content: Digest | None = None
    """Of the bytes once they are unpacked: packed again, they are the same."""


class Fetched(Contract):
    """A file that is new, or other than the one of the last poll."""

    path: Path
    """Unpacked, if it came packed."""
    marks: FeedMarks
    content_type: Line = ""
    bytes: int
    """Of the file."""


class NotModified(Contract):
    """The address gives what it gave before; there is no file."""

    marks: FeedMarks
    """For the next poll: a server may name the same content anew."""
    answered: bool
    """True: the server said so, and sent nothing. False: it sent all of it again."""


class FeedPart(Contract):
    """One of a source's several files, as it was when it was last read to its end."""

    marks: FeedMarks
    unreadable: int = 0
    """Rows of it that could not be read."""


@dataclass(frozen=True)
class PollAsk:
    """How a source is asked, and what of it is known by its marks."""

    source: SourceKey
    kind: SourceKind
    settings: SourceSettings
    secret: str | None = field(default=None, repr=False)
    """What proves who asks; sent in the header that the settings name."""
    marks: FeedMarks = field(default_factory=FeedMarks)
    parts: Mapping[str, FeedPart] = field(default_factory=dict)


@dataclass(frozen=True)
class PolledPart:
    """One of the files of a source: most have one, whose name is empty."""

    name: str
    marks: FeedMarks
    rows: Iterator[CatalogRow | UnreadableRow] | None
    """What stands in it, streaming; None: it is as it was. Raises `FeedUnreadable` while it is read."""
