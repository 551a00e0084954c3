"""Rows as files: every form keeps the same promises as a table."""

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq  # type: ignore[import-untyped]  # pyarrow has no types
import pytest

from contracts.ads import RowColumn, ValueType, WriteMode
from contracts.trouble import DestinationRefused, DestinationTrouble
from destinations.folder import Folder
from destinations.forms import Form
from destinations.parquet_files import ParquetFiles
from destinations.text_files import CsvFiles, JsonLines
from destinations.versions import Versions
from tests.destinations.rows import AD, COLUMNS, SPEND, ReportCutOff, batches, breaking_off, chunk, row, rows

Json = dict[str, Any]  # values of the columns


def parquet_rows(path: Path) -> list[Json]:
    found: list[Json] = pq.ParquetFile(path).read().to_pylist()
    return found


def csv_rows(path: Path) -> list[Json]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def jsonl_rows(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text().splitlines()]


FORMS: dict[str, tuple[Form, Callable[[Path], list[Json]]]] = {
    "parquet": (ParquetFiles(), parquet_rows),
    "csv": (CsvFiles(), csv_rows),
    "jsonl": (JsonLines(), jsonl_rows),
}


class Place:
    """A folder, written in some form and read back."""

    def __init__(self, root: Path, name: str) -> None:
        self.root = root
        self.form, self._read = FORMS[name]

    def folder(self, mode: WriteMode = WriteMode.DELETE_INSERT) -> Folder:
        return Folder(self.root, self.form, mode)

    def rows(self) -> list[Json]:
        current = Versions(self.root).current
        assert current is not None
        return [row for path in sorted(current.rglob(f"*{self.form.suffix}")) for row in self._read(path)]

    def seen(self) -> list[tuple[str, str, int]]:
        return sorted((row["AD_ID"], str(row["DATE"]), int(row["IMPRESSION_1"])) for row in self.rows())


@pytest.fixture(params=list(FORMS))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Place(tmp_path / "shop", str(request.param))


def test_rows_are_there_exactly_as_they_came(place: Place) -> None:
    assert place.folder().write(chunk(), batches(*rows(2, 3))) == 6
    assert {row["AD_ID"] for row in place.rows()} == {str(AD), str(AD + 1)}
    assert {Decimal(str(row["SPEND_IN_DOLLAR"])) for row in place.rows()} == {SPEND}
    assert (place.root / "current" / "ad_account=549755885175123456" / "day=2026-11-02").is_dir()


def test_written_again_they_are_there_once_and_what_became_zero_is_gone(place: Place) -> None:
    for _ in range(2):
        place.folder().write(chunk(), batches(*rows(2, 3)))
    assert len(place.seen()) == 6
    place.folder().write(chunk(), batches(*rows(1, 3, seen=7)))
    assert [(ad, seen) for ad, _, seen in place.seen()] == [(str(AD), 7)] * 3


def test_no_rows_at_all_take_away_what_was_there(place: Place) -> None:
    place.folder().write(chunk(), batches(*rows(2, 3)))
    assert place.folder().write(chunk(days=2), []) == 0
    assert {day for _, day, _ in place.seen()} == {"2026-11-03"}


def test_other_days_accounts_and_ids_stay(place: Place) -> None:
    place.folder(WriteMode.INSERT).write(chunk(), batches(*rows(2, 3), row(account="7")))
    place.folder().write(chunk(days=1, ads=(1,)), batches(row(1, seen=9)))
    assert len(place.seen()) == 7
    assert [ad for ad, _, seen in place.seen() if seen == 9] == [str(AD + 1)]


def test_a_chunk_that_breaks_off_changes_nothing(place: Place) -> None:
    place.folder().write(chunk(), batches(*rows(2, 3)))
    before = place.seen()
    with pytest.raises(ReportCutOff):
        place.folder().write(chunk(), breaking_off(*rows(2, 3, seen=9)))
    assert place.seen() == before
    assert len(list((place.root / "versions").iterdir())) == 1


