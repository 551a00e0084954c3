"""Google Merchant feeds in XML: both dialects of names, RSS and Atom, and what is wrong with single items."""

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.merchant_xml import read_merchant_xml
from catalog.unreadable import CatalogUnreadable
from contracts.product import Availability, Money, UnreadableRow
from tests.catalog.builders import SHARED, a_file, only_product
from tests.catalog.xml_builders import atom, feed_file, feed_product, rss, sitemap, the_product

needs_shared = pytest.mark.skipif(not (SHARED / "samples").is_dir(), reason="the sample files are not here")


def feed_outline(path: Path) -> list[tuple[int, str]]:
    """Each item's row with its product's key, or with "!" when it could not be read."""
    return [
        (row.row, "!" if isinstance(row, UnreadableRow) else row.product.key) for row in read_merchant_xml(path)
    ]


@pytest.mark.parametrize("prefix", ["g:", ""])
def test_both_dialects_of_names_say_the_same(tmp_path: Path, prefix: str) -> None:
    cells = {
        "id": "MWC-1",
        "title": "Crew",
        "description": "Soft",
        "link": "https://a.example/crew",
        "image_link": "https://c.example/1.jpg",
        "price": "119.00 USD",
        "sale_price": "89.00 USD",
        "availability": "in stock",
        "brand": "Acme",
        "product_type": "Home &gt; Knitwear",
        "color": "Grey",
    }
    item = "".join(f"<{prefix}{name}>{text}</{prefix}{name}>" for name, text in cells.items())
    product = the_product(read_merchant_xml(feed_file(tmp_path, item)))
    assert (product.key, product.title, product.description) == ("MWC-1", "Crew", "Soft")
    assert (product.link, product.images[0].url) == ("https://a.example/crew", "https://c.example/1.jpg")
    assert product.price == Money(amount=Decimal(119), currency="USD")
    assert product.sale_price == Money(amount=Decimal(89), currency="USD")
    assert product.availability is Availability.IN_STOCK
    assert (product.brand, product.product_type) == ("Acme", "Home > Knitwear")
    assert product.extras == {"color": "Grey"}


@pytest.mark.parametrize(
    "elements",
    [
        ["https://c.example/2.jpg", "https://c.example/3.jpg"],
        ["https://c.example/2.jpg,https://c.example/3.jpg"],
        ["https://c.example/2.jpg, https://c.example/3.jpg", "https://c.example/2.jpg"],
    ],
)
def test_more_pictures_are_repeated_or_parted_by_commas(tmp_path: Path, elements: list[str]) -> None:
    more = "".join(f"<g:additional_image_link>{text}</g:additional_image_link>" for text in elements)
    product = feed_product(tmp_path, "<g:image_link>https://c.example/1.jpg</g:image_link>", more)
    assert [image.url for image in product.images] == [f"https://c.example/{number}.jpg" for number in (1, 2, 3)]


def test_a_shipping_price_is_not_the_products(tmp_path: Path) -> None:
    shipping = "<g:shipping><g:country>US</g:country><g:price>4.95 USD</g:price></g:shipping>"
    assert feed_product(tmp_path, shipping).price is None
    product = feed_product(tmp_path, shipping, "<g:price>20.00USD</g:price>")
    assert product.price == Money(amount=Decimal(20), currency="USD")


def test_nested_and_repeated_attributes_are_kept_as_a_table_writes_them(tmp_path: Path) -> None:
    product = feed_product(
        tmp_path,
        "<g:shipping><g:country>US</g:country>\n<g:service/><g:price>5 USD</g:price></g:shipping>",
        "<g:shipping><g:country>CA</g:country>\n<g:service/><g:price>9 USD</g:price></g:shipping>",
        "<g:excluded_destination>Shopping_ads</g:excluded_destination>",
    )
    assert product.extras == {"shipping": "US::5 USD,CA::9 USD", "excluded_destination": "Shopping_ads"}


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("49.99 USD", Money(amount=Decimal("49.99"), currency="USD")),
        ("20,00 EUR", Money(amount=Decimal(20), currency="EUR")),
        ("on request", None),
    ],
)
def test_prices_are_read_as_in_a_table(tmp_path: Path, text: str, price: Money | None) -> None:
    product = feed_product(tmp_path, f"<g:price>{text}</g:price>")
    assert product.price == price
    assert product.extras == ({} if price else {"price": text})


