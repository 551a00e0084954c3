"""What the events of a product come to: late, doubled and out of order, as they arrive.

Events are told in the order in which they happened, whatever the order of arrival; one from before what is known
changes nothing, and the same one twice is the same as once.
"""

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from itertools import takewhile

from contracts.changes import ChangeKind, KnownProduct, ProductChange
from contracts.contract import Instant
from contracts.names import SourceKey
from contracts.product import Product

PRODUCT_VERSION = "pinflow.product.v1"

_OPEN_FIELDS = frozenset(Product.model_fields) - {"key"}
"""What an event may be silent about."""


def fold(known: KnownProduct | None, changes: Sequence[ProductChange], *, source: SourceKey) -> KnownProduct:
    """What is known after the changes of one product, given in their order of arrival.

    A stale change, which happened before the last one known, does nothing: what it alone could tell stays unknown.
    Of two that happened together the later arrival counts. Fields that an event is silent about keep what was
    known; a deletion forgets the product, and what comes after it begins anew. `pinned_at` stays. Raises
    `ValueError` when there is neither a known product nor a change.
    """
    for change in _told_in_order(known, changes):
        known = _after(known, change, source)
    if known is None:
        raise ValueError("nothing is known of the product, and nothing is told")
    return known


def before_news(
    known: KnownProduct | None, changes: Sequence[ProductChange], *, source: SourceKey
) -> KnownProduct | None:
    """The state that the outcome of `fold` is news against: what was known or, of a product that was not or was
    deleted, the snapshots that come before anything else.

    So a source that is read for the first time makes nothing new. A snapshot of a product that is known is
    compared like any event: what changed while nobody listened is news.
    """
    if known is not None and known.product is not None:
        return known
    told = _told_in_order(known, changes)
    snapshots = list(takewhile(lambda change: change.kind is ChangeKind.SNAPSHOT, told))
    return fold(known, snapshots, source=source) if snapshots else known


def digest_of(product: Product) -> str:
    """A SHA-256 of all that is kept of a product, in hexadecimal.

    Amounts that are equal are the same (`89.0` and `89.00`), and so is a field that is left out and one that is
    stated as what it would be: a field that `Product` gets later changes no digest.
    """
    said = product.model_dump(exclude_defaults=True)
    text = json.dumps([PRODUCT_VERSION, said], sort_keys=True, separators=(",", ":"), default=_amount)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _amount(value: object) -> str:
    """JSON knows everything else in a product."""
    if not isinstance(value, Decimal):
        raise TypeError(f"a product holds {type(value).__name__}, for which there is no canonical text")
    return f"{value.normalize():f}"


def _told_in_order(known: KnownProduct | None, changes: Sequence[ProductChange]) -> Sequence[ProductChange]:
    """Those that are not stale. Sorting keeps the order of arrival of those that happened together."""
    since = (known.at, known.sequence) if known is not None else None
    return sorted((change for change in changes if since is None or _order(change) >= since), key=_order)


def _order(change: ProductChange) -> tuple[Instant, str]:
    return change.at, change.sequence


def _after(known: KnownProduct | None, change: ProductChange, source: SourceKey) -> KnownProduct:
    deleted = change.kind is ChangeKind.DELETE
    product = None if deleted else _told(known.product if known else None, change)
    return KnownProduct(
        source=source,
        product_key=change.product_key,
        product=product,
        deleted=deleted,
        at=change.at,
        sequence=change.sequence,
        digest=digest_of(product) if product else None,
        pinned_at=known.pinned_at if known else None,
    )


def _told(before: Product | None, change: ProductChange) -> Product | None:
    """The product as the event tells it; where it is silent, as it was."""
    if change.product is None or before is None:
        return change.product or before
    return change.product.model_copy(update={name: getattr(before, name) for name in change.unsaid & _OPEN_FIELDS})
