"""What happened in a week: all that the measures and the picture go by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.week.life import Event


@dataclass(frozen=True)
class Made:
    """A pin that Pinterest has."""

    at: float
    account: str
    board: str
    product: str


@dataclass(frozen=True)
class Write:
    """A request that Pinterest admitted, and the quota in force at that moment, a minute."""

    at: float
    account: str
    operation: str
    limit: int


@dataclass(frozen=True)
class Foretold:
    """At `asked` it was said that the launch would end at `ends`; None: that was up to a person."""

    launch: str
    account: str
    asked: float
    ends: float | None


@dataclass(frozen=True)
class Ended:
    """How a launch ended, and when its last pin did; None: it had not."""

    launch: str
    account: str
    began: float
    total: int
    live: int
    ended: float | None


@dataclass
class Diary:
    """Written while it happens, and at the end read from Pinterest and the ledger."""

    events: list[Event] = field(default_factory=list)
    foretold: list[Foretold] = field(default_factory=list)
    pins: Sequence[Made] = ()
    writes: Sequence[Write] = ()
    launches: Sequence[Ended] = ()
    planned: Mapping[str, float] = field(default_factory=dict)
    """When each product was to leave, as it was said soonest after its delivery."""
    limited: int = 0
    """Writes that were answered with 429."""
    memory_kib: list[int] = field(default_factory=list)
    """Of this process, with the worker in it, whenever it was asked when launches would end."""
    histories: Mapping[str, int] = field(default_factory=dict)
    """Events of each workflow's longest run."""
    began: float = 0.0
    ended: float = 0.0
    real_seconds: float = 0.0
