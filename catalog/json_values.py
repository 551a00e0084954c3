"""JSON of any size, value by value: what is read of one is counted, so that none can fill the memory."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TextIO, TypeAlias

import ijson  # type: ignore[import-untyped]  # it comes without types

from catalog.charset import detect_charset
from catalog.opening import open_bytes

CHUNK_CHARACTERS = 1 << 16
VALUE_CHARACTERS_MAX = 4_000_000
"""Of one record. Shopify's largest products, of 2,000 variants, have half of it."""
DIGITS_MAX = 1_000
"""Of one number. One that Python refuses to convert breaks not the parser, but whatever comes after it."""
DEPTH_MAX = 64
"""Lists and objects within each other."""

Json: TypeAlias = bool | int | Decimal | str | list["Json"] | dict[str, "Json"] | None
Event: TypeAlias = tuple[str, Json]

_TOO_MANY_DIGITS = re.compile(rf"[0-9]{{{DIGITS_MAX}}}")
_STEPS = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}


class JsonBroken(Exception):
    """What stands there is no JSON, or more than is read; the message says which."""


@contextmanager
def open_text(path: Path, *, newline: str = "") -> Iterator[TextIO]:
    """The file's text, whichever character set it is written in."""
    charset = detect_charset(path)
    with io.TextIOWrapper(open_bytes(path), encoding=charset, errors="replace", newline=newline) as text:
        yield text


class JsonReader:
    """The events of a JSON text, and whole values built of them. Raises `JsonBroken` where it cannot go on.

    No value has more than `characters_max`.
    """

    def __init__(self, text: TextIO, *, characters_max: int = VALUE_CHARACTERS_MAX) -> None:
        self._source = _Source(text, characters_max)
        self._events: Iterator[Event] = ijson.basic_parse(self._source, buf_size=CHUNK_CHARACTERS)

    def next(self) -> Event:
        """The next event; ("", None) after the last one."""
        self._source.mark()
        return self._step() or ("", None)

    def value(self, first: Event) -> Json:
        """The value that begins with the event `first`."""
        self._source.mark()
        builder = _Builder()
        for event, value in self._events_of(first):
            builder.hear(event, value)
        return builder.built[0]

    def skip(self, first: Event) -> None:
        """Reads over the value that begins with the event `first`."""
        for _ in self._events_of(first):
            self._source.mark()

    def _events_of(self, first: Event) -> Iterator[Event]:
        depth = 0
        for event in chain([first], iter(self._step, None)):
            depth += _STEPS.get(event[0], 0)
            if depth > DEPTH_MAX:
                raise JsonBroken(f"lists and objects stand more than {DEPTH_MAX} deep within each other")
            yield event
            if depth == 0:
                return

    def _step(self) -> Event | None:
        try:
            return next(self._events, None)
        except (ijson.JSONError, ValueError, ArithmeticError) as error:  # the last of an exponent beyond measure
            raise JsonBroken("it ends too early" if self._source.ended else "it is no JSON") from error


class _Builder:
    """Builds one value of its events. The parser's own builder leaves rings behind, which are freed late."""

    def __init__(self) -> None:
        self.built: list[Json] = []
        self._open: list[list[Json] | dict[str, Json]] = [self.built]
        self._names = [""]

    def hear(self, event: str, value: Json) -> None:
        if event == "map_key":
            self._names[-1] = str(value)
        elif _STEPS.get(event) == -1:
            self._open.pop()
            self._names.pop()
        elif event == "start_map":
            self._enter({})
        elif event == "start_array":
            self._enter([])
        else:
            self._put(value)

    def _enter(self, container: list[Json] | dict[str, Json]) -> None:
        self._put(container)
        self._open.append(container)
        self._names.append("")

    def _put(self, value: Json) -> None:
        parent = self._open[-1]
        if isinstance(parent, list):
            parent.append(value)
        else:
            parent[self._names[-1]] = value


class _Source:
    """A text as the parser wants it, in UTF-8."""

    def __init__(self, text: TextIO, characters_max: int) -> None:
        self._text = text
        self._characters_max = characters_max
        self._unmarked = 0
        self.ended = False

    def mark(self) -> None:
        """One value more has been read."""
        self._unmarked = 0

    def read(self, size: int) -> bytes:
        if size == 0:
            return b""  # the parser asks so whether it gets text or bytes
        piece = self._text.read(size)
        self.ended = not piece
        self._unmarked += len(piece)
        if _TOO_MANY_DIGITS.search(piece):
            raise JsonBroken(f"one number has more than {DIGITS_MAX:,} digits")
        if self._unmarked > self._characters_max + CHUNK_CHARACTERS:
            raise JsonBroken(f"one record or value has more than {self._characters_max:,} characters")
        return piece.encode("utf-8", "replace")
