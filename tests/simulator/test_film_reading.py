from __future__ import annotations

import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.film_reading import FilmReader
from simulator.things import Film
from tests.simulator.films import box, brand, endless_box, film, index, long_box, times, track

MDAT = box(b"mdat", b"frames")


def read(data: bytes, cuts: list[int] | None = None) -> Film | None:
    """As it comes in, cut at those places."""
    reader = FilmReader()
    places = sorted({0, len(data), *(cuts or [])})
    for begin, end in pairwise(places):
        reader.feed(data[begin:end])
    return reader.film()


@pytest.mark.parametrize("version", [0, 1])
def test_duration_and_size_are_read(version: int) -> None:
    found = read(film(index(times(12.5, 600, version), track(1080, 1920, version))))
    assert found == Film(duration=12_500, width=1080, height=1920)


def test_a_sound_track_has_no_size() -> None:
    found = read(film(index(times(), track(720, 1280), track(0, 0))))
    assert found == Film(10_000, 720, 1280)


@pytest.mark.parametrize("name", [b"isom", b"mp42", b"M4V ", b"qt  "])
def test_mp4_m4v_and_mov_are_videos(name: bytes) -> None:
    assert read(brand(name) + index() + MDAT) is not None


def test_the_index_may_stand_behind_the_frames() -> None:
    assert read(brand() + box(b"free") + MDAT + index()) is not None


def test_boxes_may_say_their_size_in_64_bits_or_not_at_all() -> None:
    assert read(brand() + index() + long_box(b"mdat", b"frames")) is not None
    assert read(brand() + index() + endless_box(b"mdat", b"frames")) is not None


def test_what_the_container_does_not_say_is_not_held_against_it() -> None:
    assert read(brand() + box(b"moov") + MDAT) == Film(None, None, None)
    assert read(film(index(times(units=0)))) == Film(None, None, None)


@pytest.mark.parametrize(
    ("seconds", "is_allowed"), [(3.9, False), (4, True), (900, True), (900.1, False), (0, False)]
)
def test_videos_last_4_seconds_to_15_minutes(seconds: float, is_allowed: bool) -> None:  # noqa: FBT001
    assert (read(film(index(times(seconds)))) is not None) is is_allowed


@pytest.mark.parametrize(
    ("size", "is_allowed"),
    [((500, 1000), True), ((490, 1000), False), ((1910, 1000), True), ((1920, 1080), True), ((2000, 1000), False)],
)
def test_videos_are_between_1_to_2_and_1_91_to_1(size: tuple[int, int], is_allowed: bool) -> None:  # noqa: FBT001
    assert (read(film(index(times(), track(*size)))) is not None) is is_allowed


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff\xe0 a picture",
        brand(),
        brand() + index(),
        brand() + MDAT,
        brand() + index() + box(b"mdat"),
        index() + MDAT,
        index() + brand() + MDAT,
        brand(b"avif") + index() + MDAT,
        brand(b"M4A ") + index() + MDAT,
        box(b"ftyp") + index() + MDAT,
        brand() + brand() + index() + MDAT,
        brand() + index() + index() + MDAT,
        film() + b"\x00\x00",
        film()[:-1],
        brand() + struct.pack(">I4s", 7, b"free") + index() + MDAT,
        brand() + struct.pack(">I4sQ", 1, b"free", 15) + index() + MDAT,
        brand() + endless_box(b"moov", times()) + MDAT,
        brand() + struct.pack(">I4s", 2**31, b"moov") + times(),
        box(b"ftyp", b"isom" + bytes(5_000)) + index() + MDAT,
        brand() + box(b"moov", b"\x00\x00\x00\x09mvhd") + MDAT,
        brand() + box(b"moov", b"\x00\x00\x00\x00mvhd") + MDAT,
        film(index(box(b"mvhd"))),
        film(index(box(b"mvhd", b"\x00" * 8))),
        film(index(box(b"mvhd", b"\x07" * 100))),
        film(index(times(), box(b"trak", box(b"tkhd", bytes(10))))),
    ],
)
def test_what_is_no_whole_video_is_none(data: bytes) -> None:
    assert read(data) is None


@given(st.lists(st.integers(0, len(film())), max_size=20))
def test_it_does_not_matter_how_the_bytes_come(cuts: list[int]) -> None:
    assert read(film(), cuts) == Film(10_000, 720, 1280)


@given(st.integers(0, len(film()) - 1))
def test_what_is_cut_off_anywhere_is_none(end: int) -> None:
    assert read(film()[:end]) is None


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=5))
def test_no_bytes_make_it_stumble(noise: bytes, cuts: list[int]) -> None:
    for data in (noise, brand() + noise, brand() + box(b"moov", noise) + MDAT):
        whole = read(data)
        assert read(data, [cut for cut in cuts if cut < len(data)]) == whole
