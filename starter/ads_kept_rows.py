"""The rows of a source, from wherever it keeps them."""

from collections.abc import Iterator

from config import Settings
from contracts.ads import AdsSourceSpec
from contracts.ads_rows import KeptRow, RowsAsked
from destinations.duckdb_file import DuckDbFile
from destinations.folder import Folder
from destinations.reading import read_back
from starter.ads_destinations import AdsDestinations
from starter.home import Home
from store.ads_table_rows import read_table
from store.ads_tables import AdsTable


def kept_rows(settings: Settings, spec: AdsSourceSpec, asked: RowsAsked) -> Iterator[KeptRow]:
    """Those that are there, with the columns asked for. Raises `DestinationTrouble`."""
    with AdsDestinations.open(settings.database_url, Home(settings.home).ads) as destinations:
        place = destinations.of(spec)
        if isinstance(place, AdsTable):
            yield from read_table(place, asked)
        elif isinstance(place, DuckDbFile | Folder):
            yield from read_back(place, asked)
