"""Trouble with Pinterest over ads data, as a person is told of it: it takes a scope that pins do not."""

from collections.abc import Iterator
from contextlib import contextmanager

from ads.access import ORGANIC_SCOPE_WORDS, ROLE_WORDS
from ads.datasets import Family
from contracts.names import AccountKey
from contracts.trouble import ScopeMissing
from starter.boards_pinterest import told_apart
from starter.failures import CommandFailed, ExitCode


@contextmanager
def told_of_ads(account: AccountKey, doing: str, family: Family = Family.PERFORMANCE) -> Iterator[None]:
    """Raises `CommandFailed`, which names the scope of such numbers where that is what is missing."""
    with told_apart(account, doing):
        try:
            yield
        except ScopeMissing as missing:
            words = f"Cannot {doing}: {missing}\n{_remedy(account, family)}"
            raise CommandFailed(words, ExitCode.USAGE) from missing


def _remedy(account: AccountKey, family: Family) -> str:
    again = f"pinflow accounts reconnect {account}"
    if family is Family.ORGANIC:
        return f"{ORGANIC_SCOPE_WORDS}; with --scopes-ads it may read numbers of ads, too: {again}"
    return f"The token of {account} needs the scope ads:read: {again} --scopes-ads\n{ROLE_WORDS}"
