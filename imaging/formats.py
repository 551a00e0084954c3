"""What the bytes are, by their first ones; names and content types of the web tell nothing."""

from enum import StrEnum

from contracts.outcome import Reason, Refused
from contracts.refusals import refuse


class Format(StrEnum):
    """Pictures that we decode."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    AVIF = "AVIF"
    GIF = "GIF"


HEAD_BYTES = 1_024
"""As much as is looked at."""

OTHER_PICTURES = (
    (b"BM", "a BMP"),
    (b"II*\0", "a TIFF"),
    (b"MM\0*", "a TIFF"),
    (b"II+\0", "a TIFF"),
    (b"MM\0+", "a TIFF"),
    (b"8BPS", "a Photoshop file"),
    (b"\xff\x0a", "a JPEG XL"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000"),
    (b"\0\0\x01\0", "an icon"),
)
OTHER_FILES = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a compressed file"),
)
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def recognise(source: bytes) -> Format | Refused:
    """The picture's format, or why it is none of ours."""
    head = source[:HEAD_BYTES]
    ours = _ours(head)
    if ours is not None:
        return ours
    other = _begins(head, OTHER_PICTURES) or ("a HEIC" if _brands(head) & HEIC_BRANDS else None)
    if other is not None:
        return refuse(Reason.IMAGE_FORMAT, f"the picture is {other}; we take JPEG, PNG, WebP, AVIF and GIF")
    return refuse(Reason.IMAGE_NOT_A_PICTURE, f"the address gives {named(head)}, not a picture")


def _ours(head: bytes) -> Format | None:
    if head.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Format.WEBP
    if head[:6] in {b"GIF87a", b"GIF89a"}:
        return Format.GIF
    return Format.AVIF if _brands(head) & {b"avif", b"avis"} else None


def _brands(head: bytes) -> set[bytes]:
    """The brands in an ISO media file's first box; empty for any other file."""
    if head[4:8] != b"ftyp":
        return set()
    box = head[: int.from_bytes(head[:4], "big")]
    return {box[8:12]} | {box[at : at + 4] for at in range(16, len(box) - 3, 4)}


def named(head: bytes) -> str:
    """What a file is that is no picture of ours, in words."""
    if not head:
        return "an empty answer"
    if head[4:8] == b"ftyp":
        return "a video"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return _begins(head, OTHER_FILES) or _markup(text) or _text(text)


def _markup(text: bytes) -> str | None:
    if not text.startswith(b"<"):
        return None
    if b"<svg" in text:
        return "a drawing (SVG)"
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")) or b"<html" in text:
        return "a web page (HTML)"
    return "an XML document" if text.startswith(b"<?xml") else "markup"


def _text(text: bytes) -> str:
    if text.startswith((b"{", b"[")):
        return "data (JSON)"
    readable = all(byte >= ord(" ") or byte in b"\t\r\n" for byte in text)
    return "a text" if readable else "a file of an unknown kind"


def _begins(head: bytes, known: tuple[tuple[bytes, str], ...]) -> str | None:
    return next((name for prefix, name in known if head.startswith(prefix)), None)
