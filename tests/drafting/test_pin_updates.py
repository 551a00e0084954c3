"""What a live pin would say now: all words of it, and of those what is news."""

from hypothesis import given

from contracts.ledger import Intent
from contracts.names import AccountKey, PinKey
from contracts.outcome import Refused
from contracts.pin import ALT_TEXT_MAX, DESCRIPTION_MAX, LINK_MAX, TITLE_MAX, PinDraft, PinPolicy
from contracts.product import Availability, Product
from contracts.sightings import PinUpdate
from contracts.wording import Wording
from drafting.links import read_marker
from drafting.pin_updates import draft_update, news_of, updated_draft
from drafting.pins import draft_pin
from tests.drafting.builders import a_product, products

MARKER = "0123456789abcdef"
POLICY = PinPolicy(shop_url="https://shop.example.com")


def intent_of(product: Product) -> Intent:
    """Its pin, live on a board, as it was made."""
    return Intent(
        key=PinKey("0" * 32),
        marker=MARKER,
        account=AccountKey("demo"),
        board_id="7",
        board_name="Mugs",
        product=product,
        policy=POLICY,
    )


def drafted(product: Product) -> PinDraft:
    draft = draft_pin(product, POLICY, MARKER)
    assert isinstance(draft, PinDraft)
    return draft


def updated(product: Product, wording: Wording | None = None) -> PinUpdate:
    update = draft_update(intent_of(product), product, wording or Wording())
    assert isinstance(update, PinUpdate)
    return update


def test_a_pin_of_which_nothing_changed_has_no_news() -> None:
    product = a_product()
    assert news_of(updated(product), drafted(product)).is_empty


def test_only_what_changed_is_sent() -> None:
    before, after = (a_product(description="Holds tea.", title=title) for title in ("Mug", "Another title"))
    news = news_of(updated(after), drafted(before))
    assert news.title == "Another title"
    assert (news.link, news.description) == (None, None)


def test_a_product_that_is_out_of_stock_or_hidden_has_words_all_the_same() -> None:
    """It would be no new pin; the pin that is there can still be told what became of it."""
    for gone in (a_product(availability=Availability.OUT_OF_STOCK), a_product(published=False)):
        assert updated(gone).title == gone.title


def test_a_rule_s_wording_may_name_the_board() -> None:
    assert updated(a_product(title="Mug"), Wording(title="{title} of {board}")).title == "Mug of Mugs"


def test_a_title_that_is_gone_stays_on_the_pin() -> None:
    draft = drafted(a_product(title="Mug"))
    update = updated(a_product(title=""))
    assert update.title is None
    assert updated_draft(draft, update).title == draft.title


def test_a_description_that_is_gone_is_taken_away() -> None:
    before, after = a_product(description="<p>Holds tea.</p>"), a_product(description="")
    news = news_of(updated(after), drafted(before))
    assert news.description is not None
    assert updated_draft(drafted(before), news).description == news.description


def test_without_a_page_a_pin_stays_as_it_is() -> None:
    lost = a_product(link=None, handle=None)
    assert isinstance(draft_update(intent_of(lost), lost, Wording()), Refused)


@given(products())
def test_words_keep_pinterest_s_limits_and_the_marker(product: Product) -> None:
    update = draft_update(intent_of(product), product, Wording())
    if isinstance(update, Refused):
        return
    limits = {"title": TITLE_MAX, "description": DESCRIPTION_MAX, "alt_text": ALT_TEXT_MAX, "link": LINK_MAX}
    assert all(len(getattr(update, name) or "") <= most for name, most in limits.items())
    assert read_marker(update.link) == MARKER
