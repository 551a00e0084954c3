"""Which of the boards, or sections of a board, that are there is meant by a name in a file."""

from collections.abc import Collection, Sequence
from typing import Protocol

from drafting.boards import fold_board_name


class Named(Protocol):
    """A board or a section, as Pinterest lists it."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


def one_spelling(names: Sequence[str]) -> Sequence[str]:
    """One name, the first, of those that mean the same board or section."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(fold_board_name(name), name)
    return list(first.values())


ID_DIGITS_MIN = 15
"""Pinterest's ids have 18 digits or so; nobody calls a board so."""


def looks_like_id(name: str) -> bool:
    """Whether an id was meant, not the name of a board that is still to be made."""
    return name.isascii() and name.isdigit() and len(name) >= ID_DIGITS_MIN


def clashing(name: str, there: Collection[Named], known_id: str | None) -> Sequence[str]:
    """The ids of those that have this name, when they are several and nothing says which is meant."""
    if known_id and any(item.id == known_id for item in there):
        return []
    folded = fold_board_name(name)
    same = sorted(item.id for item in there if fold_board_name(item.name) == folded)
    return same if len(same) > 1 else []


def find_named(name: str, there: Collection[Named], known_id: str | None) -> str | None:
    """Its id: by our own book if Pinterest still has it (it may be renamed), by name, or by the id itself."""
    if known_id and any(item.id == known_id for item in there):
        return known_id
    folded = fold_board_name(name)
    by_name = next((item.id for item in there if fold_board_name(item.name) == folded), None)
    return by_name or next((item.id for item in there if item.id == name), None)
