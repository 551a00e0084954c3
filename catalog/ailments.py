"""What ails a product, in columns beside the merchant's own; when the file is launched again they are not read."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.columns import OUR_PREFIX
from drafting.characters import one_line

COLUMNS = tuple(f"{OUR_PREFIX}{name}" for name in ("outcome", "reason", "message", "remedy"))
"""The names of our columns, in their order."""

_FORMULAS = ("=", "+", "-", "@")
_NOTHING = ("",) * len(COLUMNS)


@dataclass(frozen=True)
class Ailment:
    """Why a product is no pin, in the words that a launch has for it."""

    outcome: str
    reason: str = ""
    message: str = ""
    remedy: str = ""


def our_cells(ailment: Ailment | None) -> tuple[str, ...]:
    """The cells below `COLUMNS`; blank ones without an ailment."""
    if ailment is None:
        return _NOTHING
    return tuple(map(_harmless, (ailment.outcome, ailment.reason, ailment.message, ailment.remedy)))


def column_of(name: str) -> int | None:
    """Which of `COLUMNS` a header is, however it is spelt; None for the merchant's own."""
    folded = name.strip().casefold()
    return COLUMNS.index(folded) if folded in COLUMNS else None


class Beside:
    """Where our columns are in a table: where its header has them already, else behind its last one."""

    def __init__(self, header: Sequence[str]) -> None:
        self._width = len(header)
        self._found = {at: ours for at, name in enumerate(header) if (ours := column_of(name)) is not None}
        self._missing = [at for at in range(len(COLUMNS)) if at not in self._found.values()]

    @property
    def is_new(self) -> bool:
        """Whether the table has none of our columns yet."""
        return not self._found

    @property
    def names(self) -> list[str]:
        """What the header needs besides."""
        return [COLUMNS[at] for at in self._missing]

    def fill(self, cells: Sequence[str], ailment: Ailment | None) -> list[str]:
        """The row's cells, as many as the header has, with ours in their places and behind them."""
        ours = our_cells(ailment)
        filled = [*cells[: self._width], *[""] * (self._width - len(cells))]
        for at, column in self._found.items():
            filled[at] = ours[column]
        return [*filled, *(ours[at] for at in self._missing)]


def _harmless(text: str) -> str:
    """One line that no spreadsheet takes for a formula: a message may begin with a merchant's words."""
    line = one_line(text)
    return f"'{line}" if line.startswith(_FORMULAS) else line
