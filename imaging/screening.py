"""Videos are looked at, not opened: the few boxes of the file that say what it is, how long, and how large.

An MP4 or QuickTime file is a row of boxes, each with its length and four letters (ISO/IEC 14496-12). Only heads of
boxes are read, and two small tables; what they claim is believed as far as a refusal goes, and no further.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from contracts.outcome import Reason, Refused
from contracts.refusals import refuse
from contracts.studio import Footage, VideoKind
from imaging.formats import HEIC_BRANDS, Format, named, recognise

SECONDS_MIN, SECONDS_MAX = 4, 15 * 60
RATIO_MIN, RATIO_MAX = 1 / 2, 1.91
"""Width by height. All four are Pinterest's (its page of product specifications)."""
RATIO_SLACK = 0.01
"""Sides are whole pixels: 1080 x 2160 may come as 1080 x 2162."""

BOXES_MAX = 20_000
"""Heads that are read in a row of boxes; a file of 15 minutes in pieces of a second has 2,000."""
TABLE_BYTES = 128
"""`mvhd` and `tkhd` have 120 bytes at most."""
HEAD_BYTES = 4_096
"""Of the file, to tell what it is."""

HEAD, LONG_HEAD = 8, 16
LENGTH_FOLLOWS, TO_THE_END = 1, 0
"""Lengths of a box that are none: the true one follows in 64 bits, or is all that is left."""

STILLS = HEIC_BRANDS | {b"avif", b"avis"}

MP4_BRANDS = b"isom iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 mp41 mp42 avc1 hvc1 hev1 dash MSNV mmp4 3gp4 3gp5 3gp6"
BRANDS: Mapping[bytes, VideoKind] = MappingProxyType(
    {
        **dict.fromkeys(MP4_BRANDS.split(), VideoKind.MP4),
        **dict.fromkeys((b"M4V ", b"M4VH", b"M4VP"), VideoKind.M4V),
        b"qt  ": VideoKind.MOV,
    }
)


@dataclass(frozen=True)
class Box:
    """One box: its letters, and where in the file its content begins and ends."""

    name: bytes
    begin: int
    end: int


class Screening:
    """Keeps the port `Screening`."""

    async def examine(self, file: Path) -> Footage | Refused:
        """What the file is, or why Pinterest would not take it."""
        return await asyncio.to_thread(_examine_file, file)


def _examine_file(file: Path) -> Footage | Refused:
    with file.open("rb") as content:
        return examine(content, file.stat().st_size)


def examine(content: BinaryIO, size: int) -> Footage | Refused:
    """What a file of `size` bytes is, or why Pinterest would not take it."""
    kind = _kind(content.read(HEAD_BYTES))
    if isinstance(kind, Refused):
        return kind
    boxes = list(_boxes(content, 0, size))
    if any(box.end > size for box in boxes):
        return _unusable("the video ends too early: a part of it is missing")
    movie = next((box for box in boxes if box.name == b"moov"), None)
    if movie is None:
        return _unusable("the video has no index (`moov`): it was not finished, or cut off")
    return _footage(content, movie, kind, size)


def _kind(head: bytes) -> VideoKind | Refused:
    brands = _brands(head)
    kind = next((BRANDS[brand] for brand in brands if brand in BRANDS), None)
    if kind is not None and not STILLS.intersection(brands):
        return kind
    if brands:
        main = brands[0].decode("ascii", "replace").strip()
        return _unusable(f"the file is of the kind {main!r}; we take MP4, MOV and M4V")
    picture = recognise(head)
    what = f"a picture ({picture})" if isinstance(picture, Format) else named(head)
    return _unusable(f"the address gives {what}, not a video")


def _brands(head: bytes) -> list[bytes]:
    """The brands of the file's first box, the main one first; empty for a file of another kind."""
    if head[4:8] != b"ftyp":
        return []
    box = head[: int.from_bytes(head[:4], "big")]
    return [box[8:12], *(box[at : at + 4] for at in range(16, len(box) - 3, 4))]


