"""Where a product's pin belongs: by the launch, its file, a board rule, or else by what kind of thing it is."""

from dataclasses import dataclass
from enum import StrEnum

from contracts.outcome import Reason, Refused
from contracts.product import Product
from contracts.refusals import refuse
from drafting.board_rules import NO_RULES, RuleBook
from drafting.boards import checked_board, choose_board, choose_section, file_board, no_board_of_its_own
from drafting.plain_text import html_to_line


class PlacedBy(StrEnum):
    """Who said on which board."""

    LAUNCH = "launch"
    FILE = "file"
    RULE = "rule"
    DEFAULT = "default"
    """The default of the rules."""
    KIND = "kind"
    """The last part of the product type, or `Products`."""


@dataclass(frozen=True)
class Place:
    """A board and a section on it; "" for none. `rule` is its number when a rule said so."""

    board: str
    section: str
    by: PlacedBy
    rule: int | None = None


def place_product(product: Product, *, override: str | None = None, rules: RuleBook = NO_RULES) -> Place | Refused:
    """The place: `override` (the launch's board), else the file's, else by rule, else by kind.

    Refused as BOARD_UNMATCHED when no rule fits and the rules leave nothing to chance, and as BOARD_INVALID for a
    name that Pinterest would not take; no other is tried then.
    """
    if override is not None:
        return _placed(choose_board(product, override=override), "", PlacedBy.LAUNCH)
    section = choose_section(product, board_override=None)
    if file_board(product):
        return _placed(choose_board(product, override=None), section, PlacedBy.FILE)
    ruled = rules.rule_for(product)
    if ruled is not None:
        own = section if ruled.section is None else ruled.section
        return _placed(checked_board(ruled.board), own, PlacedBy.RULE, ruled.rule.number)
    return _unruled(product, section, rules)


def _unruled(product: Product, section: str | Refused, rules: RuleBook) -> Place | Refused:
    if rules.rules.refuse_rest:
        return refuse(Reason.BOARD_UNMATCHED, f"No board rule fits it: {_told(product)}.")
    if rules.rules.default is not None:
        return _placed(checked_board(rules.rules.default), section, PlacedBy.DEFAULT)
    return _placed(checked_board(no_board_of_its_own(product)), section, PlacedBy.KIND)


def _placed(
    board: str | Refused, section: str | Refused, by: PlacedBy, rule: int | None = None
) -> Place | Refused:
    if isinstance(board, Refused):
        return board
    if isinstance(section, Refused):
        return section
    return Place(board, section, by, rule)


def _told(product: Product) -> str:
    """What rules usually go by."""
    said = {
        "product type": html_to_line(product.product_type or ""),
        "category": ", ".join(map(html_to_line, product.categories)),
        "brand": html_to_line(product.brand or ""),
        "tags": ", ".join(map(html_to_line, product.tags)),
    }
    return "; ".join(f"{what} {text[:200]!r}" if text else f"no {what}" for what, text in said.items())
