"""A report's file, piece by piece: JSON by id or by date, or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from simulator.ads.entities import Entity, Tree
from simulator.ads.question import bucket_of
from simulator.ads.rows import Row, entities_at, rows_of
from simulator.ads.state import Report

ZERO = 0


def rendered(report: Report, tree: Tree) -> Iterator[bytes]:
    """One piece for each entity or date. The rows are as of the report's creation, whenever it is fetched."""
    wanted = frozenset(report.ids)
    entities = [entity for entity in entities_at(tree, report.question.level) if entity.id in wanted]
    if report.as_csv:
        yield from _as_csv(report, tree, entities)
        return
    groups = _by_date(report, tree, entities) if report.by_date else _by_id(report, tree, entities)
    yield b"{"
    first = True
    for key, rows in groups:
        piece = json.dumps(key) + ":" + json.dumps([_row_json(row) for row in rows], separators=(",", ":"))
        yield (piece if first else f",{piece}").encode()
        first = False
    yield b"}"


def _by_id(report: Report, tree: Tree, entities: list[Entity]) -> Iterator[tuple[str, list[Row]]]:
    for entity in entities:
        if rows := list(rows_of(tree, entity, report.question)):
            yield entity.id, rows


def _by_date(report: Report, tree: Tree, entities: list[Entity]) -> Iterator[tuple[str, list[Row]]]:
    """Bucket by bucket, so that what is held is one bucket's rows."""
    question = report.question
    days = range(question.first, question.last + 1)
    buckets: dict[int, list[int]] = {}
    for day in days:
        buckets.setdefault(bucket_of(day, question.granularity), []).append(day)
    for held in buckets.values():
        part = replace(question, first=held[0], last=held[-1])
        rows = [row for entity in entities for row in rows_of(tree, entity, part)]
        if rows:
            yield rows[0].date if question.is_dated else "TOTAL", rows


def _as_csv(report: Report, tree: Tree, entities: list[Entity]) -> Iterator[bytes]:
    """Zeros are written out here, and what has no value is empty."""
    question = report.question
    header = [*(["DATE"] if question.is_dated else []), *(["HOUR"] if question.granularity == "HOUR" else [])]
    header += [
        *(["TARGETING_TYPE", "TARGETING_VALUE"] if question.types else []),
        *dict.fromkeys(question.columns),
    ]
    yield _line(header)
    for entity in entities:
        lines = (_line(_row_csv(row, header)) for row in rows_of(tree, entity, question))
        yield b"".join(lines)


def _row_json(row: Row) -> dict[str, Any]:  # JSON
    """Zeros are left out, and ids are numbers: 18 digits, too many for a double."""
    cells = {column: value for column, value in row.cells.items() if value != ZERO or isinstance(value, bool)}
    for column, value in cells.items():
        if column.endswith("_ID") and isinstance(value, str) and value.isdigit():
            cells[column] = int(value)
    return {**_place(row), **cells}


def _place(row: Row) -> dict[str, Any]:  # JSON
    found: dict[str, Any] = {} if row.day == 0 else {"DATE": row.date}
    if row.hour is not None:
        found["HOUR"] = row.hour
    if row.targeting is not None:
        found |= {"TARGETING_TYPE": row.targeting[0], "TARGETING_VALUE": row.targeting[1]}
    return found


def _row_csv(row: Row, header: list[str]) -> list[Any]:
    held = {**_place(row), **row.cells}
    return [held.get(column, "") for column in header]


def _line(cells: list[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()
