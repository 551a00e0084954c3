"""Reads what is asked of the analytics, and refuses it as strictly as the specification reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simulator.ads.breakdowns import BY_LEVEL
from simulator.ads.columns import sync_columns
from simulator.ads.question import Question, Windows, day_number
from simulator.ads.shape import day_of
from simulator.answers import invalid_analytics
from simulator.call import Call
from simulator.fields import Fields

GRANULARITIES = ("TOTAL", "DAY", "HOUR", "WEEK", "MONTH")
WINDOW_DAYS = (0, 1, 7, 14, 30, 60)
REPORT_TIMES = ("TIME_OF_AD_ACTION", "TIME_OF_CONVERSION")
TIME_ZONES = ("PINTEREST_TIME_ZONE", "AD_ACCOUNT_TIME_ZONE")
ATTRIBUTION = ("INDIVIDUAL", "HOUSEHOLD")
IDS_MAX = 250
TYPES_MAX, TYPES_OF_ACCOUNT_MAX = 14, 15


@dataclass(frozen=True)
class Reach:
    """How far back and how wide a question may look, in days."""

    back: int
    wide: int | None


SYNC = Reach(90, 90)
HOURS = Reach(8, 3)
HOURS_OF_ACCOUNT = Reach(8, None)


def sync_question(call: Call, level: str, *, types: tuple[str, ...] = ()) -> Question:
    """Of an analytics endpoint. Raises ApiError 400 with the first thing that is wrong."""
    parameters = call.parameters()
    granularity = required_choice(parameters, "granularity", GRANULARITIES)
    hours = HOURS_OF_ACCOUNT if level == "ADVERTISER" and not types else HOURS
    first, last = dates(parameters, day_of(call.now), hours if granularity == "HOUR" else SYNC)
    columns = tuple(listed(call, "columns"))
    check_columns(columns, sync_columns())
    refuse_time_zone(parameters)
    return Question(
        level=level,
        columns=columns,
        first=first,
        last=last,
        today=day_of(call.now),
        granularity=granularity,
        windows=Windows(
            click=_window_in_query(parameters, "click_window_days", 30),
            engagement=_window_in_query(parameters, "engagement_window_days", 30),
            view=_window_in_query(parameters, "view_window_days", 1),
        ),
        at_conversion=parameters.one_of("conversion_report_time", REPORT_TIMES) == REPORT_TIMES[1],
        types=types,
    )


def targeting_types(call: Call, level: str) -> tuple[str, ...]:
    allowed = BY_LEVEL[level]
    found = tuple(listed(call, "targeting_types"))
    for each in found:
        if each not in allowed:
            raise invalid_analytics(f"'{each}' is not one of {list(allowed)} for 'targeting_types'")
    most = TYPES_OF_ACCOUNT_MAX if level == "ADVERTISER" else TYPES_MAX
    if len(found) > most:
        raise invalid_analytics(f"'targeting_types' has more than {most} items")
    return tuple(dict.fromkeys(found))


def listed(call: Call, name: str, *, required: bool = True) -> list[str]:
    """The values of an array parameter, with commas or repeated."""
    found = [value for text in call.query.getlist(name) for value in text.split(",") if value]
    if required and not found:
        raise invalid_analytics(f"'{name}' is a required property")
    return found


def ids_in_query(call: Call, name: str, *, most: int = IDS_MAX, required: bool = True) -> list[str]:
    found = listed(call, name, required=required)
    check_ids(found, name, most)
    return list(dict.fromkeys(found))


def check_ids(ids: Iterable[str], name: str, most: int) -> None:
    held = list(ids)
    if len(held) > most:
        raise invalid_analytics(f"'{name}' has {len(held)} items, more than {most}")
    for each in held:
        if not (each.isascii() and each.isdigit()):
            raise invalid_analytics(f"'{name}' holds {each[:60]!r}, which is no id")


def dates(fields: Fields, today: int, reach: Reach) -> tuple[int, int]:
    first, last = (_day(fields, name) for name in ("start_date", "end_date"))
    if last < first:
        raise invalid_analytics("'start_date' must not be later than 'end_date'")
    if first < today - reach.back:
        raise invalid_analytics(f"You can only get data from the last {reach.back} days.")
    if last > today:
        raise invalid_analytics("'end_date' must not lie in the future")
    if reach.wide is not None and last - first > reach.wide:
        raise invalid_analytics(f"The time range must not exceed {reach.wide} days.")
    return first, last


def check_columns(columns: tuple[str, ...], known: frozenset[str]) -> None:
    for column in columns:
        if column not in known:
            raise invalid_analytics(f"'{column[:60]}' is not a valid column")


def required_choice(fields: Fields, name: str, allowed: tuple[str, ...]) -> str:
    fields.require(name)
    return fields.one_of(name, allowed) or allowed[0]


def refuse_time_zone(fields: Fields) -> None:
    """A closed beta, and this app is not in it."""
    if fields.one_of("reporting_timezone", TIME_ZONES) == TIME_ZONES[1]:
        raise invalid_analytics("'reporting_timezone' is not available to this app")


def check_window(days: int, name: str) -> int:
    if days not in WINDOW_DAYS:
        raise invalid_analytics(f"'{days}' is not one of {list(WINDOW_DAYS)} for '{name}'")
    return days


def _window_in_query(fields: Fields, name: str, default: int) -> int:
    return check_window(fields.number_in_query(name, default=default, least=0, most=60), name)


def _day(fields: Fields, name: str) -> int:
    day = day_number(fields.required_text(name))
    if day is None:
        raise invalid_analytics(f"'{name}' is not a date like 2026-11-22")
    return day
