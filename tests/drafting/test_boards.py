"""Boards: chosen by rule, and the same however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.outcome import Reason, Refused
from contracts.product import Product
from drafting.boards import SECTION_NAME_MAX, choose_board, choose_section, fold_board_name
from tests.drafting.builders import a_product, products, texts


def test_the_launchs_board_goes_before_the_files_and_the_files_before_the_types() -> None:
    product = a_product(board="From the file", product_type="Apparel > Shirts")
    assert choose_board(product, override="From the launch") == "From the launch"
    assert choose_board(product, override=None) == "From the file"
    assert choose_board(a_product(board=" ", product_type="Apparel > Shirts"), override=None) == "Shirts"
    assert choose_board(a_product(), override=None) == "Products"


@pytest.mark.parametrize(
    ("product_type", "board"),
    [
        ("Apparel &amp; More > Tops / Blouses", "Tops / Blouses"),
        ("Home/Decor/Vases", "Vases"),
        ("Apparel > ", "Apparel"),
        (" > ", "Products"),
        ("Mugs", "Mugs"),
    ],
)
def test_the_last_part_of_the_type_names_the_board(product_type: str, board: str) -> None:
    assert choose_board(a_product(product_type=product_type), override=None) == board


@pytest.mark.parametrize("override", ["", " \n", "\u200b", "x" * 181])
def test_a_name_pinterest_would_not_take_is_refused(override: str) -> None:
    refused = choose_board(a_product(board="Fine"), override=override)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.BOARD_INVALID


@given(products(), st.none() | texts(400))
def test_a_board_has_1_to_180_clean_characters(product: Product, override: str | None) -> None:
    board = choose_board(product, override=override)
    if isinstance(board, str):
        assert 1 <= len(board) <= 180
        assert board == " ".join(board.split())
        assert "\x00" not in board


@pytest.mark.parametrize(
    "name", ["home  decor", "HOME DECOR", " Home\tDecor ", "\uff28\uff4f\uff4d\uff45 Decor", "Home\u200b Decor"]
)
def test_names_that_read_the_same_are_the_same_board(name: str) -> None:
    assert fold_board_name(name) == fold_board_name("Home Decor")


def test_other_names_are_other_boards() -> None:
    assert fold_board_name("Home Decor") != fold_board_name("Homedecor")


@given(texts(200))
def test_folding_a_folded_name_changes_nothing(name: str) -> None:
    assert fold_board_name(fold_board_name(name)) == fold_board_name(name)


def test_the_file_may_ask_for_a_section() -> None:
    assert choose_section(a_product(section=" Linen &amp;\n Wool "), board_override=None) == "Linen & Wool"


@pytest.mark.parametrize("section", [None, "", " \n", "<br>"])
def test_no_section_is_no_trouble(section: str | None) -> None:
    assert choose_section(a_product(section=section), board_override=None) == ""


def test_a_board_of_the_launchs_has_no_section_of_the_files() -> None:
    assert choose_section(a_product(board="Spring", section="Linen"), board_override="Other") == ""
    assert choose_section(a_product(section="x" * 300), board_override="Other") == ""


def test_a_section_that_pinterest_would_not_take_is_refused() -> None:
    assert choose_section(a_product(section="x" * SECTION_NAME_MAX), board_override=None) == "x" * SECTION_NAME_MAX
    refused = choose_section(a_product(section="x" * (SECTION_NAME_MAX + 1)), board_override=None)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.BOARD_INVALID
    assert "181 characters" in refused.message


@given(products())
def test_every_product_has_a_section_none_or_a_reason(product: Product) -> None:
    section = choose_section(product, board_override=None)
    assert isinstance(section, Refused) or len(section) <= SECTION_NAME_MAX
