"""The ledger's tables of pins: who wants them, and every attempt to make them."""

from sqlalchemy import Index, Text, false
from sqlmodel import Field, SQLModel

from contracts.pace import Priority
from store.tables.states import AttemptState, IntentState


class IntentRow(SQLModel, table=True):
    """One pin that somebody wants: the key is its identity for ever."""

    __tablename__ = "intents"
    __table_args__ = (
        Index("intents_by_account_state", "account", "state", "ready_at"),
        Index("intents_recalled", "account", "recalled"),
        Index("intents_by_end", "account", "settled_at"),
        Index("intents_by_board", "account", "board_id"),
        Index("intents_by_product", "account", "product_key", "key"),
    )
    key: str = Field(primary_key=True)
    marker: str = Field(unique=True)
    account: str
    board_id: str
    board_name: str
    product_key: str
    title: str
    product: str = Field(sa_type=Text)
    policy: str = Field(sa_type=Text)
    edition: str = ""
    image_slot: int = 0
    section_id: str | None = None
    given: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Its key was made from one that a caller gave: what it means may not change."""
    wording: str | None = Field(default=None, sa_type=Text)
    """Copy templates as JSON; null: the product's own words."""
    fingerprint: str
    launch: str | None = None
    priority: str = Field(default=Priority.NORMAL, sa_column_kwargs={"server_default": Priority.NORMAL})
    not_before: float | None = None
    not_after: float | None = None
    """When the window closes that it was placed in: from then on it does not leave, until it is placed anew."""
    held: bool = False
    """Paused by a person: nothing of it leaves."""
    recalled: bool = False
    """A person ended or changed it here, and its workflow was not told yet."""
    state: str = IntentState.OPEN
    ready_at: float | None = None
    draft: str | None = Field(default=None, sa_type=Text)
    media: str | None = Field(default=None, sa_type=Text)
    pin_id: str | None = Field(default=None, index=True)
    """Not unique: a late answer is believed, also where a reading has given its pin to another intent."""
    forbidden: bool = False
    outcome: str | None = None
    outcome_json: str | None = Field(default=None, sa_type=Text)
    created_at: float
    settled_at: float | None = None


class AttemptRow(SQLModel, table=True):
    """One request to make a pin, written down before it left."""

    __tablename__ = "attempts"
    __table_args__ = (
        Index("attempts_by_board", "account", "board_id", "state"),
        Index("attempts_by_answer", "account", "answered_at"),
    )
    key: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    account: str
    board_id: str
    section_id: str | None = None
    """Where on the board: what the intent says may be another's by the time its answer is looked for."""
    owner: str
    state: str = AttemptState.CLAIMED
    claimed_at: float
    deadline: float
    answered_at: float | None = None
    cause: str | None = None
    detail: str = ""
    pin_id: str | None = None
    adopted: bool = False
    reads: int = 0
    last_read_at: float | None = None
    doubt: str | None = Field(default=None, sa_type=Text)
    """What the last reading showed that may be its pin, or why it could show nothing."""
    doubt_lasts: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """All was read that had to be: another reading will leave the same doubt."""


class FindingRow(SQLModel, table=True):
    """Something on a board that is not as the ledger has it (`contracts.findings`)."""

    __tablename__ = "findings"
    __table_args__ = (Index("findings_open", "account", "settled_at"),)
    account: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    pin_id: str = Field(primary_key=True)
    board_id: str = ""
    key: str | None = None
    other_pin_id: str = ""
    made_at: float | None = None
    other_made_at: float | None = None
    detail: str = Field(default="", sa_type=Text)
    seen_at: float
    checked_at: float = 0.0
    """When it was last seen to be so."""
    settled_at: float | None = None
    settlement: str = ""


class UploadRow(SQLModel, table=True):
    """A video on its way to Pinterest, or one that waits for its account's next place."""

    __tablename__ = "uploads"
    account: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    asked_at: float
    owner: str | None = None
    """Which try of the activity has the place; null: it waits for one."""
    until: float
    """From then on nobody reckons with it, unless it is heard of again."""
