"""Catalog files for tests: only what matters to a test is written in it."""

import csv
from pathlib import Path

FIELDS = ("id", "title", "link", "image_link", "additional_image_link", "price", "board")


def a_line(key: str, **cells: str) -> dict[str, str]:
    """A product that becomes a pin."""
    return {
        "id": key,
        "title": f"Product {key}",
        "link": f"https://shop.example.com/products/{key}",
        "image_link": f"https://cdn.example.com/{key}.jpg",
        "price": "12.50 EUR",
        "board": "Mugs",
    } | cells


def a_catalog(file: Path, *lines: dict[str, str]) -> Path:
    """A CSV file with these products, the first in row 2, and with all the columns that any of them names."""
    header = dict.fromkeys([*FIELDS, *(name for line in lines for name in line)])
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(header), restval="")
        writer.writeheader()
        writer.writerows(lines)
    return file
