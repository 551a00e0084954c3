"""Everything that outlives a restart, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.ads.state import AdsState
from simulator.archive import Archive
from simulator.clock import Clock
from simulator.ids import Ids
from simulator.keyring import Keyring
from simulator.limits import Limits
from simulator.tally import Tally


@dataclass
class State:
    """Changed by history.py alone."""

    clock: Clock = field(default_factory=Clock)
    ids: Ids = field(default_factory=Ids)
    archive: Archive = field(default_factory=Archive)
    keyring: Keyring = field(default_factory=Keyring)
    limits: Limits = field(default_factory=Limits)
    tally: Tally = field(default_factory=Tally)
    ads: AdsState = field(default_factory=AdsState)
