"""One stack for the journeys that leave it as they found it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.pinflow import Document, Pinflow, Truth, pinflow_up


@dataclass(frozen=True)
class Place:
    """A folder with a running stack."""

    pinflow: Pinflow
    truth: Truth
    stack: Document

    @property
    def folder(self) -> Path:
        return self.pinflow.folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with pinflow_up(tmp_path_factory.mktemp("journey")) as (pinflow, truth, stack):
        yield Place(pinflow, truth, stack)
