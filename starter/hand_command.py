"""`pinflow cancel|reschedule|retry|pause|resume`: parse, call, print."""

from collections.abc import Callable
from typing import Annotated

import typer

Launch = Annotated[str | None, typer.Argument(help="A launch's id, from pinflow status.")]
Account = Annotated[str | None, typer.Option(help="All launches of a Pinterest account.")]
Pins = Annotated[
    list[str] | None,
    typer.Option("--pin", metavar="<str>", help="One pin: its key, its id or its workflow's id; may be repeated."),
]
Where = Annotated[str, typer.Option(help="Only rows that a filter means, such as 'outcome=refused board=Mugs'.")]
Why = Annotated[str, typer.Option(help="A word on it, shown wherever the rows are.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")]

EXAMPLES = {
    "cancel": """\b
Examples:
  pinflow cancel 20261121-221530-spring-7f3a
  pinflow cancel 20261121-221530-spring-7f3a --where 'outcome=waiting board="Spring looks"'
  pinflow cancel --pin 5f0c1d...""",
    "retry": """\b
Examples:
  pinflow retry 20261121-221530-spring-7f3a
  pinflow retry 20261121-221530-spring-7f3a --where 'reason=image_unreachable,link_unreachable'""",
    "pause": """\b
Examples:
  pinflow pause --account demo --why "the client called"
  pinflow pause 20261121-221530-spring-7f3a --where board=Mugs""",
    "resume": """\b
Examples:
  pinflow resume --account demo
  pinflow resume 20261121-221530-spring-7f3a""",
    "reschedule": """\b
Examples:
  pinflow reschedule 20261121-221530-spring-7f3a --to +2h
  pinflow reschedule 20261121-221530-spring-7f3a --to 'tomorrow 20:00' --timezone Europe/Berlin
  pinflow reschedule --account demo --where board=Mugs --to 2026-11-22T20:00+01:00""",
}

HELP = {
    "cancel": """Withdraw pins that have not left: of a launch, an account, or one by one.

    What is on the wire is settled first: it is withdrawn if no pin came of it, and reported live if one did.""",
    "retry": "Try pins again that were refused, unconfirmed or withdrawn; the product is as it was launched.",
    "pause": """Let nothing leave until resume: of a launch, of rows that a filter means, or of an account.

    An account that is paused stays so for whatever is launched later.""",
    "resume": "Go on with what was paused; with an account alone, also after whatever parked it was mended.",
}


def register(app: typer.Typer) -> None:
    for action, text in HELP.items():
        app.command(action, epilog=EXAMPLES[action], help=text)(_command(action))
    app.command(epilog=EXAMPLES["reschedule"])(reschedule)


def _command(action: str) -> Callable[..., None]:
    def command(
        launch: Launch = None,
        *,
        account: Account = None,
        pins: Pins = None,
        where: Where = "",
        why: Why = "",
        as_json: AsJson = False,
    ) -> None:
        # Imported here, as in every command: --help need not wait for Temporal's SDK.
        from contracts.hand import Action  # noqa: PLC0415
        from starter.hand import Wish, give_order  # noqa: PLC0415

        wish = Wish(Action(action), launch=launch, account=account, pins=tuple(pins or ()), where=where, why=why)
        raise typer.Exit(give_order(wish, as_json=as_json))

    return command


def reschedule(  # noqa: PLR0913 - as above
    launch: Launch = None,
    *,
    to: Annotated[
        str, typer.Option(help="Not before: +2h, 'tomorrow 20:00', 20:00, 2026-11-22T20:00+01:00 or now.")
    ],
    timezone: Annotated[
        str | None, typer.Option(help="The zone of a time without one, such as Europe/Berlin.")
    ] = None,
    account: Account = None,
    pins: Pins = None,
    where: Where = "",
    as_json: AsJson = False,
) -> None:
    """Let pins leave at another time, not before --to.

    It goes before publish windows: who names a moment means it. What is on the wire, or has ended, is left alone.
    """
    from contracts.hand import Action  # noqa: PLC0415
    from starter.hand import Wish, give_order  # noqa: PLC0415

    wish = Wish(
        Action.RESCHEDULE,
        launch=launch,
        account=account,
        pins=tuple(pins or ()),
        where=where,
        to=to,
        zone=timezone,
    )
    raise typer.Exit(give_order(wish, as_json=as_json))
