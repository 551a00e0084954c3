"""The door: which dialect a file is written in, and what is said of a file that is none."""

import gzip
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.delimited import COLUMNS_MAX, Record, open_sheet
from catalog.dialects import Dialect, detect_dialect
from catalog.file_kind import FileKind, detect_kind
from catalog.keys import settled_key, slug
from catalog.reading import read_catalog
from catalog.unreadable import CatalogUnreadable
from contracts.product import CatalogRow
from tests.catalog.builders import SHARED, a_file, products_of, raw_file, rows_of

needs_shared = pytest.mark.skipif(not (SHARED / "samples").is_dir(), reason="the sample files are not here")
FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)


def trouble_with(path: Path) -> CatalogUnreadable:
    with pytest.raises(CatalogUnreadable) as caught:
        read_catalog(path)
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    ("header", "dialect"),
    [
        (["Handle", "Title", "Body (HTML)", "Variant Price"], Dialect.SHOPIFY),
        (["Title", "URL handle", "Description", "Product image URL"], Dialect.SHOPIFY),
        (["TITLE", "url_handle", "option1-name"], Dialect.SHOPIFY),
        (["id", "title", "description", "link", "image_link"], Dialect.PLAIN),
        (["g:id", "g:title"], Dialect.PLAIN),
        (["Handle", "Title", "Image"], Dialect.PLAIN),
        (["Product Name"], Dialect.PLAIN),
        (["Title", "Description", "Product image URL"], Dialect.PLAIN),
        (["scheduled_at", "account_id", "content", "media_urls"], Dialect.PLAIN),
    ],
)
def test_the_header_tells_the_dialect(header: list[str], dialect: Dialect) -> None:
    assert detect_dialect(header) is dialect


def test_a_header_without_a_title_names_what_it_found_and_what_it_wanted(tmp_path: Path) -> None:
    path = a_file(tmp_path, "foo,bar\n1,2\n")
    message = trouble_with(path).message
    assert '"foo", "bar"' in message
    assert "title, name" in message
    assert str(path) in message
    with pytest.raises(CatalogUnreadable):
        detect_dialect([])


def test_a_text_without_pictures_beside_it_is_no_post() -> None:
    with pytest.raises(CatalogUnreadable, match='"text"'):
        detect_dialect(["id", "text"])


def test_a_header_wider_than_any_table_is_refused(tmp_path: Path) -> None:
    header = ",".join(["title"] * (COLUMNS_MAX + 1))
    assert "1,001 columns" in trouble_with(a_file(tmp_path, f"{header}\nMug\n")).message


def test_a_long_header_is_not_repeated_whole() -> None:
    with pytest.raises(CatalogUnreadable, match="and 88 more"):
        detect_dialect([f"column {number}" for number in range(100)])


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert "no file" in trouble_with(tmp_path / "none.csv").message
    assert "folder" in trouble_with(tmp_path).message


def test_a_name_no_file_can_have_is_trouble_with_the_file(tmp_path: Path) -> None:
    assert "cannot be opened" in trouble_with(tmp_path / ("x" * 300)).message


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n\n", b",,,\n"])
def test_a_file_without_a_header_is_named(tmp_path: Path, content: bytes) -> None:
    message = trouble_with(raw_file(tmp_path, content)).message
    assert "is empty" in message or "no header" in message


def test_a_header_alone_is_a_catalog_of_nothing(tmp_path: Path) -> None:
    assert rows_of(a_file(tmp_path, "id,title\n")) == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (gzip.compress(gzip.compress(b"id,title\n1,Mug\n", mtime=0), mtime=0), "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS), or one with a password"),
        (b"Rar!\x1a\x07\x01\x00", "RAR"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"<?xml version='1.0'?><rss/>", "without any items"),
        (b'{"title": "Mug"', "broken JSON"),
        (bytes(range(256)) * 4, "binary"),
    ],
)
def test_a_file_of_another_kind_is_named_as_such(tmp_path: Path, content: bytes, kind: str) -> None:
    assert kind in trouble_with(raw_file(tmp_path, content)).message


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ("xl/workbook.xml", "lacks a part"),
        ("products.csv", "ZIP"),
        ("mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
    ],
)
def test_a_workbook_is_told_from_an_archive(tmp_path: Path, member: str, kind: str) -> None:
    path = tmp_path / "catalog.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "id,title\n")
    assert kind in trouble_with(path).message


