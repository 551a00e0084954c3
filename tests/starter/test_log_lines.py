"""Log lines: JSON when asked for, with the workflow and the pin, once however often a workflow is replayed."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.stdlib import ProcessorFormatter
from temporalio import activity, workflow
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment
from temporalio.worker import Worker

from config import load_settings
from starter.log_lines import configure_logs
from tests.workflows.unhurried import unhurried
from workflows.sandbox import sandbox

PIN = "pin/demo/acb7792adb0634e5d44a5a41c5f3ac44"
ENDS_SECONDS_MAX = 60.0
"""A line that ends the workflow's task has it tried for ever."""
SERVER = Path(sys.prefix) / "bin" / "temporal-test-server"


@workflow.defn
class Talkative:
    @workflow.run
    async def run(self) -> None:
        for number in range(3):
            structlog.get_logger().info("talked", number=number)
            logging.getLogger("temporalio").warning("a library's line, also when this is replayed")
            await workflow.sleep(timedelta(seconds=1))


@pytest.fixture(autouse=True)
def json_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    root = logging.getLogger()
    kept = (root.handlers[:], root.level)
    monkeypatch.setenv("PINFLOW_LOG_JSON", "1")
    configure_logs(load_settings())
    yield
    root.handlers[:], root.level = kept
    structlog.reset_defaults()


def lines(text: str) -> list[dict[str, Any]]:  # Any: JSON
    return [json.loads(line) for line in text.splitlines()]


async def test_what_an_activity_logs_has_its_workflow_and_its_pin(capsys: pytest.CaptureFixture[str]) -> None:
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, workflow_id=PIN)

    @activity.defn
    async def publish() -> None:
        structlog.get_logger().info("pin.created", pin="17")

    await environment.run(publish)
    (line,) = lines(capsys.readouterr().out)
    assert (line["event"], line["pin"], line["level"]) == ("pin.created", "17", "info")
    assert (line["workflow"], line["key"]) == (PIN, PIN.rpartition("/")[2])
    assert line["timestamp"].endswith("Z")


def test_a_line_of_a_library_has_them_too_and_its_error() -> None:
    trouble = OSError("the disk is full")
    record = logging.getLogger("temporalio.activity").makeRecord(
        "temporalio.activity",
        logging.WARNING,
        __file__,
        1,
        "Completing activity as failed",
        (),
        (OSError, trouble, None),
    )
    (ours,) = [one for one in logging.getLogger().handlers if isinstance(one.formatter, ProcessorFormatter)]
    line = json.loads(ours.format(record))
    assert (line["event"], line["logger"]) == ("Completing activity as failed", "temporalio.activity")
    assert "the disk is full" in line["exception"]


async def test_a_workflow_that_is_replayed_says_nothing_twice(capsys: pytest.CaptureFixture[str]) -> None:
    async with (
        await WorkflowEnvironment.start_time_skipping(test_server_existing_path=str(SERVER)) as environment,
        unhurried(
            Worker(
                environment.client,
                task_queue="talk",
                workflows=[Talkative],
                workflow_runner=sandbox(),
                max_cached_workflows=0,
            )
        ),
    ):
        running = environment.client.execute_workflow(Talkative.run, id=PIN, task_queue="talk")
        await asyncio.wait_for(running, ENDS_SECONDS_MAX)
    said = [line for line in lines(capsys.readouterr().out) if line["event"] == "talked"]
    assert [line["number"] for line in said] == [0, 1, 2]
    assert {line["workflow"] for line in said} == {PIN}
