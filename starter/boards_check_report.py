"""What a check of boards tells a person, and a program."""

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from contracts.outcome import Refused
from drafting.board_rules import RuleBook
from drafting.new_boards import BOARDS_MAX
from outcomes.report import Report
from starter.boards_check import BoardCheck, CheckedBoard, PlacedRow, Presence, Rest

BOARDS_SHOWN_MAX = 60
RESTS_SHOWN_MAX = 10

PRESENCE_WORDS = {
    Presence.THERE: "there",
    Presence.NEW: "will be made",
    Presence.MISSING: "missing",
    Presence.AMBIGUOUS: "ambiguous",
    Presence.UNKNOWN: "not looked up",
}


def check_report(check: BoardCheck, book: RuleBook, source: str) -> Report:
    """The document."""
    return {
        "products": len(check.rows),
        "unreadable": check.unreadable,
        "rules_of": source or None,
        "boards": [_board_report(board) for board in check.boards],
        "unmatched": [_rest_report(rest) for rest in check.unmatched],
        "unruled": [_rest_report(rest) for rest in check.unruled],
        "rules": [
            {"rule": rule.number, "name": rule.name, "board": rule.board, "products": used}
            for rule, used in zip(book.rules.rules, check.used, strict=True)
        ],
        "limit": {"boards": check.there, "new": check.new, "max": BOARDS_MAX, "too_many": check.too_many},
        "rows": [_row_report(row) for row in check.rows],
    }


def _board_report(board: CheckedBoard) -> Report:
    return {
        "board": board.name,
        "presence": board.presence.value,
        "board_id": board.board_id,
        "message": board.why or None,
        "products": board.products,
        "sections": [{"section": name, "products": count} for name, count in board.sections],
        "by": list(board.by),
    }


def _rest_report(rest: Rest) -> Report:
    return {"kind": rest.kind or None, "products": rest.products, "row": rest.row, "title": rest.title}


def _row_report(row: PlacedRow) -> Report:
    place = row.place
    if isinstance(place, Refused):
        return {
            "row": row.row,
            "product": row.product,
            "board": None,
            "section": None,
            "rule": None,
            "by": None,
            "reason": place.reason.value,
            "message": place.message,
        }
    return {
        "row": row.row,
        "product": row.product,
        "board": place.board,
        "section": place.section or None,
        "rule": place.rule,
        "by": place.by.value,
        "reason": None,
        "message": None,
    }


def check_table(boards: Sequence[CheckedBoard]) -> Table:
    """A line for each board."""
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    table.add_column("products", justify="right")
    table.add_column("board", ratio=3, overflow="fold")
    table.add_column("at Pinterest", no_wrap=True)
    table.add_column("by", ratio=2, overflow="fold")
    for board in boards[:BOARDS_SHOWN_MAX]:
        words = (f"{board.products:,}", board.name, PRESENCE_WORDS[board.presence], ", ".join(board.by))
        table.add_row(*map(Text, words))
        for name, count in board.sections:
            table.add_row(Text(f"{count:,}", style="dim"), Text(f"  {name}", style="dim"), Text(""), Text(""))
    return table


def check_lines(check: BoardCheck, book: RuleBook) -> Iterator[str]:
    """What a person should look at, the worst first."""
    if len(check.boards) > BOARDS_SHOWN_MAX:
        yield f"and {len(check.boards) - BOARDS_SHOWN_MAX:,} more boards; --json has all"
    yield from (f"{board.name}: {board.why}" for board in check.boards if board.why)
    if check.too_many:
        yield (
            f"Too many boards: {check.there:,} are there and {check.new:,} would be made, and Pinterest allows "
            f"{BOARDS_MAX:,}. Products of {check.too_many:,} boards would be refused."
        )
    yield from _rest_lines("No rule fits, and they would be refused", check.unmatched)
    yield from _rest_lines("No rule fits, and the default or their kind decides", check.unruled)
    unplaced = [row for row in check.rows if isinstance(row.place, Refused)]
    other = len(unplaced) - sum(rest.products for rest in check.unmatched)
    if other:
        yield f"{_products(other)} would be refused for the board's or section's name; --json says which."
    if check.unreadable:
        yield f"{check.unreadable:,} rows of the file cannot be read; launch --dry-run says why."
    idle = [rule.name for rule, used in zip(book.rules.rules, check.used, strict=True) if not used]
    if idle:
        yield f"Rules that nothing meets: {', '.join(idle)}."


def _rest_lines(what: str, rests: Sequence[Rest]) -> Iterator[str]:
    if not rests:
        return
    yield f"{what}: {_products(sum(rest.products for rest in rests))}"
    for rest in rests[:RESTS_SHOWN_MAX]:
        kind = rest.kind or "no product type"
        yield f"  {rest.products:,} of {kind}, such as row {rest.row}: {rest.title}"
    if len(rests) > RESTS_SHOWN_MAX:
        yield f"  and {len(rests) - RESTS_SHOWN_MAX:,} more kinds; --json has all"


def _products(count: int) -> str:
    return "1 product" if count == 1 else f"{count:,} products"
