"""Texts that somebody wrote by hand and a command reads whole: rules, mappings."""

from pathlib import Path


class FileUnfit(Exception):
    """It cannot be read as such a text; the message says why."""


def read_text(file: Path, *, bytes_max: int) -> str:
    """Its text. Raises `FileUnfit`."""
    try:
        with file.open("rb") as opened:
            data = opened.read(bytes_max + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise FileUnfit(error.strerror or "it cannot be opened") from error
    except UnicodeDecodeError as error:
        raise FileUnfit("it is not UTF-8") from error
    if len(data) > bytes_max:
        raise FileUnfit(f"it has more than {bytes_max:,} bytes")
    return text
