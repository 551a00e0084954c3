"""What a person says of a source on the command line, as the settings that the source keeps."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from contracts.buffering import PATIENCE_SECONDS_MAX, QUIET_SECONDS_MAX
from contracts.intake import SETTINGS_MAX
from contracts.source_settings import EVERY_SECONDS_MAX, SourceSettings
from contracts.sources import SourceKind
from drafting.source_checks import check_settings
from drafting.windows import ZoneUnknown, stated_zone
from starter.failures import CommandFailed, ExitCode
from starter.lengths import read_length
from starter.mapping_files import read_mapping_file

OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "shop_url": "--shop",
        "shop_domain": "--shop-domain",
        "currency": "--currency",
        "zone": "--zone",
        "tables": "--table",
        "columns": "--column",
        "quiet_seconds": "--quiet",
        "patience_seconds": "--patience",
        "address": "--address",
        "header": "--header",
        "every_seconds": "--every",
        "at": "--at",
        "jitter_seconds": "--jitter",
        "first": "--first",
        "pages": "--pages",
        "mapping": "--mapping",
        "shrink_percent": "--shrink-percent",
        "shrink_polls": "--shrink-polls",
        "slot": "--slot",
        "publication": "--publication",
    }
)
"""By which option each setting is said."""

ANYBODYS = frozenset({"shop_url", "currency", "zone", "quiet_seconds", "patience_seconds"})
"""Settings that every kind of source may have."""
TABLES = frozenset({"tables", "columns"})
ASKED = frozenset(
    {
        *("address", "header", "every_seconds", "at", "jitter_seconds", "first"),
        *("shrink_percent", "shrink_polls"),
    }
)
ITS_OWN: Mapping[SourceKind, frozenset[str]] = MappingProxyType(
    {
        SourceKind.SHOPIFY: frozenset({"shop_domain"}),
        SourceKind.WOOCOMMERCE: frozenset(),
        SourceKind.DEBEZIUM: TABLES,
        SourceKind.EVENTS: frozenset(),
        SourceKind.FEED: ASKED,
        SourceKind.SITEMAP: ASKED | {"pages"},
        SourceKind.JSON: ASKED | {"mapping"},
        SourceKind.SHOP_JSON: ASKED,
        SourceKind.TABLE: ASKED,
        SourceKind.POSTGRESQL: TABLES | {"slot", "publication", "first"},
    }
)
"""Settings that mean something to a kind, beside those of all."""


@dataclass(frozen=True)
class SourceWords:
    """What was typed; None, or nothing, where an option was left out. An empty text takes a setting away."""

    address: str | None = None
    every: str | None = None
    at: str | None = None
    zone: str | None = None
    first: str | None = None
    shop: str | None = None
    shop_domain: str | None = None
    currency: str | None = None
    mapping: Path | None = None
    pages: bool | None = None
    header: str | None = None
    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    slot: str | None = None
    publication: str | None = None
    quiet: str | None = None
    patience: str | None = None
    shrink_percent: float | None = None
    shrink_polls: int | None = None
    jitter: str | None = None


def read_settings(words: SourceWords, kind: SourceKind, kept: str = "{}") -> str:
    """The settings as a source keeps them: those that are `kept`, with what was typed in their place.

    What another version has written into them stays. Raises `CommandFailed`, by the option that is wrong.
    """
    said = _said(words)
    _check_kind(said, kind)
    stated = {name: value for name, value in (json.loads(kept) | said).items() if value is not None}
    if said.get("every_seconds") is not None:
        stated.pop("at", None)
    settings = _validated(stated)
    troubles = check_settings(kind, settings)
    if troubles:
        raise _wrong(f"A source of kind {kind} cannot be kept so. {' '.join(troubles)}")
    return _written(stated)


def _said(words: SourceWords) -> dict[str, object]:
    """By the settings' names; None takes one away."""
    if words.every and words.at:
        raise _wrong("Give --every or --at, not both: a source is asked at intervals, or at times of the day.")
    return {**dict(_texts(words)), **dict(_lengths(words)), **dict(_lists(words)), **dict(_figures(words))}


