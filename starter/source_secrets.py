"""What proves a source, or proves us to it: given by a person, made by us and shown once, or not needed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import MappingProxyType

from catalog.postgres_addresses import read_address
from contracts.slots import SlotTrouble
from contracts.sources import SourceKind
from contracts.watching import POLLED
from fetching.secrets import SecretUnfit, header_secret
from starter.failures import CommandFailed, ExitCode
from starter.given_secrets import SecretSource, given_secret

MADE_BYTES = 32
USUAL_HEADER = "Authorization"


class Need(Enum):
    """Whose a kind's secret is."""

    THEIRS = "theirs"
    """They have one, and it must be given."""
    OURS = "ours"
    """We make one to be pasted there, unless one is given."""
    MAYBE = "maybe"
    """There may be one: only what is given is kept."""
    NEVER = "never"


NEEDS: Mapping[SourceKind, Need] = MappingProxyType(
    {
        SourceKind.SHOPIFY: Need.THEIRS,
        SourceKind.WOOCOMMERCE: Need.OURS,
        SourceKind.DEBEZIUM: Need.OURS,
        SourceKind.EVENTS: Need.NEVER,
        SourceKind.POSTGRESQL: Need.THEIRS,
        **dict.fromkeys(POLLED, Need.MAYBE),
    }
)
WHAT: Mapping[SourceKind, str] = MappingProxyType(
    {
        SourceKind.SHOPIFY: "The app's client secret",
        SourceKind.WOOCOMMERCE: "The webhooks' secret",
        SourceKind.DEBEZIUM: "The secret",
        SourceKind.POSTGRESQL: "The connection string",
        **dict.fromkeys(POLLED, "The header's value"),
    }
)


@dataclass(frozen=True)
class SecretWords:
    """Where a person says that the secret is."""

    file: Path | None = None
    stdin: bool = False
    dsn_file: Path | None = None
    none: bool = False
    """They want none: the door is open to programs on this machine alone."""


@dataclass(frozen=True)
class Secret:
    """A secret to be kept; `made`: by us, so that somebody must be shown it."""

    value: str = field(repr=False)
    made: bool = False


def read_secret(kind: SourceKind, words: SecretWords, *, header: str | None) -> Secret | None:
    """The secret of a source of this kind; None: it has none. Asked for where it is needed and not said.

    Raises `CommandFailed`, which never quotes it.
    """
    need, file = NEEDS[kind], _file(kind, words)
    is_given = words.stdin or file is not None
    if words.none and not is_given and kind is not SourceKind.POSTGRESQL:
        return None
    if need is Need.NEVER and is_given:
        raise _wrong("Product events come with a key: pinflow keys create --scope intake. They need no secret.")
    if need is Need.OURS and not is_given:
        return Secret(secrets.token_urlsafe(MADE_BYTES), made=True)
    if need is Need.NEVER or (need is Need.MAYBE and not is_given and header is None):
        return None
    return Secret(_given(kind, words, file, header))


def _given(kind: SourceKind, words: SecretWords, file: Path | None, header: str | None) -> str:
    # A header, such as `Bearer …`, and a connection string may have spaces.
    spaced = kind in POLLED or kind is SourceKind.POSTGRESQL
    value = given_secret(SecretSource(WHAT[kind], stdin=words.stdin, file=file, spaced=spaced))
    if kind in POLLED:
        _check_header(header or USUAL_HEADER, value)
    if kind is SourceKind.POSTGRESQL:
        _check_address(value)
    return value


def _check_address(value: str) -> None:
    try:
        read_address(value)
    except SlotTrouble as trouble:
        raise _wrong(f"The connection string cannot be used. {trouble}") from trouble


def _check_header(name: str, value: str) -> None:
    try:
        header_secret(name, value)
    except SecretUnfit as unfit:
        raise _wrong(f"--header: {unfit}.") from unfit


def _file(kind: SourceKind, words: SecretWords) -> Path | None:
    if words.dsn_file is not None and kind is not SourceKind.POSTGRESQL:
        raise _wrong(f"--dsn-file means nothing to a source of kind {kind}: its secret is given by --secret-file.")
    if words.dsn_file is not None and words.file is not None:
        raise _wrong("Give --dsn-file or --secret-file, not both: there is one secret.")
    return words.file or words.dsn_file


def _wrong(why: str) -> CommandFailed:
    return CommandFailed(why, ExitCode.USAGE)
