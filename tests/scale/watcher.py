"""Looks at a running launch from outside: its worker's memory, its histories, how fast status answers."""

import asyncio
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

from temporalio.client import Client

from tests.journeys.pinflow import Document, Pinflow

LOOK_SECONDS = 1.0


@dataclass
class Watcher:
    """What was seen. Memory in KiB by how many rows had ended and how many were live, status in seconds."""

    pinflow: Pinflow
    launch: str
    worker: int
    memory: list[tuple[int, int]] = field(default_factory=list)
    status_seconds: list[float] = field(default_factory=list)

    def watch_until_done(self) -> Document:
        """Look again and again, until the launch has ended; how it ended."""
        while True:
            report = self.status()
            ended = report["total"] - report["waiting"]
            self.memory.append((ended, resident_kib(self.worker)))
            if not report["waiting"]:
                return report
            time.sleep(LOOK_SECONDS)

    def status(self) -> Document:
        began = time.monotonic()
        report = self.pinflow.json("status", self.launch, "--no-products")
        self.status_seconds.append(time.monotonic() - began)
        return report

    def growth_since(self, *, ended: int, by: int) -> float:
        """How many times its peak between these numbers of ended rows the worker's peak was later on."""
        later = [(count, kib) for count, kib in self.memory if count >= ended]
        first = [kib for count, kib in later if count < by] or [later[0][1]]
        return max(kib for _, kib in later) / max(first)

    def summary(self) -> str:
        """For whoever reads the run."""
        return (
            f"status: median {statistics.median(self.status_seconds):.2f} s of {len(self.status_seconds)}; "
            f"worker: {self.memory[0][1] // 1024} to {max(kib for _, kib in self.memory) // 1024} MiB"
        )


def resident_kib(pid: int) -> int:
    """The memory that a process holds now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise ProcessLookupError(pid)


def history_lengths(temporal: str, query: str = "") -> dict[str, int]:
    """Events of each workflow, by its id; of one that continued as new, the longest run's."""
    return asyncio.run(_history_lengths(temporal, query))


async def _history_lengths(temporal: str, query: str) -> dict[str, int]:
    client, lengths = await Client.connect(temporal), dict[str, int]()
    async for found in client.list_workflows(query or None):
        length = found.history_length or await _running_length(client, found.id)
        lengths[found.id] = max(length, lengths.get(found.id, 0))
    return lengths


async def _running_length(client: Client, workflow: str) -> int:
    """Lists do not say it of a workflow that runs."""
    return (await client.get_workflow_handle(workflow).describe()).history_length
