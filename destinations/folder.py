"""Ads rows as files in a folder, `ad_account=.../day=.../`, all of a chunk swapped in at once.

What one write holds in memory is bounded: rows wait in their partition until there are `ROWS_HELD_MAX` in all.
Files that a write does not touch are not copied: the new version links to them.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from contracts.ads import AD_ACCOUNT_COLUMN, DAY_COLUMN, Chunk, RowBatch, RowColumn, WriteMode
from contracts.ads_scope import RUN_COLUMN, Scope, position, scope_of
from contracts.trouble import DestinationRefused, DestinationTrouble
from destinations.forms import Form, Row, Sheet
from destinations.versions import Versions

ROWS_HELD_MAX = 100_000
RUN_DIGITS = 12
NO_RUN = "-"
"""What files are named after when rows do not tell of their run."""

Place = tuple[str, str]  # ad account and day; no day: ""
Key = tuple[str, ...]


@dataclass
class Incoming:
    """What a write has brought so far. Keys are kept for upsert alone."""

    form: Form
    root: Path
    columns: tuple[RowColumn, ...] = ()
    run: str = ""
    count: int = 0
    held: int = 0
    sheets: dict[Place, Sheet] = field(default_factory=dict)
    waiting: dict[Place, list[Row]] = field(default_factory=dict)
    keys: dict[Place, set[Key]] = field(default_factory=dict)

    def flush(self) -> None:
        for place, rows in self.waiting.items():
            if place not in self.sheets:
                path = folder_of(self.root, place) / f"{self.run}-{uuid4().hex}{self.form.suffix}"
                path.parent.mkdir(parents=True, exist_ok=True)
                self.sheets[place] = self.form.begin(path, self.columns)
            self.sheets[place].add(rows)
        self.waiting, self.held = {}, 0

    def wrote(self, path: Path) -> bool:
        """Whether the file is of this run; nobody knows when rows do not tell of it."""
        return self.run not in {"", NO_RUN} and path.name.startswith(self.run)

    def close(self) -> None:
        for sheet in self.sheets.values():
            sheet.close()


@dataclass(frozen=True)
class Folder:
    """The files of one source. Implements `activities.ads_ports.Destination`."""

    root: Path
    form: Form
    mode: WriteMode

    def write(self, chunk: Chunk, batches: Iterable[RowBatch]) -> int:
        """Raises DestinationTrouble while somebody else writes or the disk fails, DestinationRefused else."""
        versions = Versions(self.root)
        try:
            with versions.next() as made:
                incoming = self._taken_in(chunk, batches, made)
                if versions.current is not None:
                    self._carry_over(versions.current, made, scope_of(chunk), incoming)
        except OSError as error:
            raise DestinationTrouble(f"{self.root} could not be written: {error.strerror}") from error
        return incoming.count

    def _taken_in(self, chunk: Chunk, batches: Iterable[RowBatch], made: Path) -> Incoming:
        incoming = Incoming(self.form, made)
        try:
            for batch in batches:
                self._check(batch, incoming)
                for place, row in _placed(chunk, batch):
                    incoming.waiting.setdefault(place, []).append(row)
                    if self.mode is WriteMode.UPSERT:
                        incoming.keys.setdefault(place, set()).add(_key(batch.columns, row))
                incoming.count += len(batch.rows)
                incoming.held += len(batch.rows)
                if incoming.held >= ROWS_HELD_MAX:
                    incoming.flush()
            incoming.flush()
        finally:
            incoming.close()
        return incoming

    def _check(self, batch: RowBatch, incoming: Incoming) -> None:
        if incoming.columns or not batch.rows:
            return
        incoming.columns = batch.columns
        run = position(batch.columns, RUN_COLUMN)
        if run is None and self.mode is WriteMode.TRUNCATE_INSERT:
            raise DestinationRefused(
                "truncate_insert needs the metadata columns: they tell which run a row is from"
            )
        if self.mode is WriteMode.UPSERT and not any(column.key for column in batch.columns):
            raise DestinationRefused("upsert needs columns that tell rows apart; this dataset has none")
        incoming.run = NO_RUN if run is None else run_mark(str(batch.rows[0][run]))

    def _carry_over(self, old: Path, made: Path, scope: Scope, incoming: Incoming) -> None:
        for path in sorted(old.rglob(f"*{self.form.suffix}")):
            place, target = _place_of(old, path), made / path.relative_to(old)
            target.parent.mkdir(parents=True, exist_ok=True)
            if self.mode is WriteMode.TRUNCATE_INSERT and incoming.run and not path.name.startswith(incoming.run):
                continue
            if not self._is_touched(place, path, scope, incoming):
                os.link(path, target)
            elif self.mode is WriteMode.UPSERT:
                self._keep_other_keys(path, target, incoming, incoming.keys[place])
            elif scope.only:
                names = tuple(scope.only)
                self.form.keep(path, target, names, lambda row: _is_other(scope, row))

    def _is_touched(self, place: Place, path: Path, scope: Scope, incoming: Incoming) -> bool:
        """Also days before the first, of a week or month that began there. By insert, just what this very run
        wrote: a piece is written again when its writer died before it was told of.
        """
        if self.mode is WriteMode.UPSERT:
            return place in incoming.keys
        if self.mode is WriteMode.INSERT and not incoming.wrote(path):
            return False
        account, day = place
        is_in_days = not day or scope.first.isoformat() <= day <= scope.last.isoformat()
        return account == scope.ad_account_id and (is_in_days or place in incoming.sheets)

    def _keep_other_keys(self, path: Path, target: Path, incoming: Incoming, taken: set[Key]) -> None:
        names = tuple(column.name for column in incoming.columns if column.key)
        self.form.keep(path, target, names, lambda row: tuple(row.get(name) or "" for name in names) not in taken)


def folder_of(root: Path, place: Place) -> Path:
    account, day = place
    folder = root / f"ad_account={account}"
    return folder / f"day={day}" if day else folder


def run_mark(run: str) -> str:
    """A run as files are named after it."""
    return hashlib.sha256(run.encode()).hexdigest()[:RUN_DIGITS]


def _place_of(root: Path, path: Path) -> Place:
    parts = [part.partition("=")[2] for part in path.relative_to(root).parent.parts]
    return parts[0], parts[1] if len(parts) > 1 else ""


def _placed(chunk: Chunk, batch: RowBatch) -> Iterator[tuple[Place, Row]]:
    account, day = (position(batch.columns, name) for name in (AD_ACCOUNT_COLUMN, DAY_COLUMN))
    for row in batch.rows:
        of = chunk.ad_account_id if account is None else str(row[account])
        yield (of, "" if day is None else str(row[day])), row


def _key(columns: tuple[RowColumn, ...], row: Row) -> Key:
    return tuple(
        "" if value is None else str(value) for column, value in zip(columns, row, strict=True) if column.key
    )


def _is_other(scope: Scope, row: Mapping[str, str | None]) -> bool:
    """Whether the row, of a day that is replaced, is not of the ids or breakdowns that are."""
    return not all(row.get(name) in wanted for name, wanted in scope.only.items())
