"""Headers with hints, and headers in other languages: they help where no plain header is, and change no key."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import tongues
from catalog.columns import Field
from catalog.headers import fold_header
from catalog.plain import NAMES
from contracts.product import Money, Product
from tests.catalog.builders import a_file, only_product, products_of

FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)


def with_cell(folder: Path, header: str, cell: str) -> Product:
    """A mug with one more column."""
    return only_product(a_file(folder, f"id\ttitle\t{header}\n1\tMug\t{cell}\n", name="catalog.tsv"))


def test_a_german_table_is_read(tmp_path: Path) -> None:
    text = "Artikelnummer;Bezeichnung;Preis (€);Bild;Produktlink;Kategorie\nA1;Tasse;12,50;/1.jpg;/tasse;Küche\n"
    product = only_product(a_file(tmp_path, text))
    assert (product.key, product.title, product.link) == ("A1", "Tasse", "/tasse")
    assert (product.price, product.product_type) == (Money(amount=Decimal("12.50"), currency="EUR"), "Küche")
    assert product.images[0].url == "/1.jpg"


@pytest.mark.parametrize("header", ["Image URLs (x,y,z...)", "imageUrls (comma-separated)", "Image [required]"])
def test_a_hint_behind_a_header_is_no_part_of_its_name(tmp_path: Path, header: str) -> None:
    assert with_cell(tmp_path, header, "https://c.example/1.jpg").images[0].url == "https://c.example/1.jpg"


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Price (EUR)", "EUR"),
        ("Price (€)", "EUR"),
        ("Preis [in CHF]", "CHF"),
        ("Price ($)", "USD"),
        ("Price (kr)", None),
        ("Price (tax incl.)", None),
        ("Preis (inkl. MwSt.)", None),
        ("Prix TTC", None),
    ],
)
def test_a_header_may_name_the_currency(tmp_path: Path, header: str, currency: str | None) -> None:
    assert with_cell(tmp_path, header, "12.50").price == Money(amount=Decimal("12.50"), currency=currency)


def test_a_cell_knows_its_currency_better_than_its_header(tmp_path: Path) -> None:
    assert with_cell(tmp_path, "Price (EUR)", "12.50 USD").price == Money(amount=Decimal("12.50"), currency="USD")


@pytest.mark.parametrize("header", ["Price (cost)", "Price (tax excl.)", "Stock (reserved)"])
def test_a_hint_may_make_another_thing_of_a_header(tmp_path: Path, header: str) -> None:
    product = with_cell(tmp_path, header, "5")
    assert (product.price, product.extras) == (None, {header: "5"})


def test_a_plain_header_goes_before_one_that_is_not(tmp_path: Path) -> None:
    text = "id\ttitle\tDescription (old)\tDescription\tBeschreibung\n1\tMug\told\tnew\tneu\n"
    product = only_product(a_file(tmp_path, text))
    assert (product.description, product.extras) == ("new", {"Description (old)": "old", "Beschreibung": "neu"})


@pytest.mark.parametrize("header", ["uri", "Final URL", "OGmetaUrl (url)", "Produktlink", "affiliate_link"])
def test_a_link_of_another_name_is_a_link_and_makes_no_key(tmp_path: Path, header: str) -> None:
    product = only_product(a_file(tmp_path, f"title\t{header}\nBlue Mug\thttps://a.example/p/7\n"))
    assert (product.key, product.link) == ("blue-mug", "https://a.example/p/7")


keyed = [Field.ID, Field.SKU, Field.HANDLE, Field.LINK]
late = sorted({name for field in (*keyed, Field.PAGE, Field.TITLE) for name in tongues.NAMES.get(field, ())})
cells = st.text("abc 12", max_size=5)


@FUZZ
@given(st.lists(st.sampled_from(late), unique=True, max_size=4), st.lists(cells, min_size=6, max_size=6))
def test_names_that_were_learnt_late_change_no_key_of_a_table_with_titles(
    tmp_path: Path, names: list[str], row: list[str]
) -> None:
    known = ["title", "SKU (old)"]
    values = ["Blue Mug", *row[1:]]
    before = only_product(a_file(tmp_path, "\t".join(known) + "\n" + "\t".join(values[:2]) + "\n"))
    header = [*known, *names]
    after = only_product(a_file(tmp_path, "\t".join(header) + "\n" + "\t".join(values[: len(header)]) + "\n"))
    assert (after.key, after.title) == (before.key, before.title)


def test_every_further_name_is_folded_and_new() -> None:
    plain = {name for names in NAMES.values() for name in names}
    for names in tongues.NAMES.values():
        assert [fold_header(name) for name in names] == list(names)
        assert not set(names) & plain


def test_no_further_name_means_two_things() -> None:
    names = [name for names in tongues.NAMES.values() for name in names]
    assert sorted(names) == sorted(set(names))


def test_one_column_that_hides_a_product_is_enough_whatever_its_header(tmp_path: Path) -> None:
    header = "ID;Active (0/1);Name *;Visibility;Veröffentlicht"
    rows = "1;0;Mug;both;ja\n2;1;Vase;none;ja\n3;1;Lamp;both;nein\n4;1;Rug;both;ja\n"
    products = products_of(a_file(tmp_path, f"{header}\n{rows}"))
    assert [product.published for product in products] == [False, False, False, True]


def test_a_column_of_another_channel_hides_nothing(tmp_path: Path) -> None:
    rows = "1;no;Mug;yes\n2;yes;Vase;no\n"
    products = products_of(a_file(tmp_path, f"ID;Visible (POS);Name;Visible\n{rows}"))
    assert [product.published for product in products] == [True, False]


def test_prestashops_table_is_read(tmp_path: Path) -> None:
    header = (
        "Product ID;Active (0/1);Name *;Categories (x,y,z...);Price tax included;Summary;Image URLs (x,y,z...)"
    )
    shown, hidden = products_of(
        a_file(tmp_path, f"{header}\n1;1;Mug;Mugs,Home;12;Short;https://c.example/1.jpg\n2;0;Vase;;;;\n")
    )
    assert (shown.key, shown.title, shown.description, shown.product_type) == ("1", "Mug", "Short", "Mugs")
    assert (shown.published, hidden.published) == (True, False)
    assert shown.price == Money(amount=Decimal(12))
