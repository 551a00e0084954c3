"""Publish dates: kept as stated, refused when unreadable, asked for when their zone is unknown."""

import pytest
from hypothesis import given

from contracts.outcome import Reason, Refused
from contracts.product import Product
from drafting.publish_dates import choose_not_before
from drafting.windows import ZoneMissing, ZoneUnknown
from tests.drafting.builders import a_product, products


def test_a_product_without_a_date_may_leave_at_once() -> None:
    assert choose_not_before(a_product(), None) is None
    assert choose_not_before(a_product(publish_at="  "), None) is None


def test_a_date_is_meant_in_its_own_offset_or_in_the_zone_of_the_launch() -> None:
    summer = choose_not_before(a_product(publish_at="2026-07-22T20:00:00"), "Europe/Berlin")
    assert summer == choose_not_before(a_product(publish_at="2026-07-22T20:00:00+02:00"), None)


def test_a_date_that_cannot_be_read_refuses_its_product_alone() -> None:
    refused = choose_not_before(a_product(publish_at="next Friday"), "Europe/Berlin")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.ROW_UNREADABLE
    assert refused.message.startswith('The publish date "next Friday" is not a date')


def test_a_missing_or_unknown_zone_is_for_the_whole_file_to_say() -> None:
    with pytest.raises(ZoneMissing):
        choose_not_before(a_product(publish_at="2026-07-22T20:00:00"), None)
    with pytest.raises(ZoneUnknown):
        choose_not_before(a_product(publish_at="2026-07-22T20:00:00"), "Berlin")


@given(products())
def test_every_date_is_a_moment_or_a_reason(product: Product) -> None:
    found = choose_not_before(product, "Europe/Berlin")
    assert found is None or isinstance(found, Refused) or found > 0
