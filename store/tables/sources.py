"""The ledger's tables of catalogs: what they sent, and what was decided of it."""

from sqlalchemy import Index, LargeBinary, Text, text
from sqlmodel import Field, SQLModel

from store.tables.numbering import NUMBERED_ONCE
from store.tables.states import ChangeState, DecisionState, DeliveryState


class SourceRow(SQLModel, table=True):
    """A catalog that tells of its changes, or is asked for them. Its secrets are sealed with the home's key."""

    __tablename__ = "sources"
    key: str = Field(primary_key=True)
    kind: str
    account: str
    created_at: float
    removed_at: float | None = None
    """It is known to nobody any more; what is left of it is being deleted."""
    paused: str | None = None
    settings: str = Field(default="{}", sa_type=Text)
    sealed_secrets: str | None = Field(default=None, sa_type=Text)
    """All of them, sealed as one JSON text."""
    secret_count: int = 0
    rules: str | None = Field(default=None, sa_type=Text)
    poll: int = 0
    """The number of the last poll that began."""
    polled_at: float | None = None
    poll_error: str | None = Field(default=None, sa_type=Text)
    poll_words: str | None = Field(default=None, sa_type=Text)
    poll_well_at: float | None = None
    poll_failures: int = 0
    poll_unreadable: int = 0
    poll_doubt: str | None = Field(default=None, sa_type=Text)
    """JSON (`PollDoubt`)."""
    poll_alarm: str | None = Field(default=None, sa_type=Text)
    etag: str | None = Field(default=None, sa_type=Text)
    last_modified: str | None = Field(default=None, sa_type=Text)
    content_digest: str | None = None
    sale_turn_at: float | None = None


class DeliveryRow(SQLModel, table=True):
    """What a door accepted, as it came; `id` is the order of arrival."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("deliveries_once", "source", "dedupe", unique=True),
        Index("deliveries_by_state", "state", "id"),
        Index("deliveries_by_end", "ended_at"),
        NUMBERED_ONCE,
    )
    id: int | None = Field(default=None, primary_key=True)
    source: str
    topic: str
    dedupe: str
    body: bytes = Field(sa_type=LargeBinary)
    """Compressed (zlib, RFC 1950)."""
    size: int
    """Bytes before that."""
    headers: str = Field(sa_type=Text)
    received_at: float
    state: str = DeliveryState.WAITING
    owner: str | None = None
    leased_until: float = 0.0
    takes: int = 0
    ended_at: float | None = None
    reason: str | None = None
    message: str | None = Field(default=None, sa_type=Text)
    """Why it was refused, or the first of its events that could not be read."""


class ChangeRow(SQLModel, table=True):
    """One event of one product (`contracts.changes`); `id` is the order of arrival."""

    __tablename__ = "changes"
    __table_args__ = (
        Index("changes_once", "source", "delivery", unique=True),
        Index("changes_to_tell", "state", "tell_at", "id"),
        Index("changes_by_product", "source", "product_key", "state", "id"),
        Index("changes_by_foreign_id", "source", "foreign_id"),
        Index("changes_by_end", "folded_at"),
        NUMBERED_ONCE,
    )
    id: int | None = Field(default=None, primary_key=True)
    source: str
    product_key: str
    foreign_id: str | None = None
    kind: str
    at: float
    sequence: str
    product: str | None = Field(default=None, sa_type=Text)
    unsaid: str = Field(sa_type=Text)
    """Names with blanks between."""
    delivery: str
    state: str = ChangeState.WAITING
    tell_at: float = 0.0
    """From then on the product's workflow is told of it, again if need be."""
    folded_at: float | None = None


class ProductStateRow(SQLModel, table=True):
    """What is known of a source's product (`contracts.changes.KnownProduct`)."""

    __tablename__ = "product_states"
    source: str = Field(primary_key=True)
    product_key: str = Field(primary_key=True)
    product: str | None = Field(default=None, sa_type=Text)
    deleted: bool = False
    at: float | None = None
    """None: nothing is known yet, the row is there to be locked."""
    sequence: str = ""
    digest: str | None = None
    pinned_at: float | None = None


class ForeignIdRow(SQLModel, table=True):
    """Which product a source means by an id of its own: a deletion may tell nothing else."""

    __tablename__ = "foreign_ids"
    source: str = Field(primary_key=True)
    foreign_id: str = Field(primary_key=True)
    product_key: str


class DecisionRow(SQLModel, table=True):
    """What rules made of a product's changes. At most one of a product waits."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index(
            "decisions_waiting",
            "source",
            "product_key",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("decisions_to_tell", "state", "tell_at", "id"),
        Index("decisions_by_source", "source", "id"),
        Index("decisions_by_end", "done_at"),
        NUMBERED_ONCE,
    )
    id: int | None = Field(default=None, primary_key=True)
    source: str
    product_key: str
    at: float
    happenings: str = Field(sa_type=Text)
    actions: str = Field(sa_type=Text)
    explanation: str = Field(sa_type=Text)
    counted: str = Field(sa_type=Text)
    """The actions' names as JSON."""
    state: str = DecisionState.WAITING
    tell_at: float = 0.0
    done_at: float | None = None


class FeedItemRow(SQLModel, table=True):
    """A product as polls of its source have seen it: whether it changed, and whether it is still there."""

    __tablename__ = "feed_items"
    __table_args__ = (
        Index("feed_items_by_poll", "source", "seen_in", "item"),
        Index("feed_items_by_part", "source", "part"),
    )
    source: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    """What the source itself calls the product: its id where it has one, else its key."""
    digest: str
    seen_in: int
    """The number of the last poll that saw it."""
    part: str = ""
    """The file of the source that it stood in, where there are several: its address, as a digest."""


class FeedPartRow(SQLModel, table=True):
    """One of a source's several files, as it was when it was last read to its end."""

    __tablename__ = "feed_parts"
    source: str = Field(primary_key=True)
    part: str = Field(primary_key=True)
    etag: str | None = Field(default=None, sa_type=Text)
    last_modified: str | None = Field(default=None, sa_type=Text)
    content_digest: str | None = None
    unreadable: int = 0
    read_in: int
    """The number of the last poll that met it."""


class IntakeCountRow(SQLModel, table=True):
    """How often something happened at a source in one day."""

    __tablename__ = "intake_counts"
    source: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    count: int