def test_a_sale_counts_with_or_without_its_dates_which_are_kept(tmp_path: Path) -> None:
    """No clock is read here: whoever drafts looks at the dates."""
    sale = "<g:price>20 USD</g:price><g:sale_price>15 USD</g:sale_price>"
    dates = "2026-11-24T00:00-0500/2026-11-30T23:59-0500"
    dated = f"<g:sale_price_effective_date>{dates}</g:sale_price_effective_date>"
    first, second = feed_product(tmp_path, sale), feed_product(tmp_path, sale, dated)
    assert first.sale_price == second.sale_price == Money(amount=Decimal(15), currency="USD")
    assert second.extras == {"sale_price_effective_date": dates}


@pytest.mark.parametrize(
    ("text", "availability"),
    [
        ("in_stock", Availability.IN_STOCK),
        ("in stock", Availability.IN_STOCK),
        ("InStock", Availability.IN_STOCK),
        ("out_of_stock", Availability.OUT_OF_STOCK),
        ("preorder", Availability.PREORDER),
        ("backorder", Availability.BACKORDER),
        ("some day", Availability.UNKNOWN),
    ],
)
def test_availability_is_spelt_in_many_ways(tmp_path: Path, text: str, availability: Availability) -> None:
    assert feed_product(tmp_path, f"<g:availability>{text}</g:availability>").availability is availability


def test_cdata_entities_and_markup_are_texts(tmp_path: Path) -> None:
    product = feed_product(
        tmp_path,
        "<link><![CDATA[https://a.example/?a=1&b=2]]></link>",
        "<description>Soft <b>wool</b> &amp;amp; silk&#160;&#x20AC;</description>",
        "<g:color>White&#47;Yellow</g:color>",
    )
    assert product.link == "https://a.example/?a=1&b=2"
    assert product.description == "Soft wool &amp; silk\u00a0€"
    assert product.extras == {"color": "White/Yellow"}


def test_googles_names_win_over_the_feeds_own(tmp_path: Path) -> None:
    item = "<title>Feed</title><g:title>Google</g:title><g:id>7</g:id><id>tag:a.example,2026:7</id>"
    product = the_product(read_merchant_xml(feed_file(tmp_path, item)))
    assert (product.key, product.title) == ("7", "Google")


def test_of_two_types_the_first_names_the_board(tmp_path: Path) -> None:
    kinds = "<g:product_type>Home &gt; Mugs</g:product_type><g:product_type>Gifts</g:product_type>"
    assert feed_product(tmp_path, kinds).product_type == "Home > Mugs"


def test_names_of_other_standards_keep_their_prefix(tmp_path: Path) -> None:
    product = feed_product(
        tmp_path,
        "<dc:title>Other</dc:title><dc:date>2026-11-22</dc:date>",
        '<atom:link rel="self" href="https://a.example/self"/><guid>g-7</guid>',
        more='xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"',
    )
    assert (product.title, product.link, product.publish_at) == ("Mug", None, None)
    assert product.extras == {
        "dc:title": "Other",
        "dc:date": "2026-11-22",
        "atom:link": "https://a.example/self",
        "guid": "g-7",
    }


def test_a_feed_may_have_a_default_namespace(tmp_path: Path) -> None:
    product = feed_product(tmp_path, "<link>https://a.example/mug</link>", more='xmlns="http://a.example/rss"')
    assert (product.title, product.link) == ("Mug", "https://a.example/mug")


def test_an_atom_feed_is_read_by_its_own_names(tmp_path: Path) -> None:
    entry = (
        "<id>tag:a.example,2026:7</id><title>Mug</title><updated>2026-11-22T20:00:00Z</updated>"
        '<link rel="self" href="https://a.example/feed/7"/><link href="https://a.example/mug"/>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Long <b>text</b></div></content>'
        "<g:id>MUG-7</g:id><g:price>12 EUR</g:price>"
    )
    product = the_product(read_merchant_xml(a_file(tmp_path, atom(entry))))
    assert (product.key, product.title, product.link) == ("MUG-7", "Mug", "https://a.example/mug")
    assert product.description == "Long text"
    assert product.extras == {"updated": "2026-11-22T20:00:00Z", "link:self": "https://a.example/feed/7"}


