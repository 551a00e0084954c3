"""What would become of a row if it were launched: the answer of a dry run."""

from dataclasses import dataclass

from contracts.contract import Instant
from contracts.launch import LaunchPolicy
from contracts.outcome import Refused
from contracts.pin import PinDraft
from contracts.product import Product
from drafting.boards import fold_board_name
from drafting.pins import draft_pin
from drafting.placing import place_product
from drafting.publish_dates import choose_not_before

PLACEHOLDER_MARKER = "0" * 16
"""As long as a marker. The real one is known when the board has an id."""


@dataclass(frozen=True)
class Ready:
    """A row that can be a pin as it stands, as far as is known before its page and media are fetched."""

    draft: PinDraft
    """Its link carries a placeholder for the marker."""
    board: str
    section: str
    """Empty: none."""
    not_before: Instant | None
    """None: as soon as there is a slot."""


Verdict = Ready | Refused


def judge_row(product: Product, policy: LaunchPolicy, *, image_slot: int = 0) -> Verdict:
    """The pin of one of the product's slots, or the first trouble: board, section, publish date, then the pin.

    Raises `ZoneMissing` or `ZoneUnknown` as `choose_not_before`; never anything else for checked wordings.
    """
    place = place_product(product, override=policy.board)
    if isinstance(place, Refused):
        return place
    not_before = choose_not_before(product, policy.zone)
    if isinstance(not_before, Refused):
        return not_before
    draft = _draft(product, policy, place.board, image_slot)
    if isinstance(draft, Refused):
        return draft
    return Ready(draft=draft, board=place.board, section=place.section, not_before=not_before)


def _draft(product: Product, policy: LaunchPolicy, board: str, image_slot: int) -> PinDraft | Refused:
    return draft_pin(
        product,
        policy.pin,
        PLACEHOLDER_MARKER,
        image_slot=image_slot,
        wording=policy.wordings.on(fold_board_name(board)),
        board_name=board,
    )
