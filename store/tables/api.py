"""The ledger's tables of the HTTP API."""

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel


class ApiPinRow(SQLModel, table=True):
    """A pin that the API was asked for (`contracts.api_pins`), and which row of which launch asks for it now."""

    __tablename__ = "api_pins"
    __table_args__ = (
        Index("api_pins_by_time", "created_at", "id"),
        Index("api_pins_by_account", "account", "created_at"),
        Index("api_pins_by_row", "launch", "row"),
        Index("api_pins_to_remove", "remove_at"),
        Index("api_pins_by_file", "file"),
        Index("api_pins_by_cover_file", "cover_file"),
    )
    id: str = Field(primary_key=True)
    account: str
    kind: str
    meaning: str
    """A digest of what was asked for at first: the same key must mean the same again."""
    ask: str = Field(sa_type=Text)
    title: str
    words: str = Field(sa_type=Text)
    """Title, description and link in small letters, to be searched."""
    board: str
    file: str | None = None
    """The uploaded file that it shows."""
    cover_file: str | None = None
    launch: str
    row: int
    revision: int = 1
    """Counts what became another pin to Pinterest."""
    edited: bool = False
    """It was changed after it had failed: its row is of the pin before that."""
    created_at: float
    updated_at: float
    deleted_at: float | None = None
    remove_at: float | None = None
    """From then on its pin is deleted at Pinterest, as somebody asked; null: nobody did, or it is done."""
    removed_at: float | None = None
    remove_error: str | None = Field(default=None, sa_type=Text)


class ApiImportRow(SQLModel, table=True):
    """Many pins that came in one file, and what became of each."""

    __tablename__ = "api_imports"
    __table_args__ = (Index("api_imports_by_time", "created_at", "id"),)
    id: str = Field(primary_key=True)
    key_id: str
    """The API key that brought it."""
    source_type: str
    filename: str | None = None
    status: str
    total: int
    results: str = Field(sa_type=Text)
    created_at: float
    completed_at: float | None = None


class ApiRequestRow(SQLModel, table=True):
    """A request that carried an idempotency key, and what it was answered; without an answer it is under way."""

    __tablename__ = "api_requests"
    key_id: str = Field(primary_key=True)
    """The API key that sent it."""
    digest: str = Field(primary_key=True)
    """Of the idempotency key."""
    fingerprint: str
    token: str
    """Of whoever carries it out."""
    held_until: float
    """When somebody else may take it up."""
    created_at: float
    answer: str | None = Field(default=None, sa_type=Text)


class ApiFileRow(SQLModel, table=True):
    """A file that was uploaded by the API (`contracts.api_files`); its bytes lie in the store of uploads."""

    __tablename__ = "api_files"
    __table_args__ = (Index("api_files_by_time", "created_at", "id"), Index("api_files_by_digest", "digest"))
    id: str = Field(primary_key=True)
    key_id: str
    """The API key that brought it."""
    name: str
    digest: str
    kind: str | None = None
    """Of a video; null: a picture."""
    content_type: str
    size_bytes: int = Field(sa_type=BigInteger)
    created_at: float


class ApiConsentRow(SQLModel, table=True):
    """A consent that somebody began by the API, until they come back from Pinterest or its time is over."""

    __tablename__ = "api_consents"
    digest: str = Field(primary_key=True)
    """Of the state that only its browser and Pinterest know."""
    app: str
    redirect_uri: str = Field(sa_type=Text)
    account: str | None = None
    """What the account is to be called; null: as Pinterest calls it."""
    again: bool = False
    """New tokens for an account that is here."""
    scopes: str = Field(sa_type=Text)
    """With blanks between."""
    ends_at: float
