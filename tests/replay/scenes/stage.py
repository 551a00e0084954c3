"""What every scene needs: handles of those who play in it, and time that passes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from temporalio.client import WorkflowHandle

from contracts.hand import CancelAnswer, CancelVerdict
from contracts.names import LaunchId, account_workflow_id
from contracts.outcome import Outcome, PinOutcome
from contracts.product import Product
from tests.builders import ACCOUNT, LAUNCH, a_product, an_intent
from tests.ledger import Ledger
from tests.workflows.world import World
from workflows.account import AccountWorkflow
from workflows.product_pin import ProductPinWorkflow

PAGE = "https://shop.example.com/products/blue-mug"
PICTURE_ADDRESS = "https://cdn.example.com/blue-mug.jpg"
FILM = "https://cdn.example.com/blue-mug.mp4"

Handle = WorkflowHandle[Any, Any]  # Any: of any workflow
Pin = WorkflowHandle[ProductPinWorkflow, PinOutcome]
Account = WorkflowHandle[AccountWorkflow, None]

Scene = Callable[[World], Awaitable[Sequence[Handle]]]
"""Plays until what it is for has happened, and says whose histories show it."""


def pin_of(world: World, product: Product | None = None) -> Pin:
    key = an_intent(product or a_product(), board_id=next(iter(world.pinterest.boards))).key
    return world.client.get_workflow_handle_for(ProductPinWorkflow.run, f"pin/{ACCOUNT}/{key}")


def account_of(world: World) -> Account:
    return world.client.get_workflow_handle_for(AccountWorkflow.run, account_workflow_id(ACCOUNT))


async def ended(world: World, outcome: Outcome, product: Product | None = None) -> Pin:
    """The pin, which must have ended so."""
    pin = pin_of(world, product)
    found = await stepped(world, pin.result())
    assert found.outcome is outcome, found
    return pin


async def steps_on(world: World, count: int) -> None:
    for _ in range(count):
        await world.step()


async def stepped(world: World, asking: Awaitable[Any]) -> Any:  # Any: whatever is answered
    """Time passes while somebody waits for an answer."""
    answer = asyncio.ensure_future(asking)
    await world.until(answer.done)
    return await answer


async def cancelled(world: World, verdict: CancelVerdict, product: Product | None = None) -> Pin:
    """The pin, cancelled now, which must be answered so."""
    pin = pin_of(world, product)
    answer = await stepped(world, pin.execute_update("cancel", result_type=CancelAnswer))
    assert answer.verdict is verdict, answer
    return pin


async def asked_for(world: World, *activities: str, product: Product | None = None) -> None:
    """Step until the newest activity that waits or runs for the pin is one of these."""

    async def is_so() -> bool:
        if not await world.launches.open_pins(LAUNCH):
            return False
        found = (await pin_of(world, product).describe()).raw_description.pending_activities
        return any(activity.activity_type.name in activities for activity in found)

    await world.until(is_so)


async def waiting(world: World, *products: Product) -> None:
    """Launch, and step until these wait for a slot that the paused account does not grant."""
    await world.pause()
    await world.launch(*products)

    async def are_ready() -> bool:
        return len(await Ledger(world.database).waiting()) == len(products)

    await world.until(are_ready)


async def finished(world: World, launch: LaunchId = LAUNCH) -> None:
    """Step until the launch has ended."""
    await world.until(lambda: is_done(world, launch))


async def is_done(world: World, launch: LaunchId = LAUNCH) -> bool:
    summary = await world.launches.summary(launch)
    return summary is not None and summary.finished is not None
