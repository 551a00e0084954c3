"""What people did with pins, by day: the analytics of a pin, of many, and of the whole account.

The account's numbers are the sums of its pins'. Yesterday's are an estimate, today's are not there yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from simulator.ads.asking import Reach, dates, ids_in_query, listed, required_choice
from simulator.ads.hashing import key_of, mixed
from simulator.ads.question import date_of
from simulator.ads.shape import DAY_SECONDS, day_of
from simulator.answers import Answer, invalid_analytics, pin_not_found
from simulator.call import Call
from simulator.fields import Fields
from simulator.things import MediaType, Pin

REACH = Reach(90, 90)
PINS_MAX, TOP_PINS_MAX = 100, 50
VIDEO = (
    "VIDEO_MRC_VIEW",
    "VIDEO_10S_VIEW",
    "QUARTILE_95_PERCENT_VIEW",
    "VIDEO_START",
    "VIDEO_AVG_WATCH_TIME",
    "VIDEO_V50_WATCH_TIME",
)
LIFETIME = ("TOTAL_COMMENTS", "TOTAL_REACTIONS")
"""Counted over a pin's life, and told of no day."""
PIN_METRICS = (
    "IMPRESSION",
    "OUTBOUND_CLICK",
    "PIN_CLICK",
    "SAVE",
    "SAVE_RATE",
    *LIFETIME,
    "USER_FOLLOW",
    "PROFILE_VISIT",
)
ACCOUNT_METRICS = (
    "ENGAGEMENT",
    "ENGAGEMENT_RATE",
    "IMPRESSION",
    "OUTBOUND_CLICK",
    "OUTBOUND_CLICK_RATE",
    "PIN_CLICK",
    "PIN_CLICK_RATE",
    "SAVE",
    "SAVE_RATE",
)
TOP_VIDEO_METRICS = (*VIDEO, "IMPRESSION", "OUTBOUND_CLICK", "SAVE")
SORTS = ("ENGAGEMENT", "IMPRESSION", "OUTBOUND_CLICK", "PIN_CLICK", "SAVE")
SPLITS = ("app_types", "pin_format", "content_type", "source", "from_claimed_content", "split_field")
WHOLE = {"ALL", "BOTH", "NO_SPLIT"}
DIGITS = 6

Json = dict[str, Any]  # JSON


async def analytics_of_pin(call: Call) -> Answer:
    pin = _own_pin(call, call.id_in_path("pin_id"))
    if pin is None:
        raise pin_not_found()
    metrics, first, last = _asked(call, (*PIN_METRICS, *VIDEO))
    return Answer(200, {"all": _of_pin(call, pin, metrics, first, last)})


async def analytics_of_pins(call: Call) -> Answer:
    """Of pins that are not the caller's it says nothing."""
    ids = ids_in_query(call, "pin_ids", most=PINS_MAX)
    metrics, first, last = _asked(call, (*PIN_METRICS, *VIDEO))
    pins = [pin for pin_id in ids if (pin := _own_pin(call, pin_id)) is not None]
    return Answer(200, {pin.id: {"all": _of_pin(call, pin, metrics, first, last)} for pin in pins})


async def analytics_of_account(call: Call) -> Answer:
    metrics, first, last = _asked(call, ACCOUNT_METRICS)
    pins = _pins(call)
    days = range(first, last + 1)
    daily = [_day_json(call, day, _summed(call, pins, range(day, day + 1)), metrics) for day in days]
    summary = _told(_summed(call, pins, days), metrics)
    return Answer(200, {"all": {"daily_metrics": daily, "summary_metrics": summary}})


async def top_pins(call: Call) -> Answer:
    return _top(call, _pins(call), ACCOUNT_METRICS, SORTS)


async def top_video_pins(call: Call) -> Answer:
    pins = [pin for pin in _pins(call) if pin.media_type is MediaType.VIDEO]
    return _top(call, pins, TOP_VIDEO_METRICS, TOP_VIDEO_METRICS)


def _top(call: Call, pins: list[Pin], allowed: tuple[str, ...], sorts: tuple[str, ...]) -> Answer:
    parameters = call.parameters()
    sort = required_choice(parameters, "sort_by", sorts)
    metrics, first, last = _asked(call, allowed)
    most = parameters.number_in_query("num_of_pins", default=10, least=1, most=TOP_PINS_MAX)
    counted = [(pin, _summed(call, [pin], range(first, last + 1))) for pin in pins]
    best = sorted(counted, key=lambda each: -float(_told(each[1], (sort,)).get(sort, 0)))[:most]
    latest = (day_of(call.now) - 1) * DAY_SECONDS * 1000
    items = [
        {"pin_id": pin.id, "metrics": _told(counts, metrics), "data_status": dict.fromkeys(metrics, "READY")}
        for pin, counts in best
    ]
    available = {"is_realtime": False, "latest_available_timestamp": latest}
    return Answer(200, {"date_availability": available, "pins": items, "sort_by": sort})


