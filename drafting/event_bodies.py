"""An event's body: the same bytes at each attempt, small, with nothing in it that is too long for a message."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from contracts.contract import Instant
from contracts.events import ASKABLE, EVERYTHING, EventType

BODY_BYTES_MAX = 20_000
"""As Standard Webhooks asks of payloads."""
TEXT_MAX = 500
"""Characters of one text in it: at most six bytes each when they are escaped."""
KNOWN_KINDS = (EVERYTHING, *sorted({f"{kind.partition('.')[0]}.*" for kind in ASKABLE}), *ASKABLE)
"""What an endpoint may ask for: all, all of a family, or one."""


def event_body(kind: EventType, at: Instant, data: Mapping[str, object]) -> str:
    """`{"type", "timestamp", "data"}`, without blanks."""
    told = {"type": kind.value, "timestamp": moment(at), "data": {name: _short(data[name]) for name in data}}
    return json.dumps(told, separators=(",", ":"))


def moment(at: Instant) -> str:
    """ISO 8601 with milliseconds and `Z`."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def wants(asked: Sequence[str], kind: str) -> bool:
    """Whether an endpoint that asked for these hears of that kind; `pin.*` is all of a family, `*` is all."""
    return kind in asked or EVERYTHING in asked or f"{kind.partition('.')[0]}.*" in asked


def unknown_kinds(asked: Sequence[str]) -> Sequence[str]:
    """What of it no event of ours has ever been."""
    return [word for word in asked if word not in KNOWN_KINDS]


def _short(value: object) -> object:
    if isinstance(value, str) and len(value) > TEXT_MAX:
        return f"{value[: TEXT_MAX - 1]}…"
    return value
