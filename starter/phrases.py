"""What is said of a launch, in words: pure, so that every case can be tried."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from contracts.contract import Instant
from contracts.launch import LaunchPolicy, LaunchSummary, ProductResult
from contracts.product import IMAGES_MAX
from contracts.reconciling import Reconciling, ReconcilingPin
from contracts.windows import WindowRule
from drafting.doubts import clock_words
from drafting.next_steps import next_words, reading_words
from drafting.window_text import write_window
from outcomes.forecast import Forecast, Limit
from starter.clocks import both_words
from starter.lengths import length_words

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def amount(summary: LaunchSummary) -> str:
    """`24 products`; `90 pins` where a product may have several."""
    what = "pin" if summary.policy.images > 1 else "product"
    return f"{summary.tally.total:,} {what}{'' if summary.tally.total == 1 else 's'}"


def span(summary: LaunchSummary, now: Instant) -> str:
    """`24 products in 12 s`; of a launch that still runs, since when."""
    if summary.tally.waiting:
        started = datetime.fromtimestamp(summary.created, UTC)
        return f"{amount(summary)}, launched {started:%Y-%m-%d %H:%M} UTC"
    return f"{amount(summary)} in {took((summary.finished or now) - summary.created)}"


def took(seconds: float) -> str:
    """`12 s`, `3 min 5 s`, `2 h 10 min`, `3 days 4 h`: two units at most."""
    whole = max(0, round(seconds))
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return _two(whole, _MINUTE, "min", 1, "s")
    if whole < _DAY:
        return _two(whole, _HOUR, "h", _MINUTE, "min")
    return _two(whole, _DAY, "day" if whole < 2 * _DAY else "days", _HOUR, "h")


def _two(whole: int, large: int, its_name: str, small: int, other_name: str) -> str:
    rest = whole % large // small
    return f"{whole // large} {its_name}" + (f" {rest} {other_name}" if rest else "")


def expected(forecast: Forecast) -> str:
    """When the rest will have ended, or what keeps it."""
    return f"{'Stopped' if forecast.at is None else 'Expected'}: {forecast.why}"


def ends_words(forecast: Forecast, zone: str | None) -> str | None:
    """When a launch ends, by the clocks that people mean; None where they named none, or nothing ends."""
    if forecast.at is None or forecast.limit is Limit.NOTHING or zone is None:
        return None
    return f"Ends: about {both_words(forecast.at, zone)}"


def way_on(forecast: Forecast, summary: LaunchSummary, *, runs: bool) -> str | None:
    """What a person does so that it goes on; None when it does by itself. `runs`: a stack is there."""
    if forecast.limit is Limit.PARKED:
        return None  # what is to be done depends on the cause, and was said with it
    if forecast.limit is Limit.PAUSED:
        return f"pinflow resume --account {summary.account}"
    if forecast.limit is Limit.HELD:
        return f"pinflow resume {summary.launch}"
    return None if runs else "pinflow up"


@dataclass(frozen=True)
class Sample:
    """Pins of one product that ended for the same reason, in two lines."""

    row: int
    title: str
    message: str


def samples_of(results: Sequence[ProductResult]) -> list[Sample]:
    """The pins as a list names them; a product's pictures together when the same is said of them."""
    groups = groupby(results, key=lambda result: (result.row, result.title or result.product, result.message))
    return [
        Sample(row=row, title=title + _pictures([result.image for result in group]), message=message or "")
        for (row, title, message), group in groups
    ]


def _pictures(images: Sequence[int]) -> str:
    """Nothing for the first alone, which most products have."""
    if images == [1]:
        return ""
    return f", picture{'s' if len(images) > 1 else ''} {', '.join(map(str, images))}"


def reconciling_headline(reconciling: Reconciling) -> str:
    """How many were sent and are looked for."""
    pins = "1 pin" if reconciling.count == 1 else f"{reconciling.count:,} pins"
    return f"Reconciling: {pins} sent without an answer; boards are being read"


def reconciling_sample(pin: ReconcilingPin, now: Instant) -> Sample:
    """A pin as a list names it: what is known of it, and what happens next."""
    return Sample(
        row=pin.row,
        title=f"{_reconciling_title(pin)}, attempt {pin.attempt}",
        message=f"{pin.known}\nnext: {next_words(pin, now)}",
    )


def reconciling_line(pin: ReconcilingPin, now: Instant) -> str:
    """The same in a line, for those who look on."""
    return f"{_reconciling_title(pin)}: sent {clock_words(pin.sent)}; {reading_words(pin.next_read, now)}"


def _reconciling_title(pin: ReconcilingPin) -> str:
    return (pin.title or pin.product) + _pictures([pin.image])


def patrol_words(summary: LaunchSummary) -> str | None:
    """Who goes on with those of which nobody knows; None when there are none."""
    if not summary.tally.unconfirmed:
        return None
    return (
        "What became of the unconfirmed is still looked for, at each patrol; a round now: "
        f"pinflow patrol --account {summary.account}"
    )


def launch_again(file: Path, policy: LaunchPolicy, *, account: str | None, shop: str | None) -> str:
    """The command that launches `file` by the same rules; `account` and `shop` where they must be named."""
    stated = {
        "--account": account,
        "--board": policy.board,
        "--shop": shop,
        "--edition": policy.edition or None,
        "--images": _images(policy.images),
        "--title": policy.wordings.every.title,
        "--description": policy.wordings.every.description,
        "--timezone": policy.zone,
        **_window_options(policy.window),
    }
    words = [word for name, value in stated.items() if value is not None for word in (name, value)]
    flags = [] if policy.create_boards else ["--no-create-boards"]
    return shlex.join(["pinflow", "launch", str(file), *words, *flags])


def _window_options(rule: WindowRule | None) -> Mapping[str, str | None]:
    if rule is None:
        return {}
    spread = rule.spread
    return {
        "--window": write_window(rule.window) if rule.window else None,
        "--per-day": _number(spread.board_day_limit),
        "--board-gap": _length(spread.board_gap_seconds),
        "--link-days": _number(spread.link_days),
        "--image-days": _number(spread.image_days),
        "--jitter": _length(spread.jitter_seconds),
    }


def _number(wanted: int | None) -> str | None:
    return str(wanted) if wanted else None


def _length(seconds: float) -> str | None:
    return length_words(seconds) if seconds else None


def _images(wanted: int) -> str | None:
    if wanted == 1:
        return None
    return "all" if wanted == IMAGES_MAX else str(wanted)
