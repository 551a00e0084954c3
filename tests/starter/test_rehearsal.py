"""Rules rehearsed: by the same functions, and so with the same answers, as real changes get."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from contracts.changes import ChangeKind, ProductChange
from contracts.product import Money, Product
from drafting.change_decisions import Deciding
from drafting.change_rules import ChangeBook
from drafting.change_rules_text import read_change_rules
from starter.rehearsal import Rehearsal, deletion_of, poll_changes
from tests.builders import ACCOUNT, a_product
from tests.starter.a_source import SPRING
from tests.starter.looks import NOW

DAY = 86_400.0
RULES = """
[[rule]]
on = "price_drop"
by_percent = 10
do = "repin"
edition = "{month}"
cooldown = "2d"

[[rule]]
on = "new"
do = "pin"

[[rule]]
on = "deleted"
do = "delete"
"""
BOOK = ChangeBook.of(read_change_rules(RULES, ACCOUNT))


def priced(amount: str, key: str = "blue-mug") -> Product:
    return a_product(key, price=Money(amount=Decimal(amount), currency="EUR"))


def told(product: Product, at: float = NOW, foreign_id: str | None = None) -> ProductChange:
    return ProductChange(
        kind=ChangeKind.UPSERT,
        product_key=product.key,
        foreign_id=foreign_id,
        product=product,
        at=at,
        delivery=f"{product.key}-{at}",
    )


def deeds(rehearsal: Rehearsal, *changes: ProductChange, together: bool = False) -> list[list[str]]:
    explain = rehearsal.explain_together if together else rehearsal.explain
    return [[action.do.value for action in one.actions] for one in explain(changes)]


def test_each_event_is_decided_about_in_its_turn() -> None:
    changes = (told(priced("20")), told(priced("19"), NOW + DAY), told(priced("10"), NOW + 3 * DAY))
    assert deeds(Rehearsal(SPRING, BOOK), *changes) == [["pin"], [], ["repin"]]


def test_a_cool_down_runs_from_the_event_that_pinned() -> None:
    changes = (told(priced("20")), told(priced("10"), NOW + DAY), told(priced("5"), NOW + 2 * DAY))
    assert deeds(Rehearsal(SPRING, BOOK), *changes) == [["pin"], [], ["repin"]]


def test_a_storm_is_decided_about_once() -> None:
    changes = (told(priced("20")), told(priced("19"), NOW + 1), told(priced("5"), NOW + 2))
    (one,) = Rehearsal(SPRING, BOOK).explain_together(changes)
    assert ([action.do for action in one.actions], one.events) == (["pin"], 3)


def test_each_rule_says_why_or_why_not() -> None:
    (one,) = Rehearsal(SPRING, BOOK).explain([told(priced("20"))])
    assert one.lines == (
        "rule 1 (demo): no, it is for price_drop; what happened: new",
        "rule 2 (demo): pin: new",
        "rule 3 (demo): no, rule 2 has answered for demo already",
    )


def test_products_that_are_known_are_no_news_until_they_change() -> None:
    rehearsal = Rehearsal(SPRING, BOOK)
    rehearsal.know([priced("20")])
    assert deeds(rehearsal, told(priced("20")), told(priced("10"), NOW + 1)) == [[], ["repin"]]


def test_an_event_from_before_what_is_known_is_late() -> None:
    rehearsal = Rehearsal(SPRING, BOOK)
    first, late = rehearsal.explain([told(priced("20")), told(priced("5"), NOW - DAY)])
    assert (first.late, late.late, late.happened) == (False, True, ())


def test_a_deletion_finds_its_product_by_the_source_s_own_id() -> None:
    deleted = ProductChange(kind=ChangeKind.DELETE, product_key="77", foreign_id="77", at=NOW + 1, delivery="gone")
    changes = (told(priced("20"), foreign_id="77"), deleted)
    _, gone = Rehearsal(SPRING, BOOK).explain(changes)
    assert (gone.product, [action.do for action in gone.actions]) == ("blue-mug", ["delete"])


def test_a_poll_tells_what_is_new_or_other_and_nothing_else() -> None:
    rehearsal = Rehearsal(SPRING, BOOK)
    rehearsal.know([priced("20"), priced("30", "red-mug")])
    polled = [priced("20.00"), priced("29", "red-mug"), priced("1", "new-mug")]
    assert [change.product_key for change in poll_changes(polled, rehearsal.known, NOW)] == ["red-mug", "new-mug"]
    assert deeds(rehearsal, deletion_of("blue-mug", NOW)) == [["delete"]]


@given(st.lists(st.sampled_from(["5", "10", "19", "20"]), min_size=1, max_size=6), st.permutations(range(6)))
def test_a_storm_ends_as_the_store_would_end_it(amounts: list[str], order: list[int]) -> None:
    """Whatever the order of arrival: the state and the decision are those of `Deciding`."""
    changes = [told(priced(amount), NOW + at) for amount, at in zip(amounts, order, strict=False)]
    rehearsal = Rehearsal(SPRING, BOOK)
    (one,) = rehearsal.explain_together(changes)
    folding = Deciding(SPRING, BOOK, max(change.at for change in changes))(None, changes)
    assert folding.decision is not None
    assert tuple(folding.decision.explanation.splitlines()) == one.lines
    assert rehearsal.known["blue-mug"].product == folding.known.product
