"""Whether an account's token stands in clear anywhere but in the simulator's own books."""

from collections.abc import Iterator, Sequence
from pathlib import Path

PIECE_BYTES = 1 << 22


def leaks_in(files: Sequence[Path], tokens: Sequence[str]) -> Iterator[str]:
    """A sentence for each file that has one of the tokens, compared as bytes."""
    for file in files:
        for token in tokens:
            if has_bytes(file, token.encode()):
                yield f"{file.name} has the token of {token.partition('_')[2]}"


def leaks_in_text(name: str, text: str, tokens: Sequence[str]) -> Iterator[str]:
    for token in tokens:
        if token in text:
            yield f"{name} has the token of {token.partition('_')[2]}"


def has_bytes(file: Path, wanted: bytes) -> bool:
    """Without taking all of it into memory at once; a find may lie across two pieces."""
    kept = b""
    with file.open("rb") as content:
        while piece := content.read(PIECE_BYTES):
            window = kept + piece
            if wanted in window:
                return True
            kept = window[-len(wanted) :]
    return False


def our_files(home: Path) -> Sequence[Path]:
    """Ledger, histories and logs, write-ahead logs among them. The simulator's books are Pinterest's."""
    databases = [*home.glob("pinflow.db*"), *home.glob("temporal.db*")]
    logs = [file for file in (home / "logs").glob("*.log") if file.name != "simulator.log"]
    return sorted([*databases, *logs])
