"""What the client leans on, for who has no store: an account that is being connected, or looked at."""

from dataclasses import dataclass, field

from contracts.names import AccountKey
from contracts.sightings import RateReading


@dataclass(frozen=True)
class OneToken:
    """Keeps the port `Tokens`: the same token for whoever asks, and nobody is told when it is refused."""

    token: str = field(repr=False)

    async def access_token(self, _account: AccountKey) -> str:
        return self.token

    async def refused(self, account: AccountKey, token: str, why: str) -> None:
        """Whoever asked hears it himself."""


@dataclass(frozen=True)
class NoRates:
    """Keeps the port `RateBook`, and writes nothing down."""

    async def note(self, account: AccountKey, reading: RateReading) -> None:
        """Let it go."""
