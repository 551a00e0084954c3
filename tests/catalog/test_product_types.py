"""What a product's boards are named after: its kind, and not how a shop's software keeps it."""

from pathlib import Path

import pytest

from tests.catalog.builders import a_file, only_product


def type_of(folder: Path, header: str, cell: str) -> str | None:
    return only_product(a_file(folder, f"id\ttitle\t{header}\n1\tMug\t{cell}\n")).product_type


@pytest.mark.parametrize(
    "cell", ["simple", "Configurable", "simple, virtual", "DIGITAL", "Uncategorized", "Non classé"]
)
@pytest.mark.parametrize("header", ["product_type", "category", "Categories", "type"])
def test_words_of_a_shops_software_are_no_kinds(tmp_path: Path, header: str, cell: str) -> None:
    assert type_of(tmp_path, header, cell) is None


def test_behind_such_a_word_the_next_best_says_the_kind(tmp_path: Path) -> None:
    path = a_file(tmp_path, "id\ttitle\tproduct_type\tcategories\n1\tMug\tsimple\tUncategorised, Mugs\n")
    assert only_product(path).product_type == "Mugs"


@pytest.mark.parametrize(
    ("header", "cell", "product_type"),
    [
        ("category", "Mugs; Sale; New", "Mugs"),
        ("category", "Home > Mugs; Sale", "Home > Mugs"),
        ("category", "Cups, Mugs", "Cups, Mugs"),
        ("Categories", r"Salt\, Pepper, Sale", "Salt, Pepper"),
        ("Simple things", "x", None),
    ],
)
def test_of_a_list_the_first_is_the_kind(tmp_path: Path, header: str, cell: str, product_type: str | None) -> None:
    assert type_of(tmp_path, header, cell) == product_type
