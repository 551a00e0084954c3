"""The columns that copy templates may name."""

import json
from pathlib import Path

from catalog.reading import read_catalog
from contracts.wording import Wording, Wordings
from starter.launching import ROWS_PEEKED, peek
from starter.variables import known_headers
from tests.starter.catalogs import a_catalog, a_line

IN_COLOUR = Wordings(every=Wording(title="{title} [[in {colour}]]"))
FAR = ROWS_PEEKED + 10


def headers(file: Path, wordings: Wordings = IN_COLOUR) -> frozenset[str]:
    first, _ = peek(read_catalog(file))
    return known_headers(file, first, wordings)


def json_products(file: Path, *changes: dict[str, str]) -> Path:
    file.write_text(json.dumps([a_line(f"mug-{number}") | each for number, each in enumerate(changes)]))
    return file


def test_a_column_that_is_blank_in_every_row_is_known_by_its_header(tmp_path: Path) -> None:
    """Today's file may be the one in which no product has a colour."""
    file = a_catalog(tmp_path / "mugs.csv", a_line("one", Colour=""), a_line("two", Colour=""))

    assert "Colour" in headers(file)


def test_a_column_that_a_field_claims_is_no_variable_of_its_own(tmp_path: Path) -> None:
    """It would be blank on every pin: what it says stands in the product, not beside it."""
    assert "image_link" not in headers(a_catalog(tmp_path / "mugs.csv", a_line("one")))


def test_a_name_that_a_json_file_uses_far_down_is_known(tmp_path: Path) -> None:
    file = json_products(tmp_path / "mugs.json", *[{}] * FAR, {"colour": "blue"})

    assert "colour" in headers(file)


def test_a_name_that_no_product_uses_stays_unknown(tmp_path: Path) -> None:
    file = json_products(tmp_path / "mugs.json", {"material": "clay"}, {})

    assert headers(file) == {"material"}


def test_without_templates_nothing_is_read_again(tmp_path: Path) -> None:
    file = json_products(tmp_path / "mugs.json", *[{}] * FAR, {"colour": "blue"})

    assert headers(file, Wordings()) == frozenset()


def test_a_template_that_is_broken_asks_for_nothing(tmp_path: Path) -> None:
    """Another check says what is wrong with it."""
    file = json_products(tmp_path / "mugs.json", {})

    assert headers(file, Wordings(every=Wording(title="{colour"))) == frozenset()


def test_a_board_s_template_may_name_columns_too(tmp_path: Path) -> None:
    file = json_products(tmp_path / "mugs.json", *[{}] * FAR, {"colour": "blue"})
    wordings = Wordings(boards={"mugs": Wording(description="{colour}")})

    assert "colour" in headers(file, wordings)
