"""A catalog without boards, rules that send its products to eight, and where each product must end."""

import csv
from pathlib import Path

RULES = """\
default = "New in"

[[rule]]
board = "Sale"
tag = "sale"

[[rule]]
board = "Knitwear"
category = "Apparel & Accessories > ** > Sweaters"

[[rule]]
board = "{brand} lamps"
brand = "Lumen"

[[rule]]
board = "Vases"
section = "Tall"
product_type = "Home > Decor"
not = { price = "< 10 EUR" }

[[rule]]
board = "Small presents"
price = "< 10 EUR"

[[rule]]
board = "Spring"
any = [{ custom_label_0 = "SS*" }, { tag = "spring" }]

[[rule]]
board = "Mugs"
title = '/\\bmug\\b/'
"""

HEADER = (
    *("id", "title", "link", "image_link", "price", "availability", "tags", "brand"),
    *("google_product_category", "product_type", "custom_label_0"),
)

BOARDS = ("Sale", "Knitwear", "Lumen lamps", "Vases", "Small presents", "Spring", "Mugs", "New in")
"""Of the products, one after the other."""

_SAYS: tuple[dict[str, str], ...] = (
    {"tags": "Sale, wool", "brand": "Lumen"},
    {"google_product_category": "Apparel & Accessories > Clothing > Sweaters"},
    {"brand": "LUMEN"},
    {"product_type": "Home > Decor > Vases"},
    {"price": "9.90 EUR", "product_type": "Home > Decor > Bowls"},
    {"custom_label_0": "SS27"},
    {"title": "Blue Mug"},
    {"title": "Smuggler's chest"},
)


def write_products(path: Path, products: int) -> Path:
    """So many products, each eighth alike."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADER, restval="")
        writer.writeheader()
        writer.writerows(_line(number) for number in range(products))
    return path


def write_rules(path: Path) -> Path:
    path.write_text(RULES, encoding="utf-8")
    return path


def board_of(product: str) -> str:
    """Where the product belongs; in one spelling for the brand that the file writes in two."""
    return BOARDS[int(product.removeprefix("p-")) % len(BOARDS)]


def _line(number: int) -> dict[str, str]:
    usual = {
        "id": f"p-{number}",
        "title": "A fine thing",
        "link": f"https://shop.example.com/products/p-{number}",
        "image_link": f"https://cdn.example.com/thing-{number}_800x800.jpg",
        "price": "25.00 EUR",
        "availability": "in_stock",
    }
    said = usual | _SAYS[number % len(_SAYS)]
    return said | {"title": f"{said['title']} number {number}"}
