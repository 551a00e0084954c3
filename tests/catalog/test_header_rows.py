"""A header need not be a table's first row: above it people write titles, and templates explain their columns."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from catalog.ailments import Ailment
from catalog.header_rows import HEADER_ROWS_MAX, ROW_CHARACTERS_MAX
from catalog.mending import write_mendable
from catalog.reading import read_catalog
from catalog.unreadable import CatalogUnreadable
from tests.catalog.builders import a_file, only_product, outline, products_of
from tests.catalog.workbook_builders import a_workbook, filled, saved

FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
PRODUCTS = "id,title,price\n1,Mug,5\n2,Vase,6\n"


@pytest.mark.parametrize(
    "above",
    [
        "Spring collection,,\n",
        "# Required | The name of the product,# Required | Its price\n",
        "One,two,three,four,five,six\n",
        "Our shop's products; all of them\n\nas of today,,\n",
        '"A title\nof two lines",,\n',
    ],
)
def test_what_stands_above_the_header_is_passed_over(tmp_path: Path, above: str) -> None:
    mug, vase = products_of(a_file(tmp_path, above + PRODUCTS))
    assert (mug.key, mug.title, vase.key) == ("1", "Mug", "2")


def test_rows_keep_the_numbers_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    assert outline(a_file(tmp_path, f"Spring,,\n,,\n{PRODUCTS}")) == [(4, "1"), (5, "2")]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_line_above_the_header_says_nothing_of_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    path = a_file(tmp_path, f"Cups, mugs, and vases\n{PRODUCTS.replace(',', delimiter)}")
    assert outline(path) == [(3, "1"), (4, "2")]


def test_a_named_delimiter_counts_above_the_header_too(tmp_path: Path) -> None:
    assert outline(a_file(tmp_path, f"sep=;\nSpring\n{PRODUCTS.replace(',', ';')}")) == [(3, "1"), (4, "2")]


def test_highlevels_two_headers_are_one(tmp_path: Path) -> None:
    header = "postAtSpecificTime (YYYY-MM-DD HH:mm:ss),content,OGmetaUrl (url),imageUrls (comma-separated)"
    path = a_file(
        tmp_path, f'All,All,All,All\n{header}\n2026-12-01 14:30:00,Nook,/n,"https://c/1.jpg, https://c/2.jpg"\n'
    )
    product = only_product(path)
    assert (product.title, product.link, product.publish_at) == ("Nook", "/n", "2026-12-01T14:30:00")
    assert [image.url for image in product.images] == ["https://c/1.jpg", "https://c/2.jpg"]


def test_a_first_row_that_names_a_title_is_the_header_whatever_stands_below(tmp_path: Path) -> None:
    """Its products have keys already."""
    path = a_file(tmp_path, "title,note\nid,first\ntitle,price\n")
    assert outline(path) == [(2, "id"), (3, "title")]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(["Spring,,"] * HEADER_ROWS_MAX) + f"\n{PRODUCTS}",
        "Spring,,\ntitle,,\nMug,,\n",
        f"Spring,,\n{'x' * (ROW_CHARACTERS_MAX + 1)},\n{PRODUCTS}",
        "a,b,c\n1,2,3\n",
    ],
)
def test_a_header_that_is_nowhere_near_is_not_found(tmp_path: Path, text: str) -> None:
    with pytest.raises(CatalogUnreadable, match="No column could be a title"):
        read_catalog(a_file(tmp_path, text))


def test_a_workbook_may_have_a_title_above_its_header(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, ["Spring collection"], [], ["=TODAY()"], ["Product name", "Price"], ["Mug", 5])
    assert outline(path) == [(5, "mug")]


def test_a_sheet_that_begins_with_its_header_goes_before_one_that_does_not(tmp_path: Path) -> None:
    book = filled(Workbook(), ["Notes"], ["id", "title", "price"], ["1", "Note", 1])
    book.create_sheet("Products").append(["id", "title"])
    book["Products"].append(["2", "Mug"])
    assert outline(saved(tmp_path, book)) == [(2, "2")]


lines = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=30)


@FUZZ
@given(st.lists(lines.map(lambda text: '"' + text.replace('"', '""') + '"'), min_size=1, max_size=5))
def test_lines_above_the_header_change_no_key_and_stay_in_what_is_mended(tmp_path: Path, above: list[str]) -> None:
    source = a_file(tmp_path, "\n".join(["#", *above]) + f"\n{PRODUCTS}")
    rows = outline(source)
    assert [key for _, key in rows] == ["1", "2"]
    out = tmp_path / "mended.csv"
    assert write_mendable(source, {rows[1][0]: Ailment("refused")}, out) == 1
    assert [key for _, key in outline(out)] == ["2"]
    assert out.read_text(encoding="utf-8").startswith("#\n")
