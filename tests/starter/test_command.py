"""The command: what it prints where, and how it ends."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config import load_settings
from starter.__main__ import run_command
from starter.parts import Part
from starter.running import Stack
from starter.stack_commands import stack_to_json, stack_to_text

HEAVY = ("temporalio", "PIL", "sqlmodel", "sqlalchemy", "httpx", "pydantic")


def test_help_is_quick() -> None:
    """Whoever asks for help does not wait for what the commands need."""
    code = (
        "import sys; from starter.__main__ import run_command; run_command(['--help']);"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    answer = subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, check=True)

    assert "up" in answer.stdout
    assert answer.stdout.endswith("[]\n")


@pytest.mark.parametrize(
    "command",
    [
        *("launch", "watch", "status", "export", "cancel", "reschedule", "retry", "pause", "resume", "doctor"),
        *("plan", "windows", "up", "down", "worker", "simulator"),
    ],
)
def test_each_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command([command, "--help"]) == 0
    assert f"pinflow {command}" in capsys.readouterr().out.partition("Examples:")[2]


def test_a_wrong_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["lunch"]) == 2
    assert "lunch" in capsys.readouterr().err


def test_a_bad_setting_is_a_sentence_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PINFLOW_OFFLINE", "maybe")

    assert run_command(["up", "--json"]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "pinflow: PINFLOW_OFFLINE must be 1 or 0 (true or false), not 'maybe'.\n"


def test_down_where_nothing_runs_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["down", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"home": str(tmp_path / ".pinflow"), "stopped": {}}
    assert not (tmp_path / ".pinflow").exists()


def test_a_wrong_option_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["simulator", "--port", "0", "--seed", "x"]) == 2
    assert "--seed" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told_by_the_simulator(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run_command(["simulator", "--port", str(port)]) == 4

    assert f"port {port}" in capsys.readouterr().err


@pytest.mark.parametrize(("words", "code"), [(["--help"], 0), (["lunch"], 2)])
def test_the_process_ends_with_the_command_s_code(words: list[str], code: int) -> None:
    answer = subprocess.run((sys.executable, "-m", "starter", *words), capture_output=True, check=False)

    assert answer.returncode == code


def stack(tmp_path: Path, *, external: bool = False) -> Stack:
    found = load_settings().pointed_at(temporal_address="127.0.0.1:7233", pinterest_url="http://127.0.0.1:8099/v5")
    return Stack(
        home=tmp_path,
        settings=found,
        temporal="127.0.0.1:7233",
        web_ui=None if external else "http://127.0.0.1:8233",
        simulator=None if external else "http://127.0.0.1:8099",
        intake="http://127.0.0.1:8100",
        pids={Part.SUPERVISOR: 1, Part.TEMPORAL: None if external else 2, Part.WORKER: 3},
    )


def test_the_document_of_up(tmp_path: Path) -> None:
    assert json.loads(json.dumps(stack_to_json(stack(tmp_path)))) == {
        "home": str(tmp_path),
        "temporal": "127.0.0.1:7233",
        "web_ui": "http://127.0.0.1:8233",
        "simulator": "http://127.0.0.1:8099",
        "intake": "http://127.0.0.1:8100",
        "pids": {"supervisor": 1, "temporal": 2, "worker": 3},
    }


def test_a_person_is_told_what_is_simulated(tmp_path: Path) -> None:
    assert "(simulator)" in stack_to_text(stack(tmp_path))
    assert "(simulator)" not in stack_to_text(stack(tmp_path, external=True))
