"""Whether an ad account may be read."""

from ads.access import access, may_be_read
from contracts.ads_reports import SeenAdAccount
from tests.ads.sources import a_source

MINE = "549755885175"


def objected(*seen: SeenAdAccount) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.field, one.rule, one.nearest) for one in access(a_source(), seen)]


def test_an_ad_account_that_is_seen_with_a_reading_role_may_be_read() -> None:
    assert objected(SeenAdAccount(id=MINE, permissions=("ANALYST",))) == []
    assert objected(SeenAdAccount(id=MINE)) == []


def test_an_ad_account_that_is_not_seen_is_told_with_those_that_are() -> None:
    assert objected(SeenAdAccount(id="7")) == [("ad_account_id", "ad_account_unseen", ("7",))]


def test_a_role_that_may_not_read_is_named() -> None:
    seen = SeenAdAccount(id=MINE, permissions=("AUDIENCE_MANAGER",))
    assert objected(seen) == [("ad_account_id", "role_missing", ("ANALYST",))]


def test_what_pinterest_did_not_say_is_not_guessed() -> None:
    assert may_be_read(()) is None
    assert may_be_read(("ANALYST", "FINANCE_MANAGER")) is True
    assert may_be_read(("FINANCE_MANAGER",)) is False
