"""The ledger's tables of ads data."""

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel


class AdsSourceRow(SQLModel, table=True):
    """A source of ads data, as a person described it."""

    __tablename__ = "ads_sources"
    key: str = Field(primary_key=True)
    account: str
    ad_account_id: str
    dataset: str
    spec: str = Field(sa_type=Text)
    """`AdsSourceSpec` as JSON."""
    paused: str | None = Field(default=None, sa_type=Text)
    """Why; None: it runs."""
    added_at: float


class AdsRunRow(SQLModel, table=True):
    """One sync or backfill of a source."""

    __tablename__ = "ads_runs"
    __table_args__ = (Index("ads_runs_by_source", "source", "began_at"),)
    id: str = Field(primary_key=True)
    source: str
    kind: str
    first_day: str
    """ISO 8601, as every day here: as text they sort."""
    last_day: str
    began_at: float
    settled_before: str
    """Days before it are not restated any more."""
    ended_at: float | None = None


class AdsChunkRow(SQLModel, table=True):
    """A piece of a run, and whether it is done."""

    __tablename__ = "ads_chunks"
    run: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    """The order in which they are read."""
    first_day: str
    last_day: str
    chunk: str = Field(sa_type=Text)
    """`Chunk` as JSON."""
    state: str
    counts: str = Field(default="{}", sa_type=Text)
    """Rows by day, as JSON, once they are written."""
    why: str = Field(default="", sa_type=Text)
    ended_at: float | None = None


class AdsCoverageRow(SQLModel, table=True):
    """What became of one day of a source: of its ad account and dataset, with its columns."""

    __tablename__ = "ads_coverage"
    source: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    state: str
    rows: int
    run: str
    at: float
    why: str = Field(default="", sa_type=Text)
