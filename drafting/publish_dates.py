"""When a product may be pinned: not before the date that its file states."""

from contracts.contract import Instant
from contracts.outcome import Reason, Refused
from contracts.product import Product
from contracts.refusals import refuse
from drafting.windows import MomentBroken, ZoneMissing, ZoneUnknown, instant_of


def choose_not_before(product: Product, zone: str | None) -> Instant | Refused | None:
    """The moment of `publish_at`, meant in `zone` where it has no offset; None when the file states none.

    ROW_UNREADABLE when it is no date. Raises `ZoneMissing` or `ZoneUnknown`: that is for whoever launches to say,
    once for the whole file.
    """
    stated = (product.publish_at or "").strip()
    if not stated:
        return None
    try:
        return instant_of(stated, zone)
    except (ZoneMissing, ZoneUnknown):
        raise
    except MomentBroken as broken:
        return refuse(Reason.ROW_UNREADABLE, f"The publish date {broken}")
