"""Pictures made on the spot: good ones in every format and mode, and bad ones of every kind."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from contracts.outcome import Reason, Refused
from contracts.studio import Canvas
from imaging.letterbox import letterbox

RED = (220, 30, 30)
GREEN = (30, 200, 40)
BLUE = (30, 40, 210)
YELLOW = (230, 220, 40)
START_OF_SCAN = b"\xff\xda"
END = b"\xff\xd9"


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:  # Pillow's options vary by format
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def flat(size: tuple[int, int], colour: Any, mode: str = "RGB") -> Image.Image:  # a colour is as its mode wants
    return Image.new(mode, size, colour)


def noisy(size: tuple[int, int] = (800, 1000)) -> Image.Image:
    """As hard to compress as a photograph."""
    return Image.merge("RGB", [Image.effect_noise(size, 60) for _ in range(3)])


def quarters(size: tuple[int, int]) -> Image.Image:
    """Red and green above, blue and yellow below: every turn shows."""
    width, height = size
    image = Image.new("RGB", size, RED)
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height // 2), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2, height), fill=BLUE)
    draw.rectangle((width // 2, height // 2, width, height), fill=YELLOW)
    return image


def canvas(source: bytes, background: str | None = None) -> Image.Image:
    """The finished picture, decoded; fails the test when it was refused."""
    result = letterbox(source, background)
    assert isinstance(result, Canvas), result
    image = Image.open(BytesIO(result.data))
    image.load()
    return image


def refusal(source: bytes) -> Reason:
    result = letterbox(source, None)
    assert isinstance(result, Refused), result
    return result.reason


def pixel(image: Image.Image, at: tuple[int, int]) -> tuple[int, ...]:
    value = image.getpixel(at)
    assert isinstance(value, tuple)
    return tuple(int(level) for level in value)


def near(colour: tuple[int, ...], wanted: tuple[int, ...], levels: int = 6) -> bool:
    return all(abs(one - other) <= levels for one, other in zip(colour, wanted, strict=True))


# Bad ones


def with_claimed_size(jpeg: bytes, width: int, height: int) -> bytes:
    """The same JPEG with another size in its header."""
    frame = next(jpeg.index(marker) for marker in (b"\xff\xc0", b"\xff\xc2") if marker in jpeg)
    return jpeg[: frame + 5] + struct.pack(">HH", height, width) + jpeg[frame + 9 :]


def with_scans(size: tuple[int, int], scans: int) -> bytes:
    """A progressive JPEG whose last scan is repeated until there are so many."""
    jpeg = encoded(flat(size, RED), progressive=True)
    last = jpeg[jpeg.rindex(START_OF_SCAN) : -len(END)]
    return jpeg.removesuffix(END) + last * (scans - jpeg.count(START_OF_SCAN)) + END


def png_of(width: int, height: int, *, extra: bytes = b"", data: bytes = b"") -> bytes:
    """A PNG (8-bit RGBA) that claims a size, whatever its data are."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header) + extra + png_chunk(b"IDAT", zlib.compress(data)) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def webp_of(width: int, height: int) -> bytes:
    """A lossless WebP that claims a size."""
    webp = encoded(flat((64, 64), RED), "WEBP", lossless=True)
    sides = int.from_bytes(webp[21:25], "little") >> 28 << 28 | (height - 1) << 14 | (width - 1)
    return webp[:21] + sides.to_bytes(4, "little") + webp[25:]


# A colour profile


def display_p3() -> bytes:
    """A small ICC profile (version 2, matrix and gamma) with the primaries of Display P3, adapted to D50."""
    colorants = {
        b"rXYZ": (0.51512, 0.24120, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.15710, 0.06657, 0.78407),
        b"wtpt": (0.96420, 1.0, 0.82491),
    }
    tags = {name: b"XYZ \0\0\0\0" + b"".join(fixed(one) for one in xyz) for name, xyz in colorants.items()}
    gamma = b"curv\0\0\0\0" + struct.pack(">IHH", 1, round(2.2 * 256), 0)
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), gamma)
    tags[b"desc"] = b"desc\0\0\0\0" + struct.pack(">I", 3) + b"P3\0" + bytes(79)
    tags[b"cprt"] = b"text\0\0\0\0none\0\0\0\0"
    return icc(tags)


def fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65_536))


def icc(tags: dict[bytes, bytes]) -> bytes:
    table, data = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(data), len(content))
        data += content + bytes(-len(content) % 4)
    size = start + len(data)
    header = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x02400000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp"
    header = header.ljust(68, b"\0") + fixed(0.96420) + fixed(1.0) + fixed(0.82491)
    return header.ljust(128, b"\0") + table + data
