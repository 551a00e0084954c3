"""The whole program on PostgreSQL: only the address of the database differs, and its server may be restarted."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.journeys.pinflow import ROOT, Document, Pinflow, pinflow_up, write_catalog
from tests.postgres import LOCKED_USER, PASSWORD, PostgresServer, find_programs, postgres_server

pytestmark = pytest.mark.chaos

EXAMPLE = ROOT / "examples" / "spring-collection.csv"
SECRET = quote(PASSWORD, safe="")


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of its own: it is restarted."""
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL is installed: its wheel is not made for this kind of machine")
    with postgres_server(programs) as server:
        yield server


def test_a_launch_on_postgresql_survives_its_restart_and_tells_no_password(
    server: PostgresServer, tmp_path: Path
) -> None:
    url = server.url(server.new_database(), user=f"{LOCKED_USER}:{SECRET}")
    with pinflow_up(tmp_path, PINFLOW_DATABASE_URL=url) as (pinflow, truth, _):
        first = pinflow.json("launch", str(EXAMPLE))
        assert first["live"] == first["total"] - first["refused"] > 0
        again = pinflow.json("launch", str(EXAMPLE))
        assert (again["live"], len(truth.pins())) == (first["live"], first["live"])
        server.stop()
        away = pinflow.run("launch", str(EXAMPLE), code=4)
        assert "ledger" in away.stderr
        server.start()
        more = pinflow.json("launch", str(write_catalog(tmp_path / "more.csv", 10)))
        assert more["live"] == 10
        assert len(truth.pins()) == first["live"] + 10
        assert ledger_checks(pinflow) == {"ledger": "ok", "ledger schema": "ok", "ledger file": "ok"}
        told = away.stderr + away.stdout + "".join(path.read_text() for path in logs(tmp_path))
    assert SECRET not in told
    assert PASSWORD not in told


def ledger_checks(pinflow: Pinflow) -> dict[str, str]:
    """How the doctor finds the ledger; other checks may warn of what the machine is like."""
    found: Document = pinflow.json("doctor")
    return {check["name"]: check["state"] for check in found["checks"] if check["name"].startswith("ledger")}


def logs(folder: Path) -> list[Path]:
    found = list((folder / ".pinflow" / "logs").iterdir())
    assert found
    return found
