"""Video files made of the boxes that matter, a few hundred bytes each; no player could show them."""

TURNED = (0, 1, -1, 0)
"""The matrix of a film taken upright and stored lying."""
STRAIGHT = (1, 0, 0, 1)


def box(name: bytes, content: bytes = b"", *, claims: int | None = None) -> bytes:
    """A box; `claims` is the length that it gives out for its own."""
    length = 8 + len(content) if claims is None else claims
    return length.to_bytes(4, "big") + name + content


def long_box(name: bytes, content: bytes = b"") -> bytes:
    """With its length in 64 bits, as in files beyond 4 GB."""
    return (1).to_bytes(4, "big") + name + (16 + len(content)).to_bytes(8, "big") + content


def kind(main: bytes = b"isom", *others: bytes) -> bytes:
    return box(b"ftyp", main + bytes(4) + b"".join(others or (main,)))


def length(seconds: float | None = 12.5, *, version: int = 0, scale: int = 1_000) -> bytes:
    width = 8 if version else 4
    ticks = (1 << 8 * width) - 1 if seconds is None else round(seconds * scale)
    times = bytes(2 * width) + scale.to_bytes(4, "big") + ticks.to_bytes(width, "big")
    return box(b"mvhd", bytes([version, 0, 0, 0]) + times + bytes(80))


def track(
    width: int = 1_080, height: int = 1_920, *, version: int = 0, matrix: tuple[int, int, int, int] = STRAIGHT
) -> bytes:
    a, b, c, d = (fixed(number) for number in matrix)
    times = bytes(32 if version else 20)
    rest = bytes(16) + a + b + bytes(4) + c + d + bytes(16)
    sides = fixed(width) + fixed(height)
    return box(b"trak", box(b"tkhd", bytes([version, 0, 0, 7]) + times + rest + sides))


def film(*movie: bytes, before: bytes = b"", brand: bytes | None = None, after: bytes = b"") -> bytes:
    """A whole file: kind, index, frames. `movie` stands in the place of a film of 12.5 s, 1080 x 1920 px."""
    index = box(b"moov", b"".join(movie or (length(), track())))
    return (brand or kind()) + before + index + box(b"mdat", bytes(100)) + after


def fixed(number: int) -> bytes:
    """16.16 fixed point."""
    return (number << 16).to_bytes(4, "big", signed=number < 0)
