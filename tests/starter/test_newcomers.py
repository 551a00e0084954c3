"""Whether an account may be connected as it came back."""

import pytest

from contracts.credentials import TokenGrant
from contracts.names import AccountKey
from pinterest_api.scopes import SCOPES_NEEDED, SCOPES_OF_SECRETS
from starter.failures import CommandFailed, ExitCode
from starter.ledger import DEMO_ACCOUNT
from starter.newcomers import Newcomer, Seat, check_name, check_same, check_scopes, check_seat, name_of

SPRING = AccountKey("spring")


def came(username: str, member_id: str | None = None) -> Newcomer:
    nothing = TokenGrant(access="a", access_expires=None, refresh=None, refresh_expires=None, scopes=frozenset())
    return Newcomer(username, nothing, member_id=member_id)


def seat(account: str, username: str | None, app: str | None = "1500000", *, member_id: str | None = None) -> Seat:
    return Seat(AccountKey(account), username, app, member_id=member_id)


class TestName:
    @pytest.mark.parametrize("name", [None, "spring", "a", "Spring.Shop-2_b", "x" * 64])
    def test_what_is_a_name_is_taken(self, name: str | None) -> None:
        check_name(name, simulated=False)

    @pytest.mark.parametrize("name", ["", " ", "a b", "-a", ".a", "a/b", "x" * 65, "é", "a\n", "../x"])
    def test_what_is_none_is_refused_before_anybody_is_asked(self, name: str) -> None:
        with pytest.raises(CommandFailed, match="cannot be an account's name") as raised:
            check_name(name, simulated=True)
        assert raised.value.exit_code == ExitCode.USAGE

    def test_the_simulators_own_name_is_none_at_the_real_pinterest(self) -> None:
        check_name("demo", simulated=True)
        with pytest.raises(CommandFailed, match="simulator's own"):
            check_name("demo", simulated=False)

    def test_without_one_it_is_called_as_pinterest_calls_it(self) -> None:
        assert name_of(None, "anna_shop", simulated=False) == "anna_shop"
        assert name_of("spring", "anna_shop", simulated=False) == "spring"

    @pytest.mark.parametrize("username", ["demo", "_anna", "an na", ""])
    def test_a_username_that_is_no_name_needs_one(self, username: str) -> None:
        with pytest.raises(CommandFailed, match="connect NAME"):
            name_of(None, username, simulated=False)


class TestScopes:
    def test_all_that_are_needed_will_do(self) -> None:
        check_scopes([*SCOPES_NEEDED, "ads:read"], SCOPES_NEEDED)

    def test_what_is_missing_is_named(self) -> None:
        with pytest.raises(CommandFailed, match=r"boards:write, pins:write\. Without them") as raised:
            check_scopes(["user_accounts:read", "boards:read", "pins:read"], SCOPES_NEEDED)
        assert "Nothing was stored" in str(raised.value)

    def test_secret_boards_are_asked_for_only_when_wanted(self) -> None:
        with pytest.raises(CommandFailed, match="boards:read_secret"):
            check_scopes(SCOPES_NEEDED, (*SCOPES_NEEDED, *SCOPES_OF_SECRETS))

    def test_an_answer_that_names_none_is_not_held_against_it(self) -> None:
        check_scopes([], SCOPES_NEEDED)


class TestSeat:
    def test_a_new_account_takes_a_new_name(self) -> None:
        check_seat(SPRING, came("anna"), [])
        check_seat(SPRING, came("anna"), [seat("autumn", "bert"), seat("old", None)])

    def test_one_that_is_here_under_another_name_is_refused(self) -> None:
        with pytest.raises(CommandFailed, match=r"as autumn \(app 7\).*reconnect autumn"):
            check_seat(SPRING, came("anna"), [seat("autumn", "anna", "7")])

    def test_one_that_is_here_under_this_name_is_to_be_reconnected(self) -> None:
        with pytest.raises(CommandFailed, match="pinflow accounts reconnect spring"):
            check_seat(SPRING, came("anna"), [seat("spring", "anna")])

    def test_one_of_which_nobody_knows_whose_it_is_keeps_its_name(self) -> None:
        with pytest.raises(CommandFailed, match="pinflow accounts reconnect spring"):
            check_seat(SPRING, came("anna"), [seat("spring", None, None)])

    def test_anothers_name_is_taken(self) -> None:
        with pytest.raises(CommandFailed, match="is the name of Pinterest's bert"):
            check_seat(SPRING, came("anna"), [seat("spring", "bert")])

    def test_the_simulators_account_gives_way_until_somebody_connects_it(self) -> None:
        check_seat(DEMO_ACCOUNT, came("demo"), [seat("demo", None, None)])
        with pytest.raises(CommandFailed, match="connected already"):
            check_seat(DEMO_ACCOUNT, came("demo"), [seat("demo", "demo")])


class TestSame:
    def test_the_same_account_may_come_again(self) -> None:
        check_same(SPRING, came("anna"), [seat("spring", "anna"), seat("autumn", "bert")])

    def test_one_of_which_nobody_knows_whose_it_is_is_found_out_now(self) -> None:
        check_same(SPRING, came("anna"), [seat("spring", None)])

    def test_another_account_is_refused(self) -> None:
        with pytest.raises(
            CommandFailed, match="spring is Pinterest's anna, and the browser is signed in as bert"
        ):
            check_same(SPRING, came("bert"), [seat("spring", "anna")])

    def test_one_that_was_renamed_at_pinterest_is_still_the_same(self) -> None:
        check_same(SPRING, came("anna_new", "700"), [seat("spring", "anna", member_id="700")])

    def test_another_that_took_over_the_name_is_not(self) -> None:
        with pytest.raises(CommandFailed, match="spring is Pinterest's anna"):
            check_same(SPRING, came("anna", "701"), [seat("spring", "anna", member_id="700")])

    def test_where_pinterest_told_no_id_the_name_decides(self) -> None:
        check_same(SPRING, came("anna"), [seat("spring", "anna", member_id="700")])
        check_same(SPRING, came("anna", "700"), [seat("spring", "anna")])

    def test_a_renamed_account_does_not_get_two_names_either(self) -> None:
        with pytest.raises(CommandFailed, match="as autumn"):
            check_seat(SPRING, came("anna_new", "700"), [seat("autumn", "anna", member_id="700")])

    def test_an_account_does_not_get_two_names(self) -> None:
        with pytest.raises(CommandFailed, match="connected already, as autumn"):
            check_same(SPRING, came("bert"), [seat("spring", None), seat("autumn", "bert")])
