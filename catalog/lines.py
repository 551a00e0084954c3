"""The physical lines of a text, in bounded pieces, some of which may be given back to be read again."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TextIO

RECORD_MAX = 1_000_000
"""Characters of one record, and so of one cell; more is a runaway quote or not a catalog."""

END = "\0"
"""The line after the last one. NULs are taken out of all others, so it cannot be mistaken."""

_END_OF_DOS = "\x1a"
"""Ctrl-Z, with which old programs end a file: nothing follows it, not even a line's end."""


class RecordTooLong(Exception):
    """The record being read has passed `RECORD_MAX`."""


class Lines(Iterator[str]):
    """Iterates over the lines of `text`, line ends included, with one `END` after them.

    `text` is opened with `newline=""`. A record begins at `mark`; `taken` are the lines since then.
    """

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._returned: deque[str] = deque()
        self._ended = False
        self._taken: list[str] = []
        self._characters = 0

    @property
    def taken(self) -> Sequence[str]:
        return tuple(line for line in self._taken if line != END)

    def mark(self) -> None:
        self._taken = []
        self._characters = 0

    def give_back(self, lines: Sequence[str]) -> None:
        """Lets `lines` be read again before anything else."""
        self._returned.extendleft(reversed(lines))
        self._ended = False

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._read()
        self._taken.append(line)
        self._characters += len(line)
        if self._characters > RECORD_MAX:
            raise RecordTooLong
        return line

    def _read(self) -> str:
        line = self._text.readline(RECORD_MAX)
        if not line:
            return self._end()
        if len(line) == RECORD_MAX and not line.endswith(("\r", "\n")):
            self._skip_line()
            raise RecordTooLong
        return line.replace("\0", "").removesuffix(_END_OF_DOS)

    def _end(self) -> str:
        if self._ended:
            raise StopIteration
        self._ended = True
        return END

    def _skip_line(self) -> None:
        while (piece := self._text.readline(RECORD_MAX)) and not piece.endswith(("\r", "\n")):
            pass
