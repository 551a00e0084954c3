"""Looks at the ledger: what they see, and that they leave it as it was."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.intake import NewSource
from contracts.names import LaunchId, SourceKey
from contracts.pace import Quota
from contracts.pin import Uncertain
from contracts.sources import SourceKind
from contracts.trouble import LedgerBusy, SpamBlocked, TokenDead
from store.database import Database, ledger_file
from store.health import LedgerHealth, LookLimits, Pile, open_health
from store.patrol import SqlPatrol
from store.sealing import sealer_of
from store.sources import SqlSources
from store.tables.states import IntentState
from tests.builders import ACCOUNT, BOARD, LAUNCH, a_product
from tests.fakes.clock import START
from tests.ledger import REQUEST_SECONDS, Ledger, a_write_reading, live

LATER = START + 3_600
OTHER_LAUNCH = LaunchId("20261122-000000-test-0001")


@pytest.fixture
def dialect() -> str:
    """What a look costs and finds out is about SQLite's file, but for the last ones."""
    return "sqlite"


@pytest.fixture
def file(tmp_path: Path, database: Database) -> Path:
    """The ledger's file; the ledger is there."""
    return tmp_path / "ledger.db"


@pytest.fixture
def looks(file: Path) -> Iterator[LedgerHealth]:
    with open_health(f"sqlite:///{file}") as looks:
        yield looks


async def test_a_ledger_that_is_kept_well(looks: LedgerHealth, file: Path) -> None:
    body, schema = await looks.body(), await looks.schema()
    assert (body.kind, body.place, body.journal) == ("SQLite", str(file), "wal")
    assert body.size >= file.stat().st_size > 0
    assert schema.revision == schema.head
    assert schema.known
    assert schema.missing == ()
    assert await looks.faults() == ()


async def test_looking_makes_no_ledger(tmp_path: Path) -> None:
    with open_health(f"sqlite:///{tmp_path}/none.db") as looks, pytest.raises(LedgerBusy):
        await looks.body()
    assert list(tmp_path.iterdir()) == []


