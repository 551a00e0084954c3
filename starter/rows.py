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
from drafting.launch_rows import product_rows
from drafting.placing import place_product
from drafting.publish_dates import choose_not_before
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
    not_before = _not_before(row.product, row.row, policy.zone, file)
    yield from product_rows(row.product, row.row, place, not_before, images=policy.images)


def _not_before(product: Product, row: int, zone: str | None, file: Path) -> Instant | Refused | None:
    try:
        return choose_not_before(product, zone)
    except ZoneMissing as missing:
        raise CommandFailed(
            f"Cannot launch {file}: row {row} has the publish date {product.publish_at}, and nobody said in which "
            "time zone. Say it with --timezone, such as --timezone Europe/Berlin.",
            ExitCode.USAGE,
        ) from missing
