"""Extract: a draft, unless the product, its page or the past says otherwise."""

from decimal import Decimal

import pytest

from activities.extract import LOOKS_MAX, ExtractActivities
from contracts.names import PinKey
from contracts.outcome import PinOutcome, Reason, Refused
from contracts.pin import PinDraft, PinRequest, Published, Uncertain
from contracts.product import Money, Product
from contracts.sightings import PageLook
from contracts.trouble import AddressRefused, BadStatus, FetchTrouble, Unreachable
from tests.activities.stage import error_of, run
from tests.builders import a_product
from tests.fakes.clock import START, FakeClock
from tests.fakes.shop import FakeShop
from tests.ledger import Ledger, live

PAGE = "https://shop.example.com/products/blue-mug"
PASSING = [
    PageLook(url=PAGE, status=503),
    PageLook(url=PAGE, status=500),
    Unreachable("no answer", url=PAGE),
    BadStatus("answers 503", url=PAGE, status=503),
]


@pytest.fixture
def shop() -> FakeShop:
    return FakeShop()


@pytest.fixture
def activities(ledger: Ledger, shop: FakeShop, clock: FakeClock) -> ExtractActivities:
    return ExtractActivities(ledger.intents, ledger.attempts, shop, clock)


async def request_of(ledger: Ledger, product: Product) -> PinRequest:
    (request,) = await ledger.registered(product)
    return request


async def test_the_draft_is_answered_and_written_down(activities: ExtractActivities, ledger: Ledger) -> None:
    request = await request_of(ledger, a_product())
    draft = await run(activities.extract, request)
    assert isinstance(draft, PinDraft)
    assert draft.title == "Product blue-mug"
    assert (await ledger.intents.load(request.key)).draft == draft


@pytest.mark.parametrize(("end", "is_on"), [("2025-11-30", False), ("2099-11-30", True)])
async def test_a_sale_that_is_over_is_no_part_of_the_draft(
    activities: ExtractActivities, ledger: Ledger, end: str, *, is_on: bool
) -> None:
    sale = Money(amount=Decimal(9), currency="EUR")
    product = a_product(description="", sale_price=sale, extras={"sale_price_effective_date": f"2025-11-24/{end}"})
    draft = await run(activities.extract, await request_of(ledger, product))
    assert isinstance(draft, PinDraft)
    assert ("9.00" in draft.description, "12.50" in draft.description) == (is_on, True)


async def test_run_twice_the_draft_is_the_same(activities: ExtractActivities, ledger: Ledger) -> None:
    request = await request_of(ledger, a_product())
    assert await run(activities.extract, request) == await run(activities.extract, request)


async def test_a_product_that_cannot_be_a_pin_is_refused_without_a_look(
    activities: ExtractActivities, ledger: Ledger, shop: FakeShop
) -> None:
    shop.looks[PAGE] = Unreachable("nobody should ask", url=PAGE)
    refused = await run(activities.extract, await request_of(ledger, a_product(images=())))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.IMAGE_MISSING


@pytest.mark.parametrize("page", PASSING, ids=str)
async def test_a_page_in_trouble_is_looked_at_again(
    activities: ExtractActivities, ledger: Ledger, shop: FakeShop, page: PageLook | FetchTrouble
) -> None:
    shop.looks[PAGE] = page
    error = await error_of(activities.extract, await request_of(ledger, a_product()), attempt=LOOKS_MAX - 1)
    assert not error.non_retryable


@pytest.mark.parametrize("page", PASSING, ids=str)
@pytest.mark.parametrize("attempt", [LOOKS_MAX, LOOKS_MAX + 1])
async def test_the_last_look_refuses(
    activities: ExtractActivities, ledger: Ledger, shop: FakeShop, page: PageLook | FetchTrouble, attempt: int
) -> None:
    shop.looks[PAGE] = page
    refused = await run(activities.extract, await request_of(ledger, a_product()), attempt=attempt)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.LINK_UNREACHABLE


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (PageLook(url=PAGE, status=404), Reason.LINK_DEAD),
        (PageLook(url=PAGE, status=200, in_stock=False), Reason.LINK_OUT_OF_STOCK),
        (AddressRefused("a private network", url=PAGE), Reason.LINK_INVALID),
    ],
)
async def test_a_page_that_says_no_is_believed_at_once(
    activities: ExtractActivities, ledger: Ledger, shop: FakeShop, page: PageLook | FetchTrouble, reason: Reason
) -> None:
    shop.looks[PAGE] = page
    refused = await run(activities.extract, await request_of(ledger, a_product()))
    assert isinstance(refused, Refused)
    assert refused.reason is reason


@pytest.mark.parametrize("past", [PinOutcome, Published, Uncertain])
async def test_what_an_earlier_run_left_goes_first(
    activities: ExtractActivities, ledger: Ledger, past: type[PinOutcome | Published | Uncertain]
) -> None:
    request = await request_of(ledger, a_product())
    await run(activities.extract, request)
    await leave_behind(ledger, request.key, past)
    assert isinstance(await run(activities.extract, request), past)


async def leave_behind(ledger: Ledger, key: PinKey, past: type[PinOutcome | Published | Uncertain]) -> None:
    """An end, a pin, or an attempt whose answer nobody knows."""
    if past is PinOutcome:
        await ledger.intents.settle(key, live(), START)
        return
    claim = await ledger.claimed(key)
    if past is Published:
        await ledger.attempts.made(key, claim.attempt, "801", START)
