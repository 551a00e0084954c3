"""`pinflow webhooks`: endpoints at the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from drafting.webhook_signing import key_of
from starter.__main__ import run_command
from starter.failures import ExitCode

pytestmark = pytest.mark.usefixtures("home_with_ledger")

ADDRESS = "https://hooks.example.com/pins"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PINFLOW_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:  # Any: a command's own document
    assert run_command(["webhooks", *words, "--json"]) == ExitCode.DONE
    return json.loads(capsys.readouterr().out)


def test_an_endpoint_is_made_shown_tried_and_removed(capsys: pytest.CaptureFixture[str]) -> None:
    made = told(capsys, "add", ADDRESS, "--event", "pin.published,launch.completed")
    assert key_of(made["secret"])
    assert made["events"] == ["pin.published", "launch.completed"]
    endpoint = made["id"]
    assert "secret" not in told(capsys, "show", endpoint)
    event = told(capsys, "test", endpoint)["event"]
    (delivery,) = told(capsys, "log", endpoint)["deliveries"]
    assert (delivery["event"], delivery["state"]) == (event, "waiting")
    assert told(capsys, "replay", endpoint, "--event", event)["replayed"] == 1
    assert told(capsys, "replay", endpoint, "--since", "2026-01-01T00:00:00Z")["replayed"] == 1
    assert told(capsys, "disable", endpoint)["enabled"] is False
    assert told(capsys, "enable", endpoint)["enabled"] is True
    assert told(capsys, "remove", endpoint) == {"webhook": endpoint, "removed": True}
    assert told(capsys, "list") == {"webhooks": []}


def test_a_person_can_read_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["webhooks", "list"]) == ExitCode.DONE
    assert "pinflow webhooks add" in capsys.readouterr().out
    endpoint = told(capsys, "add", ADDRESS)["id"]
    for words in (["list"], ["show", endpoint], ["test", endpoint], ["log", endpoint], ["rotate", endpoint]):
        assert run_command(["webhooks", *words]) == ExitCode.DONE
        assert capsys.readouterr().out


def test_a_secret_is_changed_without_a_gap(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a-secret-of-pinbridge\n")
    endpoint = told(capsys, "add", ADDRESS, "--secret-file", "secret")
    assert endpoint["secret"] is None
    rotated = told(capsys, "rotate", endpoint["id"])
    assert rotated["secrets"] == 2
    assert key_of(rotated["secret"])
    assert told(capsys, "rotate", endpoint["id"], "--drop-old")["secrets"] == 1


def test_a_private_address_is_allowed_here_alone_and_only_on_purpose(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["webhooks", "add", "http://127.0.0.1:9000/in"]) == ExitCode.USAGE
    assert "--private" in capsys.readouterr().err
    assert told(capsys, "add", "http://127.0.0.1:9000/in", "--private")["private"] is True


@pytest.mark.parametrize(
    "words",
    [
        ("add", ADDRESS, "--event", "pin.sold"),
        ("add", ADDRESS, "--account", "nobody"),
        ("add", "ftp://hooks.example.com/"),
        ("show", "no-such-endpoint"),
        ("replay", "no-such-endpoint", "--since", "2026-01-01T00:00:00"),
        ("replay", "no-such-endpoint"),
    ],
)
def test_what_cannot_be_meant_is_said_so(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "add", ADDRESS)
    assert run_command(["webhooks", *words]) == ExitCode.USAGE
    assert capsys.readouterr().err
