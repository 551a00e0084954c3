"""Histories of workflows as they ran once, replayed by the workflows as they are now."""

import asyncio
import importlib
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory

from tests.replay.sources import read_room, room_sources
from tests.workflows.unhurried import unhurried_replayer
from workflows.sandbox import sandbox

WORKFLOWS = [
    getattr(importlib.import_module(f"workflows.{module}"), name)
    for name, module in read_room(room_sources()).workflows.items()
]
HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))
HISTORIES_MIN = 40
REPLAY_SECONDS_MAX = 120
"""A history that is none lets the replayer wait for ever."""


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_a_history_still_replays(path: Path) -> None:
    """A change in the order of a workflow's commands fails here, by the history's name."""
    replayer = unhurried_replayer(WORKFLOWS, sandbox())
    async with asyncio.timeout(REPLAY_SECONDS_MAX):
        await replayer.replay_workflow(WorkflowHistory.from_json(path.stem, path.read_text("utf-8")))


def test_the_histories_are_there() -> None:
    assert len(HISTORIES) >= HISTORIES_MIN
