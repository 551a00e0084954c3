"""The wordings of a launch, from options and from a file, checked before anything is written down."""

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path

from pydantic import ValidationError

from contracts.wording import Wording, Wordings
from drafting.boards import fold_board_name
from drafting.templates import TemplateBroken
from drafting.wordings import check_wordings
from starter.failures import CommandFailed, ExitCode

FILE_BYTES_MAX = 500_000
FIELDS = ("title", "description")


def read_wordings(title: str | None, description: str | None, file: Path | None) -> Wordings:
    """What `--title`, `--description` and `--templates` say; an option stands over the file's own line.

    The file is TOML: `title` and `description` for every board, and tables `[boards."Spring looks"]` for one.
    Raises `CommandFailed`.
    """
    stated = _toml(file) if file else {}
    unknown = set(stated) - {*FIELDS, "boards"}
    if unknown:
        raise _broken(file, f"{min(unknown)!r} is not known; known are title, description and boards")
    boards = stated.get("boards", {})
    if not isinstance(boards, Mapping):
        raise _broken(file, 'boards must be tables such as [boards."Spring looks"]')
    every = _wording({name: stated[name] for name in FIELDS if name in stated}, file, "")
    by_option = _wording(
        {name: text for name, text in (("title", title), ("description", description)) if text is not None},
        None,
        "",
    )
    try:
        return Wordings(
            every=by_option.over(every),
            boards={fold_board_name(name): _wording(table, file, name) for name, table in boards.items()},
        )
    except ValidationError as error:
        raise _broken(file, error.errors()[0]["msg"]) from error


def refuse_unknown_variables(wordings: Wordings, headers: Collection[str]) -> None:
    """Raises `CommandFailed` when a template cannot be read, or names a variable that no product has."""
    try:
        check_wordings(wordings, headers)
    except TemplateBroken as broken:
        raise CommandFailed(f"The copy cannot be used: {broken}", ExitCode.USAGE) from broken


def _toml(file: Path) -> Mapping[str, object]:
    try:
        if file.stat().st_size > FILE_BYTES_MAX:
            raise _broken(file, f"it has more than {FILE_BYTES_MAX:,} bytes")
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise _broken(file, error.strerror or "it cannot be opened") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _broken(file, f"it is not TOML: {error}") from error


def _wording(table: object, file: Path | None, board: str) -> Wording:
    where = f'board "{board}": ' if board else ""
    if not isinstance(table, Mapping) or set(table) - set(FIELDS):
        raise _broken(file, f"{where}only title and description can be worded")
    try:
        return Wording.model_validate(dict(table), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        raise _broken(file, f"{where}{first['loc'][0]}: {first['msg']}") from error


def _broken(file: Path | None, why: str) -> CommandFailed:
    return CommandFailed(
        f"The copy templates{f' of {file}' if file else ''} cannot be used: {why}.", ExitCode.USAGE
    )
