"""Events of a source from files, as they would have come: bodies to a door, or a catalog to a poll."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from catalog.deliveries import DeliveryReader, Event
from catalog.json_mapping import read_mapped_json, read_mapping
from catalog.partial_products import priced_in
from catalog.reading import read_catalog
from catalog.unreadable import CatalogUnreadable
from contracts.contract import Instant
from contracts.intake import BODY_BYTES_MAX, HEADER_MAX, SourceCard, TakenDelivery
from contracts.product import CatalogRow, UnreadableRow
from contracts.source_settings import SourceSettings
from contracts.sources import SourceKind
from starter.failures import CommandFailed, ExitCode

FILE_BYTES_MAX = 100_000_000
BODIES_MAX = 20_000
"""Of one check: enough for a day's storm, and told in a minute."""
ROWS_MAX = 100_000
"""Of a catalog: all of it is held to be compared."""
LINE_ENDINGS = (".ndjson", ".jsonl")

Value = object
Headers = Mapping[str, str]


def bodies_in(place: Path, *, most: int = BODIES_MAX) -> Iterator[tuple[bytes, Headers]]:
    """Each body of a file, or of a folder's files by their names, with the headers that it is given with.

    NDJSON has a body a line, JSON one body or a list of them; `{"headers": {…}, "body": {…}}` says both. Raises
    `CommandFailed`.
    """
    found = _of_folder(place) if place.is_dir() else _of_file(place)
    for number, (body, headers) in enumerate(found, start=1):
        if number > most:
            raise _broken(place, f"it has more than {most:,} bodies")
        yield body, headers


def _of_folder(folder: Path) -> Iterator[tuple[bytes, Headers]]:
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    if not files:
        raise _broken(folder, "no file is in it")
    for path in files:
        yield from _of_file(path)


def _of_file(path: Path) -> Iterator[tuple[bytes, Headers]]:
    data = _data(path)
    if path.suffix.lower() in LINE_ENDINGS:
        yield from (_body(line) for line in data.splitlines() if line.strip())
        return
    value = _parsed(data)
    if isinstance(value, list):
        yield from (_body(json.dumps(one).encode()) for one in value)
    else:
        yield _body(data)


def _data(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            data = opened.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise _broken(path, error.strerror or "it cannot be opened") from error
    if len(data) > FILE_BYTES_MAX:
        raise _broken(path, f"it has more than {FILE_BYTES_MAX:,} bytes")
    return data


def _parsed(data: bytes) -> Value:
    """None for what is no JSON: it is handed over as it is, and its reader says what is wrong with it."""
    try:
        value: Value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value


def _body(data: bytes) -> tuple[bytes, Headers]:
    value = _parsed(data)
    if isinstance(value, dict) and isinstance(value.get("headers"), dict) and "body" in value:
        body = value["body"]
        headers = {str(name): str(text)[:HEADER_MAX] for name, text in value["headers"].items()}
        return (body.encode() if isinstance(body, str) else json.dumps(body).encode()), headers
    return data, {}


def events_of_bodies(place: Path, card: SourceCard) -> Iterator[Event]:
    """What the bodies say, in their order, by the same reader that a source's deliveries have."""
    reader, began = DeliveryReader(), time.time() - BODIES_MAX
    for number, (body, headers) in enumerate(bodies_in(place), start=1):
        if len(body) > BODY_BYTES_MAX:
            raise _broken(place, f"body {number} has more than {BODY_BYTES_MAX:,} bytes: no door takes it in")
        yield from reader.read(card, _delivery(card, number, body, headers, began + number))


def _delivery(card: SourceCard, number: int, body: bytes, headers: Headers, at: Instant) -> TakenDelivery:
    named = _with_topic(card.kind, body, {name.lower(): text for name, text in headers.items()})
    return TakenDelivery(
        id=number, takes=1, source=card.key, dedupe=str(number), body=body, headers=named, received=at
    )


def _with_topic(kind: SourceKind, body: bytes, headers: Headers) -> dict[str, str]:
    """Where nobody says what a shop's body is about, it tells itself: of a deletion it has the id alone."""
    names = {SourceKind.SHOPIFY: "x-shopify-topic", SourceKind.WOOCOMMERCE: "x-wc-webhook-topic"}
    name = names.get(kind)
    if name is None or any(said.endswith("-topic") for said in headers):
        return dict(headers)
    value = _parsed(body)
    deed = "delete" if isinstance(value, dict) and value.keys() <= {"id"} else "update"
    topic = f"products/{deed}" if kind is SourceKind.SHOPIFY else f"product.{deed}d"
    return {**headers, name: topic}


Row = CatalogRow | UnreadableRow


def rows_of_catalog(
    file: Path, kind: SourceKind, settings: SourceSettings, *, most: int = ROWS_MAX
) -> Iterator[Row]:
    """The products of a catalog as a poll would read it; pages that a sitemap names are not fetched.

    Raises `CommandFailed`.
    """
    read = _reader(kind, settings)
    try:
        for number, row in enumerate(read(file), start=1):
            if number > most:
                raise _broken(file, f"it has more than {most:,} products: check a part of it")
            yield _priced(row, settings.currency)
    except CatalogUnreadable as unreadable:
        raise CommandFailed(f"{unreadable.message} {unreadable.remedy}", ExitCode.USAGE) from unreadable
    except OSError as error:
        raise _broken(file, error.strerror or "it cannot be opened") from error


def _reader(kind: SourceKind, settings: SourceSettings) -> Callable[[Path], Iterator[Row]]:
    if kind is SourceKind.JSON and settings.mapping:
        mapping = read_mapping(settings.mapping)
        return lambda file: read_mapped_json(file, mapping)
    return read_catalog


def _priced(row: Row, currency: str | None) -> Row:
    if isinstance(row, UnreadableRow):
        return row
    return row.model_copy(update={"product": priced_in(row.product, currency)})


def _broken(place: Path, why: str) -> CommandFailed:
    return CommandFailed(f"The events of {place.name or place} cannot be read: {why}.", ExitCode.USAGE)
