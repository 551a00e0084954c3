"""The ledger's tables of accounts: their apps, tokens, alerts, keys of the API and publish windows."""

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel


class AccountRow(SQLModel, table=True):
    """A Pinterest account. Its token is sealed with the home's key."""

    __tablename__ = "accounts"
    key: str = Field(primary_key=True)
    sealed_token: str | None = None
    parked: str | None = None
    parked_at: float | None = None
    park_cause: str | None = None
    """A `ParkCause`; None while it is not parked."""
    paused: str | None = None
    """What a person said when they stopped it."""
    shop_url: str | None = None
    username: str | None = None
    """As Pinterest told it."""
    member_id: str | None = None
    """Its id at Pinterest, which stays when it is renamed."""
    scopes: str | None = Field(default=None, sa_type=Text)
    """Granted ones, with blanks between; None when nobody told."""
    sealed_refresh: str | None = Field(default=None, sa_type=Text)
    access_made_at: float | None = None
    access_expires_at: float | None = None
    """None: nobody knows; it is used until it is refused."""
    refresh_expires_at: float | None = None
    token_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Counts each change of the tokens."""
    renewing_by: str | None = None
    renewing_until: float = Field(default=0.0, sa_column_kwargs={"server_default": "0"})
    """Who has the refresh token in use, and until when nobody else may."""
    renew_after: float | None = None
    """A renewal failed in a way that passes: not before."""
    renewal_refused: str | None = Field(default=None, sa_type=Text)
    """Why the refresh token is known to be dead."""
    planning_for: str | None = None
    planning_until: float = Field(default=0.0, sa_column_kwargs={"server_default": "0"})
    """The launch whose rows are being placed, and until when no other's are."""
    app: str | None = None
    """The Pinterest app whose quota it shares; all accounts of which nobody said have one together."""
    created_at: float


class AppRow(SQLModel, table=True):
    """A Pinterest app. Its secret is sealed with the home's key."""

    __tablename__ = "apps"
    id: str = Field(primary_key=True)
    label: str
    sealed_secret: str = Field(sa_type=Text)
    redirect_uri: str
    legacy: bool = False
    """Created before 2025-09-25."""
    created_at: float


class AppRefusalRow(SQLModel, table=True):
    """Something that Pinterest does not let an app do."""

    __tablename__ = "app_refusals"
    app: str = Field(primary_key=True)
    """Empty: the one that accounts have of which nobody said."""
    ability: str = Field(primary_key=True)
    why: str = Field(sa_type=Text)
    refused_at: float


class AlertRow(SQLModel, table=True):
    """What a person must see to. At most one of a kind is open for an account."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index(
            "alerts_open",
            "account",
            "kind",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: str = Field(primary_key=True)
    account: str
    kind: str
    cause: str | None = None
    message: str = Field(sa_type=Text)
    remedy: str = Field(sa_type=Text)
    raised_at: float
    told_at: float | None = None
    """When it left for wherever alerts go; None while it has not."""
    ended_at: float | None = None


class ApiKeyRow(SQLModel, table=True):
    """A key for the doors that machines use: only its digest is kept."""

    __tablename__ = "api_keys"
    id: str = Field(primary_key=True)
    digest: str = Field(unique=True)
    label: str
    scopes: str = Field(sa_type=Text)
    """With blanks between."""
    accounts: str | None = Field(default=None, sa_type=Text)
    """Account keys with blanks between; None: all of them."""
    created_at: float
    revoked_at: float | None = None


class WindowRow(SQLModel, table=True):
    """A standing rule of when pins leave (`contracts.windows`), of one board or, without one, of the account."""

    __tablename__ = "publish_windows"
    account: str = Field(primary_key=True)
    board: str = Field(primary_key=True)
    """Its folded name; "" for the account's own rule."""
    rule: str = Field(sa_type=Text)
