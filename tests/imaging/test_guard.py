import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFile, _imaging

from contracts.outcome import Reason, Refused
from contracts.studio import Canvas
from imaging.guard import ASPECT_MAX, BYTES_MAX, SIDE_MAX, SIDE_MIN, examine
from imaging.letterbox import letterbox
from tests.imaging import pictures
from tests.imaging.pictures import RED, encoded, flat, noisy, refusal


@contextmanager
def no_pixels_made() -> Iterator[None]:
    """Fails when Pillow made so much as one image, and on its warnings about sizes."""
    _imaging.reset_stats()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
    assert _imaging.get_stats()["new_count"] == 0


def refused(source: bytes) -> Refused:
    with no_pixels_made():
        result = examine(source)
    assert isinstance(result, Refused)
    return result


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (b"", "an empty answer"),
        (b"\n\n<!DOCTYPE html><html><body>Not found</body></html>", "a web page (HTML)"),
        (b"\xef\xbb\xbf<html>", "a web page (HTML)"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "a web page (HTML)"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a drawing (SVG)"),
        (b"<?xml version='1.0'?>\n<!-- x --><svg width='10'/>", "a drawing (SVG)"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "an XML document"),
        (b'{"error": "not found"}', "data (JSON)"),
        (b"Forbidden", "a text"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PK\x03\x04rest", "a ZIP archive"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "a video"),
        (b"\x00\x01\x02\x03\x04\x05", "a file of an unknown kind"),
    ],
)
def test_what_is_not_a_picture_is_named(source: bytes, name: str) -> None:
    refusal = refused(source)
    assert refusal.reason is Reason.IMAGE_NOT_A_PICTURE
    assert refusal.message == f"the address gives {name}, not a picture"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (encoded(flat((9, 9), RED), "BMP"), "a BMP"),
        (encoded(flat((9, 9), RED), "TIFF"), "a TIFF"),
        (b"8BPS\0\x01", "a Photoshop file"),
        (b"\xff\x0arest", "a JPEG XL"),
        (b"\0\0\0\x1cftypheic\0\0\0\0mif1heicmiaf", "a HEIC"),
        (b"\0\0\x01\0\x01\0", "an icon"),
    ],
)
def test_pictures_of_other_formats_are_named(source: bytes, name: str) -> None:
    refusal = refused(source)
    assert refusal.reason is Reason.IMAGE_FORMAT
    assert name in refusal.message


def test_a_small_picture_is_refused_with_its_figures() -> None:
    refusal = refused(encoded(flat((585, 780), RED)))
    assert refusal.reason is Reason.IMAGE_TOO_SMALL
    assert refusal.message == "the picture is 585 x 780 px; Pinterest wants at least 600 x 600"


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_no_size_outside_the_limits_passes(width: int, height: int) -> None:
    with no_pixels_made():
        result = examine(pictures.png_of(width, height))
    passes = (
        min(width, height) >= SIDE_MIN
        and max(width, height) <= min(SIDE_MAX, ASPECT_MAX * min(width, height))
        and width * height <= 40_000_000
    )
    assert isinstance(result, ImageFile.ImageFile) == passes


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"\xff\xd8\xff" + bytes(BYTES_MAX), Reason.IMAGE_TOO_LARGE),
        (pictures.png_of(600, 2_401), Reason.IMAGE_SHAPE),
        (pictures.png_of(13_000, 13_000), Reason.IMAGE_TOO_LARGE),
        (pictures.png_of(30_000, 30_000), Reason.IMAGE_TOO_LARGE),
        (pictures.webp_of(8_000, 8_000), Reason.IMAGE_TOO_LARGE),
        (pictures.webp_of(16_383, 16_383), Reason.IMAGE_TOO_LARGE),
        (pictures.with_scans((3_000, 3_000), 90), Reason.IMAGE_BROKEN),
        (pictures.with_claimed_size(encoded(noisy((800, 800))), 14_000, 14_000), Reason.IMAGE_TOO_LARGE),
        (pictures.with_claimed_size(encoded(noisy((800, 800)), quality=20), 12_000, 12_000), Reason.IMAGE_BROKEN),
        (pictures.with_claimed_size(encoded(noisy((800, 800)), progressive=True), 8_000, 8_000),
         Reason.IMAGE_TOO_LARGE),
        (b"\xff\xd8\xff\xe0junk", Reason.IMAGE_BROKEN),
        (b"\x89PNG\r\n\x1a\n", Reason.IMAGE_BROKEN),
        (b"RIFF\x10\0\0\0WEBPVP8 ", Reason.IMAGE_BROKEN),
        (b"GIF89a", Reason.IMAGE_BROKEN),
        (b"\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf", Reason.IMAGE_BROKEN),
    ],
    ids=lambda value: value if isinstance(value, Reason) else "",
)  # fmt: skip
def test_bombs_and_ruins_are_refused_before_any_pixel(source: bytes, reason: Reason) -> None:
    assert refused(source).reason is reason


def test_a_bomb_in_a_png_comment_is_refused_before_any_pixel() -> None:
    comment = pictures.png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(50_000_000)))
    assert refused(pictures.png_of(800, 800, extra=comment)).reason is Reason.IMAGE_BROKEN


def test_an_honest_progressive_picture_passes() -> None:
    assert isinstance(examine(encoded(noisy((2_000, 2_000)), progressive=True)), ImageFile.ImageFile)


def test_the_emptiest_honest_picture_is_not_taken_for_a_liar() -> None:
    for progressive in (False, True):
        source = encoded(flat((3_000, 3_000), RED), quality=10, optimize=True, progressive=progressive)
        assert isinstance(examine(source), ImageFile.ImageFile)


# Damage that only decoding shows


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_truncated_picture_is_broken(kind: str, share: float) -> None:
    source = encoded(noisy((700, 700)), kind)
    assert refusal(source[: int(len(source) * share)]) is Reason.IMAGE_BROKEN


def test_a_jpeg_that_lost_its_data_half_way_is_broken() -> None:
    """It decodes without an error, and its lower half is grey."""
    source = encoded(noisy())
    middle = len(source) // 2
    assert refusal(source[:middle] + pictures.END + source[middle:]) is Reason.IMAGE_BROKEN


def test_a_header_that_lies_only_a_little_is_found_out_by_the_empty_rows() -> None:
    assert refusal(pictures.with_claimed_size(encoded(noisy((800, 800))), 1_600, 1_600)) is Reason.IMAGE_BROKEN


def test_a_product_on_exactly_that_grey_is_not_broken() -> None:
    picture = flat((800, 800), (128, 128, 128))
    picture.paste(RED, (200, 200, 600, 600))
    assert isinstance(letterbox(encoded(picture), None), Canvas)


SEEDS = tuple(
    encoded(pictures.quarters((600, 620)).convert(mode), kind)
    for kind, mode in (("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("WEBP", "RGB"), ("GIF", "P"))
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255))))
def test_no_damage_makes_it_fail_otherwise(source: bytes, damage: list[tuple[float, int]]) -> None:
    spoilt = bytearray(source)
    for place, value in damage:
        spoilt[int(place * len(spoilt))] = value
    assert isinstance(letterbox(bytes(spoilt), None), Canvas | Refused)


@given(
    st.sampled_from(
        [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF    WEBP", b"\0\0\0\x1cftypavif"]
    ),
    st.binary(max_size=200),
)
def test_junk_is_refused_whatever_it_claims_to_be(claim: bytes, junk: bytes) -> None:
    assert isinstance(letterbox(claim + junk, None), Refused)
