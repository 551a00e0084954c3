"""Board rules at work: which rule a product meets, and the board that it names."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.names import AccountKey
from contracts.product import Availability, Product
from drafting.board_rules import RuleBook
from drafting.place_names import PLACE_VARIABLES
from tests.drafting.builders import a_product, euros, products
from tests.drafting.rule_texts import DEMO, a_book, one_rule

SHIRT = a_product(
    key="shirt-1",
    title="Linen <b>Shirt</b>",
    brand="Acme &amp; Sons",
    product_type="Apparel > Tops > Shirts",
    categories=("Apparel & Accessories > Clothing > Shirts & Tops", "212"),
    tags=("spring", "Linen"),
    sku="LS-01",
    price=euros("80"),
    sale_price=euros("49.90"),
    availability=Availability.IN_STOCK,
    extras={"Custom Label 0": "SS27", "Google Shopping / Custom Label 1": "Hero", "Season": "Spring 2027"},
)


def met(book: RuleBook, product: Product = SHIRT) -> str | None:
    found = book.rule_for(product)
    return found.board if found else None


@pytest.mark.parametrize(
    "condition",
    [
        "category = 'Apparel & Accessories > Clothing'",
        "category = 212",
        "product_type = '** > Shirts'",
        "tag = 'SPRING'",
        "tag = ['wool', 'lin*']",
        "brand = 'Acme & Sons'",
        "title = '/linen shirt/'",
        "id = 'shirt-*'",
        "sku = 'ls-01'",
        "availability = 'in stock'",
        "custom_label_0 = 'SS*'",
        "custom_label_1 = 'hero'",
        "column = { season = '/2027$/' }",
        "price = '40-50 EUR'",
        "price = '< 50'",
        "price = '49.90'",
        "any = [{ tag = 'wool' }, { brand = 'Acme*' }]",
        "not = { brand = 'Lumen' }",
        "tag = 'spring'\nprice = '>= 49.90'\nnot = [{ tag = 'wool' }, { title = '*mug*' }]",
    ],
)
def test_a_rule_that_fits(condition: str) -> None:
    assert met(one_rule(condition)) == "Found"


@pytest.mark.parametrize(
    "condition",
    [
        "category = 'Clothing'",
        "tag = ['wool', 'silk']",
        "brand = 'Acme'",
        "custom_label_2 = '*'",
        "column = { colour = '*' }",
        "price = '> 49.90 EUR'",
        "price = '< 49.90'",
        "price = '40-50 USD'",
        "tag = 'spring'\nbrand = 'Lumen'",
        "any = [{ tag = 'wool' }, { brand = 'Lumen' }]",
        "tag = 'spring'\nany = [{ tag = 'wool' }]",
        "tag = 'spring'\nnot = { brand = 'Acme*' }",
        "any = [{ tag = 'spring', brand = 'Lumen' }]",
    ],
)
def test_a_rule_that_does_not_fit(condition: str) -> None:
    assert met(one_rule(condition)) is None


@pytest.mark.parametrize(
    "condition",
    [f"{field} = '*'" for field in ("category", "product_type", "tag", "brand", "sku", "custom_label_4")]
    + ["price = '>= 0'", "title = '//'"],
)
def test_what_a_product_does_not_say_fits_nothing(condition: str) -> None:
    assert met(one_rule(condition), a_product(title="")) is None


def test_a_price_without_a_currency_is_in_no_range_of_one() -> None:
    unstated = a_product(price=euros("45", None))
    assert met(one_rule("price = '40-50'"), unstated) == "Found"
    assert met(one_rule("price = '40-50 EUR'"), unstated) is None


def test_what_costs_nothing_has_no_price() -> None:
    assert met(one_rule("price = '< 50'"), a_product(price=euros("0"))) is None


def test_the_first_rule_that_fits_decides() -> None:
    book = a_book("[[rule]]\nboard = 'One'\ntag = 'spring'\n[[rule]]\nboard = 'Two'\ntag = 'linen'")
    assert met(book) == "One"
    assert met(book, a_product(tags=("Linen",))) == "Two"


def test_a_higher_priority_is_asked_first() -> None:
    rules = ["One", "Two", "Three"]
    text = "\n".join(
        f"[[rule]]\nboard = '{board}'\ntag = 'spring'\npriority = {priority}"
        for board, priority in zip(rules, (0, 10, 10), strict=True)
    )
    book = a_book(text)
    assert [(rule.number, rule.board) for rule in book.rules.rules] == [(1, "Two"), (2, "Three"), (3, "One")]
    assert met(book) == "Two"


def test_an_account_s_own_rules_go_before_those_of_all() -> None:
    text = "[[rule]]\nboard = 'All'\ntag = 'spring'\n[[accounts.demo.rule]]\nboard = 'Demo'\ntag = 'spring'"
    assert met(a_book(text, DEMO)) == "Demo"
    assert met(a_book(text, AccountKey("other"))) == "All"


def test_a_rule_may_name_the_section_too() -> None:
    def section(*lines: str) -> str | None:
        found = one_rule("tag = 'spring'", *lines).rule_for(SHIRT)
        assert found is not None
        return found.section

    assert section() is None
    assert section("section = ''") == ""
    assert section("section = 'For {kind}'") == "For Shirts"
    assert section("section = '{custom_label_3}'") == ""


@pytest.mark.parametrize(
    ("board", "named"),
    [
        ("{brand} looks", "Acme & Sons looks"),
        ("{kind}", "Shirts"),
        ("{category} now", "Shirts & Tops now"),
        ("{custom_label_0}: {Custom Label 1}", "SS27: Hero"),
        ("All[[ by {custom_label_3}]]", "All"),
        ("Sale {{50}}", "Sale {50}"),
    ],
)
def test_a_board_may_be_named_after_what_the_product_says(board: str, named: str) -> None:
    assert met(one_rule("tag = 'spring'", board=board)) == named


def test_a_rule_whose_board_needs_what_the_product_does_not_say_is_passed_over() -> None:
    """Else all products without a brand would share a board called "looks"."""
    text = "[[rule]]\nboard = '{brand} looks'\ntitle = '*'\n[[rule]]\nboard = 'Others'\ntitle = '*'"
    assert met(a_book(text), a_product(brand=" ")) == "Others"


@given(
    products(),
    st.lists(
        st.tuples(
            st.sampled_from(["category", "product_type", "tag", "brand", "title", "custom_label_0"]),
            st.sampled_from(["*", "a*", "** > a", "/a|b/", "/^$/", "a"]),
        ),
        min_size=1,
        max_size=5,
    ),
)
def test_every_product_meets_the_first_of_the_rules_that_fits_it_alone(
    product: Product, conditions: Sequence[tuple[str, str]]
) -> None:
    rules = [f"[[rule]]\nboard = 'B{at}'\n{field} = '{text}'" for at, (field, text) in enumerate(conditions)]
    alone = [met(a_book(rule), product) for rule in rules]
    assert met(a_book("\n".join(rules)), product) == next((board for board in alone if board), None)


@given(products(), st.sampled_from(sorted(PLACE_VARIABLES)))
def test_a_board_that_a_rule_names_has_1_to_180_characters(product: Product, variable: str) -> None:
    board = met(one_rule("title = '*'", board=f"{{{variable}}} x"), product)
    assert board is None or 3 <= len(board) <= 180