async def test_looking_changes_neither_the_ledger_nor_its_journal(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    with sqlite3.connect(file) as plain:
        plain.execute("CREATE TABLE accounts (key TEXT)")
    plain.close()
    before = file.read_bytes()
    with open_health(f"sqlite:///{file}") as looks:
        assert (await looks.body()).journal == "delete"
        assert (await looks.schema()).revision is None
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


async def test_nothing_can_be_written_through_it(looks: LedgerHealth) -> None:
    with pytest.raises(LedgerBusy, match="readonly"):
        await Ledger(looks.database).accounts.park(ACCOUNT, SpamBlocked("by mistake"), START)


async def test_tables_and_columns_that_are_missing_are_named(looks: LedgerHealth, file: Path) -> None:
    alter(file, "ALTER TABLE accounts DROP COLUMN shop_url", "DROP TABLE seen_markers")
    assert set((await looks.schema()).missing) == {"accounts.shop_url", "seen_markers"}


async def test_a_newer_program_s_version_is_told_apart(looks: LedgerHealth, file: Path) -> None:
    alter(file, "UPDATE alembic_version SET version_num = '9999'")
    schema = await looks.schema()
    assert (schema.revision, schema.known) == ("9999", False)


@pytest.mark.parametrize("content", [b"no database, but a letter to the editor" * 40, b""])
async def test_a_file_that_is_no_ledger_is_trouble_and_no_crash(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ledger.db"
    file.write_bytes(content)
    with open_health(f"sqlite:///{file}") as looks, pytest.raises(LedgerBusy):
        await looks.accounts()


async def test_a_damaged_file_is_found_out(looks: LedgerHealth, ledger: Ledger, file: Path) -> None:
    await ledger.registered(*(a_product(f"mug-{number}") for number in range(40)))
    alter(file, "PRAGMA wal_checkpoint(TRUNCATE)")
    with file.open("r+b") as broken:
        broken.seek(file.stat().st_size // 2)
        broken.write(b"\xff" * 8_192)
    assert await looks.faults()


async def test_a_look_that_takes_too_long_ends_itself(ledger: Ledger, file: Path) -> None:
    """Here its time is over before it begins."""
    await ledger.registered(*(a_product(f"mug-{number}") for number in range(40)))
    with open_health(f"sqlite:///{file}", limits=LookLimits(seconds=-1.0, steps=1)) as looks:
        assert await looks.faults() is None
        with pytest.raises(LedgerBusy, match="interrupted"):
            await looks.unfinished_launches()


async def test_an_account_with_what_holds_it(looks: LedgerHealth, ledger: Ledger) -> None:
    reading = a_write_reading(buckets=(Quota(limit=60, window_seconds=60, name="org_write"),))
    await ledger.note(reading, now=START)
    await ledger.note(a_write_reading(remaining=0, reset_seconds=90, limited=True), now=START)
    await ledger.accounts.park(ACCOUNT, TokenDead("the token is dead"), START)
    (account,) = await looks.accounts()
    assert account.account == ACCOUNT
    assert account.parked == "the token is dead"
    assert account.paused is None
    assert account.blocked_until > START + 89
    assert account.quotas == reading.buckets
    assert account.learnt_at == START


async def test_an_account_pinterest_said_nothing_of_has_learnt_no_quota(looks: LedgerHealth) -> None:
    (account,) = await looks.accounts()
    assert (account.quotas, account.learnt_at, account.blocked_until) == ((), None, 0.0)


async def test_a_sealed_token_does_not_show(looks: LedgerHealth, ledger: Ledger) -> None:
    sealed = sealer_of("A" * 43 + "=").seal("pina_secret")
    await ledger.accounts.add(type(ACCOUNT)("other"), sealed, START)
    accounts = await looks.accounts()
    assert [account.sealed_token for account in accounts] == ["sealed", sealed]
    assert sealed not in repr(accounts)


async def test_pins_count_as_idle_when_they_have_been_in_their_state_for_long(
    looks: LedgerHealth, ledger: Ledger
) -> None:
    (ready,) = await ledger.ready(a_product("ready"))
    await ledger.registered(a_product("open"), launch=OTHER_LAUNCH)
    idle = await looks.idle_pins(dict.fromkeys(IntentState, LATER))
    assert idle[IntentState.READY] == Pile(1, ACCOUNT, ready)
    assert idle[IntentState.OPEN].count == 1
    assert idle[IntentState.SENT] == Pile()
    assert (await looks.idle_pins({IntentState.READY: START}))[IntentState.READY] == Pile()


async def test_a_pin_that_was_sent_since_is_not_idle(looks: LedgerHealth, ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.claimed(key, now=LATER)
    sent = [await looks.idle_pins({IntentState.SENT: at}) for at in (LATER, LATER + 1)]
    assert [idle[IntentState.SENT].count for idle in sent] == [0, 1]


async def test_a_pin_that_waits_on_purpose_is_not_idle(looks: LedgerHealth, ledger: Ledger, file: Path) -> None:
    await ledger.ready(a_product("held"), a_product("later"), a_product("idle"))
    alter(
        file,
        "UPDATE intents SET held = 1 WHERE product_key = 'held'",
        "UPDATE intents SET not_before = 2000000000 WHERE product_key = 'later'",
    )
    assert (await looks.idle_pins({IntentState.READY: LATER}))[IntentState.READY].count == 1


async def test_a_pin_wanted_again_by_a_new_launch_is_not_idle(looks: LedgerHealth, ledger: Ledger) -> None:
    """Its intent is as old as the first launch; what counts is the one that asked last."""
    await ledger.registered(a_product())
    (request,) = await ledger.registered(a_product("other"), launch=OTHER_LAUNCH, at=LATER)
    idle = await looks.idle_pins({IntentState.OPEN: LATER})
    assert idle[IntentState.OPEN].count == 1
    assert idle[IntentState.OPEN].key != request.key


async def test_a_settled_pin_is_never_idle(looks: LedgerHealth, ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.intents.settle(key, live(), START)
    idle = await looks.idle_pins(dict.fromkeys((IntentState.OPEN, IntentState.READY, IntentState.SENT), LATER))
    assert [pile.count for pile in idle.values()] == [0, 0, 0]


async def test_an_attempt_is_overdue_after_its_deadline_until_it_is_settled(
    looks: LedgerHealth, ledger: Ledger
) -> None:
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    deadline = START + REQUEST_SECONDS
    assert await looks.open_attempts(deadline) == Pile()
    await ledger.attempts.lost(key, claim.attempt, START, "no answer")
    assert isinstance(await ledger.attempts.standing(key, LATER), Uncertain)
    assert await looks.open_attempts(deadline + 1) == Pile(1, ACCOUNT, key)
    await ledger.attempts.made(key, claim.attempt, "801", START)
    assert await looks.open_attempts(LATER) == Pile()


async def test_each_account_with_pins_has_its_last_round_or_none_yet(looks: LedgerHealth, ledger: Ledger) -> None:
    assert await looks.rounds() == {}
    await ledger.registered(a_product())
    assert await looks.rounds() == {ACCOUNT: None}
    book = SqlPatrol(ledger.database)
    await book.patrolled(ACCOUNT, BOARD, LATER)
    await book.patrolled(ACCOUNT, "another board", LATER - 60)
    assert await looks.rounds() == {ACCOUNT: LATER}


async def test_launches_count_as_unfinished_until_they_are(
    looks: LedgerHealth, ledger: Ledger, file: Path
) -> None:
    await ledger.registered(a_product())
    await ledger.registered(a_product(), launch=OTHER_LAUNCH, at=LATER)
    found = await looks.unfinished_launches()
    assert [(launch.launch, launch.created) for launch in found] == [(LAUNCH, START), (OTHER_LAUNCH, LATER)]
    alter(file, "UPDATE launches SET finished_at = 1 WHERE id LIKE '%-0000'")
    assert [launch.launch for launch in await looks.unfinished_launches()] == [OTHER_LAUNCH]


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:////srv/shop/pinflow.db", Path("/srv/shop/pinflow.db")),
        ("postgresql://pinflow:secret@db.example.com/pinflow", None),
    ],
)
def test_only_a_sqlite_ledger_is_a_file(url: str, file: Path | None) -> None:
    assert ledger_file(url) == file


async def test_a_folder_with_odd_signs_in_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "50% off #1"
    folder.mkdir()
    database = Database.open(f"sqlite:///{folder}/ledger.db")
    database.write_now(lambda session: session.connection().exec_driver_sql("CREATE TABLE t (x)"))
    database.close()
    with open_health(str(database.engine.url)) as looks:
        assert (await looks.body()).place == str(folder / "ledger.db")


def alter(file: Path, *statements: str) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


async def test_sources_as_they_are_kept_without_those_that_are_being_removed(
    looks: LedgerHealth, database: Database
) -> None:
    sources = SqlSources(database, sealer_of("A" * 43 + "="))
    for name in ("feed", "desk", "gone"):
        new = NewSource(key=SourceKey(name), kind=SourceKind.EVENTS, account=ACCOUNT)
        await sources.add(new, [], START)
    await sources.pause(SourceKey("desk"), "stocktaking")
    await sources.remove(SourceKey("gone"), START)
    assert [(card.key, card.paused) for card in await looks.sources()] == [("desk", "stocktaking"), ("feed", None)]
