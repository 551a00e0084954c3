"""Keys for the doors: shown once, kept as a digest, good until they are revoked."""

import re

import pytest
from sqlmodel import Session, select

from contracts.api_keys import ApiScope
from contracts.names import AccountKey
from store.api_keys import SqlApiKeys
from store.database import Database
from store.tables.accounts import ApiKeyRow
from tests.fakes.clock import START

LAMPS, MUGS = AccountKey("lamps"), AccountKey("mugs")


@pytest.fixture
def keys(database: Database) -> SqlApiKeys:
    return SqlApiKeys(database)


async def test_a_key_is_good_for_what_it_was_made_for_and_no_more(keys: SqlApiKeys) -> None:
    made = await keys.create("order desk", [ApiScope.PINS_READ], [LAMPS], START)
    grant = await keys.verify(made.key)
    assert grant is not None
    assert (grant.id, grant.scopes, grant.accounts) == (
        made.id,
        frozenset({ApiScope.PINS_READ}),
        frozenset({LAMPS}),
    )
    assert grant.allows(ApiScope.PINS_READ, LAMPS)
    assert not grant.allows(ApiScope.PINS_WRITE, LAMPS)
    assert not grant.allows(ApiScope.PINS_READ, MUGS)
    assert not grant.allows(ApiScope.PINS_READ)


async def test_a_key_for_all_accounts_is_for_those_to_come_too(keys: SqlApiKeys) -> None:
    made = await keys.create("", [ApiScope.ADMIN], None, START)
    grant = await keys.verify(made.key)
    assert grant is not None
    assert grant.allows(ApiScope.INTAKE, MUGS)
    assert grant.allows(ApiScope.PINS_WRITE)


async def test_no_key_can_be_read_back(keys: SqlApiKeys, database: Database) -> None:
    made = await keys.create("x", [ApiScope.INTAKE], None, START)
    assert re.fullmatch(r"pf_[A-Za-z0-9_-]{43}", made.key)
    assert made.key not in repr(made)

    def everything(session: Session) -> str:
        return repr([row.model_dump() for row in session.exec(select(ApiKeyRow))])

    assert made.key.removeprefix("pf_") not in await database.read(everything)
    assert made.key not in repr(await keys.list())


@pytest.mark.parametrize("twist", [str.lower, lambda key: key[:-1], lambda key: f"{key}x", lambda key: key[3:]])
async def test_what_is_nearly_a_key_opens_nothing(keys: SqlApiKeys, twist: object) -> None:
    made = await keys.create("x", [ApiScope.INTAKE], None, START)
    assert callable(twist)
    assert await keys.verify(twist(made.key)) is None


@pytest.mark.parametrize(
    "key", ["", "pf_", "pf_" + "x" * 43, "pf_" + "x" * 10_000, "pf_\x00", "pf_\ud800", "' OR 1=1"]
)
async def test_what_nobody_made_opens_nothing(keys: SqlApiKeys, key: str) -> None:
    await keys.create("x", [ApiScope.INTAKE], None, START)
    assert await keys.verify(key) is None


async def test_a_revoked_key_opens_nothing_and_stays_on_the_list(keys: SqlApiKeys) -> None:
    made = await keys.create("x", [ApiScope.INTAKE], None, START)
    other = await keys.create("y", [ApiScope.INTAKE], None, START + 1)
    assert await keys.revoke(made.id, START + 2)
    assert await keys.revoke(made.id, START + 9)
    assert await keys.verify(made.key) is None
    assert await keys.verify(other.key) is not None
    assert [(card.id, card.revoked) for card in await keys.list()] == [(made.id, START + 2), (other.id, None)]


async def test_a_key_that_is_not_there_cannot_be_revoked(keys: SqlApiKeys) -> None:
    assert not await keys.revoke("key_000000000000", START)


async def test_a_scope_of_a_later_version_opens_nothing_here(keys: SqlApiKeys, database: Database) -> None:
    made = await keys.create("x", [ApiScope.INTAKE], None, START)

    def widen(session: Session) -> None:
        session.get_one(ApiKeyRow, made.id).scopes = "intake moon:land"

    await database.write(widen)
    grant = await keys.verify(made.key)
    assert grant is not None
    assert grant.scopes == {ApiScope.INTAKE}


async def test_two_keys_are_never_alike(keys: SqlApiKeys) -> None:
    made = [await keys.create("same", [ApiScope.INTAKE], None, START) for _ in range(5)]
    assert len({one.key for one in made}) == len({one.id for one in made}) == 5
