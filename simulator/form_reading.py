"""Reads a multipart/form-data body as it comes in, and keeps none of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

from simulator.storage_errors import malformed, not_a_form

HEADERS_MAX = 8_192  # bytes, of one part


@dataclass(frozen=True)
class PartBegan:
    name: str


@dataclass(frozen=True)
class PartBytes:
    data: bytes


@dataclass(frozen=True)
class PartEnded:
    pass


Event = PartBegan | PartBytes | PartEnded
Step = Callable[[], list[Event] | None]  # None: needs more bytes


class FormReader:
    """Fed with a body in pieces of any size, tells the parts of the form in their order."""

    def __init__(self, content_type: str) -> None:
        """Raises StorageError 412 if that is no form's."""
        self._delimiter = b"\r\n--" + _boundary(content_type)
        self._rest = bytearray(b"\r\n")  # so that the first delimiter looks like all others
        self._step: Step = self._preamble
        self.is_complete = False

    def feed(self, data: bytes) -> Iterator[Event]:
        """Raises StorageError 400 for what is not well-formed; what comes after the end is ignored."""
        if not self.is_complete:
            self._rest += data
        while not self.is_complete and (events := self._step()) is not None:
            yield from events

    def _preamble(self) -> list[Event] | None:
        """What stands before the first delimiter is for no one."""
        if self._before_delimiter() is not None:
            return []
        self._taken(max(0, len(self._rest) - len(self._delimiter)))
        return None

    def _after_delimiter(self) -> list[Event] | None:
        if len(self._rest) < len(b"--"):
            return None
        mark = self._taken(2)
        self.is_complete = mark == b"--"
        if mark not in {b"--", b"\r\n"}:
            raise malformed()
        self._step = self._headers
        return []

    def _headers(self) -> list[Event] | None:
        end = self._rest.find(b"\r\n\r\n")
        if max(end, len(self._rest) if end < 0 else 0) > HEADERS_MAX:
            raise malformed()
        if end < 0:
            return None
        name = _name_in(self._taken(end + 4))
        self._step = self._content
        return [PartBegan(name)]

    def _content(self) -> list[Event] | None:
        """The end of what is there is held back, for a delimiter may begin in it."""
        last = self._before_delimiter()
        if last is not None:
            return [PartBytes(last), PartEnded()]
        safe = len(self._rest) - len(self._delimiter)
        return [PartBytes(self._taken(safe))] if safe > 0 else None

    def _before_delimiter(self) -> bytes | None:
        position = self._rest.find(self._delimiter)
        if position < 0:
            return None
        before = self._taken(position)
        self._taken(len(self._delimiter))
        self._step = self._after_delimiter
        return before

    def _taken(self, count: int) -> bytes:
        taken = bytes(self._rest[:count])
        del self._rest[:count]
        return taken


def _boundary(content_type: str) -> bytes:
    header = Message()
    header["content-type"] = content_type
    boundary = header.get_boundary()
    if header.get_content_type() != "multipart/form-data" or not boundary:
        raise not_a_form()
    return boundary.encode("latin-1", "replace")


def _name_in(headers: bytes) -> str:
    name = BytesHeaderParser().parsebytes(headers).get_param("name", header="content-disposition")
    if not isinstance(name, str):
        raise malformed()
    return name
