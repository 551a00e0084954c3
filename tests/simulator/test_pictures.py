from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from simulator.pictures import BYTES_MAX
from tests.simulator.builders import base64_source, picture, pin
from tests.simulator.client import MISTAKE, Api, Control, problem

TOO_SMALL, BROKEN, TOO_LARGE = (403, 233), (403, 235), (403, 403)


def noise(width: int, height: int) -> Image.Image:
    return Image.frombytes("L", (width, height), bytes(range(251)) * (width * height // 251 + 1))


def saved(image: Image.Image, image_format: str, **settings: object) -> bytes:
    out = io.BytesIO()
    image.save(out, image_format, **settings)
    return out.getvalue()


async def test_the_truth_keeps_size_format_and_digest(api: Api, board: str, control: Control) -> None:
    await api.pin(board, media_source=base64_source(picture(640, 480, "PNG"), "image/png"))
    image = (await control.pins())[0]["image"]
    assert (image["width"], image["height"], image["format"]) == (640, 480, "PNG")
    assert len(image["sha256"]) == 64


@pytest.mark.parametrize(
    ("data", "declared", "refusal"),
    [
        pytest.param(picture(99, 300), "image/jpeg", TOO_SMALL, id="too narrow"),
        pytest.param(picture(300, 99), "image/jpeg", TOO_SMALL, id="too low"),
        pytest.param(picture(200, 300, "PNG"), "image/jpeg", BROKEN, id="declared as another type"),
        pytest.param(picture(200, 300), "image/png", BROKEN, id="declared as another type too"),
        pytest.param(b"<html>Not found</html>", "image/jpeg", BROKEN, id="a page"),
        pytest.param(b"\xff\xd8\xff\xe0" + bytes(300), "image/jpeg", BROKEN, id="only magic bytes"),
        pytest.param(saved(noise(300, 300), "JPEG")[:9000], "image/jpeg", BROKEN, id="truncated jpeg"),
        pytest.param(saved(noise(300, 300), "PNG")[:300], "image/png", BROKEN, id="truncated png"),
        pytest.param(picture(300, 300, "WEBP"), "image/jpeg", (400, 1), id="webp"),
        pytest.param(picture(300, 300, "GIF"), "image/png", (400, 1), id="gif"),
        pytest.param(picture(300, 300) + bytes(BYTES_MAX), "image/jpeg", TOO_LARGE, id="over 20 MB"),
        pytest.param(saved(Image.new("1", (8000, 8000)), "PNG"), "image/png", TOO_LARGE, id="64 megapixels"),
        pytest.param(saved(Image.new("1", (20000, 20000)), "PNG"), "image/png", TOO_LARGE, id="400 megapixels"),
        pytest.param(picture(1000, 1000) + b"\xff\xda" * 900, "image/jpeg", TOO_LARGE, id="hundreds of scans"),
    ],
)
async def test_what_pinterest_refuses_is_refused(
    api: Api, board: str, control: Control, data: bytes, declared: str, refusal: tuple[int, int]
) -> None:
    response = await api.post("/pins", pin(board, media_source=base64_source(data, declared)))
    assert problem(response) == refusal
    assert await control.pins() == []


@pytest.mark.parametrize(
    "data",
    [
        saved(Image.new("RGB", (100, 100)), "JPEG"),
        saved(Image.new("CMYK", (200, 300)), "JPEG"),
        saved(Image.new("L", (200, 300)), "JPEG", progressive=True),
    ],
    ids=["smallest", "cmyk", "grey, progressive"],
)
async def test_odd_but_sound_jpegs_pass(api: Api, board: str, data: bytes) -> None:
    assert await api.pin(board, media_source=base64_source(data))


@pytest.mark.parametrize("mode", ["RGBA", "P", "1", "I;16", "LA"])
async def test_odd_but_sound_pngs_pass(api: Api, board: str, mode: str) -> None:
    assert await api.pin(board, media_source=base64_source(saved(Image.new(mode, (200, 300)), "PNG"), "image/png"))


@pytest.mark.parametrize("spoil", ["line breaks", "prefix", "url-safe", "padding", "empty", "not ascii"])
async def test_base64_is_of_the_standard_alphabet_and_nothing_else(api: Api, board: str, spoil: str) -> None:
    text = base64.b64encode(picture()).decode()
    spoilt = {
        "line breaks": "\n".join((text[:76], text[76:])),
        "prefix": f"data:image/jpeg;base64,{text}",
        "url-safe": text[:-8] + "-_" + text[-6:],
        "padding": text.rstrip("=") + "A===",
        "empty": "",
        "not ascii": text[:-4] + "äöü=",
    }[spoil]
    source = {**base64_source(), "data": spoilt}
    assert problem(await api.post("/pins", pin(board, media_source=source))) == MISTAKE
