"""Groups of commands, such as `pinflow accounts ...`: they look and fail as the whole command does."""

import typer


def command_group(name: str, help_: str) -> typer.Typer:
    """An empty group, to be given its commands. Plain text, as everywhere in the command line."""
    return typer.Typer(
        name=name, help=help_, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
    )
