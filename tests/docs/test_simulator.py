"""The page of the simulator has every address that it answers at, and no other."""

from starlette.routing import Mount, Route

from simulator.application import build
from simulator.operations import OPERATIONS
from simulator.server import Options, listening
from tests.docs.pages import ROOT, section, table

PAGE = ROOT / "docs" / "simulator.md"


def told(heading: str) -> list[str]:
    """The first column of a section's table, without its quotes."""
    return [row[0].strip("`") for row in table(section(PAGE, heading))]


def test_every_operation_of_the_api_stands_there_with_its_quota() -> None:
    rows = [tuple(cell.strip("`") for cell in row) for row in table(section(PAGE, "Pinterest's API"))]
    assert rows == [(one.label, one.category.value) for one in OPERATIONS]


async def test_every_other_address_stands_there() -> None:
    async with listening(Options(port=0)) as world:
        routes = build(world).routes
    served = []
    for route in routes:
        if isinstance(route, Mount):
            served.append(f"{route.path}/…")
        elif isinstance(route, Route):
            method = "POST" if "POST" in (route.methods or ()) else "GET"
            served.append(f"{method} {route.path}")
    assert told("Truth and control") == [one for one in served if "/_simulator/" in one]
    assert told("Beside it") == [one for one in served if "/_simulator/" not in one]
