"""Several pictures of a product: each a pin of its own, with an outcome of its own."""

import csv
from pathlib import Path

import pytest

from tests.journeys.conftest import Place
from tests.journeys.pinflow import Document

FIVE = [f"https://cdn.example.com/five-{number}_900x1200.jpg" for number in range(1, 6)]
BROKEN = "https://cdn.example.com/bad-truncated-five_900x1200.jpg"


@pytest.mark.journey
def test_of_five_pictures_one_broken_four_are_live_and_one_is_refused(place: Place) -> None:
    pictures = [*FIVE[:2], BROKEN, *FIVE[3:]]
    report = place.pinflow.json(
        "launch", str(write_product(place.folder / "five.csv", pictures)), "--images", "all"
    )
    by_image = {product["image"]: product for product in report["products"]}
    assert (report["total"], report["live"], report["refused"]) == (5, 4, 1)
    assert (by_image[3]["outcome"], by_image[3]["reason"]) == ("refused", "image_broken")
    mine = [pin for pin in place.truth.pins() if "/products/five" in pin["link"]]
    assert {pin["id"] for pin in mine} == {by_image[image]["pin_id"] for image in (1, 2, 4, 5)}
    assert len({pin["image"]["sha256"] for pin in mine}) == 4
    assert len({pin["link"] for pin in mine}) == 4


@pytest.mark.journey
def test_the_first_two_are_pinned_and_more_are_added_later(place: Place) -> None:
    """The same file again with more pictures makes only what is missing."""
    catalog = str(write_product(place.folder / "more.csv", FIVE, key="more"))
    assert images(place.pinflow.json("launch", catalog, "--images", "2")) == {1: False, 2: False}
    again = images(place.pinflow.json("launch", catalog, "--images", "3"))
    assert again == {1: True, 2: True, 3: False}
    assert len([pin for pin in place.truth.pins() if "/products/more" in pin["link"]]) == 3


def images(report: Document) -> dict[int, bool]:
    """By picture, whether it was live before."""
    assert report["live"] == report["total"]
    return {product["image"]: product["already"] for product in report["products"]}


def write_product(path: Path, pictures: list[str], *, key: str = "five") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "link", "image_link", "additional_image_link", "board"])
        link = f"https://shop.example.com/products/{key}"
        writer.writerow([key, f"Mug of {key}", link, pictures[0], ",".join(pictures[1:]), "Pictures"])
    return path
