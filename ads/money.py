"""Money as Pinterest counts it, and as people do.

A column named `…_IN_MICRO_DOLLAR` is in millionths of a unit of the ad account's currency, whatever that is; it is
written as it came and, beside it, in units.
"""

from decimal import Decimal

MICRO_DIGITS = 6
"""A unit of currency is a million micro."""
_MICRO_SUFFIX = "_IN_MICRO_DOLLAR"
_UNITS_SUFFIX = "_IN_CURRENCY"


def micro_to_units(micro: Decimal) -> Decimal:
    """Millionths as units of currency, exactly."""
    return micro.scaleb(-MICRO_DIGITS)


def units_column(micro_column: str) -> str:
    """What the column of units beside a column of millionths is called: `SPEND_IN_CURRENCY`."""
    return micro_column.removesuffix(_MICRO_SUFFIX) + _UNITS_SUFFIX
