"""What people did with our own pins, as it was read. Days are ISO 8601: as text they sort."""

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel


class PinReadingRow(SQLModel, table=True):
    """How far the numbers of a pin have been read."""

    __tablename__ = "pin_readings"
    account: str = Field(primary_key=True)
    pin_id: str = Field(primary_key=True)
    key: str
    """Of the intent that it was made for, also when that has no pin any more."""
    state: str
    """A `ReadingState`."""
    why: str = Field(default="", sa_type=Text)
    read_at: float
    until_day: str | None = None
    """The last day that Pinterest has told of; ISO 8601, as every day here."""
    moving_from: str | None = None
    """The first day whose numbers may still change: the next reading begins there."""


class PinDayRow(SQLModel, table=True):
    """What people did with a pin on a day. A day without anything has no row."""

    __tablename__ = "pin_days"
    account: str = Field(primary_key=True)
    pin_id: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    impressions: int = Field(sa_type=BigInteger)
    saves: int = Field(sa_type=BigInteger)
    pin_clicks: int = Field(sa_type=BigInteger)
    outbound_clicks: int = Field(sa_type=BigInteger)
    read_at: float
