"""Judgements about the ledger, and what they let the others ask."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from config import load_settings
from starter.checks_ledger import (
    Unread,
    judge_body,
    judge_integrity,
    judge_schema,
    ledger_findings,
    reach_ledger,
    readable,
    shut_ledger,
)
from starter.findings import State
from store.database import Database
from store.health import Body, LedgerHealth, Schema


def a_schema(
    revision: str | None = "0003", *, head: str = "0003", known: bool = True, missing: tuple[str, ...] = ()
) -> Schema:
    return Schema(revision, head, known, missing)


@pytest.mark.parametrize(
    ("schema", "state", "word"),
    [
        (a_schema(), State.OK, "0003"),
        (a_schema("0001"), State.FAILED, "needs 0003"),
        (a_schema(None, known=False), State.FAILED, "empty"),
        (a_schema("0003", known=False), State.FAILED, "newer Pinflow"),
        (a_schema(missing=("accounts.paused",)), State.FAILED, "lacks accounts.paused"),
    ],
)
def test_a_schema_must_be_the_one_that_this_version_knows(schema: Schema, state: State, word: str) -> None:
    finding = judge_schema(schema)
    assert finding.state is state
    assert word in finding.found


def test_a_sqlite_ledger_ought_to_have_its_journal_beside_it() -> None:
    assert judge_body(Body("SQLite", "/srv/pinflow.db", 300_000, "wal")).state is State.OK
    assert judge_body(Body("PostgreSQL", "db.example.com/pinflow", 300_000)).state is State.OK
    finding = judge_body(Body("SQLite", "/srv/pinflow.db", 300_000, "delete"))
    assert finding.state is State.WARNING
    assert "delete" in finding.found


def test_damage_is_told_with_what_was_found_first() -> None:
    assert judge_integrity(()).state is State.OK
    assert judge_integrity(None).state is State.SKIPPED
    finding = judge_integrity(("Tree 5 page 7:\n btreeInitPage() returns error code 11", "more"))
    assert finding.state is State.FAILED
    assert "Tree 5 page 7: btreeInitPage()" in finding.found


async def test_a_ledger_that_is_well_may_be_asked(tmp_path: Path, database: Database) -> None:
    settings = load_settings(home=tmp_path).model_copy(update={"database_url": f"sqlite:///{tmp_path}/ledger.db"})
    with ExitStack() as closing:
        reached = reach_ledger(settings, closing)
        findings = await ledger_findings(reached)
        assert [finding.state for finding in findings] == [State.OK] * 3
        assert isinstance(readable(reached, findings), LedgerHealth)


async def test_without_a_ledger_nothing_is_asked_and_none_is_made(tmp_path: Path) -> None:
    with ExitStack() as closing:
        reached = reach_ledger(load_settings(home=tmp_path), closing)
        findings = await ledger_findings(reached)
    assert isinstance(reached, Unread)
    assert readable(reached, findings) is reached
    assert {finding.state for finding in findings} == {State.SKIPPED}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"this is no database at all" * 50])
async def test_a_ledger_of_another_kind_is_one_problem_and_not_many(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pinflow.db").write_bytes(content)
    with ExitStack() as closing:
        reached = reach_ledger(load_settings(home=tmp_path), closing)
        findings = await ledger_findings(reached)
        assert [finding.state for finding in findings].count(State.FAILED) == 1
        assert isinstance(readable(reached, findings), Unread)


def test_a_ledger_that_cannot_be_opened_is_told() -> None:
    shut = shut_ledger("ModuleNotFoundError")
    assert shut.finding.state is State.FAILED
    assert "ModuleNotFoundError" in shut.finding.found


async def test_a_server_that_is_not_there_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_DATABASE_URL", "postgresql://shop:hunter2@127.0.0.1:1/pinflow")
    with ExitStack() as closing:
        found, *rest = await ledger_findings(reach_ledger(load_settings(), closing))
    assert (found.state, {finding.state for finding in rest}) == (State.FAILED, {State.SKIPPED})
    assert found.found == "the ledger's database pinflow at 127.0.0.1:1 cannot be reached: connection refused"
