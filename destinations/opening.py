"""Opens the destination of a source whose rows go into files. Nothing is touched before the first write."""

from pathlib import Path

from contracts.ads import AdsSourceSpec, DestinationKind
from contracts.ads_tables import duckdb_table
from contracts.contract import Instant
from contracts.trouble import DestinationRefused
from destinations.duckdb_file import DuckDbFile
from destinations.folder import Folder
from destinations.forms import Form
from destinations.parquet_files import ParquetFiles
from destinations.text_files import CsvFiles, JsonLines

DUCKDB_FILE = "ads.duckdb"
FORMS: dict[DestinationKind, type[Form]] = {
    DestinationKind.PARQUET: ParquetFiles,
    DestinationKind.CSV: CsvFiles,
    DestinationKind.JSONL: JsonLines,
}


def destination_in_files(spec: AdsSourceSpec, home: Path, at: Instant | None = None) -> DuckDbFile | Folder:
    """Where the source says, relative to `home`; where it says nothing, in `home`. There each source has a folder
    of its own for its files, or a table of its own in a DuckDB file. `at`: when rows that are restated were
    replaced, where the source keeps what they said before.

    Raises DestinationRefused for a kind that is no file.
    """
    asked = spec.destination
    if asked.kind is DestinationKind.DUCKDB:
        file = home / (asked.target or DUCKDB_FILE)
        return DuckDbFile(file, duckdb_table(spec.key), spec.write_mode, at)
    form = FORMS.get(asked.kind)
    if form is None:
        raise DestinationRefused(f"{asked.kind} is no kind of file")
    return Folder(home / asked.target / spec.key, form(), spec.write_mode)
