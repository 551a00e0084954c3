"""A process that drains a slot, as a worker does, and may be killed at any moment."""

import asyncio
import dataclasses
import os
import sys

import structlog
from temporalio.testing import ActivityEnvironment

from activities.slot_draining import BY_HAND, SlotActivities
from activities.system_clock import SystemClock
from catalog.slot_reading import PostgresSlots
from contracts.names import SourceKey
from contracts.watching import WatchRequest
from store.changes import SqlChanges
from store.database import Database
from store.sealing import sealer_of
from store.sources import SqlSources
from tests.activities.polled import Awake

KEY_VARIABLE = "SLOT_READER_KEY"
BEAT = "beat"
"""What it says with every page that it kept."""
TO_THE_END = "to-the-end"
"""The argument of one that returns once nothing is left."""


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main() -> None:
    url, source, manner = sys.argv[1:]
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    database = Database.open(url)
    activities = SlotActivities(
        sources=SqlSources(database, sealer_of(os.environ[KEY_VARIABLE])),
        changes=SqlChanges(database),
        slots=PostgresSlots(),
        accounts=Awake(),
        clock=SystemClock(),
    )
    environment = ActivityEnvironment()
    environment.on_heartbeat = lambda *_: say(BEAT)
    workflow = f"watch/{source}{BY_HAND if manner == TO_THE_END else ''}"
    environment.info = dataclasses.replace(environment.info, workflow_id=workflow)
    report = await environment.run(activities.drain_slot, WatchRequest(source=SourceKey(source)))
    say(report.model_dump_json())
    database.close()


if __name__ == "__main__":
    asyncio.run(main())
