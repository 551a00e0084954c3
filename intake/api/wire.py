"""What bodies, queries and answers of the API have in common."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from contracts.contract import Instant
from intake.api.operation import Answer

LIMIT_MAX = 100
OFFSET_MAX = 1_000_000
NAME_MAX = 300
"""Characters of what names something."""
SEARCH_MAX = 200
TOTAL_HEADER = "X-Total-Count"
SECONDS_MIN, SECONDS_MAX = -62_135_596_800.0, 253_402_300_799.0
"""The first and the last moment that can be told: 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z."""
YEAR_MIN, YEAR_MAX = 2000, 2099
"""Of a moment at which something is to happen: another one is a slip of the pen."""


def _near(at: datetime) -> datetime:
    if not YEAR_MIN <= at.year <= YEAR_MAX:
        raise ValueError(f"its year must be from {YEAR_MIN} to {YEAR_MAX}")
    return at


RunAt = Annotated[AwareDatetime, AfterValidator(_near)]
"""When something is to happen; without an offset it is refused."""

Name = Annotated[str, Field(min_length=1, max_length=NAME_MAX)]


class Wire(BaseModel):
    """A frozen value on the API's wire; fields that nobody knows are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PageQuery(Wire):
    """Which part of a list."""

    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX)] = 50
    offset: Annotated[int, Field(ge=0, le=OFFSET_MAX)] = 0


def moment(at: Instant) -> datetime:
    """As the API tells it: ISO 8601 with a Z."""
    return datetime.fromtimestamp(min(max(at, SECONDS_MIN), SECONDS_MAX), UTC)


def moment_if_any(at: Instant | None) -> datetime | None:
    """None stays None."""
    return None if at is None else moment(at)


def instant_if_any(at: datetime | None) -> Instant | None:
    """The other way; the time has its zone."""
    return None if at is None else at.timestamp()


def page_answer(items: Sequence[BaseModel], total: int) -> Answer:
    """A list, with how many there are in all."""
    return Answer(list(items), headers={TOTAL_HEADER: str(total)})
