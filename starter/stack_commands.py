"""`pinflow up` and `pinflow down`: the embedded stack of this folder's home."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from starter.running import Stack

UP_EXAMPLES = """\b
Examples:
  pinflow up                   start what is missing, say where it is
  pinflow up --json            the same for a program
  PINFLOW_HOME=/srv/shop pinflow up"""
DOWN_EXAMPLES = """\b
Examples:
  pinflow down                 stop everything that up started here
  pinflow up && pinflow launch spring.csv && pinflow down"""

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program to read.")]


def register(app: typer.Typer) -> None:
    app.command(epilog=UP_EXAMPLES)(up)
    app.command(epilog=DOWN_EXAMPLES)(down)


def up(*, as_json: AsJson = False) -> None:
    """Start what does not run yet, and say where it is.

    That is Temporal with its Web UI, the Pinterest simulator, a worker, and the doors for webhooks; all their
    state is in this home.
    What PINFLOW_TEMPORAL_ADDRESS or PINFLOW_PINTEREST_URL name is used and not started. Asking again is harmless.
    """
    # Imported here, as in every command: --help need not wait for Temporal's SDK.
    from config import load_settings  # noqa: PLC0415
    from starter.stack import bring_up  # noqa: PLC0415

    stack = asyncio.run(bring_up(load_settings()))
    typer.echo(json.dumps(stack_to_json(stack)) if as_json else stack_to_text(stack))


def down(*, as_json: AsJson = False) -> None:
    """Stop everything that up started, within 30 seconds.

    What is unfinished goes on at the next up.
    """
    from config import load_settings  # noqa: PLC0415
    from starter.stack import take_down  # noqa: PLC0415

    settings = load_settings()
    stopped = asyncio.run(take_down(settings))
    if as_json:
        typer.echo(json.dumps({"home": str(settings.home), "stopped": stopped}))
    elif stopped:
        typer.echo(f"Stopped {', '.join(f'{part} ({pid})' for part, pid in stopped.items())}.")
    else:
        typer.echo(f"Nothing was running in {settings.home}.")


def stack_to_json(stack: "Stack") -> dict[str, object]:
    """The document that machines rely on (`pinflow up --json`)."""
    return {
        "home": str(stack.home),
        "temporal": stack.temporal,
        "web_ui": stack.web_ui,
        "simulator": stack.simulator,
        "intake": stack.intake,
        "pids": stack.pids,
    }


def stack_to_text(stack: "Stack") -> str:
    """The same for a person."""
    return "\n".join(
        (
            "Pinflow is up.",
            f"  home       {stack.home}",
            f"  Temporal   {stack.temporal}",
            f"  Web UI     {stack.web_ui or '(that of your own Temporal)'}",
            f"  Pinterest  {stack.settings.pinterest_url}{' (simulator)' if stack.simulator else ''}",
            f"  intake     {stack.intake or '(none)'}",
            "Stop it with: pinflow down" if any(stack.pids.values()) else "All of it is run elsewhere.",
        )
    )
