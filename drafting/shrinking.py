"""Whether products that a poll has not seen are gone: a feed that broke must not empty a shop's boards."""

from dataclasses import dataclass

SHRINK_PERCENT_MAX = 30.0
"""Of what was known may be missing before anybody wonders."""
SHRINK_ITEMS_MIN = 10
"""Fewer than these are never wondered about: half of a small catalog is soon sold."""
SHRINK_POLLS = 3
"""Polls in a row that must find a shrunken feed before it is believed."""


@dataclass(frozen=True)
class ShrinkSettings:
    """How much may vanish at once, and who then has to agree."""

    percent_max: float = SHRINK_PERCENT_MAX
    items_min: int = SHRINK_ITEMS_MIN
    polls: int = SHRINK_POLLS


@dataclass(frozen=True)
class PollCount:
    """What a poll, read to its end, came to."""

    known: int
    """Products that were known of the source."""
    absent: int
    """Those of them that were not seen."""
    seen: int
    """Products that could be read."""
    unreadable: int = 0
    """Rows that could not be read: any of them may be one of the absent."""


@dataclass(frozen=True)
class Doubt:
    """A shrunken feed that nobody has confirmed, to be kept until the next poll."""

    absent: int
    polls: int
    """In a row, this one too."""


@dataclass(frozen=True)
class AbsenceCounts:
    """The absent are gone. `unreadable` is to be kept: so many rows are known to be nobody who was here."""

    unreadable: int
    why: str


@dataclass(frozen=True)
class AbsenceWaits:
    """Nothing is deleted by this poll."""

    why: str
    doubt: Doubt | None = None


def judge_absence(
    poll: PollCount,
    settings: ShrinkSettings,
    *,
    unreadable_before: int = 0,
    doubt: Doubt | None = None,
    confirmed: bool = False,
) -> AbsenceCounts | AbsenceWaits:
    """Whether the absent count as deleted.

    `unreadable_before` is of the last poll whose absences counted, `doubt` of the poll directly before, and
    `confirmed` what a person said. An empty feed deletes nothing, whoever says so.
    """
    if not poll.seen:
        return AbsenceWaits("The feed is empty: that is never taken for a shop that sells nothing any more.")
    if confirmed:
        return AbsenceCounts(poll.unreadable, f"A person says that {poll.absent:,} products are gone.")
    if poll.absent and poll.unreadable > unreadable_before:
        return AbsenceWaits(_hidden_words(poll, unreadable_before))
    if not _has_shrunk(poll, settings):
        return AbsenceCounts(poll.unreadable, f"{poll.absent:,} of {poll.known:,} products are gone.")
    polls = _agreeing(poll, settings, doubt)
    if polls >= settings.polls:
        why = f"{polls} polls in a row miss {poll.absent:,} of {poll.known:,} products: they are gone."
        return AbsenceCounts(poll.unreadable, why)
    return AbsenceWaits(_shrunk_words(poll, settings, polls), Doubt(poll.absent, polls))


def _has_shrunk(poll: PollCount, settings: ShrinkSettings) -> bool:
    return poll.absent >= settings.items_min and poll.absent * 100 > poll.known * settings.percent_max


def _agreeing(poll: PollCount, settings: ShrinkSettings, doubt: Doubt | None) -> int:
    """How many polls in a row miss about as many. A feed that goes on shrinking agrees with nothing."""
    alike = doubt is not None and abs(poll.absent - doubt.absent) < settings.items_min
    return doubt.polls + 1 if doubt is not None and alike else 1


def _hidden_words(poll: PollCount, before: int) -> str:
    more = poll.unreadable - before
    return (
        f"{more:,} more rows than before cannot be read: they may be some of the {poll.absent:,} products that "
        "are missing. Mend the feed, or say that they are gone."
    )


def _shrunk_words(poll: PollCount, settings: ShrinkSettings, polls: int) -> str:
    return (
        f"{poll.absent:,} of {poll.known:,} products are missing, more than {settings.percent_max:g} %: believed "
        f"when {settings.polls} polls in a row find it (this is number {polls}), or when a person says so."
    )
