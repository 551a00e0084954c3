"""`pinflow open`: the page that is meant, and what is said where there is none."""

import asyncio
import json

import pytest

from starter.__main__ import run_command
from tests.starter.launches import launched, refused

pytestmark = pytest.mark.usefixtures("home_with_ledger")

WEB_UI = "https://temporal.example.com"


@pytest.fixture(autouse=True)
def own_temporal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_TEMPORAL_ADDRESS", "temporal.example.com:7233")
    monkeypatch.setenv("PINFLOW_WEB_UI", WEB_UI)


def page(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run_command(["open", *words, "--json"]) == 0
    return str(json.loads(capsys.readouterr().out)["page"])


def test_a_workflow_s_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert page(capsys, "account/demo") == f"{WEB_UI}/namespaces/default/workflows/account%2Fdemo"


def test_what_was_refused_of_a_launch(capsys: pytest.CaptureFixture[str]) -> None:
    launch = asyncio.run(launched(refused(2)))
    found = page(capsys, launch, "--only", "refused", "--reason", "image_too_small")
    assert found.endswith(
        f"query=PinflowLaunch%3D%22{launch}%22%20AND%20PinflowOutcome%3D%22refused%22"
        "%20AND%20PinflowReason%3D%22image_too_small%22"
    )


def test_an_account_s_pins(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(launched(refused(2)))
    assert "PinflowAccount%3D%22demo%22" in page(capsys, "demo")


def test_printed_it_opens_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["open", "--print"]) == 0
    assert capsys.readouterr().out.startswith(WEB_UI)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nothing",), "pinflow status"),
        (("account/demo", "--only", "live"), "one page"),
        (("--only", "lives"), '"live"'),
        (("--reason", "image_to_small"), "image_too_small"),
    ],
)
def test_what_is_not_there_is_wrong_usage(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(launched(refused(2)))
    assert run_command(["open", *words, "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err


def test_where_nobody_knows_the_web_ui_it_says_how_to_tell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PINFLOW_WEB_UI")
    assert run_command(["open"]) == 4
    assert "PINFLOW_WEB_UI" in capsys.readouterr().err
    monkeypatch.delenv("PINFLOW_TEMPORAL_ADDRESS")
    assert run_command(["open"]) == 4
    assert "pinflow up" in capsys.readouterr().err
