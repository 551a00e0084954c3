"""Sources: what they are, their sealed secrets, their rules, and how far their polls came."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select, update

from contracts.contract import Instant
from contracts.intake import SECRETS_MAX, NewSource, PollDoubt, PollNote, PollOvertaken, SourceCard, SourceGone
from contracts.names import AccountKey, SourceKey
from contracts.sources import SourceKind
from store.database import Database
from store.feeds import forget_marks
from store.intake_counts import WAITING
from store.pin_events import note_source_failed
from store.sealing import Seals
from store.source_alerts import sound_alarm
from store.sweeping import mark_removed, sweep
from store.tables.sources import ChangeRow, DecisionRow, SourceRow


class SourceTaken(Exception):
    """The name is a source's already, or one's that is still being removed."""


@dataclass(frozen=True)
class SqlSources:
    """The sources of this ledger. What asks for a source by its name raises `SourceGone` where there is none."""

    database: Database
    sealer: Seals

    async def add(self, new: NewSource, secrets: Sequence[str], at: Instant) -> None:
        """Raises `SourceTaken`."""
        await self.database.write(lambda session: _add(session, new, secrets, self.sealer, at))

    async def card(self, source: SourceKey) -> SourceCard | None:
        return await self.database.read(lambda session: _card(session, source))

    async def cards(self) -> Sequence[SourceCard]:
        """All of them, by their names."""
        query = select(SourceRow).where(col(SourceRow.removed_at).is_(None)).order_by(col(SourceRow.key))
        return await self.database.read(lambda session: [card_of(row) for row in session.exec(query)])

    async def secrets(self, source: SourceKey) -> tuple[str, ...]:
        """Those that its deliveries may be signed with, the newest first. Raises `SealBroken`."""
        return await self.database.read(lambda session: _secrets(session, source, self.sealer))

    async def set_secrets(self, source: SourceKey, secrets: Sequence[str]) -> None:
        """In place of those that were there: while one is being changed, `new, old`."""
        await self.database.write(lambda session: _set_secrets(session, source, secrets, self.sealer))

    async def set_rules(self, source: SourceKey, rules: str | None) -> None:
        """For what is decided from now on. Whether they can be read is the door's business."""
        await self._change(source, rules=rules)

    async def set_settings(self, source: SourceKey, settings: str) -> None:
        """JSON; the next poll, or delivery, is read by it, also where the source is as it was.

        A poll that is under way is overtaken: it would call all of it known that it read by the old ones.
        """
        await self.database.write(lambda session: _set_settings(session, source, settings))

    async def pause(self, source: SourceKey, why: str) -> None:
        """Nothing of it is taken or decided any more; what it sends is kept. The last `why` counts."""
        await self._change(source, paused=why[:300])

    async def resume(self, source: SourceKey) -> None:
        """What waited goes on, at once."""
        await self.database.write(lambda session: _resume(session, source))

    async def remove(self, source: SourceKey, at: Instant) -> None:
        """With all that it sent and all that is known of it. Pins stay.

        It is known to nobody at once. What is left is deleted in small steps: if those break off, the next
        `forget` goes on with them.
        """
        await self.database.write(lambda session: _remove(session, source, at))
        await sweep(self.database, source)

    async def begin_poll(self, source: SourceKey) -> int:
        """The number of the poll that begins now; one that broke off is never continued."""
        return await self.database.write(lambda session: _begin_poll(session, source))

    async def note_poll(self, source: SourceKey, note: PollNote, *, poll: int | None = None) -> bool:
        """How it went; whether a person is to be told of an alarm, which the account's alerts have now.

        What a failed one says of the answer's marks is not kept. Raises `PollOvertaken` when a later one than
        `poll` has begun, or the settings have changed since.
        """
        return await self.database.write(lambda session: _note_poll(session, source, note, poll))

    async def _change(self, source: SourceKey, **values: Any) -> None:  # Any: each column has its own type
        await self.database.write(lambda session: _update(session, source, values))


def _add(session: Session, new: NewSource, secrets: Sequence[str], sealer: Seals, at: Instant) -> None:
    if session.get(SourceRow, new.key) is not None:
        raise SourceTaken(f"there is a source {new.key} already")
    row = SourceRow(
        key=new.key,
        kind=new.kind,
        account=new.account,
        created_at=at,
        settings=new.settings,
        rules=new.rules,
    )
    session.add(row)
    # Sealed after the row is in: from then on nobody changes the key behind our back (`store.resealing`).
    session.flush()
    _seal(row, secrets, sealer)


def _seal(row: SourceRow, secrets: Sequence[str], sealer: Seals) -> None:
    if len(secrets) > SECRETS_MAX:
        raise ValueError(f"source {row.key}: {len(secrets)} secrets, {SECRETS_MAX} at most")
    row.sealed_secrets = sealer.seal(json.dumps(list(secrets))) if secrets else None
    row.secret_count = len(secrets)


