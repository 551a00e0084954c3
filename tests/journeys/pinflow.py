"""The program as a person uses it: the command in a folder of its own, and the simulator's truth beside it."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

COMMAND_SECONDS_MAX = 900
TRUTH_SECONDS_MAX = 120
ROOT = Path(__file__).parents[2]

NOT_NICE = {"PINFLOW_NICE": "0"}
"""What stands back for the tests beside it is slow for as long as they run."""

Document = dict[str, Any]  # Any: JSON from the command and the simulator


@dataclass(frozen=True)
class Pinflow:
    """A folder with a home in it."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str, code: int | None = 0) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end; `code` None: any exit code will do."""
        done = subprocess.run(
            [*COMMAND, *words],
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS_MAX,
            check=False,
        )
        assert code is None or done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *words: str) -> Document:
        """Run a command with --json: one document on stdout and nothing else."""
        found = json.loads(self.run(*words, "--json").stdout)
        assert isinstance(found, dict)
        return found

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start a command and come back at once; whoever starts it waits for it."""
        return subprocess.Popen(
            [*COMMAND, *words],
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PINFLOW_")}
        return {**kept, "PINFLOW_HOME": str(self.folder / ".pinflow"), **NOT_NICE, **self.environment}


COMMAND = (sys.executable, "-P", "-m", "starter")


@dataclass(frozen=True)
class Truth:
    """What the simulator knows, and what it can be told."""

    url: str

    def get(self, what: str) -> Document:
        return self._answer(httpx.get(f"{self.url}/_simulator/{what}", timeout=TRUTH_SECONDS_MAX, trust_env=False))

    def post(self, what: str, body: Document) -> Document:
        return self._answer(
            httpx.post(f"{self.url}/_simulator/{what}", json=body, timeout=TRUTH_SECONDS_MAX, trust_env=False)
        )

    def pins(self) -> list[Document]:
        """Every pin that was really made."""
        found = self.get("pins")["pins"]
        assert isinstance(found, list)
        return found

    @staticmethod
    def _answer(response: httpx.Response) -> Document:
        response.raise_for_status()
        found = response.json()
        assert isinstance(found, dict)
        return found


@contextmanager
def pinflow_up(folder: Path, **environment: str) -> Iterator[tuple[Pinflow, Truth, Document]]:
    """A stack of its own, taken down at the end whatever happens."""
    pinflow = Pinflow(folder, {"PINFLOW_OFFLINE": "1", **environment})
    try:
        stack = pinflow.json("up")
        yield pinflow, Truth(stack["simulator"]), stack
    finally:
        pinflow.run("down", code=None)


def write_catalog(path: Path, products: int, *, boards: int = 4) -> Path:
    """A plain catalog of good products over some boards."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "description", "link", "image_link", "price", "availability", "board"])
        for number in range(1, products + 1):
            writer.writerow(
                [
                    f"p-{number}",
                    f"Blue mug number {number}",
                    "Holds tea, and coffee too.",
                    f"https://shop.example.com/products/p-{number}",
                    f"https://cdn.example.com/blue-mug-{number}_800x800.jpg",
                    "12.50 EUR",
                    "in_stock",
                    f"Mugs {number % boards}",
                ]
            )
    return path
