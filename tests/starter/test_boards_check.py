"""Where products would go: counted, and compared with the boards that are there."""

from collections.abc import Sequence
from io import StringIO

from rich.console import Console

from contracts.ledger import KnownBoard
from contracts.product import CatalogRow, UnreadableRow
from contracts.sightings import SeenBoard
from drafting.board_rules import NO_RULES, RuleBook
from drafting.new_boards import BOARDS_MAX
from starter.boards_check import Around, BoardCheck, Presence, check_boards, place_rows
from starter.boards_check_report import check_lines, check_report, check_table
from starter.rows import Row
from tests.builders import a_product
from tests.drafting.rule_texts import a_book

MUGS = SeenBoard(id="701", name="Mugs")
TWINS = (SeenBoard(id="702", name="Sale"), SeenBoard(id="703", name="SALE"))
NOT_ASKED = Around(None)
UNREADABLE = UnreadableRow(row=9, message="broken", remedy="Mend it.")


def a_row(row: int, **said: object) -> CatalogRow:
    return CatalogRow(row=row, product=a_product(f"p{row}", **({"board": None} | said)))


def check(
    rows: Sequence[Row], book: RuleBook = NO_RULES, around: Around = NOT_ASKED, board: str | None = None
) -> BoardCheck:
    return check_boards(place_rows(rows, book, override=board), book, around)


def lines(found: BoardCheck, book: RuleBook = NO_RULES) -> str:
    console = Console(width=100, file=StringIO(), record=True)
    console.print(check_table(found.boards))
    return console.export_text() + "\n".join(check_lines(found, book))


def test_products_are_counted_under_one_spelling_of_their_board() -> None:
    found = check([a_row(2, board="Mugs"), a_row(3, board="mugs "), a_row(4, board="Hats")])
    assert [(board.name, board.products) for board in found.boards] == [("Mugs", 2), ("Hats", 1)]


def test_each_board_says_who_sends_products_there_and_to_which_sections() -> None:
    book = a_book("[[rule]]\nname = 'Wool'\nboard = 'Mugs'\nsection = 'Warm'\ntag = 'wool'")
    (mugs,) = check([a_row(2, tags=("wool",)), a_row(3, board="Mugs"), a_row(4, product_type="Mugs")], book).boards
    assert mugs.by == ("Wool", "file", "kind")
    assert mugs.sections == (("Warm", 1),)


def test_a_board_is_there_or_will_be_made_or_says_what_is_wrong() -> None:
    rows = [
        a_row(2, board="mugs"),
        a_row(3, board="Hats"),
        a_row(4, board="Sale"),
        a_row(5, board="700000000000000009"),
        a_row(6, board="702"),
    ]
    found = check(rows, around=Around((MUGS, *TWINS)))
    presence = {board.name: (board.presence, board.board_id) for board in found.boards}
    assert presence == {
        "mugs": (Presence.THERE, "701"),
        "Hats": (Presence.NEW, None),
        "Sale": (Presence.AMBIGUOUS, None),
        "700000000000000009": (Presence.MISSING, None),
        "702": (Presence.THERE, "702"),
    }
    told = lines(found)
    assert "702, 703" in told
    assert "pinflow boards list" in told
    assert "may not see secret boards" in told


def test_a_name_that_the_ledger_knows_means_that_board() -> None:
    around = Around((MUGS, *TWINS), (KnownBoard(name="Sale", board_id="703"),))
    (board,) = check([a_row(2, board="sale")], around=around).boards
    assert (board.presence, board.board_id) == (Presence.THERE, "703")


def test_nothing_is_said_of_boards_that_nobody_looked_up() -> None:
    rows = [a_row(2, board="Mugs"), a_row(3, board="Hats")]
    found = check(rows, around=Around(None, (KnownBoard(name="Mugs", board_id="701"),)))
    assert {board.name: board.presence for board in found.boards} == {
        "Mugs": Presence.THERE,
        "Hats": Presence.UNKNOWN,
    }


