"""How a command fails: a message for the person who gave it, and an exit code for the program that did.

The rooms below cannot import from here; `config.ConfigError` and `connection.TemporalAway` carry an `exit_code`
of their own, and the command ends with it in the same way.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes that machines rely on."""

    DONE = 0
    USAGE = 2
    """Wrong usage, or input that cannot be read."""
    NOT_ALL_LIVE = 3
    """It ended, and not everything is live (only with --strict)."""
    SERVICE_AWAY = 4
    """A service that the command needs is not there."""
    INTERRUPTED = 130


class CommandFailed(Exception):
    """The command cannot be done. `message` says what happened, to what, and what to do next."""

    def __init__(self, message: str, exit_code: ExitCode) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class StackFailed(CommandFailed):
    """A part of the stack did not come up, or did not go down."""

    def __init__(self, message: str) -> None:
        super().__init__(message, ExitCode.SERVICE_AWAY)


class StackDiffers(CommandFailed):
    """The home's running stack was started with other settings than this command has."""

    def __init__(self, message: str) -> None:
        super().__init__(message, ExitCode.USAGE)
