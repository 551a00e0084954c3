"""The `pinflow` command; `python -m starter` is the same. Also the one place where a process of ours ends."""

import gc
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import NoReturn

import typer
from typer.main import get_command

from starter import (
    accounts_command,
    ads_command,
    apps_command,
    boards_command,
    doctor_command,
    export_command,
    hand_command,
    keys_command,
    launch_command,
    migrate_command,
    open_command,
    patrol_command,
    plan_command,
    results_command,
    rules_command,
    secrets_command,
    serve_command,
    simulator_command,
    sources_command,
    stack_commands,
    status_command,
    supervise_command,
    versions_command,
    watch_command,
    webhooks_command,
    windows_command,
    worker_command,
)
from starter.failures import ExitCode

UNFORESEEN = 1
"""The exit code of a mistake of ours, which comes with a traceback."""

YOUNG_OBJECTS_MAX = 50_000
"""How many new objects Python's collector lets come together before it looks for garbage: 700 by itself.
A command makes very many that all stay, its classes above all: looking so often took a sixth of its time.
"""

HELP = """Publishes products from your catalog to Pinterest, durably.

Every command has --help. Settings come from PINFLOW_* in the environment, or from a .env file in this folder."""


def command_line() -> typer.Typer:
    """The whole command. Plain text: a price in brackets must not be taken for markup."""
    app = typer.Typer(
        name="pinflow",
        help=HELP,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    for group in (
        launch_command,
        plan_command,
        windows_command,
        watch_command,
        status_command,
        open_command,
        export_command,
        hand_command,
        accounts_command,
        apps_command,
        boards_command,
        sources_command,
        rules_command,
        ads_command,
        results_command,
        keys_command,
        webhooks_command,
        secrets_command,
        patrol_command,
        doctor_command,
        stack_commands,
        migrate_command,
        worker_command,
        versions_command,
        serve_command,
        simulator_command,
        supervise_command,
    ):
        group.register(app)
    return app


@cache
def _commands() -> Callable[..., object]:
    """As they are run: to read the signature of each takes longer than most of them."""
    return get_command(command_line())


def run_command(words: Sequence[str]) -> int:
    """Run one command; its exit code."""
    try:
        _commands()(list(words), prog_name="pinflow")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else ExitCode.DONE
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last one who can tell the person anything
        return _tell(error)
    return ExitCode.DONE


def _tell(error: Exception) -> int:
    """An error that has an exit code was phrased for a person. Any other is a mistake of ours, unless it is
    Temporal that went away while a command was at work.
    """
    told = error if hasattr(error, "exit_code") else _as_broken_off(error)
    code = getattr(told, "exit_code", None)
    if isinstance(code, int):
        typer.echo(f"pinflow: {told}", err=True)
        return code
    traceback.print_exception(error)
    return UNFORESEEN


def _as_broken_off(error: Exception) -> Exception | None:
    from starter.halfway import broken_off  # noqa: PLC0415 - Temporal's SDK, which other errors need not wait for

    return broken_off(error)


def main() -> NoReturn:
    """The console script.

    Temporal's SDK can crash a process at the interpreter's exit (sdk-python #300), and its exit code would be a
    lie. So nothing is left to that exit: everything is closed by now.
    """
    gc.set_threshold(YOUNG_OBJECTS_MAX)
    code = run_command(sys.argv[1:])
    traces = sys.modules.get("starter.traces")
    if traces is not None:  # loaded only where a collector is told of what commands begin
        traces.send_spans()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # whoever read it may be gone
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
