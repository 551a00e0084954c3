"""A catalog's products as rows of a launch."""

from collections import deque
from collections.abc import Sequence
from itertools import repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.launch import LaunchPolicy
from contracts.ledger import NewRow
from contracts.outcome import Reason
from contracts.product import IMAGES_MAX, CatalogRow, ProductImage, UnreadableRow
from drafting.board_rules import NO_RULES, RuleBook
from starter.failures import CommandFailed, ExitCode
from starter.rows import Row, new_rows
from tests.builders import a_product
from tests.drafting.rule_texts import a_book

FILE = Path("spring.csv")
PLAIN = LaunchPolicy()
UNREADABLE = UnreadableRow(row=7, message="3 cells, not 5", remedy="Mend it.")


def a_row(key: str = "blue-mug", *, row: int = 2, pictures: int = 1, **changes: object) -> CatalogRow:
    images = tuple(ProductImage(url=f"https://cdn.example.com/{key}-{n}.jpg") for n in range(pictures))
    return CatalogRow(row=row, product=a_product(key, images=images, **changes))


def rows_from(
    *rows: Row, policy: LaunchPolicy = PLAIN, limit: int | None = None, rules: RuleBook = NO_RULES
) -> Sequence[NewRow]:
    return list(new_rows(rows, policy, limit=limit, file=FILE, rules=rules))


def test_an_unreadable_row_is_a_refused_product_of_its_own() -> None:
    (row,) = rows_from(UNREADABLE)

    assert row.product_key == "row:7"
    assert row.refused is not None
    assert (row.refused.reason, row.refused.remedy) == (Reason.ROW_UNREADABLE, "Mend it.")


def test_each_wanted_picture_is_a_pin_of_its_own() -> None:
    rows = rows_from(a_row("one", pictures=4), a_row("two", row=3, pictures=2), policy=LaunchPolicy(images=3))

    assert [(row.row, row.image_slot) for row in rows] == [(2, 0), (2, 1), (2, 2), (3, 0), (3, 1)]
    assert {row.title for row in rows} == {"Product one", "Product two"}


def test_a_product_without_pictures_is_one_row_that_can_be_refused_later() -> None:
    assert [row.image_slot for row in rows_from(a_row(pictures=0), policy=LaunchPolicy(images=5))] == [0]


@given(pictures=st.integers(0, IMAGES_MAX), images=st.integers(1, IMAGES_MAX))
def test_no_product_makes_more_pins_than_are_wanted_or_than_it_has_pictures(pictures: int, images: int) -> None:
    count = len(rows_from(a_row(pictures=pictures), policy=LaunchPolicy(images=images)))

    assert 1 <= count <= max(1, min(pictures, images))


def test_a_row_has_the_board_and_section_of_its_file() -> None:
    (row,) = rows_from(a_row(board="Spring looks", section="Blue"))

    assert (row.board_name, row.section_name) == ("Spring looks", "Blue")


def test_a_board_for_all_has_no_section_of_the_file_s() -> None:
    (row,) = rows_from(a_row(board="Spring looks", section="Blue"), policy=LaunchPolicy(board="Sale"))

    assert (row.board_name, row.section_name) == ("Sale", "")


def test_a_row_without_a_board_has_the_one_that_a_rule_names() -> None:
    rules = a_book("default = 'none'\n[[rule]]\nboard = 'Sale'\nsection = 'Last'\ntag = 'sale'")
    ruled, its_own, unmatched = rows_from(
        a_row("one", board=None, tags=("sale",)),
        a_row("two", row=3, board="Mugs", tags=("sale",)),
        a_row("three", row=4, board=None),
        rules=rules,
    )

    assert (ruled.board_name, ruled.section_name) == ("Sale", "Last")
    assert (its_own.board_name, its_own.section_name) == ("Mugs", "")
    assert unmatched.refused is not None
    assert (unmatched.refused.reason, unmatched.product) == (Reason.BOARD_UNMATCHED, None)


def test_all_pictures_of_a_product_go_to_one_board() -> None:
    rules = a_book("[[rule]]\nboard = 'Sale'\ntag = 'sale'")
    rows = rows_from(a_row(board=None, tags=("sale",), pictures=3), policy=LaunchPolicy(images=3), rules=rules)

    assert [row.board_name for row in rows] == ["Sale"] * 3


@pytest.mark.parametrize("changes", [{"board": "x" * 181}, {"section": "x" * 181}])
def test_a_name_that_pinterest_does_not_take_refuses_the_row_alone(changes: dict[str, str]) -> None:
    product = a_product("one", **changes)
    bad, good = rows_from(CatalogRow(row=2, product=product), a_row("two", row=3))

    assert bad.refused is not None
    assert bad.refused.reason is Reason.BOARD_INVALID
    assert good.refused is None


def test_a_publish_date_is_meant_in_the_zone_that_was_named() -> None:
    (row,) = rows_from(a_row(publish_at="2026-11-22T20:00:00"), policy=LaunchPolicy(zone="Europe/Berlin"))

    assert row.not_before == 1_795_374_000.0  # 19:00 UTC


def test_a_publish_date_with_an_offset_needs_no_zone() -> None:
    (row,) = rows_from(a_row(publish_at="2026-11-22T20:00:00+01:00"))

    assert row.not_before == 1_795_374_000.0


def test_a_publish_date_without_a_zone_is_asked_about_before_anything_is_launched() -> None:
    """One zone is meant for the whole file; guessing it would pin everything at the wrong hour."""
    with pytest.raises(CommandFailed, match=r"row 9.*--timezone") as raised:
        rows_from(a_row("one"), a_row("two", row=9, publish_at="2026-11-22T20:00:00"))
    assert raised.value.exit_code == ExitCode.USAGE


def test_a_publish_date_that_is_none_refuses_the_row_alone() -> None:
    bad, good = rows_from(a_row("one", publish_at="soon"), a_row("two", row=3))

    assert bad.refused is not None
    assert bad.refused.reason is Reason.ROW_UNREADABLE
    assert good.refused is None


def test_a_limit_counts_products_readable_or_not_and_keeps_all_their_pictures() -> None:
    rows: list[Row] = [UNREADABLE, a_row("one", row=8, pictures=3), a_row("two", row=9)]

    made = rows_from(*rows, policy=LaunchPolicy(images=3), limit=2)

    assert [(row.row, row.image_slot) for row in made] == [(7, 0), (8, 0), (8, 1), (8, 2)]


def test_more_pins_than_a_launch_holds_are_wrong_usage() -> None:
    """Without end, as a hostile file may be: it is not read to its end."""
    with pytest.raises(CommandFailed, match="--limit") as raised:
        deque(new_rows(repeat(UNREADABLE), PLAIN, limit=None, file=FILE), maxlen=0)
    assert raised.value.exit_code == ExitCode.USAGE
