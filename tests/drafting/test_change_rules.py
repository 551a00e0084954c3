"""Rules of changes at work: what is done about what happened, and why."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.change_rules import ChangeAction, Decision, Deed
from contracts.changes import KnownProduct
from contracts.pace import Priority
from contracts.product import Availability, Product
from contracts.wording import Wording
from drafting.change_folding import before_news, fold
from drafting.change_rules import ChangeBook, explanation_line
from drafting.change_rules_text import usual_rules
from tests.drafting.builders import a_product, euros
from tests.drafting.change_builders import (
    DAY,
    DEMO,
    NOW,
    SOURCE,
    a_book,
    a_snapshot,
    known,
    known_products,
    shirt,
)
from tests.drafting.change_rule_texts import EVERYTHING, one_rule

USUAL = ChangeBook.of(usual_rules(DEMO))
BOOK = a_book(EVERYTHING)
JACKET = a_product(
    product_type="Apparel > Outdoor > Jackets", brand="Acme Sports", tags=("spring",), price=euros("119.00")
)
DROP = "price_drop €119.00 -> €89.00, -25.2 %"


def jacket(**said: object) -> Product:
    return JACKET.model_copy(update=said)


def decided(book: ChangeBook, before: KnownProduct | None, after: KnownProduct) -> Decision:
    return book.decide(before, after, NOW)


def the_action(decision: Decision) -> ChangeAction:
    (action,) = decision.actions
    return action


def lines(decision: Decision) -> Sequence[str]:
    return [explanation_line(explanation) for explanation in decision.explanations]


def test_without_rules_what_is_new_is_pinned() -> None:
    action = the_action(decided(USUAL, None, shirt()))
    assert (action.do, action.account, action.board, action.images) == (Deed.PIN, DEMO, None, 1)


@pytest.mark.parametrize("after", [shirt(title="Other", price=euros("1")), known(), shirt(published=False)])
def test_without_rules_nothing_else_is_done(after: KnownProduct) -> None:
    assert decided(USUAL, shirt(price=euros("9")), after).actions == ()


def test_a_sale_begins_and_ends_by_its_dates_although_the_shop_tells_the_same() -> None:
    dates = {"sale_price_effective_date": "2026-11-22T10:00Z/2026-11-22T18:00Z"}
    told = jacket(sale_price=euros("89.00"), extras=dates)
    before, on, over = (known(told, at=NOW + hours * 3_600) for hours in (-3, 0, 7))
    book = a_book(EVERYTHING)
    assert [h.kind.value for h in book.decide(before, on, on.at).happenings] == [
        "price_drop",
        "sale_started",
        "changed",
    ]
    assert book.decide(on, on, on.at).happenings == ()
    assert [h.kind.value for h in book.decide(on, over, over.at).happenings] == [
        "price_rise",
        "sale_ended",
        "changed",
    ]


def test_a_rule_gives_its_pin_all_that_it_says() -> None:
    decision = decided(BOOK, known(JACKET), known(jacket(sale_price=euros("89.00"))))
    action = next(action for action in decision.actions if action.account == "deals")
    assert (action.do, action.rule, action.name) == (Deed.REPIN, 2, "Jackets on sale")
    assert (action.board, action.section, action.edition) == ("Acme Sports deals", "Jackets", "2026-11")
    assert action.wording == Wording(
        title="{title}, now {sale_price}", description=BOOK.rules.rules[1].wording.description
    )
    assert (action.window, action.images, action.priority) == (BOOK.rules.rules[1].window, 20, Priority.URGENT)
    assert decision.pins


def test_every_rule_says_why_it_decided_or_why_not() -> None:
    assert lines(decided(BOOK, known(JACKET), known(jacket(price=euros("89.00"))))) == [
        'rule 1 "Never" (demo): no, its tag is not "no-pin"',
        'rule 2 "Jackets on sale" (deals): repin on "Acme Sports deals", edition 2026-11: ' + DROP,
        'rule 3 "Gone" (demo): no, it is for deleted; what happened: price_drop, changed',
        'rule 4 "Sold out" (demo): no, it is for out_of_stock; what happened: price_drop, changed',
        'rule 5 "Back" (demo): no, it is for back_in_stock; what happened: price_drop, changed',
        'rule 6 "Campaigns" (demo): no, it is for tag_added; what happened: price_drop, changed',
        "rule 7 (demo): update: changed",
        "rule 8 (demo): no, rule 7 has answered for demo already",
    ]


def test_where_nothing_happened_every_rule_says_so() -> None:
    found = decided(BOOK, known(JACKET), known(JACKET))
    assert all(line.endswith("; what happened: nothing") for line in lines(found))
    assert (found.actions, found.happenings, found.pins) == ((), (), False)


def test_the_first_rule_of_an_account_that_fits_decides() -> None:
    text = one_rule("board = 'One'") + one_rule("board = 'Two'") + one_rule("account = 'other'", "board = 'Three'")
    found = decided(a_book(text), None, shirt())
    assert [(action.account, action.board) for action in found.actions] == [(DEMO, "One"), ("other", "Three")]


def test_a_rule_that_does_nothing_keeps_the_later_ones_of_its_account_away() -> None:
    text = one_rule("when = { tag = 'no-pin' }", do="nothing") + one_rule() + one_rule("account = 'other'")
    found = decided(a_book(text), None, shirt(tags=("no-pin",)))
    assert [action.account for action in found.actions] == ["other"]
    assert lines(found)[:2] == [
        "rule 1 (demo): nothing: new",
        "rule 2 (demo): no, rule 1 has answered for demo already",
    ]
    assert [action.account for action in decided(a_book(text), None, shirt()).actions] == [DEMO, "other"]


@pytest.mark.parametrize(
    ("before", "after", "by_percent", "fires"),
    [
        ("100", "80", "20", True),
        ("100", "80.01", "20", False),
        ("100", "75.04", "24.95", True),
        ("119", "89", "25.2", True),
        ("119", "89", "25.3", False),
        ("80", "100", "20", False),
    ],
)
def test_a_drop_counts_from_its_percentage_on_by_the_amounts_themselves(
    before: str, after: str, by_percent: str, *, fires: bool
) -> None:
    book = a_book(one_rule(f"by_percent = {by_percent}", on="price_drop"))
    found = decided(book, shirt(price=euros(before)), shirt(price=euros(after)))
    assert bool(found.actions) is fires


def test_a_drop_that_is_too_small_is_told_with_its_figures() -> None:
    book = a_book(one_rule("by_percent = 20", on="price_drop"))
    found = decided(book, shirt(price=euros("119")), shirt(price=euros("105")))
    assert lines(found) == ["rule 1 (demo): no, price_drop €119.00 -> €105.00, -11.7 % is less than 20 %"]


def test_a_percentage_is_of_prices_alone() -> None:
    """A product on sale from 100 to 95 has not dropped by 20 %, but its sale has started."""
    book = a_book("[[rule]]\non = ['price_drop', 'sale_started']\nby_percent = 20\ndo = 'pin'")
    found = decided(book, shirt(price=euros("100")), shirt(price=euros("100"), sale_price=euros("95")))
    assert lines(found) == ["rule 1 (demo): pin: sale_started €100.00 -> €95.00"]


def test_an_added_tag_counts_when_it_is_one_that_the_rule_waits_for() -> None:
    book = a_book(one_rule("added = 'campaign-*'", on="tag_added"))
    assert decided(book, shirt(), shirt(tags=("wool", "Campaign-Spring"))).actions
    assert decided(book, None, shirt(tags=("campaign-spring",))).actions
    assert not decided(book, shirt(tags=("campaign-spring",)), shirt(tags=("campaign-spring", "wool"))).actions
    assert lines(decided(book, shirt(), shirt(tags=("wool",)))) == [
        "rule 1 (demo): no, tag_added wool is not what it waits for"
    ]


def test_conditions_are_asked_of_the_product_as_it_is_now() -> None:
    book = a_book(one_rule("when = { price = '< 100' }", on="price_drop"))
    assert decided(book, shirt(price=euros("119")), shirt(price=euros("89"))).actions
    assert not decided(book, shirt(price=euros("119")), shirt(price=euros("109"))).actions


@pytest.mark.parametrize("gone", [known(), shirt(published=False)])
def test_conditions_on_a_product_that_is_gone_are_asked_of_what_it_was(gone: KnownProduct) -> None:
    book = a_book(one_rule("when = { tag = 'spring' }", on="deleted", do="delete"))
    assert the_action(decided(book, shirt(tags=("spring",)), gone)).do is Deed.DELETE
    assert not decided(book, shirt(tags=("wool",)), gone).actions


def test_a_rule_rests_after_the_product_was_pinned() -> None:
    book = a_book(one_rule("cooldown = '7d'", on="price_drop", do="repin"))
    before = shirt(price=euros("119"))

    def after(days: float) -> KnownProduct:
        return known(a_product(price=euros("89")), pinned_at=NOW - days * DAY)

    assert lines(decided(book, before, after(6.9))) == [
        "rule 1 (demo): no, it was pinned 2026-11-15 14:24 UTC and rests for 7d"
    ]
    assert decided(book, before, after(7)).actions
    assert decided(book, before, shirt(price=euros("89"))).actions


def test_a_rule_that_rests_lets_the_next_one_answer() -> None:
    """What may not be pinned again yet can still be brought up to date."""
    text = one_rule("cooldown = '7d'", on="price_drop", do="repin") + one_rule(on="changed", do="update")
    after = known(a_product(price=euros("89")), pinned_at=NOW - DAY)
    found = decided(a_book(text), shirt(price=euros("119")), after)
    assert the_action(found).do is Deed.UPDATE
    assert not found.pins


def test_a_board_or_edition_whose_words_the_product_does_not_say_passes_the_rule_over() -> None:
    text = (
        one_rule("board = '{brand} deals'")
        + one_rule("edition = '{price}'", do="repin")
        + one_rule("board = 'All'")
    )
    found = decided(a_book(text), None, shirt())
    assert the_action(found).board == "All"
    assert lines(found)[:2] == [
        'rule 1 (demo): no, the product does not say what its board "{brand} deals" needs',
        'rule 2 (demo): no, the product does not say what its edition "{price}" needs',
    ]


def test_the_same_price_again_is_the_same_edition() -> None:
    book = a_book(one_rule("edition = '{price}'", on="price_drop", do="repin"))
    first = decided(book, shirt(price=euros("119")), shirt(price=euros("89")))
    again = decided(book, shirt(price=euros("99")), shirt(price=euros("89.00")))
    lower = decided(book, shirt(price=euros("89")), shirt(price=euros("79")))
    assert the_action(first).edition == the_action(again).edition != the_action(lower).edition


@pytest.mark.parametrize(
    ("before", "after", "do"),
    [
        (shirt(availability="in_stock"), shirt(availability="out_of_stock"), Deed.DELETE),
        (shirt(availability="out_of_stock"), shirt(availability="in_stock"), Deed.REPLACE),
        (shirt(), known(), Deed.DELETE),
        (shirt(), shirt(title="Other"), Deed.UPDATE),
        (shirt(), shirt(tags=("promo 1",)), Deed.PIN),
        (None, shirt(), Deed.PIN),
    ],
)
def test_the_file_of_everything_answers_each_kind(
    before: KnownProduct | None, after: KnownProduct, do: Deed
) -> None:
    assert the_action(decided(BOOK, before, after)).do is do


def test_a_first_reading_of_a_source_does_nothing() -> None:
    told = [a_snapshot(a_product(tags=("campaign-1",)))]
    before, after = before_news(None, told, source=SOURCE), fold(None, told, source=SOURCE)
    assert decided(BOOK, before, after).actions == ()


@given(st.none() | known_products(), known_products(), st.floats(0, 4e9))
def test_every_account_has_at_most_one_answer_and_every_rule_a_line(
    before: KnownProduct | None, after: KnownProduct, now: float
) -> None:
    found = BOOK.decide(before, after, now)
    accounts = [action.account for action in found.actions]
    assert len(accounts) == len(set(accounts))
    assert [explanation.rule for explanation in found.explanations] == list(range(1, 9))
    fired = [explanation.rule for explanation in found.explanations if explanation.fired]
    assert set(fired) >= {action.rule for action in found.actions}
    assert Decision.model_validate_json(found.model_dump_json()) == found
    assert BOOK.decide(before, after, now) == found


@given(st.none() | known_products(), known_products())
def test_what_is_not_there_is_neither_pinned_nor_brought_up_to_date(
    before: KnownProduct | None, after: KnownProduct
) -> None:
    gone = after.product is None or not after.product.published
    deeds = {action.do for action in BOOK.decide(before, after, NOW).actions}
    assert not gone or deeds <= {Deed.DELETE}


@given(known_products())
def test_nothing_is_done_where_nothing_happened(state: KnownProduct) -> None:
    assert BOOK.decide(state, state, NOW).actions == ()


@given(st.sampled_from(Availability), st.sampled_from(Availability))
def test_a_product_that_can_be_ordered_is_never_deleted_as_sold_out(
    before: Availability, after: Availability
) -> None:
    found = decided(BOOK, shirt(availability=before), shirt(availability=after))
    deletes = any(action.do is Deed.DELETE for action in found.actions)
    assert deletes is (after is Availability.OUT_OF_STOCK and before not in {after, Availability.UNKNOWN})
