"""A source of ads data as options say it: from what was typed to what a file would have, and back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from shlex import quote
from types import MappingProxyType
from typing import Any

from ads.written import written_of
from contracts.ads import AdsSourceSpec
from starter.failures import CommandFailed, ExitCode

Written = dict[str, object]
PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "key": ("key",),
        "account": ("account",),
        "ad_account": ("ad_account_id",),
        "currency": ("currency",),
        "dataset": ("dataset",),
        "column": ("columns",),
        "breakdown": ("breakdowns",),
        "granularity": ("granularity",),
        "report_time": ("report_time",),
        "report_format": ("report_format",),
        "windows": ("windows",),
        "attribution": ("attributions",),
        "filter": ("filters",),
        "route": ("route",),
        "first_day": ("first_day",),
        "look_back": ("look_back_days",),
        "allow_empty": ("allow_empty",),
        "every": ("snapshot", "every_hours"),
        "at": ("snapshot", "at"),
        "zone": ("snapshot", "zone"),
        "destination": ("destination", "kind"),
        "target": ("destination", "target"),
        "write_mode": ("write_mode",),
        "metadata": ("metadata",),
        "revisions": ("revisions",),
    },
)
"""Where in a source's file each option stands."""
CAPITALS = frozenset({"column", "breakdown", "granularity", "report_time", "attribution"})
"""Pinterest's own words, which are typed in either case."""
WINDOWS = ("click_days", "engagement_days", "view_days")
DAY_DIGITS_MAX = 5
"""More is no number of days."""
_USUAL_WINDOWS: Mapping[str, object] = MappingProxyType(dict(zip(WINDOWS, (30, 30, 1), strict=True)))


@dataclass(frozen=True)
class AdsWords:
    """What the person typed; None and nothing: not said."""

    key: str | None = None
    account: str | None = None
    ad_account: str | None = None
    currency: str | None = None
    dataset: str | None = None
    column: tuple[str, ...] = ()
    breakdown: tuple[str, ...] = ()
    granularity: str | None = None
    report_time: str | None = None
    report_format: str | None = None
    windows: str | None = None
    attribution: tuple[str, ...] = ()
    filter: tuple[str, ...] = ()
    route: str | None = None
    first_day: datetime | None = None
    look_back: int | None = None
    allow_empty: str | None = None
    every: int | None = None
    at: str | None = None
    zone: str | None = None
    destination: str | None = None
    target: str | None = None
    write_mode: str | None = None
    metadata: bool | None = None
    revisions: bool | None = None

    def said(self) -> Written:
        """Those that were said, by their names."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in found.items() if value is not None and value != ()}


def words_of(typed: Mapping[str, Any]) -> AdsWords:  # Any: each option has a type of its own
    """What was typed, by the names of the command's parameters: those that describe a source, lists as tuples."""
    said = {field.name: typed.get(field.name, typed.get(f"{field.name}_")) for field in fields(AdsWords)}
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in said.items()
    }
    return AdsWords(**{name: value for name, value in given.items() if value is not None})


def words_to_written(words: AdsWords, base: Mapping[str, object]) -> Written:
    """What a file would have; `base`: what one has already. Raises `CommandFailed` for what cannot be read."""
    written: Written = dict(base)
    for name, value in words.said().items():
        _put(written, PLACES[name], _value(name, value))
    if words.every is not None or words.at is not None:
        _forget_other_rhythm(written, words)
    return written


def options_of(spec: AdsSourceSpec) -> tuple[str, ...]:
    """The options that describe this source, each with its value as a shell takes it."""
    written = written_of(spec)
    return tuple(option for name, place in PLACES.items() for option in _options(name, _found(written, place)))


def _value(name: str, value: object) -> object:
    if name == "windows":
        return _windows(str(value))
    if name == "filter" and isinstance(value, tuple):
        return _filters(value)
    if isinstance(value, tuple):
        return _listed(value, capitals=name in CAPITALS)
    if isinstance(value, datetime):
        return value.date()
    return value.upper() if isinstance(value, str) and name in CAPITALS else value


def _listed(given: Sequence[str], *, capitals: bool) -> list[str]:
    words = [word.strip() for each in given for word in each.split(",")]
    return [word.upper() if capitals else word for word in words if word]


def _windows(given: str) -> Written:
    found = windows_written(given)
    if found is None:
        raise CommandFailed(
            f"--windows takes days of clicks, engagements and views, such as 30/30/1, not {given[:60]!r}.",
            ExitCode.USAGE,
        )
    return found


def windows_written(given: str) -> Written | None:
    """What a file would have for `30/30/1`; None for what is no three numbers of days."""
    parts = [part.strip() for part in given.split("/")]
    if len(parts) != len(WINDOWS) or not all(part.isdecimal() and len(part) <= DAY_DIGITS_MAX for part in parts):
        return None
    return dict(zip(WINDOWS, map(int, parts), strict=True))


def _filters(given: Sequence[str]) -> dict[str, list[str]]:
    """A name may come more than once; all of its values hold."""
    found: dict[str, list[str]] = {}
    for each in given:
        name, values = _filter(each)
        found.setdefault(name, []).extend(values)
    return found


def _filter(given: str) -> tuple[str, list[str]]:
    """Without a value it would mean all entities: a variable of the shell that is not set is no wish for that."""
    name, _, values = given.partition("=")
    found = _listed([values], capitals=name.strip().endswith("_statuses"))
    if not found or not name.strip():
        raise CommandFailed(
            f"--filter takes a name and values, such as campaign_ids=1,2, not {given[:60]!r}.", ExitCode.USAGE
        )
    return name.strip(), found


def _put(written: Written, place: tuple[str, ...], value: object) -> None:
    table, inner = place[0], place[1:]
    before = written.get(table)
    known = dict(before) if isinstance(before, Mapping) else {}
    if inner:
        written[table] = {**known, inner[0]: value}
    elif table == "filters" and isinstance(value, dict):
        written[table] = {**known, **value}
    else:
        written[table] = value


def _forget_other_rhythm(written: Written, words: AdsWords) -> None:
    """Of a file that says how often, and an option that says when, the option holds."""
    snapshot = written.get("snapshot")
    if isinstance(snapshot, dict):
        other = "every_hours" if words.every is None else "at" if words.at is None else None
        written["snapshot"] = {name: value for name, value in snapshot.items() if name != other}


def _found(written: Mapping[str, object], place: tuple[str, ...]) -> object:
    value: object = written
    for name in place:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _options(name: str, value: object) -> Iterator[str]:
    option = f"--{name.replace('_', '-')}"
    if name == "windows" and isinstance(value, Mapping):
        windows = {**_USUAL_WINDOWS, **value}
        yield f"{option} {'/'.join(str(windows[window]) for window in WINDOWS)}"
    elif name == "filter" and isinstance(value, Mapping):
        yield from (f"{option} {each}={','.join(map(str, values))}" for each, values in value.items())
    elif isinstance(value, bool):
        yield option if value else option.replace("--", "--no-", 1)
    elif isinstance(value, list):
        yield f"{option} {','.join(map(str, value))}"
    elif value is not None:
        yield f"{option} {quote(value.isoformat() if isinstance(value, date) else str(value))}"