def _boxes(content: BinaryIO, begin: int, end: int) -> Iterator[Box]:
    """The boxes between two places, in their order. The last may claim to go on beyond the end."""
    for _ in range(BOXES_MAX):
        box = _box_at(content, begin, end)
        if box is None:
            return
        yield box
        begin = box.end


def _box_at(content: BinaryIO, begin: int, end: int) -> Box | None:
    """None: there is no whole head, or it claims to be longer than its box."""
    content.seek(begin)
    head = content.read(min(LONG_HEAD, max(0, end - begin)))
    if len(head) < HEAD:
        return None
    length, room = int.from_bytes(head[:4], "big"), HEAD
    if length == LENGTH_FOLLOWS and len(head) == LONG_HEAD:
        length, room = int.from_bytes(head[8:], "big"), LONG_HEAD
    if length == TO_THE_END:
        length = end - begin
    return Box(head[4:8], begin + room, begin + length) if length >= room else None


def _footage(content: BinaryIO, movie: Box, kind: VideoKind, size: int) -> Footage | Refused:
    parts = list(_boxes(content, movie.begin, movie.end))
    seconds = next((_seconds(_table(content, part)) for part in parts if part.name == b"mvhd"), None)
    tracks = [part for part in parts if part.name == b"trak"]
    sizes = [_seen_size(_table(content, head)) for track in tracks for head in _track_heads(content, track)]
    width, height = max(sizes, key=lambda sides: sides[0] * sides[1], default=(0, 0))
    if not width or not height:
        return _unusable("the file has no moving picture in it")
    objection = _objection(width, height, seconds)
    return objection or Footage(kind=kind, size_bytes=size, width=width, height=height, seconds=seconds)


def _track_heads(content: BinaryIO, track: Box) -> Iterator[Box]:
    return (part for part in _boxes(content, track.begin, track.end) if part.name == b"tkhd")


def _table(content: BinaryIO, box: Box) -> bytes:
    """A box's content, filled up with nothing where it is too short: nothing means that it does not tell."""
    content.seek(box.begin)
    return content.read(min(TABLE_BYTES, box.end - box.begin)).ljust(TABLE_BYTES, b"\0")


def _seconds(mvhd: bytes) -> float | None:
    """How long the movie is. Unknown in a file that was written as it was filmed, piece by piece."""
    scale_at, length_at, width = (20, 24, 8) if mvhd[0] == 1 else (12, 16, 4)
    scale, length = _number(mvhd, scale_at), _number(mvhd, length_at, width)
    unknown = (1 << 8 * width) - 1
    return length / scale if scale and length and length != unknown else None


def _seen_size(tkhd: bytes) -> tuple[int, int]:
    """Width and height as they are seen: a film taken upright is stored lying, with a turn. (0, 0) for sound."""
    matrix_at = 52 if tkhd[0] == 1 else 40
    width, height = (_number(tkhd, matrix_at + at) >> 16 for at in (36, 40))
    kept, turned = _number(tkhd, matrix_at), _number(tkhd, matrix_at + 4)
    return (height, width) if turned and not kept else (width, height)


def _number(table: bytes, at: int, width: int = 4) -> int:
    return int.from_bytes(table[at : at + width], "big")


def _objection(width: int, height: int, seconds: float | None) -> Refused | None:
    if not RATIO_MIN - RATIO_SLACK <= width / height <= RATIO_MAX + RATIO_SLACK:
        shape = f"the video is {width} x {height} px"
        return refuse(Reason.VIDEO_SHAPE, f"{shape}; Pinterest takes 1:2 to 1.91:1")
    if seconds is not None and not SECONDS_MIN <= seconds <= SECONDS_MAX:
        length = f"the video is {seconds:,.1f} s long"
        return refuse(Reason.VIDEO_LENGTH, f"{length}; Pinterest takes {SECONDS_MIN} s to {SECONDS_MAX} s")
    return None


def _unusable(message: str) -> Refused:
    return refuse(Reason.VIDEO_FORMAT, message)
