"""Where an activity runs in a test: which attempt it is, and when it was asked for."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from contracts.contract import Instant
from tests.fakes.clock import START

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


async def run(
    activity: Callable[[Asked], Coroutine[Any, Any, Answered]],  # Any: a coroutine's own business
    asked: Asked,
    *,
    attempt: int = 1,
    scheduled: Instant = START,
) -> Answered:
    """Run the activity once, as Temporal's worker does."""
    environment = ActivityEnvironment()
    when = datetime.fromtimestamp(scheduled, UTC)
    environment.info = replace(environment.info, attempt=attempt, scheduled_time=when)
    return await environment.run(activity, asked)


async def error_of(
    activity: Callable[[Asked], Coroutine[Any, Any, object]],  # Any: as above
    asked: Asked,
    *,
    attempt: int = 1,
    scheduled: Instant = START,
) -> ApplicationError:
    """The error with which the activity asks Temporal for another try, or for none."""
    with pytest.raises(ApplicationError) as caught:
        await run(activity, asked, attempt=attempt, scheduled=scheduled)
    return caught.value
