"""The ledger: whether it is there, of this version, and whole."""

from contextlib import ExitStack
from dataclasses import dataclass

from config import Settings
from contracts.trouble import LedgerBusy
from starter.checking import checked, in_a_line
from starter.checks_machine import bytes_to_text
from starter.findings import Finding, Findings, State, all_skipped, failed, ok, skipped, warning
from starter.ledger import nothing_words
from store.database import ledger_file
from store.health import LOOK_SECONDS_MAX, Body, LedgerHealth, Schema, open_health
from store.server_probe import server_trouble

NAME, SCHEMA, INTEGRITY = "ledger", "ledger schema", "ledger file"
WAL = "wal"
NONE_YET, UNASKED = "there is no ledger yet", "the ledger cannot be asked"
UNREADABLE = (
    "See PINFLOW_DATABASE_URL and its server, or the disk; if it is damaged: docs/operating.md, Restoring a backup"
)
RESTORE = "pinflow down, then put a backup in its place: docs/operating.md, Restoring a backup"


@dataclass(frozen=True)
class Unread:
    """The ledger cannot be asked: `finding` says why, `why` the same for those who rest on it."""

    finding: Finding
    why: str


def reach_ledger(settings: Settings, closing: ExitStack) -> LedgerHealth | Unread:
    """The ledger, to be looked at until `closing` closes. None is made."""
    file = ledger_file(settings.database_url)
    if file is not None and not file.exists():
        return Unread(skipped(NAME, nothing_words(settings)), NONE_YET)
    trouble = server_trouble(settings.database_url)
    if trouble is not None:
        return Unread(failed(NAME, trouble, UNREADABLE), UNASKED)
    return closing.enter_context(open_health(settings.database_url))


def shut_ledger(why: str) -> Unread:
    """For when it cannot even be opened: a folder that is shut, a database driver that is not installed."""
    return Unread(
        failed(NAME, f"cannot be opened: {why}", "See PINFLOW_DATABASE_URL, and who may read the file."), UNASKED
    )


async def ledger_findings(reached: LedgerHealth | Unread) -> Findings:
    """All of this group."""
    if isinstance(reached, Unread):
        return (reached.finding, *all_skipped((SCHEMA, INTEGRITY), reached.why))
    body = await checked(NAME, _body(reached))
    if body.state is State.FAILED:
        return (body, *all_skipped((SCHEMA, INTEGRITY), UNASKED))
    return (body, await checked(SCHEMA, _schema(reached)), await checked(INTEGRITY, _integrity(reached)))


def readable(reached: LedgerHealth | Unread, findings: Findings) -> LedgerHealth | Unread:
    """What the checks of accounts and work may ask: a ledger of another version has other columns."""
    if isinstance(reached, Unread) or all(finding.state is not State.FAILED for finding in findings[:2]):
        return reached
    return Unread(findings[0], UNASKED)


async def _body(ledger: LedgerHealth) -> Finding:
    try:
        return judge_body(await ledger.body())
    except LedgerBusy as busy:
        return failed(NAME, in_a_line(busy), UNREADABLE)


def judge_body(body: Body) -> Finding:
    found = f"{body.kind} at {body.place}, {bytes_to_text(body.size)}"
    if body.journal in {None, WAL}:
        return ok(NAME, found)
    remedy = "A worker sets it when it opens the ledger; if it stays so, keep the ledger on a local disk."
    return warning(NAME, f"{found}; its journal is {body.journal}, not WAL", remedy)


async def _schema(ledger: LedgerHealth) -> Finding:
    return judge_schema(await ledger.schema())


def judge_schema(schema: Schema) -> Finding:
    """An older schema is brought up to date by whoever opens it next; nobody brings a newer one back."""
    if schema.revision is not None and not schema.known:
        return failed(SCHEMA, f"{schema.revision} is of a newer Pinflow than this one", "Update this Pinflow.")
    if schema.revision != schema.head:
        remedy = "pinflow down, then pinflow up: it is brought up to date."
        return failed(SCHEMA, f"{schema.revision or 'empty'}; this version needs {schema.head}", remedy)
    if schema.missing:
        return failed(SCHEMA, f"{schema.revision}, and yet it lacks {', '.join(schema.missing[:3])}", RESTORE)
    return ok(SCHEMA, f"{schema.revision}, the newest")


async def _integrity(ledger: LedgerHealth) -> Finding:
    return judge_integrity(await ledger.faults())


def judge_integrity(faults: tuple[str, ...] | None) -> Finding:
    if faults is None:
        return skipped(INTEGRITY, f"the file is too large to be read through in {LOOK_SECONDS_MAX:g} s")
    if faults:
        return failed(INTEGRITY, f"the file is damaged: {' '.join(faults[0].split())[:120]}", RESTORE)
    return ok(INTEGRITY, "nothing is damaged")
