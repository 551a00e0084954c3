"""Tables of posts, as schedulers of social media take them: Publer, HighLevel, PostFast, Sprout, Pinterest itself.

Their columns are read as a table's of products, where the names leave no doubt. What differs is put right here,
before the columns are claimed.
"""

from collections.abc import Sequence

PUBLER = (
    *("Date", "Text", "Link", "Media URL", "Title", "Labels", "Alt text", "Comments", "Pin board", "Post subtype"),
    *("CTA", "Reminder"),
)
"""Publer's twelve columns in their order. Its headers carry explanations, which change."""

_PUBLER_BEGINS = ("date", "text", "link", "mediaurl")
_PINTEREST = frozenset({"mediaurl", "pinterestboard"})

PUBLISH_AT_NAMES = (
    *("publishdate", "publishat", "publishdatetime", "runat", "scheduledat", "scheduleat", "postatspecifictime"),
    "postatspecifictimeyyyymmddhhmmss",
    *("publishon", "postingdate", "scheduleddate", "scheduledate", "scheduledfor", "scheduledon"),
    *("scheduleddatetime", "scheduledatetime"),
)
"""Folded headers that can only mean when a pin is to be made."""

POST_NAMES = ("messagetext", "content", "text", "caption", "message")
"""Folded headers of a text that is all a post has to say."""


def settled_header(header: Sequence[str], folded: Sequence[str]) -> Sequence[str]:
    """Publer's header by its plain names; any other as it stands."""
    begins = zip(folded, _PUBLER_BEGINS, strict=False)
    if len(folded) >= len(_PUBLER_BEGINS) and all(name.startswith(start) for name, start in begins):
        return (*PUBLER[: len(header)], *header[len(PUBLER) :])
    return header


def has_sections_in_boards(folded: Sequence[str]) -> bool:
    """Whether `Board/Section` is one board's section: so in Pinterest's own table, elsewhere it is a name."""
    return _PINTEREST.issubset(folded)
