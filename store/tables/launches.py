"""The ledger's tables of launches and their rows."""

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from contracts.pace import Priority
from store.tables.numbering import NUMBERED_ONCE
from store.tables.states import RowState, TimedBy


class LaunchRow(SQLModel, table=True):
    """A launch; its rows are `launch_rows`."""

    __tablename__ = "launches"
    __table_args__ = (Index("launches_open", "account", "finished_at"),)
    id: str = Field(primary_key=True)
    account: str
    source: str
    policy: str = Field(sa_type=Text)
    priority: str = Field(default=Priority.NORMAL, sa_column_kwargs={"server_default": Priority.NORMAL})
    created_at: float = Field(index=True)
    finished_at: float | None = None
    judged_row: int = 0
    """Up to here every row was drafted once, so that those that cannot be pins are known early."""


class ProductRow(SQLModel, table=True):
    """One pin that a launch's row asks for, and how it ended."""

    __tablename__ = "launch_rows"
    __table_args__ = (
        Index("launch_rows_by_state", "launch", "state", "row", "image_slot"),
        Index("launch_rows_by_outcome", "launch", "outcome", "already"),
        Index("launch_rows_by_reason", "launch", "reason", "row", "image_slot"),
    )
    launch: str = Field(primary_key=True)
    row: int = Field(primary_key=True)
    image_slot: int = Field(default=0, primary_key=True)
    product_key: str
    title: str
    board_name: str
    section_name: str = ""
    product: str | None = Field(default=None, sa_type=Text)
    state: str = RowState.WAITING
    not_before: float | None = None
    not_after: float | None = None
    """As an intent's."""
    wished: float | None = None
    """The publish date that the file states, of a row that a window moved."""
    timed_by: str = Field(default=TimedBy.FILE, sa_column_kwargs={"server_default": TimedBy.FILE})
    held: bool = False
    intent_key: str | None = Field(default=None, index=True)
    outcome: str | None = None
    already: bool = False
    changed: bool = False
    owner_only: bool = False
    board_id: str | None = None
    pin_id: str | None = None
    reason: str | None = None
    message: str | None = Field(default=None, sa_type=Text)
    remedy: str | None = Field(default=None, sa_type=Text)
    actor: str | None = None


class WakeRow(SQLModel, table=True):
    """Somebody whose workflow is to look at the ledger again; deleted when it was told."""

    __tablename__ = "wakes"
    __table_args__ = NUMBERED_ONCE
    id: int | None = Field(default=None, primary_key=True)
    account: str
    launch: str = ""
    """Empty: the account's own workflow."""
    source: str = ""
