"""Files that another process finds whole or not at all, and that only their owner may read."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def replace_text(path: Path, text: str, *, durable: bool = False) -> None:
    """Make `text` the content of `path`; who reads it meanwhile gets the old content or the new.

    `durable`: it has come to the disk when this returns, so that not even a power cut brings the old one back.
    """
    _written_beside(path, text, durable=durable).replace(path)
    if durable:
        _to_disk(path.parent)


def text_made_once(path: Path, text: str) -> str:
    """The content of `path`, which is `text` only when nobody was first. Of several writers one wins."""
    if not path.exists():
        beside = _written_beside(path, text)
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return path.read_text(encoding="utf-8")


def _written_beside(path: Path, text: str, *, durable: bool = False) -> Path:
    """A file of mode 0600 in the same folder, so that a rename or link puts it in place in one step."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(text)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    return Path(file.name)


def _to_disk(folder: Path) -> None:
    """The names in it, too."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
