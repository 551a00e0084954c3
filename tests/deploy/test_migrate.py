"""The migrations job of Compose, as a plain process: the same command, the same environment, a real PostgreSQL."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from cryptography.fernet import Fernet

from store.database import Database
from store.schema import NEWEST, downgrade, revision_of
from tests.docs.pages import ROOT
from tests.postgres import PostgresServer

SECONDS_MAX = 300
GIVEN = {"PINFLOW_DB_PASSWORD": "given", "PINFLOW_SECRET_KEY": Fernet.generate_key().decode()}


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_job_brings_the_tables_up_ends_and_is_as_good_once_more(
    dialect: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    if dialect == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.url(server.new_database())
    assert migrated(url, tmp_path) == {"from": None, "to": NEWEST}
    assert migrated(url, tmp_path) == {"from": NEWEST, "to": NEWEST}
    database = Database.open(url)
    downgrade(database, "base")
    assert revision_of(database) is None
    database.close()
    assert migrated(url, tmp_path) == {"from": None, "to": NEWEST}


def migrated(url: str, folder: Path) -> dict[str, str | None]:
    """What the job says, with the addresses of this machine in the place of the containers'."""
    job = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["migrate"]
    environment = {name: filled(value) for name, value in job["environment"].items()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PINFLOW_")}
    ours = {"PINFLOW_DATABASE_URL": url, "PINFLOW_HOME": str(folder), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "starter", *job["command"], "--json"],
        env={**kept, **environment, **ours},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=True,
    )
    said: dict[str, str | None] = json.loads(done.stdout)
    return said


def filled(value: str) -> str:
    """`${NAME:-default}` and `${NAME:?why}`, as Compose fills them in."""
    if not value.startswith("${"):
        return value
    name, _, default = value.strip("${}").partition(":")
    return GIVEN.get(name) or (default[1:] if default.startswith("-") else "")
