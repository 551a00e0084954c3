"""What is told of a video by its boxes, and what is refused; no file makes it fail or hang."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.outcome import Reason, Refused
from contracts.studio import Footage, VideoKind
from imaging.screening import SECONDS_MAX, SECONDS_MIN, Screening, examine
from tests.imaging.films import TURNED, box, film, kind, length, long_box, track


def seen(content: bytes) -> Footage | Refused:
    return examine(BytesIO(content), len(content))


def footage_of(content: bytes) -> Footage:
    found = seen(content)
    assert isinstance(found, Footage), found
    return found


def reason_of(content: bytes) -> Reason:
    found = seen(content)
    assert isinstance(found, Refused), found
    return found.reason


async def test_a_video_tells_its_kind_size_and_length(tmp_path: Path) -> None:
    file = tmp_path / "mug.mp4"
    file.write_bytes(film())
    assert await Screening().examine(file) == Footage(
        kind=VideoKind.MP4, size_bytes=len(film()), width=1_080, height=1_920, seconds=12.5
    )


@pytest.mark.parametrize(
    ("brand", "expected"),
    [
        (kind(b"isom", b"isom", b"avc1"), VideoKind.MP4),
        (kind(b"mp42"), VideoKind.MP4),
        (kind(b"XAVC", b"mp42", b"iso2"), VideoKind.MP4),
        (kind(b"qt  "), VideoKind.MOV),
        (kind(b"M4V ", b"M4V ", b"mp42"), VideoKind.M4V),
    ],
)
def test_the_kind_is_the_first_brand_that_pinterest_takes(brand: bytes, expected: VideoKind) -> None:
    assert footage_of(film(brand=brand)).kind is expected


@pytest.mark.parametrize("version", [0, 1])
def test_both_versions_of_the_tables_are_read(version: int) -> None:
    footage = footage_of(film(length(60.0, version=version), track(720, 1_280, version=version)))
    assert (footage.width, footage.height, footage.seconds) == (720, 1_280, 60.0)


def test_a_film_taken_upright_is_seen_upright() -> None:
    """Phones store it lying, and say how to turn it: 1920 x 1080 px with a turn is no wide film."""
    footage = footage_of(film(length(), track(1_920, 1_080, matrix=TURNED)))
    assert (footage.width, footage.height) == (1_080, 1_920)


def test_the_largest_track_is_the_film() -> None:
    """Sound has no sides; a thumbnail has small ones."""
    footage = footage_of(film(length(), track(0, 0), track(160, 90), track(1_080, 1_080), track(320, 180)))
    assert (footage.width, footage.height) == (1_080, 1_080)


@pytest.mark.parametrize("before", [long_box(b"mdat", bytes(50)), box(b"free"), box(b"uuid", bytes(16))])
def test_the_index_is_found_wherever_it_stands(before: bytes) -> None:
    assert footage_of(film(before=before)).seconds == 12.5


def test_a_last_box_without_a_length_goes_to_the_end() -> None:
    assert footage_of(film(after=box(b"mdat", bytes(50), claims=0))).seconds == 12.5


@pytest.mark.parametrize("index", [length(None), length(0), length(10, scale=0), b""])
def test_a_length_that_is_not_told_is_not_guessed(index: bytes) -> None:
    """A file written as it was filmed has none in its index."""
    assert footage_of(film(index, track())).seconds is None


@pytest.mark.parametrize("seconds", [0.1, SECONDS_MIN - 0.01, SECONDS_MAX + 0.1, 4_000_000])
def test_what_is_too_short_or_too_long_is_refused(seconds: float) -> None:
    assert reason_of(film(length(seconds), track())) is Reason.VIDEO_LENGTH


@pytest.mark.parametrize("seconds", [SECONDS_MIN, SECONDS_MAX])
def test_the_limits_themselves_are_taken(seconds: float) -> None:
    assert footage_of(film(length(seconds), track())).seconds == seconds


@pytest.mark.parametrize(("width", "height"), [(1_000, 2_100), (2_000, 1_000), (65_535, 1), (1, 65_535)])
def test_what_is_too_tall_or_too_wide_is_refused(width: int, height: int) -> None:
    assert reason_of(film(length(), track(width, height))) is Reason.VIDEO_SHAPE


@pytest.mark.parametrize(("width", "height"), [(1_080, 2_160), (1_080, 2_162), (1_910, 1_000), (1_000, 1_000)])
def test_the_shapes_that_pinterest_names_are_taken(width: int, height: int) -> None:
    assert footage_of(film(length(), track(width, height))).width == width


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "an empty answer"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "a web page"),
        (b"\xff\xd8\xff\xe0 a JPEG", "a picture"),
        (b"\x1a\x45\xdf\xa3 webm", "unknown kind"),
        (kind(b"avif", b"mif1", b"isom"), "avif"),
        (kind(b"heic", b"mif1"), "heic"),
        (kind(b"crx "), "crx"),
        (film(length(), track(0, 0), brand=kind(b"M4A ", b"isom")), "no moving picture"),
        (film(length()), "no moving picture"),
        (kind() + box(b"mdat", bytes(100)), "no index"),
        (kind(), "no index"),
        (film()[:-1], "ends too early"),
        (kind() + box(b"moov", b"", claims=10_000), "ends too early"),
        (box(b"ftyp", b"isom", claims=4), "kind"),
        (box(b"ftyp", b"isom", claims=3), "kind"),
    ],
)
def test_what_is_no_video_of_ours_is_refused_with_what_it_is(content: bytes, words: str) -> None:
    refused = seen(content)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.VIDEO_FORMAT
    assert words in refused.message


def test_boxes_that_claim_nothing_are_not_walked_for_ever() -> None:
    assert reason_of(kind() + box(b"free", claims=7) * 1_000) is Reason.VIDEO_FORMAT
    assert reason_of(kind() + box(b"free") * 30_000 + film()) is Reason.VIDEO_FORMAT


@given(content=st.binary(max_size=400))
def test_no_file_makes_it_fail(content: bytes) -> None:
    seen(content)
    seen(kind() + content)


@given(at=st.integers(0, len(film()) - 1), value=st.integers(0, 255), cut=st.integers(0, len(film())))
def test_no_damage_to_a_video_makes_it_fail(at: int, value: int, cut: int) -> None:
    damaged = bytearray(film())
    damaged[at] = value
    seen(bytes(damaged))
    seen(bytes(damaged[:cut]))