def _secrets(session: Session, source: SourceKey, sealer: Seals) -> tuple[str, ...]:
    row = session.get(SourceRow, source)
    if row is None or row.removed_at is not None:
        raise _gone(source)
    return () if row.sealed_secrets is None else tuple(json.loads(sealer.open(row.sealed_secrets)))


def _set_secrets(session: Session, source: SourceKey, secrets: Sequence[str], sealer: Seals) -> None:
    _seal(_locked(session, source), secrets, sealer)


def _resume(session: Session, source: SourceKey) -> None:
    _locked(session, source).paused = None
    # Workflows that came to nothing meanwhile are told again, and not only when they would be thought lost.
    for table in (ChangeRow, DecisionRow):
        told = (col(table.source) == source, col(table.state) == WAITING, col(table.tell_at) > 0)
        session.exec(update(table).where(*told).values(tell_at=0.0))


def _remove(session: Session, source: SourceKey, at: Instant) -> None:
    mark_removed(session, source, at)
    row = session.get_one(SourceRow, source)
    row.poll_alarm = None
    sound_alarm(session, row, at)


def _begin_poll(session: Session, source: SourceKey) -> int:
    row = _locked(session, source)
    row.poll += 1
    return row.poll


def _note_poll(session: Session, source: SourceKey, note: PollNote, poll: int | None) -> bool:
    row = _locked(session, source)
    if poll is not None and row.poll > poll:
        raise PollOvertaken(f"poll {row.poll} of {source} has begun after {poll}")
    was_alarmed = row.poll_alarm is not None
    _set(row, _poll_columns(note))
    if note.alarm is not None and not was_alarmed:
        note_source_failed(session, AccountKey(row.account), source, note.alarm, note.at)
    return sound_alarm(session, row, note.at)


def _set_settings(session: Session, source: SourceKey, settings: str) -> None:
    row = _locked(session, source)
    _set(row, {"settings": settings, "poll": row.poll + 1, **_marks(PollNote(at=0.0))})
    forget_marks(session, source)


def _update(session: Session, source: SourceKey, values: dict[str, Any]) -> None:  # Any: see _change
    _set(_locked(session, source), values)


def _set(row: SourceRow, values: Mapping[str, object]) -> None:
    for column, value in values.items():
        setattr(row, column, value)


def _locked(session: Session, source: SourceKey) -> SourceRow:
    row = session.get(SourceRow, source, with_for_update={"key_share": True})
    if row is None or row.removed_at is not None:
        raise _gone(source)
    return row


def _gone(source: SourceKey) -> SourceGone:
    return SourceGone(f"no source {source} is kept here: pinflow sources list")


def _poll_columns(note: PollNote) -> dict[str, object]:
    told: dict[str, object] = {
        "polled_at": note.at,
        "poll_error": note.error,
        "poll_words": note.words,
        "poll_well_at": note.well_at,
        "poll_failures": note.failures,
        "poll_unreadable": note.unreadable,
        "poll_doubt": None if note.doubt is None else note.doubt.model_dump_json(),
        "poll_alarm": note.alarm,
    }
    return told if note.error is not None else told | _marks(note)


def _marks(note: PollNote) -> dict[str, object]:
    return {
        "etag": note.etag,
        "last_modified": note.last_modified,
        "content_digest": note.content,
        "sale_turn_at": note.sale_turn,
    }


def _card(session: Session, source: SourceKey) -> SourceCard | None:
    row = session.get(SourceRow, source)
    return None if row is None or row.removed_at is not None else card_of(row)


def card_of(row: SourceRow) -> SourceCard:
    """A row as the others see it."""
    return SourceCard(
        key=SourceKey(row.key),
        kind=SourceKind(row.kind),
        account=AccountKey(row.account),
        settings=row.settings,
        rules=row.rules,
        created=row.created_at,
        paused=row.paused,
        secrets=row.secret_count,
        poll=row.poll,
        polled=_last_poll(row),
    )


def _last_poll(row: SourceRow) -> PollNote | None:
    if row.polled_at is None:
        return None
    return PollNote(
        at=row.polled_at,
        error=row.poll_error,
        words=row.poll_words,
        well_at=row.poll_well_at,
        failures=row.poll_failures,
        unreadable=row.poll_unreadable,
        doubt=None if row.poll_doubt is None else PollDoubt.model_validate_json(row.poll_doubt),
        alarm=row.poll_alarm,
        etag=row.etag,
        last_modified=row.last_modified,
        content=row.content_digest,
        sale_turn=row.sale_turn_at,
    )
