"""Conditions of rules: why a product does not fit, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.board_rules import Clause, PriceRange
from contracts.product import Product
from drafting.clauses import Conditions
from drafting.clauses_text import read_clause
from drafting.price_ranges import read_price_range, write_price_range
from drafting.toml_tables import read_toml
from tests.drafting.builders import a_product, euros, products

NONE = Clause()


def clause(text: str) -> Clause:
    return read_clause("here", read_toml(text))


def missed(when: str, product: Product) -> str:
    return Conditions.of(clause(when), (), ()).missed(product)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("tag = 'wool'", 'its tag is not "wool"'),
        ("tag = ['wool', '/silk/']", 'its tag is not "wool" or "/silk/"'),
        ("brand = ['a', 'b', 'c', 'd', 'e', 'f']", 'its brand is not "a" or "b" or "c" or "d" or "e" or …'),
        ("column = { Season = 'SS*' }", 'its column "Season" is not "SS*"'),
        ("price = '20-80 EUR'", "its price is not 20-80 EUR"),
        ("tag = 'wool'\nprice = '< 20'", "its price is not < 20"),
        ("tag = 'spring'", ""),
    ],
)
def test_the_first_condition_that_does_not_hold_is_told(when: str, said: str) -> None:
    assert missed(when, a_product(tags=("spring",), price=euros("90"))) == said


def test_what_any_and_not_ask_is_told() -> None:
    product = a_product(tags=("spring",))
    spring, wool = clause("tag = 'spring'"), clause("tag = 'wool'")
    assert Conditions.of(NONE, (wool, spring), (wool,)).missed(product) == ""
    assert Conditions.of(NONE, (wool,), ()).missed(product) == 'nothing of "any" fits it'
    assert Conditions.of(NONE, (), (wool, spring)).missed(product) == '"not" fits it'


@given(products())
def test_without_conditions_every_product_fits(product: Product) -> None:
    assert Conditions.of(NONE, (), ()).missed(product) == ""


amounts = st.decimals(min_value=0, max_value=10_000, places=2)


@given(st.sampled_from(["", "<", "<=", ">", ">="]), amounts, st.sampled_from(["", " EUR"]))
def test_a_range_that_was_written_reads_as_the_same(sign: str, amount: object, currency: str) -> None:
    price = read_price_range(f"{sign} {amount}{currency}")
    assert read_price_range(write_price_range(price)) == price


def test_a_range_between_two_amounts_is_written() -> None:
    assert write_price_range(read_price_range("20 - 80eur")) == "20-80 EUR"
    assert write_price_range(PriceRange(low=None, high=euros("5").amount, with_high=False)) == "< 5"
