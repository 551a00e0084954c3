"""The ledger's tables of the quota: what was used of it, and what Pinterest told of it."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class WriteRow(SQLModel, table=True):
    """A write that counts in the account's quota, or a read of the patrol's share: the sliding log itself."""

    __tablename__ = "writes"
    __table_args__ = (Index("writes_by_time", "account", "category", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    account: str
    category: str
    at: float
    key: str | None = None
    attempt: int | None = None


class QuotaRow(SQLModel, table=True):
    """A bucket that Pinterest's headers told of."""

    __tablename__ = "quotas"
    account: str = Field(primary_key=True)
    category: str = Field(primary_key=True)
    window_seconds: float = Field(primary_key=True)
    request_limit: int
    name: str = ""
    seen_at: float


class BlockRow(SQLModel, table=True):
    """Until when nothing of a category may leave."""

    __tablename__ = "blocks"
    account: str = Field(primary_key=True)
    category: str = Field(primary_key=True)
    until: float
