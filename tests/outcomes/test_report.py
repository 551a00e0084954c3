"""The report that machines rely on: its keys, their order and their values, as DESIGN.md section 6 has them."""

import json

import pytest

from contracts.launch import LaunchSummary, ProductResult, Tally
from contracts.names import LaunchId
from contracts.outcome import Actor, Outcome, Reason
from contracts.reconciling import Reconciling, ReconcilingPin
from outcomes.report import PINTEREST_PIN, headline, launch_report, reconciling_report
from tests.builders import ACCOUNT, LAUNCH
from tests.fakes.clock import START

LAUNCH_KEYS = [
    *("launch", "total", "live", "already", "refused", "unconfirmed", "withdrawn", "waiting"),
    *("web_ui", "reconciling_count", "reconciling", "products"),
]
RECONCILING_KEYS = [
    *("row", "image", "product", "title", "board_id", "attempt", "sent", "reads", "last_read"),
    *("known", "doubt", "next_read", "settles", "then"),
]
PRODUCT_KEYS = [
    *("row", "product", "title", "outcome", "already", "changed", "board_id", "pin_id", "pin_url"),
    *("reason", "message", "remedy"),
]
ADDED = ["actor", "image", "owner_only", "not_before", "cancelled_too_late"]
"""Not in the design's list, added after it."""

LIVE = ProductResult(
    row=2,
    product="blue-mug",
    title="Blue mug",
    outcome=Outcome.LIVE,
    already=True,
    changed=True,
    board_id="700",
    pin_id="801",
)
REFUSED = ProductResult(
    row=3,
    product="row:3",
    outcome=Outcome.REFUSED,
    reason=Reason.ROW_UNREADABLE,
    message="row 3 has too few columns",
    remedy="Mend the row.",
    actor=Actor.MERCHANT,
)
TALLY = Tally(total=6, live=2, already=1, refused=1, unconfirmed=1, withdrawn=1, waiting=1)
SUMMARY = LaunchSummary(launch=LAUNCH, account=ACCOUNT, source="spring.csv", created=START, tally=TALLY)


def report(*results: ProductResult, web_ui: str | None = "http://127.0.0.1:8233") -> dict[str, object]:
    """The document as a program reads it, its keys in their order."""
    found: dict[str, object] = json.loads(
        json.dumps(launch_report(SUMMARY, results, web_ui=web_ui, pins_at=PINTEREST_PIN))
    )
    return found


def products(*results: ProductResult) -> list[dict[str, object]]:
    found = report(*results)["products"]
    assert isinstance(found, list)
    return found


def test_the_launch_s_keys_stand_in_their_order() -> None:
    assert list(report()) == LAUNCH_KEYS


@pytest.mark.parametrize("result", [LIVE, REFUSED], ids=["live", "refused"])
def test_a_product_s_keys_stand_in_their_order_whatever_its_end(result: ProductResult) -> None:
    (product,) = products(result)
    assert list(product) == PRODUCT_KEYS + ADDED


def test_the_counts_are_the_tally_s() -> None:
    counts = {key: value for key, value in report().items() if key in Tally.model_fields}
    assert counts == TALLY.model_dump()


def test_a_live_product_is_told_with_its_pin() -> None:
    (product,) = products(LIVE)
    assert product == {
        "row": 2,
        "product": "blue-mug",
        "title": "Blue mug",
        "outcome": "live",
        "already": True,
        "changed": True,
        "board_id": "700",
        "pin_id": "801",
        "pin_url": "https://www.pinterest.com/pin/801/",
        "reason": None,
        "message": None,
        "remedy": None,
        "actor": None,
        "image": 1,
        "owner_only": False,
        "not_before": None,
        "cancelled_too_late": False,
    }


def test_a_refused_product_is_told_with_what_to_do() -> None:
    (product,) = products(REFUSED)
    assert product == {
        "row": 3,
        "product": "row:3",
        "title": "",
        "outcome": "refused",
        "already": False,
        "changed": False,
        "board_id": None,
        "pin_id": None,
        "pin_url": None,
        "reason": "row_unreadable",
        "message": "row 3 has too few columns",
        "remedy": "Mend the row.",
        "actor": "merchant",
        "image": 1,
        "owner_only": False,
        "not_before": None,
        "cancelled_too_late": False,
    }


