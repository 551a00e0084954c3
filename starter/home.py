"""A home: the folder that holds all state of one embedded stack. Two homes never disturb each other."""

import base64
import secrets
from dataclasses import dataclass
from pathlib import Path

from starter.whole_files import text_made_once

KEY_BYTES = 32


@dataclass(frozen=True)
class Home:
    """The places in a home. `folder` is absolute; call `create` before anything is put there."""

    folder: Path

    @property
    def lock(self) -> Path:
        """Held by the supervisor as long as it lives."""
        return self.folder / "lock"

    @property
    def start_lock(self) -> Path:
        """Held by whoever brings the stack up or takes it down."""
        return self.folder / "start.lock"

    @property
    def stack_file(self) -> Path:
        """What the supervisor runs, and where (`starter.record`)."""
        return self.folder / "stack.json"

    @property
    def ports_file(self) -> Path:
        return self.folder / "ports.json"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def temporal_database(self) -> Path:
        return self.folder / "temporal.db"

    @property
    def database(self) -> Path:
        return self.folder / "pinflow.db"

    @property
    def assets(self) -> Path:
        return self.folder / "assets"

    @property
    def sources(self) -> Path:
        """Copies of the files that were launched, so that what failed can be given back as the same file."""
        return self.folder / "sources"

    @property
    def polls(self) -> Path:
        """What was fetched from sources, as long as it is read; made when it is needed."""
        return self.folder / "polls"

    @property
    def incoming(self) -> Path:
        """Files that are being uploaded over the API; made when it is served."""
        return self.folder / "incoming"

    @property
    def ads(self) -> Path:
        """Rows of ads data, unless they go elsewhere."""
        return self.folder / "ads"

    @property
    def simulator(self) -> Path:
        return self.folder / "simulator"

    @property
    def key_file(self) -> Path:
        """What opens the tokens in the ledger, unless `PINFLOW_SECRET_KEY` is set."""
        return self.folder / "secret.key"

    @property
    def worker_ready(self) -> Path:
        """Written by the worker when its pollers run: `{"pid", "started"}`."""
        return self.folder / "run" / "worker.json"

    def create(self) -> None:
        """Make the folders where they are missing, for the owner alone."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.logs, self.assets, self.sources, self.simulator, self.worker_ready.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        # A home often lies in a shop's repository, and it holds keys: git must not see it.
        text_made_once(self.folder / ".gitignore", "*\n")

    def id(self) -> str:
        """The home's own name, made once: it marks the Temporal server that belongs to this home."""
        return text_made_once(self.folder / "id", secrets.token_hex(8))

    def secret_key(self) -> str:
        """The key that encrypts tokens when `PINFLOW_SECRET_KEY` is unset: 32 random bytes in URL-safe base64."""
        new = base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()
        return text_made_once(self.key_file, new)
