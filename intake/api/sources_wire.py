"""Sources on the API's wire: no secret is in them."""

import json
from uuid import UUID

from pydantic import AwareDatetime

from contracts.api_ids import account_uuid
from contracts.intake import PollNote, SourceCard
from contracts.sources import SourceKind
from intake.api.wire import Name, PageQuery, Wire, moment, moment_if_any


class SourceQuery(PageQuery):
    """Which sources are listed, by their names."""

    account_id: Name | None = None
    kind: SourceKind | None = None


class PollAnswer(Wire):
    """The last time that a source was asked."""

    at: AwareDatetime
    words: str | None
    error: str | None
    well_at: AwareDatetime | None
    failures: int
    alarm: str | None


class SourceAnswer(Wire):
    """A catalog that tells of its changes, or is asked for them."""

    id: str
    kind: SourceKind
    account: str
    account_id: UUID
    created_at: AwareDatetime
    paused: str | None
    secrets: int
    """How many secrets its deliveries may be signed with."""
    has_rules: bool
    settings: dict[str, object]
    """Those that are other than usual."""
    last_poll: PollAnswer | None


def source_to_wire(card: SourceCard) -> SourceAnswer:
    return SourceAnswer(
        id=card.key,
        kind=card.kind,
        account=card.account,
        account_id=account_uuid(card.account),
        created_at=moment(card.created),
        paused=card.paused,
        secrets=card.secrets,
        has_rules=card.rules is not None,
        settings=json.loads(card.settings),
        last_poll=None if card.polled is None else _poll_to_wire(card.polled),
    )


def _poll_to_wire(note: PollNote) -> PollAnswer:
    return PollAnswer(
        at=moment(note.at),
        words=note.words,
        error=note.error,
        well_at=moment_if_any(note.well_at),
        failures=note.failures,
        alarm=note.alarm or (note.doubt.why if note.doubt else None),
    )
