"""Requests of the API that carry an idempotency key: which is the first of its key, and what it was answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field

from contracts.contract import Contract, Digest, Instant


class RequestKey(Contract):
    """A caller's idempotency key: each API key has its own."""

    grant: str
    digest: Digest
    """Of the key as it was given."""


class KeptAnswer(Contract):
    """What the first request of a key was answered."""

    status: int
    media_type: str | None
    headers: Mapping[str, str] = Field(default_factory=dict)
    body: str


@dataclass(frozen=True)
class Begun:
    """It is the first, or the first died: to be carried out now. `token` is for what is said of it later."""

    token: str


@dataclass(frozen=True)
class StillRunning:
    """The first has not been answered; nobody else takes it up before `until`."""

    until: Instant


@dataclass(frozen=True)
class OtherRequest:
    """The key was used for a request that means something else."""


Admission = Begun | StillRunning | OtherRequest | KeptAnswer
