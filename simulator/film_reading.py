"""Looks at a video as it comes in, as far as its container tells: an MP4 or QuickTime file is a row of
boxes, each with its size and kind before it, and one of them, `moov`, is the index of the others.

Nothing is decoded. Limits are those that Pinterest publishes for videos.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from simulator.things import Film

SECONDS_MIN, SECONDS_MAX = 4, 15 * 60
RATIO_MIN, RATIO_MAX = 1 / 2, 1.91  # width to height
RATIO_SLACK = 0.005  # for sizes in whole pixels
INDEX_MAX = 64 * 1024**2  # bytes of a `moov`; a quarter of an hour needs less than one of these MB
BRAND_BOX_MAX = 1_024  # bytes of an `ftyp`
BRANDS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"hvc1", b"dash", b"MSNV"}
    | {b"M4V ", b"M4VH", b"M4VP", b"qt  "}
)
SHORT_HEADER, LONG_HEADER = 8, 16  # bytes before a box's content; long ones have their size in 64 bits
SIZE_IN_64_BITS, TO_THE_END = 1, 0  # what stands in place of a box's size

# Where the sizes and times stand in the content of `mvhd` and `tkhd`, by the version of their layout.
MVHD_TIMES = {0: (12, ">II"), 1: (20, ">IQ")}  # units a second, duration in units
TKHD_SIZE = {0: 76, 1: 88}  # width and height, in 65536ths of a pixel
FIXED_POINT = 65_536


class FilmReader:
    """Fed with a file in pieces of any size; `film` then says what it is."""

    def __init__(self) -> None:
        self._header = b""
        self._kind = b""
        self._left: float = 0  # bytes of the box that are still to come
        self._kept: dict[bytes, bytearray] = {}
        self._has_begun = False
        self._has_pictures = False
        self._is_broken = False

    def feed(self, data: bytes) -> None:
        while data and not self._is_broken:
            data = self._in_box(data) if self._left else self._at_header(data)

    def film(self) -> Film | None:
        """None for what is no video, is cut off, or is longer, shorter or of another shape than allowed."""
        is_whole = not self._header and self._left in {0, float("inf")}
        if self._is_broken or not is_whole or not self._has_pictures or not self._is_known():
            return None
        try:
            film = _film(bytes(self._kept[b"moov"]))
        except (struct.error, LookupError, ValueError):
            return None
        return film if _is_allowed(film) else None

    def _is_known(self) -> bool:
        return b"moov" in self._kept and bytes(self._kept[b"ftyp"][:4]) in BRANDS

    def _in_box(self, data: bytes) -> bytes:
        count = int(min(self._left, len(data)))
        if self._kind in self._kept:
            self._kept[self._kind] += data[:count]
        self._has_pictures |= self._kind == b"mdat"
        self._left -= count
        return data[count:]

    def _at_header(self, data: bytes) -> bytes:
        wanted = SHORT_HEADER
        if self._header[:4] == struct.pack(">I", SIZE_IN_64_BITS):
            wanted = LONG_HEADER
        taken = wanted - len(self._header)
        self._header += data[:taken]
        if len(self._header) == wanted:
            self._begin_box()
        return data[taken:]

    def _begin_box(self) -> None:
        size, kind = struct.unpack(">I4s", self._header[:SHORT_HEADER])
        if size == SIZE_IN_64_BITS and len(self._header) == SHORT_HEADER:
            return
        if size == SIZE_IN_64_BITS:
            (size,) = struct.unpack(">Q", self._header[SHORT_HEADER:])
        self._left = float("inf") if size == TO_THE_END else size - len(self._header)
        self._header, self._kind = b"", kind
        is_in_place = (kind == b"ftyp") is not self._has_begun  # the brand comes first, and nothing else does
        self._is_broken = self._left < 0 or not is_in_place or self._is_too_much()
        self._has_begun = True

    def _is_too_much(self) -> bool:
        """Opens the store of a box that is kept; only its first of a kind, and only up to its limit."""
        limit = {b"ftyp": BRAND_BOX_MAX, b"moov": INDEX_MAX}.get(self._kind)
        if limit is None:
            return False
        is_second = self._kind in self._kept
        self._kept[self._kind] = bytearray()
        return is_second or self._left > limit


def _film(index: bytes) -> Film:
    duration, width, height = None, None, None
    for kind, content in _boxes(index):
        if kind == b"mvhd":
            duration = _duration(content)
        elif kind == b"trak":
            size = _size_of_track(content)
            width, height = size if size is not None else (width, height)
    return Film(duration, width, height)


def _duration(header: bytes) -> int | None:
    position, layout = MVHD_TIMES[header[0]]
    units, duration = struct.unpack_from(layout, header, position)
    return round(duration * 1000 / units) if units else None


def _size_of_track(track: bytes) -> tuple[int, int] | None:
    """None for a track without pictures."""
    for kind, content in _boxes(track):
        if kind == b"tkhd":
            width, height = struct.unpack_from(">II", content, TKHD_SIZE[content[0]])
            return (width // FIXED_POINT, height // FIXED_POINT) if width and height else None
    return None


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Raises ValueError for boxes that do not fit."""
    begin = 0
    while begin < len(content):
        size, kind = struct.unpack_from(">I4s", content, begin)
        if size < SHORT_HEADER or begin + size > len(content):
            raise ValueError(kind)
        yield kind, content[begin + SHORT_HEADER : begin + size]
        begin += size


def _is_allowed(film: Film) -> bool:
    """What the container does not say is not held against it."""
    if film.duration is not None and not SECONDS_MIN * 1000 <= film.duration <= SECONDS_MAX * 1000:
        return False
    if not film.width or not film.height:
        return film.width is None
    return RATIO_MIN - RATIO_SLACK <= film.width / film.height <= RATIO_MAX + RATIO_SLACK
