"""Which columns there are, for the analytics that answer at once and for reports: Pinterest's specification."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

EVENT = (
    "(?P<event>CHECKOUT|PAGE_VISIT|ADD_TO_CART|SIGNUP|LEAD|CUSTOM|SEARCH|VIEW_CATEGORY|WATCH_VIDEO|APP_INSTALL"
    "|UNKNOWN|ADD_TO_WISHLIST|SUBSCRIBE)"
)
CHANNEL = "(?:(?P<channel>WEB|INAPP|OFFLINE|PINTEREST)_)?"
CONVERSIONS = re.compile(
    rf"TOTAL_{CHANNEL}(?:(?P<interaction>CLICK|ENGAGEMENT|VIEW)_)?{EVENT}(?:_(?P<what>QUANTITY|VALUE_IN_MICRO_DOLLAR))?"
)
DEVICES = re.compile(
    rf"TOTAL_{EVENT}_(?P<action>DESKTOP|MOBILE|TABLET)_ACTION_TO_(?P<conversion>DESKTOP|MOBILE|TABLET)_CONVERSION"
)
PER_EVENT = re.compile(rf"(?:TOTAL_)?{CHANNEL}{EVENT}_(?P<ratio>COST_PER_ACTION|ROAS|CONVERSION_RATE)")
ALL_CONVERSIONS = re.compile(r"TOTAL_CONVERSIONS(?:_(?P<what>QUANTITY|VALUE_IN_MICRO_DOLLAR))?")
REACH = frozenset({"TOTAL_IMPRESSION_USER", "TOTAL_IMPRESSION_FREQUENCY"})
AD_COLUMN = re.compile(r"AD_(ID|NAME|STATUS)|PIN_PROMOTION_.*|PIN_ID")


@cache
def sync_columns() -> frozenset[str]:
    return _listed("sync_columns.txt")


@cache
def report_columns() -> frozenset[str]:
    return _listed("report_columns.txt")


def is_about_conversions(column: str) -> bool:
    return any(form.fullmatch(column) for form in (CONVERSIONS, DEVICES, PER_EVENT, ALL_CONVERSIONS))


def _listed(name: str) -> frozenset[str]:
    return frozenset(files("simulator.ads").joinpath(name).read_text().split())
