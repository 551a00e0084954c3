"""What opens the secrets in the ledger, for a command: `PINFLOW_SECRET_KEY`, else the home's own key file."""

from collections.abc import Iterator
from contextlib import contextmanager

from config import Settings
from starter.failures import CommandFailed, ExitCode
from starter.home import Home
from store.sealing import RereadSealer, SealBroken, Seals


def sealer_for(settings: Settings) -> Seals:
    """The sealer. The key is read when it is first needed; a home without one is given one then."""
    return RereadSealer(lambda: keys_of(settings))


def keys_of(settings: Settings) -> str:
    """One key, or several with commas between, as `sealer_of` takes them."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    return Home(settings.home).secret_key()


@contextmanager
def broken_seals_told() -> Iterator[None]:
    """A key that is none, or that does not open what is stored, is a person's to mend."""
    try:
        yield
    except SealBroken as broken:
        raise CommandFailed(f"Cannot go on: {broken}. See it with: pinflow doctor", ExitCode.USAGE) from broken