def test_a_missing_board_stays_missing_where_none_may_be_made() -> None:
    (board,) = check([a_row(2, board="Hats")], around=Around((MUGS,), create=False)).boards
    assert board.presence is Presence.MISSING


def test_more_boards_than_an_account_may_have_are_counted() -> None:
    there = tuple(SeenBoard(id=str(at), name=f"Board {at}") for at in range(BOARDS_MAX - 1))
    rows = [a_row(row, board=f"New {row}") for row in (2, 3, 4)]
    found = check(rows, around=Around(there))
    assert (found.new, found.too_many) == (3, 2)
    assert "Products of 2 boards would be refused" in lines(found)
    assert check([a_row(2, board="Board 1")], around=Around(there)).too_many == 0


def test_what_no_rule_fits_is_told_by_kind_with_an_example() -> None:
    book = a_book("default = 'none'\n[[rule]]\nboard = 'Sale'\ntag = 'sale'")
    rows = [a_row(2, product_type="Hats"), a_row(3, product_type="Hats"), a_row(4), a_row(5, tags=("sale",))]
    found = check(rows, book)
    assert [(rest.kind, rest.products, rest.row) for rest in found.unmatched] == [("Hats", 2, 2), ("", 1, 4)]
    assert found.unruled == ()
    told = lines(found, book)
    assert "No rule fits, and they would be refused: 3 products" in told
    assert "2 of Hats, such as row 2: Product p2" in told
    assert "1 of no product type, such as row 4" in told


def test_what_goes_by_its_kind_though_there_are_rules_is_told_as_well() -> None:
    book = a_book("[[rule]]\nboard = 'Sale'\ntag = 'sale'")
    found = check([a_row(2, product_type="Hats")], book)
    assert [(rest.kind, rest.products) for rest in found.unruled] == [("Hats", 1)]
    assert check([a_row(2, product_type="Hats")]).unruled == ()
    assert check([a_row(2, board="Mine")], book).unruled == ()


def test_rules_that_nothing_meets_are_named() -> None:
    book = a_book(
        "[[rule]]\nname = 'Wool'\nboard = 'A'\ntag = 'wool'\n[[rule]]\nname = 'Silk'\nboard = 'B'\ntag = 'silk'"
    )
    found = check([a_row(2, tags=("wool",))], book)
    assert found.used == (1, 0)
    assert "Rules that nothing meets: Silk." in lines(found, book)


def test_a_board_for_all_leaves_nothing_to_rules() -> None:
    book = a_book("default = 'none'\n[[rule]]\nboard = 'A'\ntag = 'wool'")
    found = check([a_row(2), a_row(3, board="Mine")], book, board="Everything")
    assert [(board.name, board.products) for board in found.boards] == [("Everything", 2)]


def test_rows_that_cannot_be_read_or_placed_are_counted() -> None:
    found = check([UNREADABLE, a_row(2, board="x" * 181), a_row(3)])
    assert (found.unreadable, len(found.rows), len(found.boards)) == (1, 2, 1)
    told = lines(found)
    assert "1 product would be refused for the board's or section's name" in told
    assert "1 rows of the file cannot be read" in told


def test_the_document_has_each_row() -> None:
    book = a_book("default = 'none'\n[[rule]]\nboard = 'Sale'\nsection = 'Last'\ntag = 'sale'")
    found = check([a_row(2, tags=("sale",)), a_row(3)], book, Around((MUGS,)))
    document = check_report(found, book, "rules.toml")
    placed, refused = document["rows"]
    assert (placed["board"], placed["section"], placed["rule"], placed["by"]) == ("Sale", "Last", 1, "rule")
    assert (refused["board"], refused["reason"]) == (None, "board_unmatched")
    assert document["limit"] == {"boards": 1, "new": 1, "max": BOARDS_MAX, "too_many": 0}
    assert document["rules"] == [{"rule": 1, "name": "rule 1", "board": "Sale", "products": 1}]
