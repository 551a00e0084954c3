"""A catalog's products as rows of a launch: each picture that is wanted is a pin, and so a row, of its own."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from contracts.contract import Instant
from contracts.launch import ROWS_MAX, LaunchPolicy
from contracts.ledger import NewRow
from contracts.outcome import Actor, Reason, Refused
from contracts.product import CatalogRow, Product, UnreadableRow
from drafting.board_rules import NO_RULES, RuleBook
from drafting.pictures import picture_slots
from drafting.placing import Place, place_product
from drafting.publish_dates import choose_not_before
from drafting.titles import draft_title
from drafting.windows import ZoneMissing
from starter.failures import CommandFailed, ExitCode

Row = CatalogRow | UnreadableRow


def new_rows(
    rows: Iterable[Row], policy: LaunchPolicy, *, limit: int | None, file: Path, rules: RuleBook = NO_RULES
) -> Iterator[NewRow]:
    """The rows as the ledger takes them, in the file's order; `limit` counts products, readable or not.

    Board rules are asked here, once: a row keeps its board, whatever becomes of the rules.

    Raises `CommandFailed` when there are too many, or when a date needs a time zone that nobody named.
    """
    pins = (new for row in islice(rows, limit) for new in rows_of(row, policy, file, rules))
    for number, new in enumerate(pins, start=1):
        if number > ROWS_MAX:
            raise CommandFailed(
                f"{file} makes more than {ROWS_MAX:,} pins: split it, or launch a part with --limit.",
                ExitCode.USAGE,
            )
        yield new


def rows_of(row: Row, policy: LaunchPolicy, file: Path, rules: RuleBook = NO_RULES) -> Iterator[NewRow]:
    """The pins that one row of the file makes; one that makes none is refused in its own words."""
    if isinstance(row, UnreadableRow):
        unreadable = Refused(
            reason=Reason.ROW_UNREADABLE, message=row.message, remedy=row.remedy, actor=Actor.MERCHANT
        )
        yield NewRow(row=row.row, product_key=f"row:{row.row}", refused=unreadable)
        return
    place = place_product(row.product, override=policy.board, rules=rules)
    for slot in picture_slots(row.product, policy.images):
        yield _new_row(row, slot, place, _not_before(row.product, row.row, policy.zone, file))


def _new_row(row: CatalogRow, slot: int, place: Place | Refused, not_before: Instant | Refused | None) -> NewRow:
    product = row.product
    refusals = [found for found in (place, not_before) if isinstance(found, Refused)]
    return NewRow(
        row=row.row,
        image_slot=slot,
        product_key=product.key,
        title=draft_title(product),
        board_name=place.board if isinstance(place, Place) else "",
        section_name=place.section if isinstance(place, Place) else "",
        not_before=not_before if isinstance(not_before, float) else None,
        product=None if refusals else product,  # nothing that could be tried again
        refused=refusals[0] if refusals else None,
    )


def _not_before(product: Product, row: int, zone: str | None, file: Path) -> Instant | Refused | None:
    try:
        return choose_not_before(product, zone)
    except ZoneMissing as missing:
        raise CommandFailed(
            f"Cannot launch {file}: row {row} has the publish date {product.publish_at}, and nobody said in which "
            "time zone. Say it with --timezone, such as --timezone Europe/Berlin.",
            ExitCode.USAGE,
        ) from missing
