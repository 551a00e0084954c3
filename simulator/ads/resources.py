"""What the numbers mean, and whether those of a day have settled."""

from __future__ import annotations

from simulator.ads.columns import report_columns, sync_columns
from simulator.ads.question import day_number
from simulator.ads.shape import day_of
from simulator.answers import Answer, invalid_analytics
from simulator.call import Call

READY_DAYS, CONVERSIONS_READY_DAYS = 1, 2


async def delivery_metrics(call: Call) -> Answer:
    kind = call.parameters().one_of("report_type", ("SYNC", "ASYNC"))
    names = sync_columns() | report_columns()
    if kind is not None:
        names = sync_columns() if kind == "SYNC" else report_columns()
    return Answer(200, {"items": [_metric(name) for name in sorted(names)]})


async def metrics_ready_state(call: Call) -> Answer:
    """Of the day given: traffic is settled a day later, conversions two, though more may still be attributed."""
    text = call.parameters().required_text("date")
    day = day_number(text)
    if day is None:
        raise invalid_analytics(f"'{text[:60]}' is not a date")
    age = day_of(call.now) - day
    ready = {
        "non_conversion_metrics_ready": age > READY_DAYS,
        "conversion_metrics_ready": age > CONVERSIONS_READY_DAYS,
    }
    return Answer(200, ready)


def _metric(name: str) -> dict[str, str]:
    words = name.replace("_", " ").capitalize()
    return {"name": name, "display_name": words, "definition": f"{words}.", "category": "ADS"}
