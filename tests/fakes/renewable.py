"""An account whose token can be renewed, for tests of what is met before it is."""

from cryptography.fernet import Fernet

from store.apps import SqlApps
from store.sealing import sealer_of
from store.tokens import SqlCredentials
from tests.builders import ACCOUNT
from tests.fakes.authority import APP, DAY, FakeAuthority
from tests.fakes.clock import FakeClock
from tests.ledger import Ledger


async def renewable(ledger: Ledger, clock: FakeClock) -> None:
    """Connect the account a day ago: a token refused at once would be nothing that a renewal cures."""
    sealer = sealer_of(Fernet.generate_key().decode())
    await SqlApps(ledger.database, sealer).add(APP, "", clock.now())
    grant, at = FakeAuthority(clock).grant(), clock.now()
    await SqlCredentials(ledger.database, sealer).connect(ACCOUNT, APP.id, grant, username="demo", at=at)
    await clock.advance(DAY)
