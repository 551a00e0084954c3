"""How a launch stands, told to a program: one document, however large."""

import json
from typing import Any

import pytest

from config import load_settings
from contracts.launch import ProductResult
from contracts.names import LaunchId
from outcomes.report import launch_report
from starter import reporting
from starter.failures import CommandFailed, ExitCode
from starter.ledger import open_ledger
from starter.reporting import Whereabouts, all_results, summary_of, whereabouts_of, write_launch
from tests.builders import LAUNCH, a_product
from tests.starter.launches import THREE, all_refused, ended_live, launched, refused, waiting

pytestmark = pytest.mark.usefixtures("home_with_ledger")

REAL = "https://api.pinterest.com/v5"
SIMULATOR = "http://127.0.0.1:8099"


async def written(*, products: bool = True, launch: LaunchId = LAUNCH) -> None:
    found = load_settings()
    async with open_ledger(found) as ledger:
        summary = await summary_of(ledger, launch, found)
        await write_launch(ledger, summary, Whereabouts(found, web_ui="http://127.0.0.1:8233"), products=products)


async def results(*, troubled: bool = False) -> list[ProductResult]:
    settings = load_settings()
    async with open_ledger(settings) as ledger:
        return [result async for result in all_results(ledger, LAUNCH, troubled=troubled)]


def document(capsys: pytest.CaptureFixture[str]) -> Any:  # Any: a JSON document
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    return json.loads(out)


@pytest.mark.parametrize("count", [0, 1, 2])
async def test_the_document_is_the_report_whatever_is_in_it(
    count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is written in pieces, and reads as if it had been written at once."""
    await launched(*all_refused(range(2, 2 + count)))
    settings = load_settings()

    await written()

    async with open_ledger(settings) as ledger:
        whole = launch_report(
            await summary_of(ledger, LAUNCH, settings),
            await ledger.launches.results(LAUNCH),
            web_ui="http://127.0.0.1:8233",
            pins_at=None,
        )
    found = document(capsys)
    assert [line.pop("leaves") for line in found["products"]] == [None] * count
    assert found == {**json.loads(json.dumps(whole)), "findings": {}, "ends": None, "ends_local": None}


async def test_every_page_of_a_launch_is_in_it_once(capsys: pytest.CaptureFixture[str]) -> None:
    count = reporting.RESULTS_PAGE + 7
    await launched(*all_refused(range(2, 2 + count)))

    await written()

    found = document(capsys)
    assert found["total"] == found["refused"] == count
    assert [line["row"] for line in found["products"]] == list(range(2, 2 + count))


async def test_a_page_may_end_between_the_pictures_of_a_product() -> None:
    pictures = [
        refused(row, image=image) for row in range(2, 2 + reporting.RESULTS_PAGE // 3 + 2) for image in (1, 2, 3)
    ]
    await launched(*pictures, policy=THREE)

    found = [(result.row, result.image) for result in await results()]

    assert found == [(row.row, row.image_slot + 1) for row in pictures]


async def test_only_those_in_trouble_are_told_when_asked_for_them() -> None:
    await launched(refused(2), *waiting(a_product("a"), a_product("b"))[1:])

    assert [result.row for result in await results(troubled=True)] == [2]
    assert [result.row for result in await results()] == [2, 3]


async def test_the_counts_alone_are_a_document_too(capsys: pytest.CaptureFixture[str]) -> None:
    await launched(*all_refused([2, 3]))

    await written(products=False)

    found = document(capsys)
    assert (found["launch"], found["refused"]) == (LAUNCH, 2)
    assert "products" not in found


@pytest.mark.parametrize(
    ("pinterest", "page"),
    [
        (None, None),
        (REAL, "https://www.pinterest.com/pin/800/"),
        (f"{SIMULATOR}/v5", f"{SIMULATOR}/pin/800/"),
    ],
)
async def test_a_pin_s_page_is_where_its_pinterest_is(
    pinterest: str | None,
    page: str | None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """None for an embedded simulator that does not run."""
    await ended_live(a_product())
    if pinterest:
        monkeypatch.setenv("PINFLOW_PINTEREST_URL", pinterest)

    await written()

    assert document(capsys)["products"][0]["pin_url"] == page


async def test_an_unknown_launch_is_wrong_usage() -> None:
    with pytest.raises(CommandFailed, match="pinflow status") as raised:
        await written(launch=LaunchId("nope"))
    assert raised.value.exit_code == ExitCode.USAGE


def test_without_a_stack_there_is_no_page_to_name() -> None:
    where = whereabouts_of(load_settings(), None)

    assert (where.web_ui, where.simulator, where.pins_at()) == (None, None, None)
