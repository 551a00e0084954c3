"""What the supervisor runs, and what each program is told."""

from pathlib import Path

import pytest

from config import load_settings
from starter.home import Home
from starter.ports import Ports
from starter.programs import Programs, build_programs, temporal_binary
from starter.record import services_of
from starter.stack import SUPERVISOR_STOP_SECONDS

PORTS = Ports(temporal=17233, web_ui=18233, simulator=18099, intake=18100)


def programs() -> Programs:
    settings = load_settings()
    return build_programs(settings, Home(settings.home), PORTS)


def test_the_server_is_no_wrapper() -> None:
    """Its process id must be the server's own."""
    assert temporal_binary().read_bytes()[:2] != b"#!"


def test_the_worker_is_told_where_everything_is(tmp_path: Path) -> None:
    env = programs().worker.env

    assert env["PINFLOW_HOME"] == str(tmp_path / ".pinflow")
    assert env["PINFLOW_TEMPORAL_ADDRESS"] == "127.0.0.1:17233"
    assert env["PINFLOW_PINTEREST_URL"] == "http://127.0.0.1:18099/v5"
    assert env["PINFLOW_READY_FILE"] == str(tmp_path / ".pinflow" / "run" / "worker.json")


def test_the_worker_gets_what_the_user_set_and_the_others_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("PINFLOW_SECRET_KEY=hunter2\n")
    monkeypatch.setenv("PINFLOW_LOG_JSON", "1")
    built = programs()

    assert built.worker.env["PINFLOW_SECRET_KEY"] == "hunter2"
    assert built.worker.env["PINFLOW_LOG_JSON"] == "True"
    assert built.temporal is not None
    assert built.simulator is not None
    for other in (built.temporal, built.simulator):
        assert not [name for name in other.env if name.startswith("PINFLOW_")]
    assert "hunter2" not in repr(built)


def test_what_is_external_is_not_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_TEMPORAL_ADDRESS", "temporal.example:7233")
    monkeypatch.setenv("PINFLOW_PINTEREST_URL", "https://api.pinterest.com/v5")
    built = programs()

    assert built.temporal is None
    assert built.mark is None
    assert built.simulator is None
    assert built.worker.env["PINFLOW_TEMPORAL_ADDRESS"] == "temporal.example:7233"
    assert built.worker.env["PINFLOW_PINTEREST_URL"] == "https://api.pinterest.com/v5"


def test_the_intake_listens_where_the_stack_says_and_has_what_the_user_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PINFLOW_INTAKE_HOST", "10.0.0.7")
    monkeypatch.setenv("PINFLOW_SECRET_KEY", "hunter2")
    settings = load_settings()
    intake = programs().intake

    assert intake is not None
    assert intake.argv[-3:] == ("serve", "--port", "18100")
    assert (intake.env["PINFLOW_INTAKE_HOST"], intake.env["PINFLOW_SECRET_KEY"]) == ("10.0.0.7", "hunter2")
    assert services_of(settings, PORTS).intake == "http://10.0.0.7:18100"


def test_all_of_them_may_end_in_time() -> None:
    """`down` gives the supervisor a limit, and it gives each child one, in turn."""
    built = programs()
    each = (built.temporal, built.mark, built.simulator, built.worker, built.intake)

    assert sum(program.stop_seconds for program in each if program is not None) < SUPERVISOR_STOP_SECONDS
