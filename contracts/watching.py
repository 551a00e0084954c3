"""A watch: one look at a source that is asked for its changes, and what came of it."""

from contracts.contract import Contract, Instant, Text
from contracts.names import SourceKey
from contracts.sources import SourceKind

POLLED = frozenset({SourceKind.FEED, SourceKind.TABLE, SourceKind.JSON, SourceKind.SITEMAP, SourceKind.SHOP_JSON})
"""Kinds that are asked at an address."""

WATCHED = POLLED | {SourceKind.POSTGRESQL}
"""Kinds that have a schedule; the others send."""


class WatchRequest(Contract):
    """Look at this source now."""

    source: SourceKey
    gone: bool = False
    """A person says that what is missing is gone: no doubt is left about it."""


class WatchPlan(Contract):
    """How a source is asked, and why it is not."""

    kind: SourceKind | None = None
    """None: no such source is kept here any more."""
    paused: Text | None = None
    """What a person said when they stopped it."""


class WatchReport(Contract):
    """What a watch found. Its numbers are products, or rows where a database is read."""

    words: Text
    """All of it in a sentence or two."""
    seen: int = 0
    changed: int = 0
    """Of which the changes wait now; they may yet be nothing to anybody."""
    absent: int = 0
    """Known, and not there any more: believed, and told as deleted."""
    unreadable: int = 0
    unchanged: bool = False
    """The source is as it was; nothing was read."""
    error: Text | None = None
    """Why it did not go well, with what to do; None: it did."""
    asked: Instant | None = None
    """When it was asked; None: it was not."""
