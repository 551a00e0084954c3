"""Trouble with Pinterest over ads data, as a person is told of it: it takes a scope that pins do not."""

from collections.abc import Iterator
from contextlib import contextmanager

from ads.access import ROLE_WORDS
from contracts.names import AccountKey
from contracts.trouble import ScopeMissing
from starter.boards_pinterest import told_apart
from starter.failures import CommandFailed, ExitCode


@contextmanager
def told_of_ads(account: AccountKey, doing: str) -> Iterator[None]:
    """Raises `CommandFailed`, which names the scope where that is what is missing."""
    with told_apart(account, doing):
        try:
            yield
        except ScopeMissing as missing:
            words = (
                f"Cannot {doing}: {missing}\nThe token of {account} needs the scope ads:read: "
                f"pinflow accounts reconnect {account} --scopes-ads\n{ROLE_WORDS}"
            )
            raise CommandFailed(words, ExitCode.USAGE) from missing
