"""What checks look at, made by hand: only what matters to a test is written in it."""

from dataclasses import replace
from pathlib import Path

from config import Settings, load_settings
from contracts.names import AccountKey
from contracts.pace import Quota
from starter.checks_stack import StackLook
from starter.home import Home
from starter.parts import Part
from starter.processes import ProcessMark
from starter.record import ChildRecord, Services, StackRecord, digest_of_database
from store.health import AccountStanding

NOW = 1_795_000_000.0
SEALED = "sealed"
TEMPORAL = "127.0.0.1:7233"
PINTEREST = "http://127.0.0.1:8099/v5"


def an_account(name: str = "demo", **changes: object) -> AccountStanding:
    """An account that is well: a token, and a quota learnt two minutes ago."""
    well = AccountStanding(
        account=AccountKey(name),
        sealed_token=SEALED,
        quotas=(Quota(limit=100, window_seconds=60, name="org_write"),),
        learnt_at=NOW - 120,
    )
    return replace(well, **changes)  # type: ignore[arg-type]  # any field, by name


def a_record(home: Path, **children: ChildRecord) -> StackRecord:
    """An embedded stack with these children, all started by this process."""
    settings = load_settings(home=home)
    services = Services(
        temporal=TEMPORAL,
        namespace="default",
        pinterest_url=PINTEREST,
        database=digest_of_database(settings),
        web_ui="http://127.0.0.1:8233",
        simulator="http://127.0.0.1:8099",
    )
    mark = ProcessMark(pid=1, started="0", argv=("pinflow",))
    parts = {Part(part): child for part, child in children.items()}
    return StackRecord(folder=home, supervisor=mark, services=services, children=parts)


def a_stack(home: Path, *, calm_seconds: float = 3_600.0, differs: str | None = None) -> StackLook:
    """A running stack, unchanged for an hour."""
    found = load_settings(home=home).pointed_at(temporal_address=TEMPORAL, pinterest_url=PINTEREST)
    return StackLook(found, Home(home), a_record(home), differs=differs, calm_seconds=calm_seconds)


def external(home: Path) -> Settings:
    """Settings of somebody with a Temporal and a Pinterest of their own."""
    return load_settings(home=home).pointed_at(
        temporal_address="temporal.example.com:7233", pinterest_url="https://api.pinterest.com/v5"
    )
