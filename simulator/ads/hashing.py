"""Numbers that look like chance and are the same in every process: the world is computed, never stored."""

from __future__ import annotations

import zlib

MASK = (1 << 64) - 1


def mixed(number: int) -> int:
    """64 bits that depend on every bit of the number (the finisher of splitmix64)."""
    number = (number + 0x9E3779B97F4A7C15) & MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & MASK
    return number ^ (number >> 31)


def key_of(*words: object) -> int:
    """64 bits for a name."""
    text = "/".join(map(str, words)).encode()
    return mixed(zlib.crc32(text) | (zlib.adler32(text) << 32))
