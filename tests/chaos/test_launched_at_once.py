"""Two processes launch the same products at the same moment, on either database."""

import asyncio
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from contracts.names import AccountKey
from tests.chaos.command import Commands
from tests.chaos.orders import Orders
from tests.chaos.stack import StackPlan, running
from tests.journeys.pinflow import Document, write_catalog
from tests.postgres import find_programs, postgres_server

PRODUCTS = 200
ACCOUNT = AccountKey("agency")
PER_MINUTE = 900
"""Fast enough that the machine is the limit."""
RUN_SECONDS_MAX = 600.0


@pytest.mark.chaos
@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_same_200_products_launched_twice_at_once_are_200_pins(tmp_path: Path, dialect: str) -> None:
    with ExitStack() as held:
        environment = {} if dialect == "sqlite" else on_postgres(held)
        launches, pins = asyncio.run(live(tmp_path, environment))
    assert Counter(pin["link"].partition("?")[0] for pin in pins) == {
        f"https://shop.example.com/products/p-{number}": 1 for number in range(1, PRODUCTS + 1)
    }
    told = [{product["product"]: product["pin_id"] for product in launch["products"]} for launch in launches]
    assert [launch["live"] for launch in launches] == [PRODUCTS, PRODUCTS]
    assert set(told[0].values()) == {pin["id"] for pin in pins}
    assert told[0] == told[1]


def on_postgres(held: ExitStack) -> dict[str, str]:
    programs = find_programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL on this machine")
    server = held.enter_context(postgres_server(programs))
    return {"PINFLOW_DATABASE_URL": server.url(server.new_database()), "PINFLOW_EMBEDDED": "0"}


async def live(folder: Path, environment: dict[str, str]) -> tuple[list[Document], list[Document]]:
    """What both launches came to, and every pin that there is."""
    async with running(StackPlan(folder, (ACCOUNT,), Orders(seed=1), environment=environment)) as stack:
        await asyncio.to_thread(stack.truth.post, "limits", {"org_write": PER_MINUTE})
        commands = Commands(folder, stack.environment)
        catalog = write_catalog(folder / "spring.csv", PRODUCTS, boards=5)
        async with asyncio.timeout(RUN_SECONDS_MAX):
            launches = await asyncio.gather(
                *(commands.json("launch", str(catalog), "--account", ACCOUNT) for _ in range(2))
            )
        return launches, await asyncio.to_thread(stack.truth.pins)
