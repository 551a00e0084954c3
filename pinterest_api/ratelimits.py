"""What Pinterest's headers say of the quota.

`x-ratelimit-limit` is a structured list (`60, 100;w=1;name="safety_net", 60;w=60;name="org_read"`): first the
number that binds now, then every bucket with its window in seconds. `x-ratelimit-reset` counts seconds from now;
it is not an epoch. Whatever cannot be read is passed over: no header may make a call fail.
"""

import re
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime

from contracts.pace import Quota
from contracts.sightings import Category, RateReading

BUCKETS_MAX = 16
NAME_MAX = 300
PLAUSIBLE_SECONDS_MAX = 7 * 86_400.0
"""A longer wait is not one: an epoch, or milliseconds. Pinterest's longest window is a day."""

_FIELD = re.compile(r"rate-?limit-(limit|remaining|reset)$")
_COUNT = re.compile(r"[0-9]{1,9}")
_SECONDS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?")
_BETWEEN_COMMAS = re.compile(r'(?:[^,"]|"[^"]*"?)+')
_BETWEEN_SEMICOLONS = re.compile(r'(?:[^;"]|"[^"]*"?)+')


def read_rate(headers: Mapping[str, str], category: Category, *, limited: bool) -> RateReading:
    """The reading of one answer, whatever its headers look like. `Retry-After` goes before `reset`."""
    said = _headers_to_fields(headers)
    wait = _retry_after(headers)
    return RateReading(
        category=category,
        buckets=tuple(_buckets(said.get("limit", "")))[:BUCKETS_MAX],
        remaining=_count(said.get("remaining", "")),
        reset_seconds=wait if wait is not None else _seconds(_first(said.get("reset", ""))),
        limited=limited,
    )


def _headers_to_fields(headers: Mapping[str, str]) -> dict[str, str]:
    said: dict[str, str] = {}
    for name, value in headers.items():
        spelled = _FIELD.search(name.lower().replace("_", "-"))
        if spelled:
            said.setdefault(spelled.group(1), value)
    return said


def _buckets(text: str) -> Iterator[Quota]:
    for element in _BETWEEN_COMMAS.findall(text):
        limit, _, parameters = element.partition(";")
        limit = limit.strip()
        said = dict(_parameter(parameter) for parameter in _BETWEEN_SEMICOLONS.findall(parameters))
        window = _seconds(said.get("w", ""))
        if _COUNT.fullmatch(limit) and int(limit) and window:
            yield Quota(limit=int(limit), window_seconds=window, name=said.get("name", "")[:NAME_MAX])


def _parameter(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip().lower(), value.strip().strip('"')


def _first(text: str) -> str:
    return text.split(",", 1)[0].split(";", 1)[0].strip()


def _count(text: str) -> int | None:
    first = _first(text)
    return int(first) if _COUNT.fullmatch(first) else None


def _seconds(text: str) -> float | None:
    if not _SECONDS.fullmatch(text):
        return None
    seconds = float(text)
    return seconds if seconds <= PLAUSIBLE_SECONDS_MAX else None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    plain = {name.lower(): value.strip() for name, value in headers.items()}
    text = plain.get("retry-after", "")
    if _SECONDS.fullmatch(text):
        return _seconds(text)
    # A date is compared with the answer's own, so that neither our clock nor its error matters.
    until, now = _epoch(text), _epoch(plain.get("date", ""))
    if until is None or now is None:
        return None
    return _seconds(str(max(0.0, until - now)))


def _epoch(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None
