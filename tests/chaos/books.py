"""The ledger as anybody with SQL sees it: nothing of the program's own reading is trusted here."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BUSY_SECONDS_MAX = 60.0
OPEN_STATES = ("claimed", "lost")

INTENTS = """
    select key, marker, account, board_id, outcome, json_extract(outcome_json, '$.reason'), pin_id
    from intents order by key
"""
ROWS = """
    select launch, product_key, intent_key, outcome, reason, message, pin_id
    from launch_rows order by launch, row, image_slot
"""
ATTEMPTS = "select key, number, state, owner, adopted, cause, detail, claimed_at from attempts order by claimed_at"


@dataclass(frozen=True)
class IntentSeen:
    """One intent."""

    key: str
    marker: str
    account: str
    board_id: str
    outcome: str | None
    reason: str | None
    pin_id: str | None


@dataclass(frozen=True)
class RowSeen:
    """One product of a launch."""

    launch: str
    product: str
    intent_key: str | None
    outcome: str | None
    reason: str | None
    message: str | None
    pin_id: str | None


@dataclass(frozen=True)
class AttemptSeen:
    """One attempt to make a pin."""

    key: str
    number: int
    state: str
    owner: str
    adopted: int
    """1: the board showed its pin."""
    cause: str | None
    detail: str
    claimed_at: float

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


@dataclass(frozen=True)
class Books:
    """Reads one ledger. Its answers are of one moment each."""

    file: Path

    def intents(self) -> Sequence[IntentSeen]:
        return [IntentSeen(*row) for row in self._rows(INTENTS)]

    def rows(self) -> Sequence[RowSeen]:
        return [RowSeen(*row) for row in self._rows(ROWS)]

    def attempts(self) -> Sequence[AttemptSeen]:
        return [AttemptSeen(*row) for row in self._rows(ATTEMPTS)]

    def waiting(self) -> int:
        """Rows without an outcome."""
        return int(self._rows("select count(*) from launch_rows where outcome is null")[0][0])

    def claims(self) -> int:
        """Requests that may be on the wire now."""
        return int(self._rows("select count(*) from attempts where state = 'claimed'")[0][0])

    def parked(self) -> Mapping[str, str]:
        """Why, by account."""
        found = self._rows("select key, coalesce(parked, paused) from accounts")
        return {account: why for account, why in found if why}

    def ready_at(self, pin_id: str) -> float | None:
        """When the intent of a pin began to wait for a slot."""
        found = [row[1] for row in self._rows("select pin_id, ready_at from intents") if row[0] == pin_id]
        return found[0] if found else None

    def open_keys(self) -> Sequence[str]:
        """Pins that have no end yet."""
        return [row[0] for row in self._rows("select key from intents where outcome is null order by key")]

    def _rows(self, query: str) -> list[tuple[Any, ...]]:  # Any: whatever the columns hold
        with closing(self._open()) as connection:
            return connection.execute(query).fetchall()

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=BUSY_SECONDS_MAX)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else writes to the ledger as long as the block lasts."""
        with closing(sqlite3.connect(self.file, timeout=BUSY_SECONDS_MAX, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                connection.execute("ROLLBACK")
