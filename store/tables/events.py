"""The ledger's tables of events and who hears of them."""

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel


class EndpointRow(SQLModel, table=True):
    """An address that hears of events. Its secrets are sealed with the home's key."""

    __tablename__ = "webhook_endpoints"
    id: str = Field(primary_key=True)
    url: str = Field(sa_type=Text)
    sealed_secrets: str = Field(sa_type=Text)
    """A JSON list, the newest first."""
    secret_count: int
    events: str = Field(sa_type=Text)
    """With blanks between."""
    accounts: str | None = Field(default=None, sa_type=Text)
    """Account keys with blanks between; None: all of them."""
    near: bool = False
    hex_signature: bool = False
    enabled: bool = True
    disabled_why: str | None = Field(default=None, sa_type=Text)
    failing_since: float | None = None
    """The first failure since anything was delivered."""
    rest_until: float = 0.0
    created_at: float
    updated_at: float


class EventRow(SQLModel, table=True):
    """Something that happened and that an endpoint wants to hear of: the bytes that each of them gets."""

    __tablename__ = "events"
    __table_args__ = (Index("events_by_subject", "subject", "sequence"), Index("events_by_time", "at"))
    id: str = Field(primary_key=True)
    type: str
    account: str | None = None
    subject: str
    sequence: int = Field(sa_type=BigInteger)
    """Grows with each event of its subject."""
    at: float
    body: str = Field(sa_type=Text)


class EventDeliveryRow(SQLModel, table=True):
    """One endpoint that is told of one event; told again by hand it is another."""

    __tablename__ = "event_deliveries"
    __table_args__ = (
        Index("event_deliveries_once", "event", "endpoint", "replay", unique=True),
        Index("event_deliveries_to_tell", "state", "tell_at"),
        Index("event_deliveries_by_endpoint", "endpoint", "created_at"),
    )
    id: str = Field(primary_key=True)
    event: str
    endpoint: str
    replay: str = ""
    state: str
    tell_at: float
    """When its workflow is started, or is to be running still."""
    attempts: int = 0
    last_status: int | None = None
    last_error: str | None = Field(default=None, sa_type=Text)
    next_attempt_at: float | None = None
    created_at: float
    updated_at: float


class DeliveryAttemptRow(SQLModel, table=True):
    """A line of the delivery log."""

    __tablename__ = "delivery_attempts"
    delivery: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    at: float
    status: int | None = None
    milliseconds: int
    error: str | None = Field(default=None, sa_type=Text)
