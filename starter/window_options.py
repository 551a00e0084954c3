"""The options that say when pins leave: those of `launch`, `plan` and `windows` alike."""

from typing import Annotated

import typer

Window = Annotated[
    str | None,
    typer.Option(help="When pins leave, such as 'Mon-Fri 18:00-22:00 America/New_York'."),
]
PerDay = Annotated[int | None, typer.Option(help="At most N pins of a board on one day.")]
BoardGap = Annotated[str | None, typer.Option(help="Between two pins of a board at least, such as 30m.")]
LinkDays = Annotated[int, typer.Option(help="Days between pins of one link on two boards.")]
ImageDays = Annotated[int, typer.Option(help="Days between pins of one picture on two boards.")]
Jitter = Annotated[str | None, typer.Option(help="Pins leave up to so much off their even place, such as 5m.")]
