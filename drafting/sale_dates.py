"""When a sale price counts: shops state its dates beside it, long before it begins and after it is over.

The dates stand where the catalog states them, among the product's further columns.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from contracts.contract import Instant
from contracts.product import Product
from drafting.templates import fold_variable
from drafting.windows import MomentBroken, instant_of

_FIRST_NAMES = (
    *("date_on_sale_from", "Date sale price starts", "Datum, an dem Angebotspreis beginnt"),
    *("Date de début de promo", "Día en que empieza el precio rebajado", "Dată începere promoție"),
    *("special_price_from_date", "special_from_date"),
)
_LAST_NAMES = (
    *("date_on_sale_to", "Date sale price ends", "Datum, an dem Angebotspreis endet"),
    *("Date de fin de promo", "Día en que termina el precio rebajado", "Dată încheiere promoție"),
    *("special_price_to_date", "special_to_date"),
)
"""WooCommerce's, by the languages of its shops, and Magento's."""

BOTH = fold_variable("sale_price_effective_date")
"""Google Merchant's: `2026-11-24T00:00-0500/2026-11-30T23:59-0500`."""
FIRST = frozenset(map(fold_variable, _FIRST_NAMES))
LAST = frozenset(map(fold_variable, _LAST_NAMES))

ZONE = "UTC"
"""What a date without an offset is meant in."""

KEPT_MAX = 1_000
"""Names of columns and pairs of dates that are read once: a file has the same ones in each row."""

_PARTING = "/"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SaleDates:
    """From `first` until before `end`; None: without a bound."""

    first: Instant | None = None
    end: Instant | None = None

    def hold(self, moment: Instant) -> bool:
        """Whether the sale is on at `moment`."""
        return (self.first is None or self.first <= moment) and (self.end is None or moment < self.end)


def as_of(product: Product, moment: Instant) -> Product:
    """The product as it sells at `moment`: without its sale price when that has dates, and they are others."""
    if product.sale_price is None or sale_dates(product).hold(moment):
        return product
    return product.model_copy(update={"sale_price": None})


def next_turn(product: Product, moment: Instant) -> Instant | None:
    """When after `moment` its sale begins or ends; None: never, or it has none."""
    if product.sale_price is None:
        return None
    dates = sale_dates(product)
    return min((turn for turn in (dates.first, dates.end) if turn is not None and turn > moment), default=None)


def sale_dates(product: Product) -> SaleDates:
    """What its columns say. A date that cannot be read is none, as Pinterest has it for its feeds.

    A day as the end is the last day of the sale. Source: Merchant's attribute `sale_price_effective_date`.
    """
    first, last = "", ""
    for header, text in product.extras.items():
        name = _folded(header)
        if name == BOTH:
            first, _, last = text.partition(_PARTING)
            break
        first = first or (text if name in FIRST else "")
        last = last or (text if name in LAST else "")
    return _between(first, last)


@lru_cache(maxsize=KEPT_MAX)
def _between(first: str, last: str) -> SaleDates:
    return SaleDates(_moment(first), _moment(_day_after(last.strip())))


@lru_cache(maxsize=KEPT_MAX)
def _folded(header: str) -> str:
    return fold_variable(header)


def _day_after(last: str) -> str:
    """A day alone ends when the next one begins."""
    try:
        return str(date.fromisoformat(last) + _ONE_DAY)
    except (ValueError, OverflowError):
        return last


def _moment(stated: str) -> Instant | None:
    try:
        return instant_of(stated, ZONE)
    except MomentBroken:
        return None