def _texts(words: SourceWords) -> Iterator[tuple[str, object]]:
    stated = {
        "address": words.address,
        "shop_url": words.shop,
        "shop_domain": words.shop_domain,
        "currency": words.currency and words.currency.upper(),
        "zone": words.zone and _zone(words.zone.strip()),
        "header": words.header,
        "slot": words.slot,
        "publication": words.publication,
        "first": words.first,
    }
    yield from ((name, text.strip() or None) for name, text in stated.items() if text is not None)


def _zone(name: str) -> str:
    try:
        return stated_zone(name)
    except ZoneUnknown as unknown:
        raise _wrong(f"--zone: {unknown}") from unknown


def _lengths(words: SourceWords) -> Iterator[tuple[str, object]]:
    stated = (
        ("every_seconds", words.every, EVERY_SECONDS_MAX),
        ("jitter_seconds", words.jitter, EVERY_SECONDS_MAX),
        ("quiet_seconds", words.quiet, QUIET_SECONDS_MAX),
        ("patience_seconds", words.patience, PATIENCE_SECONDS_MAX),
    )
    for name, text, most in stated:
        if text is not None:
            yield name, read_length(text, option=OPTIONS[name], seconds_max=most) if text.strip() else None


def _lists(words: SourceWords) -> Iterator[tuple[str, object]]:
    if words.at is not None:
        yield "at", sorted({time.strip() for time in words.at.split(",") if time.strip()}) or None
    if words.tables:
        yield "tables", [table for table in words.tables if table.strip()] or None
    if words.columns:
        yield "columns", dict(map(_column, filter(str.strip, words.columns))) or None
    if words.mapping is not None:
        yield "mapping", dict(read_mapping_file(words.mapping))


def _column(text: str) -> tuple[str, str]:
    """`bezeichnung=title`; with nothing behind the sign the column is not read."""
    column, sign, name = text.partition("=")
    if not sign or not column.strip():
        raise _wrong(f"--column {text[:60]!r} is none: write COLUMN=NAME, such as bezeichnung=title.")
    return column.strip(), name.strip()


def _figures(words: SourceWords) -> Iterator[tuple[str, object]]:
    stated: dict[str, object] = {
        "pages": words.pages,
        "shrink_percent": words.shrink_percent,
        "shrink_polls": words.shrink_polls,
    }
    yield from ((name, value) for name, value in stated.items() if value is not None)


def _check_kind(said: Mapping[str, object], kind: SourceKind) -> None:
    """Whoever says what nobody reads would wait in vain for its effect."""
    strange = [OPTIONS[name] for name in said if name not in ANYBODYS | ITS_OWN[kind]]
    if strange:
        known = sorted(OPTIONS[name] for name in ANYBODYS | ITS_OWN[kind])
        raise _wrong(f"{strange[0]} means nothing to a source of kind {kind}. It takes: {', '.join(known)}.")


def _validated(stated: Mapping[str, object]) -> SourceSettings:
    try:
        return SourceSettings.model_validate(stated)
    except ValidationError as broken:
        first = broken.errors(include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        raise _wrong(f"{OPTIONS.get(name, name)}: {first['msg']}.") from broken


def _written(stated: Mapping[str, object]) -> str:
    text = json.dumps(stated, sort_keys=True)
    if len(text) > SETTINGS_MAX:
        raise _wrong(f"The settings have {len(text):,} characters; a source keeps {SETTINGS_MAX:,}.")
    return text


def settings_of(kept: str) -> SourceSettings:
    """As whoever uses them reads them. Raises `CommandFailed` for what another version has written."""
    try:
        return SourceSettings.model_validate_json(kept)
    except ValidationError as broken:
        first = broken.errors(include_input=False)[0]
        raise _wrong(
            f"The source's settings cannot be read: {first['msg']}. Set them anew, or update."
        ) from broken


def _wrong(why: str) -> CommandFailed:
    return CommandFailed(why, ExitCode.USAGE)


def is_said(settings: SourceSettings, name: str) -> bool:
    """Whether the setting is other than it is where nobody said anything."""
    return bool(getattr(settings, name) != getattr(SourceSettings(), name))
