"""What a poll of an address hands over: the file that came, or that it is as it was."""

from pathlib import Path

from contracts.contract import Contract, Digest, Line


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
