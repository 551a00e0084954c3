"""Which board and section a product's pin belongs on, and when two names mean the same board."""

import unicodedata

from contracts.outcome import Reason, Refused
from contracts.product import Product
from contracts.refusals import refuse
from drafting.characters import one_line
from drafting.kinds import leaf_kind
from drafting.plain_text import html_to_line

DEFAULT_BOARD = "Products"
BOARD_NAME_MAX = 180
"""Characters of a board's name at Pinterest."""
SECTION_NAME_MAX = 180
"""Characters of a section's name at Pinterest."""


def choose_board(product: Product, *, override: str | None) -> str | Refused:
    """The board's name: `override`, else the file's own, else the last part of the product type, else Products.

    Refused as BOARD_INVALID when the name chosen has not 1 to 180 characters; no other is tried then.
    """
    if override is not None:
        return checked_board(override)
    return checked_board(file_board(product) or no_board_of_its_own(product))


def checked_board(text: str) -> str | Refused:
    """The name in one line, as Pinterest takes it; refused as BOARD_INVALID unless it has 1 to 180 characters."""
    name = one_line(text)
    if not name:
        return refuse(Reason.BOARD_INVALID, "The board's name is empty.")
    if len(name) > BOARD_NAME_MAX:
        why = f"The board's name has {len(name)} characters; Pinterest takes {BOARD_NAME_MAX}."
        return refuse(Reason.BOARD_INVALID, why)
    return name


def choose_section(product: Product, *, board_override: str | None) -> str | Refused:
    """The section that the file asks for, or "" for none: a board that the launch chose has no such section.

    Refused as BOARD_INVALID when its name is longer than 180 characters.
    """
    name = html_to_line(product.section or "") if board_override is None else ""
    if len(name) > SECTION_NAME_MAX:
        why = f"The section's name has {len(name)} characters; Pinterest takes {SECTION_NAME_MAX}."
        return refuse(Reason.BOARD_INVALID, why)
    return name


def fold_board_name(name: str) -> str:
    """`name` so that equal results are the same board: NFKC, without case, single spaces."""
    # Folding case can undo the normal form, and the other way round.
    folded = unicodedata.normalize("NFKC", one_line(name)).casefold()
    return one_line(unicodedata.normalize("NFKC", folded).casefold())


def file_board(product: Product) -> str:
    """The board that the file itself asks for; empty when it names none."""
    return html_to_line(product.board or "")


def no_board_of_its_own(product: Product) -> str:
    """The board of a product for which neither file nor rule names one."""
    return leaf_kind(product) or DEFAULT_BOARD
