"""A hundred pins, each cancelled at a random moment: withdrawn means no pin, too late that it is reported."""

import asyncio
import random
from pathlib import Path

import pytest
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError

from contracts.hand import CancelAnswer, CancelVerdict
from contracts.outcome import Outcome
from tests.journeys.pinflow import Document, pinflow_up, write_catalog

PINS = 100
SEED = 20_261_122
SECONDS = 30.0
"""The cancellations are spread over about as long as the pins take."""

FAULTS: Document = {
    "seed": SEED,
    "rules": [
        {"match": {"method": "POST", "path": "/v5/pins"}, "probability": 0.1, "effect": {"drop_after": True}},
        {"match": {"method": "POST", "path": "/v5/pins"}, "probability": 0.1, "effect": {"drop_before": True}},
        {"match": {"method": "POST", "path": "/v5/pins"}, "probability": 0.2, "effect": {"delay": 1.0}},
    ],
}


@pytest.mark.chaos
def test_a_cancel_at_any_moment_tells_the_truth(tmp_path: Path) -> None:
    with pinflow_up(tmp_path) as (pinflow, truth, stack):
        truth.post("limits", {"org_write": 200})
        truth.post("faults", FAULTS)
        launch = pinflow.json("launch", str(write_catalog(tmp_path / "mugs.csv", PINS)), "--detach")["launch"]
        answers = asyncio.run(cancel_all(stack["temporal"], launch))
        report = pinflow.json("watch", launch)
        made = {pin["id"] for pin in truth.pins()}
    verdicts = [answer.verdict for answer in answers.values()]
    print({verdict.value: verdicts.count(verdict) for verdict in CancelVerdict})  # noqa: T201 - for the record
    assert len(answers) + len([p for p in report["products"] if p["outcome"]]) >= PINS
    assert set(verdicts) == {CancelVerdict.WITHDRAWN, CancelVerdict.TOO_LATE}  # the board can always be read here
    for answer in answers.values():
        withdrawn = answer.verdict is CancelVerdict.WITHDRAWN
        assert withdrawn == (answer.outcome.outcome is Outcome.WITHDRAWN)
        assert withdrawn or answer.outcome.pin_id in made
    live = {product["pin_id"] for product in report["products"] if product["outcome"] == "live"}
    assert live == made
    assert {product["outcome"] for product in report["products"]} <= {"live", "withdrawn"}
    assert len(report["products"]) == PINS


async def cancel_all(temporal: str, launch: str) -> dict[str, CancelAnswer]:
    """Cancel each pin once, at a moment of its own; the answers by workflow id. One that has ended gives none."""
    client = await Client.connect(temporal, data_converter=pydantic_data_converter)
    dice, asked, answers = random.Random(SEED), set[str](), dict[str, CancelAnswer]()

    async def cancel(workflow_id: str, after: float) -> None:
        await asyncio.sleep(after)
        pin = client.get_workflow_handle(workflow_id)
        try:
            answers[workflow_id] = await pin.execute_update("cancel", result_type=CancelAnswer)
        except (RPCError, WorkflowUpdateFailedError):
            return  # it had ended

    async with asyncio.TaskGroup() as tasks:
        while len(asked) < PINS:
            async for found in client.list_workflows(f'PinflowLaunch="{launch}"'):
                if found.id.startswith("pin/") and found.id not in asked:
                    asked.add(found.id)
                    tasks.create_task(cancel(found.id, dice.uniform(0, SECONDS)))
            await asyncio.sleep(0.5)
    return answers