def _asked(call: Call, allowed: tuple[str, ...]) -> tuple[tuple[str, ...], int, int]:
    """Metrics and days. Raises ApiError 400; also for splits, which this Pinterest does not do."""
    parameters = call.parameters()
    _refuse_splits(parameters)
    first, last = dates(parameters, day_of(call.now), REACH)
    required = allowed not in (ACCOUNT_METRICS, TOP_VIDEO_METRICS)
    metrics = tuple(dict.fromkeys(listed(call, "metric_types", required=required)))
    for metric in metrics:
        if metric not in allowed:
            raise invalid_analytics(f"'{metric[:60]}' is not one of {list(allowed)} for 'metric_types'")
    return metrics or allowed, first, last


def _refuse_splits(parameters: Fields) -> None:
    for name in SPLITS:
        if parameters.has(name) and parameters.text(name) not in WHOLE:
            raise invalid_analytics(f"'{name}' is not available to this app")


def _own_pin(call: Call, pin_id: str) -> Pin | None:
    pin = call.world.state.archive.pins.get(pin_id)
    return pin if pin is not None and pin.account == call.account.name and pin.exists(call.now) else None


def _pins(call: Call) -> list[Pin]:
    return [pin for pin in call.world.state.archive.pins_of(call.account.name) if pin.exists(call.now)]


def _of_pin(call: Call, pin: Pin, metrics: tuple[str, ...], first: int, last: int) -> Json:
    born, days = day_of(pin.created), range(first, last + 1)
    of_days = tuple(metric for metric in metrics if metric not in LIFETIME)
    daily = [_day_json(call, day, _summed(call, [pin], range(day, day + 1)), of_days, born) for day in days]
    lived = _summed(call, [pin], range(born, day_of(call.now)))
    return {
        "daily_metrics": daily,
        "lifetime_metrics": {name: lived[name] for name in LIFETIME if name in metrics},
        "summary_metrics": _told(_summed(call, [pin], days), of_days),
    }


def _day_json(call: Call, day: int, counts: Counter[str], metrics: tuple[str, ...], born: int = 0) -> Json:
    status, age = "READY", day_of(call.now) - day
    if day < born:
        status = "BEFORE_PIN_CREATED"
    elif age <= 1:
        status = "ESTIMATE" if age == 1 else "PROCESSING"
    told = _told(counts, metrics) if status in {"READY", "ESTIMATE"} else {}
    return {"date": date_of(day).isoformat(), "data_status": status, "metrics": told}


def _told(counts: Counter[str], metrics: tuple[str, ...]) -> dict[str, int | float]:
    """Rates of nothing are left out."""
    found: dict[str, int | float] = {}
    for metric in metrics:
        if metric.endswith("_RATE"):
            if counts["IMPRESSION"]:
                found[metric] = round(counts[metric.removesuffix("_RATE")] / counts["IMPRESSION"], DIGITS)
        else:
            found[metric] = counts[metric]
    return found


def _summed(call: Call, pins: Iterable[Pin], days: range) -> Counter[str]:
    """From each pin's first day to yesterday."""
    today, total = day_of(call.now), Counter[str]()
    for pin in pins:
        key, born = key_of("organic", pin.id), day_of(pin.created)
        for day in days:
            if born <= day < today:
                total.update(_counts(mixed(key + day), day - born))
    return total


def _counts(dice: int, age: int) -> dict[str, int]:
    """Most is seen in the first days, and something for ever."""
    seen = ((dice >> 8) & 255) * 30 // (age + 10)
    saves, clicks, out = seen * (dice & 7) // 80, seen * ((dice >> 3) & 7) // 40, seen * ((dice >> 6) & 3) // 60
    return {
        "IMPRESSION": seen,
        "SAVE": saves,
        "PIN_CLICK": clicks,
        "OUTBOUND_CLICK": out,
        "ENGAGEMENT": saves + clicks + out,
        "TOTAL_COMMENTS": saves // 5,
        "TOTAL_REACTIONS": saves // 2,
    }
