from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from contracts.studio import Canvas
from imaging.edge import edge_colour
from imaging.fitting import CANVAS, centred, fitted
from imaging.letterbox import letterbox
from tests.imaging.pictures import (
    BLUE,
    GREEN,
    RED,
    YELLOW,
    canvas,
    display_p3,
    encoded,
    flat,
    near,
    noisy,
    pixel,
    quarters,
)

MIDDLE = (500, 750)
TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How an upright picture is stored so that each EXIF orientation sets it upright again."""


# Size and place


@given(st.integers(600, 16_384), st.floats(0.25, 4))
def test_a_picture_fits_the_canvas_and_keeps_its_shape(width: int, ratio: float) -> None:
    height = max(600, round(width * ratio))
    across, down = fitted((width, height))
    assert across == CANVAS[0] or down == CANVAS[1]
    assert across <= CANVAS[0]
    assert down <= CANVAS[1]
    assert across / width == pytest.approx(down / height, abs=1 / min(width, height))
    left, top = centred((across, down))
    assert 0 <= CANVAS[0] - across - 2 * left <= 1
    assert 0 <= CANVAS[1] - down - 2 * top <= 1


@given(st.integers(600, 16_384), st.floats(0.25, 4))
def test_no_picture_is_enlarged_more_than_pinterests_minimum_needs(width: int, ratio: float) -> None:
    height = max(600, round(width * ratio))
    across, _ = fitted((width, height))
    assert across / width <= 1000 / 600 + 1 / width


@pytest.mark.parametrize("size", [(600, 600), (600, 2400), (2400, 600), (1000, 1500), (2001, 3001), (999, 1499)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_the_canvas_is_always_the_same_kind_of_file(size: tuple[int, int], kind: str) -> None:
    result = letterbox(encoded(quarters(size), kind), None)
    assert isinstance(result, Canvas)
    assert (result.width, result.height, result.content_type) == (1000, 1500, "image/jpeg")
    image = Image.open(BytesIO(result.data))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1000, 1500))
    assert "progressive" not in image.info
    assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)
    assert len(result.data) < 20_000_000


def test_the_same_source_and_background_give_the_same_bytes() -> None:
    source = encoded(noisy())
    results = {letterbox(source, None) for _ in range(3)}
    assert len(results) == 1
    assert letterbox(source, "#102030") not in results


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("size", [(800, 700), (700, 1400)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_orientation_comes_out_upright(orientation: int, size: tuple[int, int], kind: str) -> None:
    upright = quarters(size)
    turn = TURNS[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = canvas(encoded(upright if turn is None else upright.transpose(turn), kind, exif=exif))
    across, down = fitted(size)
    left, top = centred((across, down))
    corners = [(left + across * x // 4, top + down * y // 4) for y in (1, 3) for x in (1, 3)]
    assert all(
        near(pixel(image, at), colour) for at, colour in zip(corners, (RED, GREEN, BLUE, YELLOW), strict=True)
    )


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_damaged_notes_do_not_damage_the_picture() -> None:
    source = encoded(quarters((800, 800)), exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + bytes(40))
    assert near(pixel(canvas(source), (250, 550)), RED)


# Background


def test_the_bars_go_on_in_the_pictures_own_edge_colour() -> None:
    picture = flat((900, 900), (240, 236, 228))
    picture.paste(RED, (200, 200, 700, 700))
    image = canvas(encoded(picture, quality=95))
    assert near(pixel(image, (500, 20)), (240, 236, 228), 2)
    assert near(pixel(image, (500, 1480)), (240, 236, 228), 2)
    assert near(pixel(image, MIDDLE), RED)


@pytest.mark.parametrize("size", [(1000, 700), (400, 1500)])
def test_only_the_edges_that_touch_the_bars_count(size: tuple[int, int]) -> None:
    width, height = size
    image = flat(size, RED)
    if width == CANVAS[0]:
        image.paste(BLUE, (0, 0, width, 1))
        image.paste(BLUE, (0, height - 1, width, height))
    else:
        image.paste(BLUE, (0, 0, 1, height))
        image.paste(BLUE, (width - 1, 0, width, height))
    assert edge_colour(image) == BLUE


@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=9))
def test_the_edge_colour_is_the_median_of_each_band(colours: list[tuple[int, int, int]]) -> None:
    pixels = (colours * 2000)[:2000]
    image = Image.new("RGB", (1000, 2))
    image.putdata(pixels)
    assert edge_colour(image) == tuple(sorted(one[band] for one in pixels)[999] for band in range(3))


def test_a_background_that_was_asked_for_is_used() -> None:
    image = canvas(encoded(flat((900, 900), RED)), "#1e28d2")
    assert near(pixel(image, (500, 20)), BLUE)
    assert near(pixel(image, MIDDLE), RED)


def test_a_cut_out_stands_on_white_or_on_the_background() -> None:
    cut_out = flat((800, 800), (0, 0, 0, 0), "RGBA")
    cut_out.paste((*RED, 255), (200, 200, 600, 600))
    for source in (encoded(cut_out, "PNG"), encoded(cut_out, "WEBP", lossless=True)):
        for background, ground in ((None, (255, 255, 255)), ("#1e28d2", BLUE)):
            image = canvas(source, background)
            assert near(pixel(image, (500, 20)), ground)
            assert near(pixel(image, (100, 750)), ground)
            assert near(pixel(image, MIDDLE), RED)


def test_the_colour_under_what_is_transparent_does_not_bleed_into_the_edge() -> None:
    """Without premultiplication the green, invisible ground would tint the border of the product."""
    cut_out = flat((1800, 1800), (0, 255, 0, 0), "RGBA")
    cut_out.paste((255, 0, 0, 255), (0, 0, 900, 1800))
    image = canvas(encoded(cut_out, "PNG"))
    tints = [pixel(image, (x, 750)) for x in range(490, 510)]
    assert all(green <= blue + 8 for _, green, blue in tints)


def test_an_alpha_channel_that_hides_nothing_is_no_cut_out() -> None:
    image = canvas(encoded(flat((800, 800), (*RED, 255), "RGBA"), "PNG"))
    assert near(pixel(image, (500, 20)), RED)


# Modes


def grey(level: int) -> tuple[int, int, int]:
    return level, level, level


@pytest.mark.parametrize(
    ("source", "colour"),
    [
        (encoded(flat((800, 800), 100, "L")), grey(100)),
        (encoded(flat((800, 800), 100, "L"), "PNG"), grey(100)),
        (encoded(flat((800, 800), 32_896, "I;16"), "PNG"), grey(128)),
        (encoded(flat((800, 800), 65_535, "I;16"), "PNG"), grey(255)),
        (encoded(flat((800, 800), 1_000, "I;16"), "PNG"), grey(4)),
        (encoded(flat((800, 800), 1, "1"), "PNG"), grey(255)),
        (encoded(flat((800, 800), (100, 255), "LA"), "PNG"), grey(100)),
        (encoded(flat((800, 800), (0, 0), "LA"), "PNG"), grey(255)),
        (encoded(flat((800, 800), RED).convert("P", palette=Image.Palette.ADAPTIVE), "PNG"), RED),
        (encoded(flat((800, 800), RED).convert("P", palette=Image.Palette.ADAPTIVE), "GIF"), RED),
        (encoded(flat((800, 800), 0, "P"), "PNG", transparency=0), grey(255)),
        (encoded(flat((800, 800), 0, "P"), "GIF", transparency=0), grey(255)),
        (encoded(flat((800, 800), (9, 9, 9)), "PNG", transparency=(9, 9, 9)), grey(255)),
        (encoded(flat((800, 800), 9, "L"), "PNG", transparency=9), grey(255)),
        (encoded(flat((800, 800), (0, 255, 255, 0), "CMYK")), (255, 0, 0)),
        (encoded(flat((800, 800), RED), progressive=True), RED),
        (encoded(flat((800, 800), RED), "WEBP"), RED),
        (encoded(flat((800, 800), RED), "AVIF"), RED),
    ],
)
def test_every_mode_keeps_its_colour(source: bytes, colour: tuple[int, int, int]) -> None:
    assert near(pixel(canvas(source), MIDDLE), colour, 8)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_an_animation_the_first_frame_is_taken(kind: str) -> None:
    frames = [flat((700, 700), colour) for colour in (RED, GREEN, BLUE)]
    source = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    assert near(pixel(canvas(source), MIDDLE), RED, 8)


# Profiles

P3_OF_SRGB_RED = (234, 51, 35)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_in_display_p3_is_converted(kind: str) -> None:
    source = encoded(flat((800, 800), P3_OF_SRGB_RED), kind, icc_profile=display_p3(), quality=95)
    red, green, blue = pixel(canvas(source), MIDDLE)
    assert red >= 250
    assert max(green, blue) <= 16


def test_the_background_is_not_touched_by_the_profile() -> None:
    source = encoded(flat((800, 800), P3_OF_SRGB_RED), icc_profile=display_p3())
    assert near(pixel(canvas(source, "#808080"), (500, 20)), grey(128), 1)


def test_a_cut_out_with_a_profile_keeps_both() -> None:
    cut_out = flat((800, 800), (0, 0, 0, 0), "RGBA")
    cut_out.paste((*P3_OF_SRGB_RED, 255), (200, 200, 600, 600))
    image = canvas(encoded(cut_out, "PNG", icc_profile=display_p3()))
    assert near(pixel(image, MIDDLE), (255, 0, 0), 16)
    assert near(pixel(image, (100, 750)), grey(255))


def test_srgb_by_any_name_changes_nothing() -> None:
    picture = noisy()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert letterbox(encoded(picture, icc_profile=profile), None) == letterbox(encoded(picture), None)


@pytest.mark.parametrize("profile", [b"junk" * 40, b"\0", display_p3()[:200]])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_broken_profile_is_ignored(profile: bytes, mode: str) -> None:
    picture = quarters((800, 800)).convert(mode)
    assert letterbox(encoded(picture, icc_profile=profile), None) == letterbox(encoded(picture), None)


def test_a_giant_of_a_profile_is_ignored() -> None:
    picture = quarters((800, 800))
    giant = display_p3() + bytes(5_000_000)
    assert letterbox(encoded(picture, icc_profile=giant), None) == letterbox(encoded(picture), None)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_a_profile_for_another_mode_is_ignored(mode: str) -> None:
    picture = quarters((800, 800)).convert(mode)
    assert letterbox(encoded(picture, icc_profile=display_p3()), None) == letterbox(encoded(picture), None)
