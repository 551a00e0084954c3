"""Two fingerprints of a workflow, compared in words."""

import difflib
from collections.abc import Collection, Sequence

from tests.replay.fingerprints import Fingerprint


def differences(was: Fingerprint, now: Fingerprint) -> Sequence[str]:
    """What was added, removed and moved, in words, under the function's title; nothing when all is as it was."""
    titles = [*now, *(title for title in was if title not in now)]
    return [line for title in titles for line in _of_function(title, was.get(title, ()), now.get(title, ()))]


def _of_function(title: str, was: Sequence[str], now: Sequence[str]) -> Sequence[str]:
    if list(was) == list(now):
        return ()
    changes = [line for line in difflib.ndiff(was, now) if not line.startswith("?")]
    removed = {line[2:].strip() for line in changes if line.startswith("- ")}
    added = {line[2:].strip() for line in changes if line.startswith("+ ")}
    return (f"in {title}:", *(f"  {_word(line, removed & added):8}{line[2:]}" for line in changes))


def _word(change: str, moved: Collection[str]) -> str:
    if change.startswith("  "):
        return ""
    if change[2:].strip() in moved:
        return "from" if change.startswith("-") else "moved"
    return "removed" if change.startswith("-") else "added"
