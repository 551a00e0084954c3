"""Where rows of ads data go: a table, or files in the home."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from activities.ads_ports import Destination
from contracts.ads import AdsSourceSpec, DestinationKind
from contracts.ads_tables import table_name
from contracts.contract import Instant
from destinations.opening import destination_in_files
from store.ads_tables import AdsTable
from store.database import Database
from store.server_address import is_postgresql

TABLES_FILE = "ads.db"


@dataclass(frozen=True)
class AdsDestinations:
    """Keeps the port `Destinations`."""

    tables: Database
    folder: Path

    @classmethod
    @contextmanager
    def open(cls, ledger_url: str, folder: Path) -> Iterator[Self]:
        """Tables stand in the ledger's server. With SQLite they have a file of their own: a large chunk is written
        for seconds, and nobody else writes in its file meanwhile.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tables = Database.open(ledger_url if is_postgresql(ledger_url) else f"sqlite:///{folder / TABLES_FILE}")
        try:
            yield cls(tables, folder)
        finally:
            tables.close()

    def of(self, spec: AdsSourceSpec, at: Instant | None = None) -> Destination:
        """Raises DestinationRefused for a kind that is none."""
        revised_at = at if spec.revisions else None
        if spec.destination.kind is DestinationKind.DATABASE:
            name = table_name(spec.key, spec.destination.target)
            return AdsTable(self.tables, name, spec.write_mode, revised_at)
        return destination_in_files(spec, self.folder, revised_at)
