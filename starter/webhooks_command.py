"""`pinflow webhooks ...`: parse, call, print."""

from pathlib import Path
from typing import Annotated

import typer

from contracts.delivery_states import DeliveryState
from starter.command_groups import command_group

EXAMPLES = """\b
Examples:
  pinflow webhooks add https://hooks.example.com/pinflow --event pin.published --event pin.failed
  pinflow webhooks add http://127.0.0.1:9000/in --private --json
  pinflow webhooks replay ENDPOINT --since 2026-11-21T00:00:00Z"""

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")]
EndpointId = Annotated[str, typer.Argument(metavar="ENDPOINT", help="Its id, from pinflow webhooks list.")]
SecretStdin = Annotated[bool, typer.Option("--secret-stdin", help="Read the secret from stdin.")]
SecretFile = Annotated[Path | None, typer.Option(help="Read the secret from this file.")]


def register(app: typer.Typer) -> None:
    group = command_group("webhooks", "Who is told of what happens here.")
    group.command(epilog=EXAMPLES)(add)
    group.command("list")(list_)
    group.command("test")(ping)
    for command in (show, rotate, replay, log, enable, disable, remove):
        group.command()(command)
    app.add_typer(group)


def add(  # noqa: PLR0913 - a parameter an option: that is what a command line is
    *,
    url: Annotated[str, typer.Argument(help="The address that is told.")],
    event: Annotated[
        list[str] | None,
        typer.Option(metavar="<str>", help="Only of this, such as pin.published or pin.*; may be repeated."),
    ] = None,
    account: Annotated[
        list[str] | None, typer.Option(metavar="<str>", help="Only of this account; may be repeated.")
    ] = None,
    private: Annotated[bool, typer.Option("--private", help="It may be on a private network.")] = False,
    hex_signature: Annotated[
        bool, typer.Option("--hex-signature", help="Send a plain signature of the body as well.")
    ] = False,
    secret_stdin: SecretStdin = False,
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """Have an address told of events. Its secret is made and shown, once, unless one is given."""
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.webhook_options import secret_source  # noqa: PLC0415
    from starter.webhooks import WebhookWish, add_webhook  # noqa: PLC0415

    wish = WebhookWish(
        url=url,
        events=tuple(event or ()),
        accounts=tuple(account or ()),
        near=private,
        hex_signature=hex_signature,
        secret=secret_source(secret_file, stdin=secret_stdin),
    )
    raise typer.Exit(add_webhook(wish, as_json=as_json))


def list_(*, as_json: AsJson = False) -> None:
    """List who is told of what."""
    from starter.webhooks import list_webhooks  # noqa: PLC0415

    raise typer.Exit(list_webhooks(as_json=as_json))


def show(endpoint: EndpointId, *, as_json: AsJson = False) -> None:
    """Show an endpoint, and how it is."""
    from starter.webhooks import show_webhook  # noqa: PLC0415

    raise typer.Exit(show_webhook(endpoint, as_json=as_json))


def ping(endpoint: EndpointId, *, as_json: AsJson = False) -> None:
    """Send a test event."""
    from starter.webhook_deliveries import ping_webhook  # noqa: PLC0415

    raise typer.Exit(ping_webhook(endpoint, as_json=as_json))


def rotate(
    endpoint: EndpointId,
    *,
    drop_old: Annotated[
        bool, typer.Option("--drop-old", help="From now on the newest secret alone signs; none is made.")
    ] = False,
    secret_stdin: SecretStdin = False,
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """Sign with a new secret beside the old one, until the receiver knows it."""
    from starter.webhook_options import secret_source  # noqa: PLC0415
    from starter.webhooks import rotate_webhook  # noqa: PLC0415

    source = secret_source(secret_file, stdin=secret_stdin)
    raise typer.Exit(rotate_webhook(endpoint, source, drop_old=drop_old, as_json=as_json))


def replay(
    endpoint: EndpointId,
    *,
    event: Annotated[
        list[str] | None, typer.Option(metavar="<str>", help="The id of an event; may be repeated.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="<time>", help="Events from then on: 2026-11-21T00:00:00Z.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="<time>", help="Events before then.")] = None,
    as_json: AsJson = False,
) -> None:
    """Tell it of events again, with the ids that they had."""
    from contracts.webhooks import ReplaySpan  # noqa: PLC0415
    from starter.webhook_deliveries import replay_webhook  # noqa: PLC0415
    from starter.webhook_options import instant_of  # noqa: PLC0415

    span = ReplaySpan(endpoint, tuple(event or ()), since=instant_of(since), until=instant_of(until))
    raise typer.Exit(replay_webhook(span, as_json=as_json))


def log(
    endpoint: EndpointId,
    *,
    state: Annotated[DeliveryState | None, typer.Option(help="Only those that stand so.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show what it was told, and what came of it."""
    from starter.webhook_deliveries import webhook_log  # noqa: PLC0415

    raise typer.Exit(webhook_log(endpoint, state, limit, as_json=as_json))


def enable(endpoint: EndpointId, *, as_json: AsJson = False) -> None:
    """Tell it of events again, from now on."""
    from starter.webhooks import switch_webhook  # noqa: PLC0415

    raise typer.Exit(switch_webhook(endpoint, enabled=True, as_json=as_json))


def disable(endpoint: EndpointId, *, as_json: AsJson = False) -> None:
    """Tell it of nothing, until it is enabled; what happens meanwhile can be replayed."""
    from starter.webhooks import switch_webhook  # noqa: PLC0415

    raise typer.Exit(switch_webhook(endpoint, enabled=False, as_json=as_json))


def remove(endpoint: EndpointId, *, as_json: AsJson = False) -> None:
    """Remove an endpoint; what was not delivered to it is dropped."""
    from starter.webhooks import remove_webhook  # noqa: PLC0415

    raise typer.Exit(remove_webhook(endpoint, as_json=as_json))