def test_an_atom_entry_without_googles_id_has_its_own(tmp_path: Path) -> None:
    entry = "<id>tag:a.example,2026:7</id><title>Mug</title><summary>Short</summary><content>Long</content>"
    product = the_product(read_merchant_xml(a_file(tmp_path, atom(entry))))
    assert (product.key, product.description) == ("tag:a.example,2026:7", "Short")


def test_rows_count_from_two_and_variants_are_products(tmp_path: Path) -> None:
    group = "<g:item_group_id>G</g:item_group_id>"
    path = feed_file(tmp_path, *(f"<g:id>{key}</g:id><title>Mug</title>{group}" for key in "abc"))
    assert feed_outline(path) == [(2, "a"), (3, "b"), (4, "c")]


@pytest.mark.parametrize(
    "frame",
    [
        "<channel>{}</channel>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel/>{}</rdf:RDF>',
        '<rss version="2.0">{}</rss>',
    ],
)
def test_items_are_found_whatever_frame_they_stand_in(tmp_path: Path, frame: str) -> None:
    item = "<item><id>7</id><title>Mug</title><url>/mug</url><currencyId>EUR</currencyId><price>5</price></item>"
    product = the_product(read_merchant_xml(a_file(tmp_path, frame.format(item), name="feed.xml")))
    assert (product.key, product.link, product.price) == ("7", "/mug", Money(amount=Decimal(5), currency="EUR"))


def test_an_item_that_names_nothing_or_comes_twice_is_reported(tmp_path: Path) -> None:
    path = feed_file(
        tmp_path, "<g:id>7</g:id>", "<g:price>1 USD</g:price>", "", "<g:id>7</g:id>", "<g:id>8</g:id>"
    )
    assert feed_outline(path) == [(2, "7"), (3, "!"), (4, "!"), (5, "!"), (6, "8")]
    late = list(read_merchant_xml(path))[3]
    assert isinstance(late, UnreadableRow)
    assert late.message == 'The id "7" stands in row 2 already.'


def test_an_address_that_cannot_be_kept_makes_the_item_unreadable(tmp_path: Path) -> None:
    path = feed_file(tmp_path, f"<g:id>7</g:id><g:image_link>data:image/png,{'A' * 5_000}</g:image_link>")
    (bad,) = read_merchant_xml(path)
    assert isinstance(bad, UnreadableRow)
    assert "5,015 characters" in bad.message


def test_more_elements_than_extras_are_no_trouble(tmp_path: Path) -> None:
    product = feed_product(tmp_path, *(f"<g:custom_{number}>x</g:custom_{number}>" for number in range(300)))
    assert len(product.extras) == 100


@pytest.mark.parametrize(
    ("text", "words"),
    [(rss(), "without any items"), (atom(), "without any items"), (sitemap(), "not a Merchant feed")],
)
def test_a_file_without_items_is_refused_at_once(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(CatalogUnreadable, match=words) as caught:
        read_merchant_xml(a_file(tmp_path, text))
    assert caught.value.remedy


def test_a_feed_and_its_table_give_the_same_product(tmp_path: Path) -> None:
    names = ("id", "title", "image_link", "additional_image_link", "price", "custom_label_0")
    cells = ("7", "Mug", "https://c.example/1.jpg", "https://c.example/2.jpg", "12 USD", "sale")
    table = a_file(tmp_path, "\t".join(names) + "\n" + "\t".join(cells) + "\n", name="feed.tsv")
    item = "".join(f"<g:{name}>{text}</g:{name}>" for name, text in zip(names, cells, strict=True))
    assert the_product(read_merchant_xml(feed_file(tmp_path, item))) == only_product(table)


@needs_shared
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        (
            "google_forum_rss2_apparel_variants.xml",
            ["celebird-eg-variants-apparel-upi-001", "celebird-eg-variants-apparel-upi-002"],
        ),
        ("merchant_rss2.xml", ["TV_123456", "795"]),
    ],
)
def test_sample_feeds_are_read(name: str, keys: list[str]) -> None:
    path = SHARED / "samples" / "merchant" / name
    assert [key for _, key in feed_outline(path)] == keys
