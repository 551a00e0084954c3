"""Board rules in the ledger: the text as it was given, one an account."""

from contracts.names import AccountKey
from store.board_rules import SqlBoardRules
from store.database import Database
from tests.builders import ACCOUNT
from tests.fakes.clock import START

OTHER = AccountKey("other")
TEXT = "# ours\ndefault = 'Größen'\n"


async def test_an_account_keeps_the_rules_that_it_was_given_last(database: Database) -> None:
    rules = SqlBoardRules(database)
    assert await rules.of(ACCOUNT) is None
    await rules.keep(ACCOUNT, TEXT, START)
    await rules.keep(ACCOUNT, TEXT * 2, START + 1)
    assert await rules.of(ACCOUNT) == TEXT * 2
    assert await rules.of(OTHER) is None


async def test_rules_are_cleared_once(database: Database) -> None:
    rules = SqlBoardRules(database)
    await rules.keep(ACCOUNT, TEXT, START)
    await rules.keep(OTHER, TEXT, START)
    assert await rules.clear(ACCOUNT)
    assert not await rules.clear(ACCOUNT)
    assert (await rules.of(ACCOUNT), await rules.of(OTHER)) == (None, TEXT)
