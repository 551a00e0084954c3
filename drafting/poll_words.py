"""What is told of a poll: what it found, why it failed and what to do, and when a person should hear of it."""

from dataclasses import dataclass

from contracts.contract import Instant
from contracts.intake import PollNote
from contracts.names import SourceKey
from contracts.trouble import (
    AccessDenied,
    AddressGone,
    AddressRefused,
    AskedTooOften,
    BadStatus,
    FeedUnreadable,
    TooLarge,
    Trouble,
)

WORDS_MAX = 2_000
"""Characters that a note holds."""

FAILURES_MAX = 3
"""Polls in a row that may fail before a person hears of it, this one too."""

LASTING = (AccessDenied, AddressGone, AddressRefused, FeedUnreadable, TooLarge)
"""Trouble that is the same a minute later: it is not tried again before the next poll."""


@dataclass(frozen=True)
class PollTally:
    """What a poll has met so far."""

    seen: int = 0
    """Products."""
    changed: int = 0
    unreadable: int = 0
    first_unreadable: str = ""
    unread_pages: int = 0
    """Products of a sitemap whose own pages did not answer."""
    sale_turn: Instant | None = None
    """When the next sale of theirs begins or ends."""
    whole: bool = True
    """False: some file is as it was, and was not read again."""


def found_words(tally: PollTally, gone: int, why: str = "") -> str:
    """`1,204 products, 50 changed, 2 gone. 3 rows cannot be read, the first: …`."""
    said = [f"{tally.seen:,} products, {tally.changed:,} changed, {gone:,} gone."]
    if tally.unreadable:
        said.append(f"{tally.unreadable:,} rows cannot be read, the first: {tally.first_unreadable}")
    if tally.unread_pages:
        said.append(f"{tally.unread_pages:,} pages did not answer, and are asked again by the next poll.")
    return " ".join([*said, why]).strip()[:WORDS_MAX]


def empty_words(tally: PollTally, address: str) -> str:
    """Why nothing is taken from an answer without products."""
    if not tally.unreadable:
        return f"{address} has no products: that is never taken for a shop that sells nothing any more. Mend it."
    return (
        f"None of the {tally.unreadable:,} rows at {address} can be read, the first: {tally.first_unreadable}"
    )[:WORDS_MAX]


def disk_words(trouble: OSError) -> str:
    """Why what was fetched could not be read from this machine's own disk."""
    why = trouble.strerror or type(trouble).__name__
    return f"What was fetched cannot be kept on this machine's disk: {why}. See: pinflow doctor"


def trouble_words(source: SourceKey, trouble: Trouble) -> str:
    """What happened, where, and what to do about it."""
    return f"{str(trouble).rstrip('.')}. {_advice(source, trouble)}".strip()[:WORDS_MAX]


def _advice(source: SourceKey, trouble: Trouble) -> str:
    advice = (words for kind, words in _ADVICE if isinstance(trouble, kind))
    return next(advice, "It is asked again; nothing is deleted meanwhile.").format(source=source)


_ADVICE: tuple[tuple[type[Trouble], str], ...] = (
    (FeedUnreadable, ""),  # its own words say it
    (AccessDenied, "Give the password that it wants: pinflow sources secret {source}"),
    (AddressGone, "See whether the address is right, and give the source the one that is."),
    (AddressRefused, "See whether the address is right, and give the source the one that is."),
    (AskedTooOften, "It is asked again later; ask it less often if this goes on."),
    (TooLarge, "Split the catalog, and add a source for each part."),
    (BadStatus, "Its server has a fault, or does not like to be asked; it is asked again."),
)
"""What to do, by the first that fits."""


def failed_note(before: PollNote | None, at: Instant, why: str, *, counts: bool, alarm: bool = False) -> PollNote:
    """What is known stays known. `counts`: it is not tried once more before the next poll."""
    last = before or PollNote(at=at)
    failures = last.failures + (1 if counts else 0)
    loud = alarm or failures >= FAILURES_MAX
    told = f"{failures} polls in a row went wrong. {why}"[:WORDS_MAX] if failures >= FAILURES_MAX else why
    return last.model_copy(
        update={"at": at, "error": why, "words": None, "failures": failures, "alarm": told if loud else last.alarm}
    )
