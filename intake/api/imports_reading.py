"""A CSV file of pins to rows, by PinBridge's column names."""

import csv
import io
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from pydantic import JsonValue

from contracts.api_imports import IMPORT_ROWS_MAX
from intake.api.operation import ApiProblem

Row = dict[str, JsonValue]

NEEDED = frozenset({"account_id", "title", "idempotency_key"})
"""Columns without which no row can be a pin."""


def read_csv(content: bytes) -> Sequence[Row]:
    """The rows behind the header; what is blank is not there. Raises `ApiProblem`."""
    if b"\x00" in content:
        raise _unreadable("A NUL character cannot be used.")
    try:
        text = content.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        columns = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        reader.fieldnames = columns
        rows = [_row(line) for _, line in zip(range(IMPORT_ROWS_MAX + 1), reader, strict=False)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable("It is no CSV file in UTF-8.") from error
    missing = sorted(NEEDED - set(columns))
    if missing:
        raise _unreadable(f"The header has no {', '.join(missing)}.")
    return rows


def check_count(rows: Sequence[object]) -> None:
    """Raises `ApiProblem` for none, and for too many."""
    if not rows:
        raise _unreadable("There is no row in it.")
    if len(rows) > IMPORT_ROWS_MAX:
        raise ApiProblem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "import_too_large",
            f"One import takes {IMPORT_ROWS_MAX:,} rows: send the others in another, or launch a catalog.",
        )


def _row(line: Mapping[str | None, object]) -> Row:
    return {name: text.strip() for name, text in line.items() if name and isinstance(text, str) and text.strip()}


def _unreadable(why: str) -> ApiProblem:
    return ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, "import_unreadable", why)
