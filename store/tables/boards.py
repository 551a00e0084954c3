"""The ledger's tables of boards: what they are called, and what was read of them."""

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class BoardRow(SQLModel, table=True):
    """A board under the name that rows use for it."""

    __tablename__ = "boards"
    account: str = Field(primary_key=True)
    folded: str = Field(primary_key=True)
    name: str
    board_id: str | None = None
    refused: str | None = Field(default=None, sa_type=Text)


class BoardRulesRow(SQLModel, table=True):
    """An account's board rules (`drafting.board_rules_text`), as somebody wrote them."""

    __tablename__ = "board_rules"
    account: str = Field(primary_key=True)
    rules: str = Field(sa_type=Text)
    set_at: float


class BoardReadingRow(SQLModel, table=True):
    """Who reads a board back right now, and since when its history is known."""

    __tablename__ = "board_readings"
    account: str = Field(primary_key=True)
    board_id: str = Field(primary_key=True)
    owner: str | None = None
    leased_until: float = 0.0
    history_at: float | None = None
    patrolled_at: float | None = None
    """When the patrol last read it: all of it, or as much as one round can."""


class SeenMarkerRow(SQLModel, table=True):
    """A pin of ours that a board had before this ledger knew it."""

    __tablename__ = "seen_markers"
    account: str = Field(primary_key=True)
    board_id: str = Field(primary_key=True)
    marker: str = Field(primary_key=True)
    pin_id: str


class SectionRow(SQLModel, table=True):
    """A section of a board under the name that rows use for it."""

    __tablename__ = "board_sections"
    account: str = Field(primary_key=True)
    board_id: str = Field(primary_key=True)
    folded: str = Field(primary_key=True)
    name: str
    section_id: str | None = None
    refused: str | None = Field(default=None, sa_type=Text)
