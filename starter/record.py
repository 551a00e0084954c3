"""`stack.json`: what a home's supervisor runs, where, and with which settings. It writes, the commands read."""

import hashlib
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from config import Settings
from intake.addresses import door_address
from starter.home import Home
from starter.parts import Part
from starter.ports import LOOPBACK, Ports
from starter.processes import ProcessMark
from starter.whole_files import replace_text


class Services(BaseModel):
    """Where the services are. `web_ui` is None when Temporal is external, `simulator` when Pinterest is."""

    model_config = ConfigDict(frozen=True)

    temporal: str
    namespace: str
    pinterest_url: str
    database: str
    """A digest: the address may hold a password."""
    web_ui: str | None = None
    simulator: str | None = None
    intake: str | None = None
    """None only where an older version wrote this."""


class ChildRecord(BaseModel):
    """A child as it is now. `mark` is None between its death and its next start."""

    model_config = ConfigDict(frozen=True)

    mark: ProcessMark | None = None
    deaths: int = 0
    """In a row, each soon after the start before it."""


class StackRecord(BaseModel):
    """The whole file. `folder` is the home it was written for: a copied home must not speak for the original."""

    model_config = ConfigDict(frozen=True)

    folder: Path
    supervisor: ProcessMark
    services: Services
    children: dict[Part, ChildRecord] = {}

    def write(self, home: Home) -> None:
        replace_text(home.stack_file, self.model_dump_json(indent=1))

    @classmethod
    def read(cls, home: Home) -> Self | None:
        """What was written last; None when nothing readable was written for this very folder."""
        try:
            record = cls.model_validate_json(home.stack_file.read_bytes())
        except (FileNotFoundError, ValidationError):
            return None
        return record if record.folder == home.folder else None

    def marks(self) -> dict[Part, ProcessMark]:
        """The processes of the children that have one."""
        return {part: child.mark for part, child in self.children.items() if child.mark is not None}


def services_of(settings: Settings, ports: Ports) -> Services:
    """Where the services are, once the ports of the embedded ones are known."""
    simulator = None if settings.pinterest_url else f"http://{LOOPBACK}:{ports.simulator}"
    return Services(
        temporal=settings.temporal_address or f"{LOOPBACK}:{ports.temporal}",
        namespace=settings.temporal_namespace,
        pinterest_url=settings.pinterest_url or f"{simulator}/v5",
        database=digest_of_database(settings),
        web_ui=None if settings.temporal_address else f"http://{LOOPBACK}:{ports.web_ui}",
        simulator=simulator,
        intake=door_address(settings.intake_host, ports.intake),
    )


def digest_of_database(settings: Settings) -> str:
    return hashlib.sha256(settings.database_url.encode()).hexdigest()
