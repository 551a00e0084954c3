"""Wakes are kept until they were told, and each workflow is named once."""

import pytest

from contracts.launch import LaunchRequest
from contracts.names import LaunchId
from store.database import Database
from store.wakes import SqlWakes, note_wakes
from tests.builders import ACCOUNT

LAUNCH = LaunchRequest(account=ACCOUNT, launch=LaunchId("20261121-221530-mugs-7f3a"), source="mugs.csv")


@pytest.fixture
def wakes(database: Database) -> SqlWakes:
    return SqlWakes(database)


async def test_a_workflow_that_is_named_often_is_told_once(database: Database, wakes: SqlWakes) -> None:
    for _ in range(3):
        await database.write(lambda session: note_wakes(session, [ACCOUNT], [LAUNCH]))
    account, launch = await wakes.pending(100)
    assert (account.account, account.request) == (ACCOUNT, None)
    assert launch.request == LAUNCH


async def test_what_was_written_while_somebody_was_told_is_told_again(database: Database, wakes: SqlWakes) -> None:
    await database.write(lambda session: note_wakes(session, [], [LAUNCH]))
    (first,) = await wakes.pending(100)
    await database.write(lambda session: note_wakes(session, [], [LAUNCH]))
    await wakes.told(first.ids)
    (again,) = await wakes.pending(100)
    assert again.request == LAUNCH
    await wakes.told(again.ids)
    assert await wakes.pending(100) == []
