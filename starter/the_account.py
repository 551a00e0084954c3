"""Which account a command means."""

from collections.abc import Sequence

from contracts.names import AccountKey
from starter.failures import CommandFailed, ExitCode


def the_account(wanted: str | None, names: Sequence[AccountKey]) -> AccountKey:
    """The one asked for, or the only one there is. Raises `CommandFailed`, which lists them."""
    meant = [name for name in names if wanted in {None, name}]
    if len(meant) == 1:
        return meant[0]
    known = ", ".join(names) or "none"
    what = "Say which account with --account" if wanted is None else f"There is no account {wanted!r}"
    raise CommandFailed(f"{what}; there are: {known}.", ExitCode.USAGE)
