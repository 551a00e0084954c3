"""Secrets that a person gives: asked for, read from stdin or from a file; never a word of the command line.

What stands in a command line, every user of the machine sees, and the shell keeps.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from starter.failures import CommandFailed, ExitCode

SECRET_BYTES_MAX = 10_000


@dataclass(frozen=True)
class SecretSource:
    """Where the secret comes from; asked for when neither is said. `option` is the one for a file.

    `spaced`: it may have spaces in it, as a header or a connection string has.
    """

    what: str
    stdin: bool = False
    file: Path | None = None
    option: str = "--secret"
    spaced: bool = False


def given_secret(source: SecretSource) -> str:
    """The secret. Raises `CommandFailed`, which never quotes it."""
    if source.stdin and source.file is not None:
        raise CommandFailed(
            f"Give {source.option}-stdin or {source.option}-file, not both: there is one secret.", ExitCode.USAGE
        )
    text = _from_file(source, source.file) if source.file else _from_stdin() if source.stdin else _asked(source)
    secret = text.strip()
    if not secret:
        raise CommandFailed(f"{source.what} is empty: nothing was stored.", ExitCode.USAGE)
    if not (secret.isascii() and secret.isprintable()) or (" " in secret and not source.spaced):
        what_it_is = "one line" if source.spaced else "one word"
        raise CommandFailed(
            f"What was given as {source.what.lower()} cannot be one: it is {what_it_is} of letters, digits and "
            "signs.",
            ExitCode.USAGE,
        )
    return secret


def _from_stdin() -> str:
    return _bounded(sys.stdin.buffer.read(SECRET_BYTES_MAX + 1), "stdin")


def _from_file(source: SecretSource, file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return _bounded(opened.read(SECRET_BYTES_MAX + 1), str(file))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CommandFailed(f"Cannot read {source.what.lower()} from {file}: {why}.", ExitCode.USAGE) from error


def _bounded(data: bytes, where: str) -> str:
    if len(data) > SECRET_BYTES_MAX:
        raise CommandFailed(
            f"{where} has more than {SECRET_BYTES_MAX:,} bytes: that is no secret.", ExitCode.USAGE
        )
    try:
        return data.decode()
    except UnicodeDecodeError:
        # `from None`: the cause quotes the bytes.
        raise CommandFailed(f"{where} is not text in UTF-8.", ExitCode.USAGE) from None


def _asked(source: SecretSource) -> str:
    if not sys.stdin.isatty():
        raise CommandFailed(
            f"{source.what} cannot be asked for without a terminal: give {source.option}-stdin or "
            f"{source.option}-file FILE.",
            ExitCode.USAGE,
        )
    answer: str = typer.prompt(source.what, hide_input=True, err=True)
    return answer