def test_each_picture_of_a_product_has_a_line_of_its_own() -> None:
    second = LIVE.model_copy(update={"image": 2})
    assert [(product["row"], product["image"]) for product in products(LIVE, second)] == [(2, 1), (2, 2)]


def test_a_pin_that_only_its_owner_sees_is_told_as_such() -> None:
    (product,) = products(LIVE.model_copy(update={"owner_only": True}))
    assert (product["outcome"], product["owner_only"]) == ("live", True)


def test_a_product_that_may_not_leave_yet_tells_when_it_may() -> None:
    (product,) = products(ProductResult(row=4, product="red-mug", not_before=START + 60))
    assert (product["outcome"], product["not_before"]) == (None, START + 60)


def test_a_product_that_waits_has_no_outcome_yet() -> None:
    (product,) = products(ProductResult(row=4, product="red-mug"))
    assert (product["outcome"], product["reason"]) == (None, None)


def test_products_stand_in_the_order_given() -> None:
    assert [product["row"] for product in products(REFUSED, LIVE)] == [3, 2]


LOST = ReconcilingPin(
    row=2,
    product="blue-mug",
    board_id="700",
    attempt=1,
    sent=START,
    known="sent, no answer",
    next_read=START + 4,
    settles=START + 45,
)


def test_what_was_sent_without_an_answer_is_counted_and_told() -> None:
    found = reconciling_report(Reconciling(count=12, pins=(LOST,)))
    assert found["reconciling_count"] == 12
    (pin,) = json.loads(json.dumps(found["reconciling"]))
    assert list(pin) == RECONCILING_KEYS
    assert (pin["last_read"], pin["then"]) == (None, "posted_again")


def test_when_no_answer_was_lost_there_is_none() -> None:
    assert (report()["reconciling_count"], report()["reconciling"]) == (0, [])


@pytest.mark.parametrize(
    ("tally", "reconciling", "line"),
    [
        (Tally(total=5, live=3, waiting=2), 1, "3 live, 2 waiting (1 reconciling)"),
        (Tally(total=5, live=3, waiting=2), 0, "3 live, 2 waiting"),
        (Tally(total=3, live=3), 1, "3 live"),
    ],
)
def test_the_headline_says_how_many_of_those_waiting_were_sent(tally: Tally, reconciling: int, line: str) -> None:
    """One that has ended between two looks is not told of."""
    assert headline(tally, reconciling) == line


def test_the_web_page_lists_the_launch_s_workflows() -> None:
    query = "PinflowLaunch%3D%2220261121-000000-test-0000%22"
    assert report()["web_ui"] == f"http://127.0.0.1:8233/namespaces/default/workflows?query={query}"


def test_without_a_web_page_there_is_none() -> None:
    assert report(web_ui=None)["web_ui"] is None


def test_a_launch_s_name_cannot_leave_the_query() -> None:
    odd = SUMMARY.model_copy(update={"launch": LaunchId('a"&b=c#d')})
    page = launch_report(odd, [], web_ui="http://127.0.0.1:8233", pins_at=PINTEREST_PIN)["web_ui"]
    assert page.rpartition("?")[2].count("=") == 1
    assert "&" not in page
    assert "#" not in page


@pytest.mark.parametrize(
    ("tally", "line"),
    [
        (Tally(), "0 live"),
        (Tally(total=3, live=3), "3 live"),
        (Tally(total=5, live=3, already=1, waiting=2), "3 live (1 already), 2 waiting"),
        (TALLY, "2 live (1 already), 1 refused, 1 unconfirmed, 1 withdrawn, 1 waiting"),
    ],
)
def test_the_headline_leaves_out_what_is_nothing(tally: Tally, line: str) -> None:
    assert headline(tally) == line
