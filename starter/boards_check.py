"""Which products of a file go to which boards, counted: pure, so that every case can be tried."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contracts.ledger import KnownBoard
from contracts.outcome import Reason, Refused
from contracts.product import CatalogRow, Product
from contracts.sightings import SeenBoard
from drafting.board_rules import RuleBook
from drafting.boards import fold_board_name
from drafting.finding import find_named
from drafting.new_boards import BOARDS_MAX, ambiguous_board, unmakeable_board
from drafting.placing import Place, PlacedBy, place_product
from drafting.plain_text import html_to_line
from drafting.titles import draft_title
from starter.rows import Row


@dataclass(frozen=True)
class PlacedRow:
    """A product of the file, and its place or why it has none."""

    row: int
    product: str
    title: str
    kind: str
    """Its product type, in its own words."""
    place: Place | Refused


class Presence(StrEnum):
    """How a board stands at Pinterest."""

    THERE = "there"
    NEW = "new"
    """It will be made."""
    MISSING = "missing"
    """It is not there, and will not be made."""
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    """Pinterest was not asked."""


@dataclass(frozen=True)
class CheckedBoard:
    """A board that products go to. Of several spellings it is the one by which a launch would make it."""

    name: str
    presence: Presence
    board_id: str | None
    why: str
    products: int
    sections: tuple[tuple[str, int], ...]
    by: tuple[str, ...]
    """Who sends products there: names of rules, or in a word."""


@dataclass(frozen=True)
class Rest:
    """Products of one kind that no rule fits, and one of them."""

    kind: str
    products: int
    row: int
    title: str


@dataclass(frozen=True)
class Around:
    """What is known of the account's boards. `there` None: Pinterest was not asked."""

    there: Sequence[SeenBoard] | None
    known: Sequence[KnownBoard] = ()
    create: bool = True


@dataclass(frozen=True)
class BoardCheck:
    """All that is told of a file."""

    rows: tuple[PlacedRow, ...]
    unreadable: int
    boards: tuple[CheckedBoard, ...]
    unmatched: tuple[Rest, ...]
    """Refused, since no rule fits."""
    unruled: tuple[Rest, ...]
    """Placed by the default, or by their kind."""
    used: tuple[int, ...]
    """How many products each rule places, in the order in which they are asked."""
    there: int | None
    """Boards that the account has."""

    @property
    def new(self) -> int:
        return sum(board.presence is Presence.NEW for board in self.boards)

    @property
    def too_many(self) -> int:
        """Boards that will not be made since the account is full."""
        return 0 if self.there is None else max(0, min(self.new, self.there + self.new - BOARDS_MAX))


def place_rows(rows: Iterable[Row], book: RuleBook, *, override: str | None) -> Iterator[PlacedRow | None]:
    """Each row's place, as a launch would give it; None for one that cannot be read."""
    for row in rows:
        yield _placed(row, row.product, book, override) if isinstance(row, CatalogRow) else None


def _placed(row: CatalogRow, product: Product, book: RuleBook, override: str | None) -> PlacedRow:
    return PlacedRow(
        row=row.row,
        product=product.key,
        title=draft_title(product),
        kind=html_to_line(product.product_type or ""),
        place=place_product(product, override=override, rules=book),
    )


def check_boards(placed: Iterable[PlacedRow | None], book: RuleBook, around: Around) -> BoardCheck:
    """Count where they go, and look whether those boards are there."""
    everything = list(placed)
    rows = tuple(row for row in everything if row is not None)
    there = around.there
    return BoardCheck(
        rows=rows,
        unreadable=len(everything) - len(rows),
        boards=tuple(_boards(rows, book, around)),
        unmatched=_rests(row for row in rows if _is_unmatched(row)),
        unruled=_rests(row for row in rows if book.rules.rules and _is_unruled(row)),
        used=_used(rows, book),
        there=None if there is None else len(there),
    )


def _boards(rows: Sequence[PlacedRow], book: RuleBook, around: Around) -> Iterator[CheckedBoard]:
    """Those with the most products first."""
    groups: dict[str, list[Place]] = {}
    for row in rows:
        if isinstance(row.place, Place):
            groups.setdefault(fold_board_name(row.place.board), []).append(row.place)
    ids = {fold_board_name(board.name): board.board_id for board in around.known}
    for folded, places in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])):
        yield _board(places, ids.get(folded), book, around)


def _board(places: Sequence[Place], known_id: str | None, book: RuleBook, around: Around) -> CheckedBoard:
    name = min(place.board for place in places)
    presence, board_id, why = _presence(name, known_id, around)
    sections = Counter(place.section for place in places if place.section)
    return CheckedBoard(
        name=name,
        presence=presence,
        board_id=board_id,
        why=why,
        products=len(places),
        sections=tuple(sections.most_common()),
        by=tuple(dict.fromkeys(_by(place, book) for place in places)),
    )


def _presence(name: str, known_id: str | None, around: Around) -> tuple[Presence, str | None, str]:
    there = around.there
    if there is None:
        return (Presence.THERE if known_id else Presence.UNKNOWN), known_id, ""
    ambiguous = ambiguous_board(name, there, known_id)
    if ambiguous is not None:
        return Presence.AMBIGUOUS, None, f"{ambiguous.message} {ambiguous.remedy}"
    board_id = find_named(name, there, known_id)
    if board_id is not None:
        return Presence.THERE, board_id, ""
    refused = unmakeable_board(name, there, create=around.create)
    if refused is None or refused.reason is Reason.BOARD_LIMIT:
        return Presence.NEW, None, ""
    return Presence.MISSING, None, refused.message


def _by(place: Place, book: RuleBook) -> str:
    return place.by.value if place.rule is None else book.rules.rules[place.rule - 1].name


def _used(rows: Iterable[PlacedRow], book: RuleBook) -> tuple[int, ...]:
    counts = Counter(row.place.rule for row in rows if isinstance(row.place, Place))
    return tuple(counts[rule.number] for rule in book.rules.rules)


def _is_unmatched(row: PlacedRow) -> bool:
    return isinstance(row.place, Refused) and row.place.reason is Reason.BOARD_UNMATCHED


def _is_unruled(row: PlacedRow) -> bool:
    return isinstance(row.place, Place) and row.place.by in {PlacedBy.DEFAULT, PlacedBy.KIND}


def _rests(rows: Iterable[PlacedRow]) -> tuple[Rest, ...]:
    """By kind, the largest first, each with its first product."""
    groups: dict[str, list[PlacedRow]] = {}
    for row in rows:
        groups.setdefault(row.kind, []).append(row)
    rests = [Rest(kind, len(some), some[0].row, some[0].title) for kind, some in groups.items()]
    return tuple(sorted(rests, key=lambda rest: (-rest.products, rest.row)))
