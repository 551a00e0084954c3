"""Where an activity runs in a test: which attempt it is, and when it was asked for."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

import pytest
from pydantic_core import to_jsonable_python
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from contracts.contract import Instant
from tests.fakes.clock import START

TRY_SECONDS = 30.0
"""Between two tries of an activity."""

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


async def run(
    activity: Callable[[Asked], Coroutine[Any, Any, Answered]],  # Any: a coroutine's own business
    asked: Asked,
    *,
    attempt: int = 1,
    scheduled: Instant = START,
    try_seconds: float = TRY_SECONDS,
) -> Answered:
    """Run the activity once, as Temporal's worker does; its tries so far came `try_seconds` apart."""
    environment = ActivityEnvironment()
    when = datetime.fromtimestamp(scheduled, UTC)
    began = when + timedelta(seconds=try_seconds * (attempt - 1))
    environment.info = replace(environment.info, attempt=attempt, scheduled_time=when, started_time=began)
    return await environment.run(activity, asked)


@dataclass
class Tries(Generic[Asked, Answered]):
    """The tries of one activity in a row: each is given what the one before told with its heartbeats."""

    activity: Callable[[Asked], Coroutine[Any, Any, Answered]]  # Any: as above
    asked: Asked
    attempt: int = 0
    told: list[object] = field(default_factory=list)
    """The details of the newest heartbeat, as Temporal keeps them."""

    async def next(self) -> Answered | ApplicationError:
        """Run it once more; the error with which it asks for another try is given, not raised."""
        self.attempt += 1
        environment = ActivityEnvironment()
        environment.on_heartbeat = self._hear
        when = datetime.fromtimestamp(START, UTC)
        environment.info = replace(
            environment.info, attempt=self.attempt, scheduled_time=when, heartbeat_details=list(self.told)
        )
        try:
            return await environment.run(self.activity, self.asked)
        except ApplicationError as error:
            return error

    def _hear(self, *details: object) -> None:
        self.told = [to_jsonable_python(detail) for detail in details]


async def error_of(
    activity: Callable[[Asked], Coroutine[Any, Any, object]],  # Any: as above
    asked: Asked,
    *,
    attempt: int = 1,
    scheduled: Instant = START,
    try_seconds: float = TRY_SECONDS,
) -> ApplicationError:
    """The error with which the activity asks Temporal for another try, or for none."""
    with pytest.raises(ApplicationError) as caught:
        await run(activity, asked, attempt=attempt, scheduled=scheduled, try_seconds=try_seconds)
    return caught.value
