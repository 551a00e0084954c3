"""What the options of `pinflow webhooks` mean."""

from datetime import datetime
from pathlib import Path

from contracts.contract import Instant
from starter.failures import CommandFailed, ExitCode
from starter.given_secrets import SecretSource


def secret_source(file: Path | None, *, stdin: bool) -> SecretSource | None:
    """Where the secret is; None: it is to be made."""
    return SecretSource("The secret", stdin=stdin, file=file) if stdin or file is not None else None


def instant_of(words: str | None) -> Instant | None:
    """A moment with its zone. Raises `CommandFailed`."""
    if words is None:
        return None
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise CommandFailed(
            f'"{words[:60]}" is no moment: write it as 2026-11-21T00:00:00Z, with its zone.', ExitCode.USAGE
        )
    return at.timestamp()
