"""A product as rows of a launch: each picture that is wanted is a pin, and so a row, of its own."""

from collections.abc import Iterator

from contracts.contract import Instant
from contracts.ledger import NewRow
from contracts.outcome import Refused
from contracts.product import Product
from drafting.pictures import picture_slots
from drafting.placing import Place
from drafting.titles import draft_title


def product_rows(
    product: Product, number: int, place: Place | Refused, not_before: Instant | Refused | None, *, images: int
) -> Iterator[NewRow]:
    """The product's rows, all with one number; refused at once when it has no place, or a broken date."""
    for slot in picture_slots(product, images):
        yield _row(product, number, slot, place, not_before)


def _row(
    product: Product, number: int, slot: int, place: Place | Refused, not_before: Instant | Refused | None
) -> NewRow:
    refusals = [found for found in (place, not_before) if isinstance(found, Refused)]
    return NewRow(
        row=number,
        image_slot=slot,
        product_key=product.key,
        title=draft_title(product),
        board_name=place.board if isinstance(place, Place) else "",
        section_name=place.section if isinstance(place, Place) else "",
        not_before=not_before if isinstance(not_before, float) else None,
        product=None if refusals else product,  # nothing that could be tried again
        refused=refusals[0] if refusals else None,
    )
