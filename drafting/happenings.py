"""What happened to a product, seen from two states of it."""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from contracts.changes import KnownProduct
from contracts.happenings import Happening, HappeningKind
from contracts.product import Availability, Money, Product
from drafting.boards import fold_board_name
from drafting.change_folding import digest_of
from drafting.pictures import distinct_pictures, unversioned
from drafting.plain_text import html_to_line
from drafting.prices import price_text
from drafting.templates import fold_variable

AVAILABLE = frozenset({Availability.IN_STOCK, Availability.PREORDER, Availability.BACKORDER})
"""It can be ordered."""
WORDS_MAX = 300
"""Characters of `contracts.contract.Line`."""
TAGS_SHOWN_MAX = 5
SHOWN_MAX = 60

BOOKKEEPING = frozenset(
    {
        *("updatedat", "modifiedat", "lastmodified", "lastmodifiedat", "datemodified", "datemodifiedgmt"),
        *("totalsales", "averagerating", "ratingcount", "relatedids"),
    }
)
"""Columns that are other ones at every event, when nothing of the product is: when it was last touched, how it
sells, what is shown beside it (which WooCommerce draws by lot).
"""

_TENTH = Decimal("0.1")


def happenings(before: KnownProduct | None, after: KnownProduct) -> tuple[Happening, ...]:
    """Everything that happened between the two states, in the order of `HappeningKind`.

    A product that is deleted, not published or known by its key alone counts as absent. One that comes is new, and
    its tags count as added, since a tag is a switch that people set, in whichever event it comes; nothing else
    happens to it. Of one that goes nothing but that is told. Prices are compared as customers pay them, and only
    in the same currency; what costs nothing has no price, and an unknown availability is no news.
    """
    was, now = present(before), present(after)
    if now is None:
        return (Happening(kind=HappeningKind.DELETED),) if was is not None else ()
    if was is None:
        return (Happening(kind=HappeningKind.NEW), *_tags(None, now))
    return (*_stock(was, now), *_price(was, now), *_sale(was, now), *_looks(was, now), *_rest(was, now))


def present(known: KnownProduct | None) -> Product | None:
    """The product as customers find it, if they do."""
    product = known.product if known is not None and not known.deleted else None
    return product if product is not None and product.published else None


def happening_words(happening: Happening) -> str:
    """`price_drop €119.00 -> €89.00, -25.2 %`: the kind and its figures in a line."""
    figures = _figures(happening)
    return f"{happening.kind} {figures}" if figures else happening.kind.value


def _figures(happening: Happening) -> str:
    if happening.price_before and happening.price_after:
        percent = f", {happening.percent:+} %" if happening.percent is not None else ""
        return f"{price_text(happening.price_before)} -> {price_text(happening.price_after)}{percent}"
    if happening.kind is HappeningKind.TITLE_CHANGED:
        return f'"{happening.title_before[:SHOWN_MAX]}" -> "{happening.title_after[:SHOWN_MAX]}"'
    if happening.slots:
        return ", ".join(f"picture {slot + 1}" for slot in happening.slots)
    more = len(happening.tags) - TAGS_SHOWN_MAX
    return ", ".join(tag[:SHOWN_MAX] for tag in happening.tags[:TAGS_SHOWN_MAX]) + (
        f" and {more} more" if more > 0 else ""
    )


def _stock(was: Product, now: Product) -> Iterator[Happening]:
    if was.availability is Availability.OUT_OF_STOCK and now.availability in AVAILABLE:
        yield Happening(kind=HappeningKind.BACK_IN_STOCK)
    if was.availability in AVAILABLE and now.availability is Availability.OUT_OF_STOCK:
        yield Happening(kind=HappeningKind.OUT_OF_STOCK)


def _price(was: Product, now: Product) -> Iterator[Happening]:
    old, new = _paid(was), _paid(now)
    if old is None or new is None or old.currency != new.currency or old.amount == new.amount:
        return
    drops = new.amount < old.amount
    yield Happening(
        kind=HappeningKind.PRICE_DROP if drops else HappeningKind.PRICE_RISE,
        price_before=old,
        price_after=new,
        percent=_percent(old, new),
    )


def _percent(old: Money, new: Money) -> Decimal:
    # Rounded towards none: a shop must not promise more than it gives.
    return ((new.amount - old.amount) * 100 / old.amount).quantize(_TENTH, rounding=ROUND_DOWN)


def _paid(product: Product) -> Money | None:
    """What a customer pays; what costs nothing has no price."""
    return _costing(product.sale_price) or _costing(product.price)


def _costing(money: Money | None) -> Money | None:
    return money if money is not None and money.amount else None


def _sale(was: Product, now: Product) -> Iterator[Happening]:
    before, after = _costing(was.sale_price), _costing(now.sale_price)
    if before is None and after is not None:
        yield Happening(kind=HappeningKind.SALE_STARTED, price_before=_costing(now.price), price_after=after)
    if before is not None and after is None:
        yield Happening(kind=HappeningKind.SALE_ENDED, price_before=before, price_after=_costing(now.price))


def _looks(was: Product, now: Product) -> Iterator[Happening]:
    seen = {unversioned(picture.url) for picture in was.images}
    pictures = enumerate(distinct_pictures(now))
    new = tuple(slot for slot, picture in pictures if unversioned(picture.url) not in seen)
    if new:
        yield Happening(kind=HappeningKind.NEW_IMAGE, slots=new)


def _rest(was: Product, now: Product) -> Iterator[Happening]:
    before, after = _line(was.title), _line(now.title)
    if before != after:
        yield Happening(kind=HappeningKind.TITLE_CHANGED, title_before=before, title_after=after)
    yield from _tags(was, now)
    if _content(was) != _content(now):
        yield Happening(kind=HappeningKind.CHANGED)


def _tags(was: Product | None, now: Product) -> Iterator[Happening]:
    had = {fold_board_name(_line(tag)) for tag in was.tags} if was else set()
    came = {fold_board_name(_line(tag)): _line(tag) for tag in now.tags}
    new = tuple(tag for folded, tag in came.items() if folded and folded not in had)
    if new:
        yield Happening(kind=HappeningKind.TAG_ADDED, tags=new)


def _line(markup: str) -> str:
    return html_to_line(markup)[:WORDS_MAX]


def _content(product: Product) -> str:
    """Without the version parameters of pictures, which shops renew at every deploy, and without bookkeeping."""
    images = tuple(image.model_copy(update={"url": unversioned(image.url)}) for image in product.images)
    said = {header: text for header, text in product.extras.items() if fold_variable(header) not in BOOKKEEPING}
    return digest_of(product.model_copy(update={"images": images, "extras": said}))
