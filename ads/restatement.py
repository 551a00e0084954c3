"""How long numbers move: conversions land on the day of the ad, up to a window later."""

from datetime import date, timedelta

from ads.columns import columns
from ads.datasets import Family, dataset
from contracts.ads import AdsSourceSpec, ReportTime

SETTLING_MARGIN_DAYS = 2
"""After the longest window; Pinterest needs up to 37 hours to count a conversion."""
BY_CONVERSION_DAYS = 7
"""When conversions land on their own day, only late ones move it."""
WITHOUT_CONVERSIONS_DAYS = 2
ORGANIC_DAYS = 3
"""Organic days are estimates at first."""


def settling_days(spec: AdsSourceSpec) -> int:
    """For how many days after it a day's numbers may still change."""
    family = dataset(spec.dataset).family
    if family in {Family.ENTITIES, Family.DICTIONARY}:
        return 0
    if family is Family.ORGANIC:
        return ORGANIC_DAYS
    if not counts_conversions(spec):
        return WITHOUT_CONVERSIONS_DAYS
    if spec.report_time is ReportTime.CONVERSION:
        return BY_CONVERSION_DAYS
    windows = spec.windows
    return max(windows.click_days, windows.engagement_days, windows.view_days) + SETTLING_MARGIN_DAYS


def look_back_days(spec: AdsSourceSpec) -> int:
    """How many days each run reads again: as the source says, else until they have settled."""
    return settling_days(spec) if spec.look_back_days is None else spec.look_back_days


def why_settling(spec: AdsSourceSpec) -> str:
    """The number of days, and what it comes from, in words."""
    days = settling_days(spec)
    if dataset(spec.dataset).family is not Family.PERFORMANCE:
        return f"{days} days"
    if not counts_conversions(spec):
        return f"{days} days: no conversion is asked for"
    if spec.report_time is ReportTime.CONVERSION:
        return f"{days} days: conversions land on their own day"
    return (
        f"{days} days: the longest window, {days - SETTLING_MARGIN_DAYS}, and {SETTLING_MARGIN_DAYS} to be counted"
    )


def is_provisional(spec: AdsSourceSpec, day: date, today: date) -> bool:
    """Whether numbers of this day, read today, may still be restated."""
    return day + timedelta(days=settling_days(spec)) >= today


def first_day_to_read(spec: AdsSourceSpec, read_until: date) -> date:
    """Where the next run begins when every day up to `read_until` has been read; at the latest the day after."""
    return read_until + timedelta(days=1) - timedelta(days=look_back_days(spec))


def counts_conversions(spec: AdsSourceSpec) -> bool:
    """Whether any of its columns is attributed later."""
    known = columns()
    return any(name in known and known[name].conversion for name in spec.columns)
