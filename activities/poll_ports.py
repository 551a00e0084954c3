"""What polls of sources need of the world; the ports of all others are in `ports.py`."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from contracts.changes import KnownProduct, ProductChange
from contracts.contract import Digest, Instant
from contracts.feeds import FeedPart, PollAsk, PolledPart
from contracts.intake import Absentees, PollNote, SourceCard
from contracts.names import AccountKey, SourceKey
from contracts.product import Product


class PolledSources(Protocol):
    """The sources of this ledger, and how far their polls came. Raises `LedgerBusy` and `SourceGone`."""

    async def card(self, source: SourceKey) -> SourceCard | None: ...

    async def secrets(self, source: SourceKey) -> tuple[str, ...]:
        """The newest first."""

    async def begin_poll(self, source: SourceKey) -> int: ...

    async def note_poll(self, source: SourceKey, note: PollNote, *, poll: int | None = None) -> bool:
        """Whether its account has an alert that nobody was told of. Raises `PollOvertaken`."""


class PolledCatalogs(Protocol):
    """Catalogs at addresses. Raises `FetchTrouble` and `FeedUnreadable`, also while a part's rows are read."""

    def parts(self, ask: PollAsk, folder: Path) -> AsyncIterator[PolledPart]:
        """The source's files; each is to be read before the next is asked for."""

    async def whole(self, ask: PollAsk, listed: Product) -> Product:
        """A product that a sitemap lists, with what its page says."""


class PolledItems(Protocol):
    """Products as polls saw them. Raises `LedgerBusy`, `SourceGone` and `PollOvertaken`."""

    async def changed_among(
        self, source: SourceKey, poll: int, digests: Mapping[str, Digest], *, part: str = ""
    ) -> frozenset[str]: ...

    async def put(
        self,
        source: SourceKey,
        poll: int,
        digests: Mapping[str, Digest],
        changes: Sequence[ProductChange],
        at: Instant,
        *,
        part: str = "",
    ) -> int: ...

    async def put_known(
        self,
        source: SourceKey,
        poll: int,
        digests: Mapping[str, Digest],
        known: Sequence[KnownProduct],
        *,
        part: str = "",
    ) -> None: ...

    async def parts(self, source: SourceKey) -> Mapping[str, FeedPart]: ...

    async def seen_part(self, source: SourceKey, poll: int, part: str) -> int: ...

    async def keep_part(self, source: SourceKey, poll: int, part: str, read: FeedPart) -> None: ...

    async def drop_parts(self, source: SourceKey, poll: int) -> None: ...

    async def absentees(self, source: SourceKey, poll: int) -> Absentees: ...

    async def absent(self, source: SourceKey, poll: int, limit: int) -> Sequence[str]: ...

    async def put_absent(
        self, source: SourceKey, poll: int, deletions: Mapping[str, ProductChange], at: Instant
    ) -> int: ...


class AccountBell(Protocol):
    """Wakes the account's workflow, which tells its alerts."""

    async def wake_account(self, account: AccountKey) -> None: ...
