"""Accounts that the API knows: remembered for a moment, and looked up again for one that is not among them."""

from typing import cast

from contracts.names import AccountKey
from starter.api_pin_rules import ApiPinRules
from starter.change_policies import ChangePolicies
from store.accounts import SqlAccounts
from store.database import Database
from tests.fakes.clock import START

JUST_NOW = AccountKey("just-now")


async def test_an_account_that_was_connected_a_moment_ago_is_found_by_looking_again(database: Database) -> None:
    rules = ApiPinRules(SqlAccounts(database), cast("ChangePolicies", None))  # no pin is asked for
    before = await rules.names()
    await SqlAccounts(database).add(JUST_NOW, "sealed", START)

    assert JUST_NOW not in before
    assert JUST_NOW in await rules.names(again=True)
    assert JUST_NOW in await rules.names()
