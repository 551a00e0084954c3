"""What a token may do: the scopes that Pinterest granted, and those that we cannot do without."""

import re
from collections.abc import Collection, Sequence

SCOPES_NEEDED = ("user_accounts:read", "boards:read", "boards:write", "pins:read", "pins:write")
"""To make boards and pins, to read them back, and to know whose they are (API v5, the operations' `security`)."""

SCOPES_OF_SECRETS = ("boards:read_secret", "boards:write_secret", "pins:read_secret", "pins:write_secret")
"""To do so on secret boards as well; for a token without these they do not exist."""

SCOPES_OF_ADS = ("ads:read",)
"""To read ad accounts and their numbers."""

SCOPES_MAX = 100
SCOPE = re.compile(r"[!-+\--~]{1,100}")
"""Anything that can be seen and is no comma: Pinterest invents new ones."""

_BETWEEN = re.compile(r"[\s,]+")


def read_scopes(told: object) -> frozenset[str]:
    """What an answer grants; Pinterest's have been seen with blanks and with commas. Empty: it does not say."""
    words = _BETWEEN.split(told) if isinstance(told, str) else told if isinstance(told, list) else []
    found = (word for word in words[:SCOPES_MAX] if isinstance(word, str) and SCOPE.fullmatch(word))
    return frozenset(found)


def scopes_wanted(*, secret_boards: bool, ads: bool) -> tuple[str, ...]:
    """What a person is asked to allow."""
    return (*SCOPES_NEEDED, *(SCOPES_OF_SECRETS if secret_boards else ()), *(SCOPES_OF_ADS if ads else ()))


def missing_scopes(granted: Collection[str], wanted: Sequence[str] = SCOPES_NEEDED) -> tuple[str, ...]:
    """Those of `wanted` that were not granted, in its order; none when nobody said what was."""
    return tuple(scope for scope in wanted if scope not in granted) if granted else ()
