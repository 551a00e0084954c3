"""Pictures in columns that are counted: none of them is lost, and the first is the first pin's."""

from pathlib import Path

import pytest

from tests.catalog.builders import a_file, only_product

CDN = "https://cdn.example.com/"


def _pictures(tmp_path: Path, headers: str) -> list[str]:
    """What a product has whose cells under `headers` are 0.jpg, 1.jpg and so on."""
    cells = ",".join(f"{CDN}{at}.jpg" for at in range(headers.count(",") + 1))
    product = only_product(a_file(tmp_path, f"Title,URL,{headers}\nMug,https://shop.example.com/mug,{cells}\n"))
    return [picture.url.removeprefix(CDN).removesuffix(".jpg") for picture in product.images]


@pytest.mark.parametrize(
    "headers",
    [
        "Image URL 1,Image URL 2,Image URL 3",
        "Photo 1,Photo 2",
        "Bild 1,Bild 2",
        "Bildpfad 1,Bild 2",
        "image[0].url,image[1].url",
        "URL image,URL image 2",
        "Image,Image Link 2,Image Link 3,Additional Image 1,Additional Image 2",
        "image_link,additional_image_link_1,additional_image_link_2",
        "Picture,Picture 2",
        "Image URL,Image URL 4,Photo 2",
        "image_1_url,image_2_url",
    ],
)
def test_every_counted_column_is_a_picture_in_the_headers_order(tmp_path: Path, headers: str) -> None:
    assert _pictures(tmp_path, headers) == [str(at) for at in range(headers.count(",") + 1)]


def test_the_picture_stands_before_more_of_them_wherever_its_column_stands(tmp_path: Path) -> None:
    assert _pictures(tmp_path, "Additional Image 1,Image URL 1,Image URL 2") == ["1", "0", "2"]
    assert _pictures(tmp_path, "Image URL 2,image_link") == ["1", "0"]


@pytest.mark.parametrize("header", ["image_1024", "Image 1 Alt", "Photo 10x15", "Image width", "image[0].tag[0]"])
def test_a_number_makes_no_picture_of_what_is_none(tmp_path: Path, header: str) -> None:
    assert _pictures(tmp_path, f"image_link,{header}") == ["0"]


def test_facebooks_video_is_the_video(tmp_path: Path) -> None:
    text = f"title,link,image_link,video[0].url\nMug,https://shop.example.com/mug,{CDN}0.jpg,{CDN}0.mp4\n"
    assert only_product(a_file(tmp_path, text)).video == f"{CDN}0.mp4"
