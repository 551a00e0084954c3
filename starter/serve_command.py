"""`pinflow serve`: the doors for machines. `up` opens them by itself; in production this is the command."""

import asyncio
from typing import Annotated

import typer

from intake.addresses import PORT_PREFERRED
from starter.failures import CommandFailed, ExitCode

EXAMPLES = """\b
Examples:
  pinflow serve
  pinflow serve --host 0.0.0.0 --port 8100
  PINFLOW_DATABASE_URL=postgresql://pinflow@db.example.com/pinflow pinflow serve"""

PORT_MAX = 65_535

Host = Annotated[str | None, typer.Option(help="Where to listen; when not given, PINFLOW_INTAKE_HOST.")]
Port = Annotated[int, typer.Option(min=0, max=PORT_MAX, help="The port; 0 takes a free one.")]


def register(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(serve)


def serve(*, host: Host = None, port: Port = PORT_PREFERRED) -> None:
    """Take in webhooks and events until SIGTERM or Ctrl-C.

    Shops and databases send to /hooks/SOURCE, programs of your own to /v1/events/SOURCE; /healthz says whether
    what is sent can be kept. On this machine alone, unless a host is given: then every source needs a secret or
    a key.
    """
    # Imported here: the doors know the store, and --help need not.
    from config import load_settings  # noqa: PLC0415
    from contracts.trouble import Trouble  # noqa: PLC0415
    from starter.serving import serve as serve_doors  # noqa: PLC0415

    settings = load_settings()
    where = host or settings.intake_host
    try:
        asyncio.run(serve_doors(settings, host=where, port=port, say=_say))
    except Trouble as error:
        raise CommandFailed(f"The intake cannot go on: {error}", ExitCode.SERVICE_AWAY) from error
    except OSError as error:
        raise CommandFailed(
            f"The intake cannot serve on port {port} of {where} ({error}). Is another one there? "
            "Give a free --port, and a --host of this machine.",
            ExitCode.SERVICE_AWAY,
        ) from error


def _say(url: str) -> None:
    typer.echo(f"intake listening on {url}")