@pytest.mark.parametrize("content", [b"<rss/>", b"[]", b"{}"])
def test_only_text_with_delimiters_is_opened_as_a_sheet(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(CatalogUnreadable, match="not a CSV file"):
        open_sheet(raw_file(tmp_path, content))


@pytest.mark.parametrize(
    "content",
    [
        b"<rss><channel><item><title>Mug</title></item></channel></rss>",
        b"<urlset><url><loc>https://a.example/mug</loc></url></urlset>",
        b'[{"title": "Mug"}]',
        b'{"title": "Mug"}\n{"title": "Vase"}\n',
        "title\nMug\n".encode("utf-16"),
        '<?xml version="1.0" encoding="UTF-16"?><rss><item><title>Mug</title></item></rss>'.encode("utf-16"),
        '[{"title": "Mug"}]'.encode("utf-16"),
    ],
)
def test_the_content_tells_the_reader_and_not_the_name(tmp_path: Path, content: bytes) -> None:
    first, *_ = products_of(raw_file(tmp_path, content, name="catalog.txt"))
    assert (first.key, first.title) == ("mug", "Mug")


def check_promises(path: Path) -> None:
    """Whatever the file: it is refused as a whole, or every record is accounted for, in order."""
    try:
        rows = rows_of(path)
    except CatalogUnreadable:
        return
    numbers = [row.row for row in rows]
    assert numbers == sorted(set(numbers))
    keys = [row.product.key for row in rows if isinstance(row, CatalogRow)]
    assert len(keys) == len(set(keys))
    if detect_kind(path) is not FileKind.TABLE:
        return
    handles: set[str] = set()
    for record in open_sheet(path).records():
        if record.row in numbers:
            handles |= {_handle(record)} if isinstance(record, Record) else set()
        else:
            assert isinstance(record, Record)
            assert _handle(record) in handles


def _handle(record: Record) -> str:
    """What joins the rows of one product, in the headers below."""
    return settled_key(record.cells[0] or slug(record.cells[1]) or record.cells[1])


@FUZZ
@given(
    content=st.binary(max_size=300)
    | st.builds(
        bytes.__add__,
        st.sampled_from(
            [b"id,title,price\n", b'[{"title": "Mug"', b'{"title": "Mug"}\n', b"\x1f\x8b\x08", b"PK\x03\x04"]
        ),
        st.binary(max_size=200),
    )
)
def test_arbitrary_bytes_never_crash(tmp_path: Path, content: bytes) -> None:
    check_promises(raw_file(tmp_path, content))


CELLS = st.text(max_size=30) | st.sampled_from(
    [
        '"',
        'a"b',
        '"a',
        "\n",
        "49.99 USD",
        "1",
        "shirt",
        "mug",
        "x" * 5_000,
        "https://a.example/" + "y" * 5_000,
        "-1",
        "draft",
    ]
)
PLAIN_HEADER = "id,sku,title,link,image_link,additional_image_link,price,sale_price,stock,status,anything,tags"
SHOPIFY_HEADER = (
    "Handle,Title,Body (HTML),Variant Price,Variant Compare At Price,Image Src,Image Position,Variant Image,"
    "Variant Inventory Tracker,Variant Inventory Qty,Status,Price / International"
)


@FUZZ
@given(
    header=st.sampled_from([PLAIN_HEADER, SHOPIFY_HEADER]),
    table=st.lists(st.lists(CELLS, max_size=13), max_size=8),
    quoted=st.booleans(),
)
def test_arbitrary_cells_never_crash(tmp_path: Path, header: str, table: list[list[str]], *, quoted: bool) -> None:
    lines = [
        ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if quoted else cell for cell in cells)
        for cells in table
    ]
    text = "\n".join([header, *lines])
    check_promises(raw_file(tmp_path, text.encode("utf-8", "replace")))


@needs_shared
@pytest.mark.parametrize("name", ["apparel", "home-and-garden", "jewelery", "packt"])
def test_real_exports_give_twenty_products_each(name: str) -> None:
    products = products_of(SHARED / f"samples/shopify-real/shopify-{name}.csv")
    assert len({product.key for product in products}) == len(products) == 20
    assert all(product.title and product.price and product.handle for product in products)


@needs_shared
@pytest.mark.parametrize(
    "name",
    [
        "csv/pinterest_bulk_create.csv",
        "csv/shopify_export_legacy.csv",
        "csv/shopify_export_new.csv",
        "merchant/merchant_feed.tsv",
    ],
)
def test_sample_files_give_their_one_product(name: str) -> None:
    (product,) = products_of(SHARED / "samples" / name)
    assert product.title
    assert product.images
