"""Money as Pinterest counts it, and as people do.

A column named `…_IN_MICRO_DOLLAR` is in millionths of a unit of the ad account's currency, whatever that is; it is
written as it came and, beside it, in units.
"""

from decimal import Decimal

MICRO_DIGITS = 6
"""A unit of currency is a million micro."""
_MICRO_SUFFIXES = ("_IN_MICRO_DOLLAR", "_IN_MICRO_CURRENCY")
"""Of a report's column, and of an entity's field."""
_UNITS_SUFFIX = "_IN_CURRENCY"


def micro_to_units(micro: Decimal) -> Decimal:
    """Millionths as units of currency, exactly."""
    return micro.scaleb(-MICRO_DIGITS)


def units_column(micro_column: str) -> str:
    """What the column of units beside a column of millionths is called: `SPEND_IN_CURRENCY`."""
    for suffix in _MICRO_SUFFIXES:
        micro_column = micro_column.removesuffix(suffix)
    return micro_column + _UNITS_SUFFIX
