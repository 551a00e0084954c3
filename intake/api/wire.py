"""What bodies, queries and answers of the API have in common."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.config import JsonDict, JsonValue

from contracts.contract import Instant
from intake.api.kinds import JsonKinds
from intake.api.operation import Answer

LIMIT_MAX = 200
"""Of one page of a list."""
OFFSET_MAX = 1_000_000
NAME_MAX = 300
"""Characters of what names something."""
SEARCH_MAX = 200
TOTAL_HEADER = "X-Total-Count"
SECONDS_MIN, SECONDS_MAX = -62_135_596_800.0, 253_402_300_799.0
"""The first and the last moment that can be told: 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z."""
YEAR_MIN, YEAR_MAX = 2000, 2099
"""Of a moment that is reckoned with: another one is a slip of the pen."""


_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}")


def _written(said: object) -> object:
    """A number is no time: nobody knows whether seconds or milliseconds were meant."""
    if isinstance(said, datetime) or (isinstance(said, str) and _WRITTEN.match(said.strip())):
        return said
    raise ValueError("it is no time: write it as 2026-11-22T18:00:00Z")


Moment = Annotated[AwareDatetime, BeforeValidator(_written)]
"""A moment with its offset."""


def _near(at: datetime) -> datetime:
    if not YEAR_MIN <= at.year <= YEAR_MAX:
        raise ValueError(f"its year must be from {YEAR_MIN} to {YEAR_MAX}")
    return at


_NEAR = WithJsonSchema({"type": "string", "format": "date-time", "pattern": f"^{YEAR_MIN // 100}"})
LocalTime = Annotated[datetime, BeforeValidator(_written), AfterValidator(_near), _NEAR]
"""Written by ISO 8601; its offset may be missing where something else says it."""
RunAt = Annotated[Moment, AfterValidator(_near), _NEAR]
"""When something is to happen; without an offset it is refused."""

Name = Annotated[str, Field(min_length=1, max_length=NAME_MAX)]


class Wire(JsonKinds):
    """A frozen value on the API's wire; fields that nobody knows are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PageQuery(Wire):
    """Which part of a list."""

    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX)] = 50
    offset: Annotated[int, Field(ge=0, le=OFFSET_MAX)] = 0


def _without_null(schema: dict[str, Any]) -> None:  # Any: a JSON schema
    schema.pop("default", None)
    schema.update(next(choice for choice in schema.pop("anyOf") if choice.get("type") != "null"))


NOT_NULL = Field(json_schema_extra=_without_null)
"""It may be left out, and is not null when it is there: for models whose reader refuses null."""


def either(one: str, other: str, *, needed: bool = True) -> JsonDict:
    """As JSON schema says it: one of two fields that are texts, not both; with `needed` not neither."""
    there: list[JsonValue] = [
        {"required": [name], "properties": {name: {"type": "string"}, none: {"type": "null"}}}
        for name, none in ((one, other), (other, one))
    ]
    neither: JsonDict = {"properties": {one: {"type": "null"}, other: {"type": "null"}}}
    return {"anyOf": there if needed else [*there, neither]}


def something_of(**kinds: str) -> JsonDict:
    """As JSON schema says it: at least one of these fields, of the kind named, is there and not null."""
    return {"anyOf": [{"required": [name], "properties": {name: {"type": kind}}} for name, kind in kinds.items()]}


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
