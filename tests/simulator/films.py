"""Containers of videos, byte by byte, with only what a test cares about. Nothing could play them."""

from __future__ import annotations

import struct

FIXED_POINT = 65_536
NO_MATRIX = bytes(36)


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def long_box(kind: bytes, content: bytes = b"") -> bytes:
    """With its size in 64 bits."""
    return struct.pack(">I4sQ", 1, kind, 16 + len(content)) + content


def endless_box(kind: bytes, content: bytes = b"") -> bytes:
    """Without a size: it goes on to the end of the file."""
    return struct.pack(">I4s", 0, kind) + content


def brand(name: bytes = b"isom") -> bytes:
    return box(b"ftyp", name + struct.pack(">I", 512) + name)


def times(seconds: float = 10, units: int = 1000, version: int = 0) -> bytes:
    layout = ">B3xIIII" if version == 0 else ">B3xQQIQ"
    return box(b"mvhd", struct.pack(layout, version, 0, 0, units, round(seconds * units)) + bytes(80))


def track(width: int = 720, height: int = 1280, version: int = 0) -> bytes:
    layout = ">B3xIIIII" if version == 0 else ">B3xQQIIQ"
    before = struct.pack(layout, version, 0, 0, 1, 0, 0) + bytes(16) + NO_MATRIX
    return box(b"trak", box(b"tkhd", before + struct.pack(">II", width * FIXED_POINT, height * FIXED_POINT)))


def index(*parts: bytes) -> bytes:
    return box(b"moov", b"".join(parts or (times(), track())))


def film(*parts: bytes) -> bytes:
    """A whole small video; `parts` stand in place of its index."""
    return brand() + b"".join(parts or (index(),)) + box(b"mdat", b"frames")
