"""Which account a command means."""

from collections.abc import Iterable, Sequence

from contracts.names import AccountKey
from starter.failures import CommandFailed, ExitCode

NAME_SHOWN_MAX = 80


def the_account(wanted: str | None, names: Sequence[AccountKey]) -> AccountKey:
    """The one asked for, or the only one there is. Raises `CommandFailed`, which lists them."""
    meant = [name for name in names if wanted in {None, name}]
    if len(meant) == 1:
        return meant[0]
    if wanted is not None:
        raise no_such_account(wanted, names)
    raise CommandFailed(f"Say which account with --account; {_there_are(names)}.", ExitCode.USAGE)


def no_such_account(wanted: str, names: Iterable[str]) -> CommandFailed:
    """Nobody is called that; `names`: who might have been meant."""
    return CommandFailed(f"There is no account {wanted[:NAME_SHOWN_MAX]!r}; {_there_are(names)}.", ExitCode.USAGE)


def _there_are(names: Iterable[str]) -> str:
    return f"there are: {', '.join(names) or 'none'}"
