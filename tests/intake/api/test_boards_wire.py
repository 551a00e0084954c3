"""What is known of an account before Pinterest is asked about a board."""

from contracts.api_accounts import AccountHealth, ApiAccount
from intake.api.boards_wire import account_verdict
from tests.builders import ACCOUNT
from tests.fakes.clock import START


def an_account(**changes: object) -> ApiAccount:
    known = {
        "key": ACCOUNT,
        "member_id": "1",
        "username": "demo",
        "scopes": (),
        "created": START,
        "updated": START,
    }
    return ApiAccount.model_validate(known | changes)


def test_a_token_that_ends_soon_is_no_obstacle() -> None:
    assert account_verdict(an_account(health=AccountHealth.ENDING, why="It ends in a week.")) is None


def test_a_paused_account_and_one_without_a_scope_are() -> None:
    paused = account_verdict(an_account(health=AccountHealth.PAUSED, why="stocktaking"))
    narrow = account_verdict(an_account(missing_scopes=("boards:read",)))
    assert paused is not None
    assert narrow is not None
    assert (paused.code, narrow.code) == ("account_paused", "scope_missing")
