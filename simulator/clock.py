"""The simulator's own time, so that a test can give it time instead of waiting for it."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """How the clock stands: stopped at an epoch, or running `offset` seconds beside real time."""

    frozen: float | None = None
    offset: float = 0.0


class Clock:
    """Epoch seconds. Stamps, listing, processing, removal, expiry and rate limits follow this clock;
    injected delays and slow bodies do not, for a client's time-outs are real.
    """

    def __init__(self, setting: Setting | None = None) -> None:
        self.setting = setting or Setting()

    def now(self) -> float:
        if self.setting.frozen is not None:
            return self.setting.frozen
        return time.time() + self.setting.offset

    def advanced(self, seconds: float) -> Setting:
        """The setting that lies `seconds` ahead: a stopped clock stays stopped, a running one runs on."""
        if self.setting.frozen is not None:
            return Setting(frozen=self.setting.frozen + seconds)
        return Setting(offset=self.setting.offset + seconds)