def test_insert_adds_and_upsert_replaces_by_key(place: Place) -> None:
    place.folder(WriteMode.INSERT).write(chunk(), batches(*rows(1, 3)))
    place.folder(WriteMode.UPSERT).write(chunk(), batches(row(0, 1, seen=8), row(5, 1)))
    assert sorted(seen for _, _, seen in place.seen()) == [5, 5, 5, 8]
    place.folder(WriteMode.INSERT).write(chunk(), batches(*rows(1, 3, run="run-2")))
    assert len(place.seen()) == 7


def test_insert_writes_a_piece_again_whose_writer_died(place: Place) -> None:
    """It was written and not told of, so the same run writes it again: it is there once, and others stay."""
    for run in ("run-1", "run-2", "run-2"):
        place.folder(WriteMode.INSERT).write(chunk(), batches(*rows(2, 3, run=run)))
    place.folder(WriteMode.INSERT).write(chunk(days=1, ads=(1,)), batches(row(1, seen=9, run="run-2")))
    assert len(place.seen()) == 12
    assert sorted(seen for _, _, seen in place.seen()) == [*[5] * 11, 9]


def test_truncate_insert_keeps_what_the_same_run_wrote(place: Place) -> None:
    folder = place.folder(WriteMode.TRUNCATE_INSERT)
    folder.write(chunk(), batches(*rows(2, 3)))
    folder.write(chunk(days=1), batches(row(0, 0, run="run-2")))
    folder.write(chunk(days=5), batches(row(3, 4, run="run-2")))
    folder.write(chunk(days=1), batches(row(4, 0, run="run-2")))
    assert {ad for ad, _, _ in place.seen()} == {str(AD + 3), str(AD + 4)}


def test_a_week_that_began_before_the_days_asked_for_is_there_once(place: Place) -> None:
    for _ in range(2):
        place.folder().write(chunk(), batches(row(0, -2), row(0, 1)))
    assert len(place.seen()) == 2


def test_new_columns_stand_beside_old_files(place: Place) -> None:
    place.folder().write(chunk(days=1), batches(*rows(1, 1)))
    more = (*COLUMNS, RowColumn("CTR", ValueType.DECIMAL))
    place.folder(WriteMode.INSERT).write(
        chunk(), batches((*row(0, 1, run="run-2"), Decimal("0.25")), columns=more)
    )
    assert sorted(str(found.get("CTR", ""))[:4] for found in place.rows()) == ["", "0.25"]


def test_upsert_without_a_key_is_refused(place: Place) -> None:
    plain = tuple(RowColumn(each.name, each.type) for each in COLUMNS)
    with pytest.raises(DestinationRefused, match="tell rows apart"):
        place.folder(WriteMode.UPSERT).write(chunk(), batches(row(), columns=plain))


def test_two_writers_do_not_mix(place: Place) -> None:
    versions = Versions(place.root)
    with versions.next(), pytest.raises(DestinationTrouble, match="somebody else"):
        place.folder().write(chunk(), batches(row()))


def test_what_a_killed_writer_left_is_swept_away_by_the_next(place: Place) -> None:
    place.folder().write(chunk(), batches(*rows(1, 3)))
    half = place.root / "versions" / "half"
    half.mkdir()
    assert len(place.seen()) == 3
    place.folder().write(chunk(), batches(*rows(1, 3)))
    assert not half.exists()
    assert len(place.seen()) == 3


def test_a_reader_that_opened_the_version_before_can_finish(place: Place) -> None:
    place.folder().write(chunk(), batches(*rows(1, 3)))
    opened = Versions(place.root).current
    place.folder().write(chunk(), batches(*rows(1, 3, seen=9)))
    assert opened is not None
    assert len(list(opened.rglob(f"*{place.form.suffix}"))) == 3
