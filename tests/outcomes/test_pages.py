"""Addresses in the Web UI mean what they say."""

from urllib.parse import parse_qs, urlsplit

import pytest

from outcomes.pages import VIEWS, WebUi, pins_query

PAGES = WebUi("http://127.0.0.1:8233", "team a")


def query_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["query"][0]


def test_a_workflow_has_a_page() -> None:
    page = PAGES.workflow("pin/demo/0a1b")
    assert page == "http://127.0.0.1:8233/namespaces/team%20a/workflows/pin%2Fdemo%2F0a1b"


def test_a_launch_s_list_has_its_own_workflow_too() -> None:
    assert query_of(PAGES.workflows(pins_query(launch="20261121-x"))) == 'PinflowLaunch="20261121-x"'


def test_without_a_launch_only_pins_are_meant() -> None:
    assert pins_query() == 'WorkflowType="ProductPinWorkflow"'
    assert pins_query(account="shop") == 'WorkflowType="ProductPinWorkflow" AND PinflowAccount="shop"'


@pytest.mark.parametrize("view", VIEWS)
def test_all_that_is_said_must_hold(view: str) -> None:
    query = pins_query(launch="x", view=view, reason="image_too_small")
    assert query == f'PinflowLaunch="x" AND {VIEWS[view]} AND PinflowReason="image_too_small"'
