"""What is deployed is what the program has: settings, commands, ports; and Compose can read it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main
import yaml

from config import Settings, variable
from intake.addresses import PORT_PREFERRED
from starter.__main__ import command_line
from starter.programs import READY_FILE_VARIABLE
from tests.journeys.pinflow import Document
from worker import PUBLISH_DRAIN_SECONDS

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"\$\{([A-Z_]+)(:?[-?])?([^}]*)\}")
SECRET_WORDS = ("PASSWORD", "PWD", "SECRET", "API_KEY")


@pytest.fixture(scope="module")
def compose() -> Document:
    found: Document = yaml.safe_load(COMPOSE.read_text())
    return found


def ours(compose: Document) -> dict[str, Document]:
    return {name: one for name, one in compose["services"].items() if one["image"].startswith("pinflow:")}


def test_compose_can_read_it() -> None:
    """Against the specification of Compose, as check-jsonschema ships it."""
    words = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE))
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_setting_that_is_given_is_one_that_the_program_has(compose: Document) -> None:
    known = {variable(name) for name in Settings.model_fields} | {READY_FILE_VARIABLE}
    for service in ours(compose).values():
        assert set(service["environment"]) <= known


def test_every_part_is_started_by_a_command_that_is_there(compose: Document) -> None:
    known = typer.main.get_command(command_line())
    for service in ours(compose).values():
        (name, *options) = service["command"]
        command = known.get_command(typer.Context(known), name)  # type: ignore[attr-defined]  # a group's own
        assert command is not None
        flags = {flag for parameter in command.params for flag in parameter.opts}
        assert {option for option in options if option.startswith("--")} <= flags


def test_no_secret_stands_in_it(compose: Document) -> None:
    """Each is a variable that must be set, or one that may be left out."""
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if any(word in name for word in SECRET_WORDS):
                (found,) = VARIABLE.findall(value)
                assert found[1] == ":?" or (found[1], found[2]) == (":-", ""), name


def test_every_variable_that_must_be_set_is_named_in_the_example() -> None:
    must = {name for name, kind, _ in VARIABLE.findall(COMPOSE.read_text()) if kind == ":?"}
    example = (ROOT / "deploy" / "example.env").read_text()
    assert must == set(re.findall(r"^([A-Z_]+)=$", example, re.MULTILINE))


def test_every_image_is_of_one_version(compose: Document) -> None:
    for service in compose["services"].values():
        assert re.fullmatch(r"[a-z/-]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)?", service["image"])


def test_nothing_listens_for_strangers(compose: Document) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", ())]
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert f"127.0.0.1:{PORT_PREFERRED}:{PORT_PREFERRED}" in ports


def test_a_worker_has_the_time_to_end_what_it_publishes(compose: Document) -> None:
    grace = compose["services"]["worker"]["stop_grace_period"]
    assert int(grace.removesuffix("s")) > PUBLISH_DRAIN_SECONDS


def test_every_file_that_is_mounted_is_there_or_is_told_of(compose: Document) -> None:
    mounts = [mount for service in compose["services"].values() for mount in service.get("volumes", ())]
    places = {mount.split(":")[0] for mount in mounts if mount.startswith("./")}
    assert all((ROOT / place).exists() for place in places)
    assert "deploy/metrics.key" in (ROOT / "docs" / "production.md").read_text()
