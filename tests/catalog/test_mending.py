"""The products in trouble as a file of their own: what the merchant wrote stays, and it can be launched again."""

import gzip
import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from catalog.ailments import COLUMNS, Ailment, our_cells
from catalog.charset import detect_charset
from catalog.delimited import open_sheet
from catalog.json_values import Json
from catalog.mended_json import json_text
from catalog.mending import mendable_suffix, write_mendable
from catalog.reading import read_catalog
from catalog.unreadable import CatalogUnreadable
from contracts.product import CatalogRow, Product, UnreadableRow
from tests.catalog.builders import SHARED, a_file, outline, raw_file, rows_of
from tests.catalog.memory import peak_megabytes
from tests.catalog.xml_builders import atom, rss, sitemap

needs_shared = pytest.mark.skipif(not (SHARED / "samples").is_dir(), reason="the sample files are not here")
FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
AILMENT = Ailment("refused", "image_too_small", "It is 585 px wide; 600 are wanted.", "Give a larger one.")
OURS = "refused,image_too_small,It is 585 px wide; 600 are wanted.,Give a larger one."
HEADER = ",".join(COLUMNS)


def mended(source: Path, rows: Iterable[int], ailment: Ailment = AILMENT) -> Path:
    """The file that is written of these rows, beside its source."""
    out = source.with_name(f"mended-{source.name.removesuffix('.gz')}").with_suffix(mendable_suffix(source))
    write_mendable(source, dict.fromkeys(rows, ailment), out)
    return out


def text_of(path: Path, charset: str = "utf-8") -> str:
    return path.read_bytes().decode(charset)


def products_in(rows: Iterable[CatalogRow | UnreadableRow]) -> list[Product]:
    return [row.product for row in rows if isinstance(row, CatalogRow)]


def check_round_trip(source: Path, rows: Iterable[int] | None = None) -> None:
    """The products of these rows, or of all, are the same in the mended file as in its source."""
    wanted = [row for row in rows_of(source) if rows is None or row.row in rows]
    out = mended(source, [row.row for row in wanted])
    assert products_in(rows_of(out)) == products_in(wanted) != []
    again = mended(out, [row.row for row in rows_of(out)])
    assert products_in(rows_of(again)) == products_in(wanted)


def test_the_wanted_rows_stand_there_with_what_ails_them(tmp_path: Path) -> None:
    source = a_file(tmp_path, "id,title,brand\n1,Mug,Acme\n2,Vase,\n3,Lamp\n")
    assert text_of(mended(source, [3, 4])) == (f"id,title,brand,{HEADER}\n2,Vase,,{OURS}\n3,Lamp,,{OURS}\n")


def test_it_says_how_many_were_found(tmp_path: Path) -> None:
    source = a_file(tmp_path, "Handle,Title,Image Src\nmug,Mug,/1.jpg\nmug,,/2.jpg\nvase,Vase,/3.jpg\n")
    ailments = dict.fromkeys([2, 4, 99], AILMENT)
    assert write_mendable(source, ailments, tmp_path / "out.csv") == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_stay(tmp_path: Path, delimiter: str, end: str) -> None:
    lines = [["id", "title", "note"], ["1", "Mug", f'"a{delimiter}b"'], ["2", "Vase", f'"one{end}two"']]
    source = a_file(tmp_path, end.join(delimiter.join(cells) for cells in lines))
    out = mended(source, [3])
    ours = delimiter.join(
        our_cells(AILMENT) if delimiter != ";" else [f'"{c}"' if ";" in c else c for c in our_cells(AILMENT)]
    )
    assert text_of(out) == (
        delimiter.join(["id", "title", "note", *COLUMNS])
        + end
        + delimiter.join(["2", "Vase", f'"one{end}two"', ours])
        + end
    )
    check_round_trip(source)


def test_excels_first_line_stays(tmp_path: Path) -> None:
    source = a_file(tmp_path, "\nsep=;\r\nid;title;a,b,c,d,e,f,g,h\r\n1;Mug;x\r\n")
    assert text_of(mended(source, [2])).startswith("sep=;\r\nid;title;a,b,c,d,e,f,g,h;pinflow_outcome;")
    check_round_trip(source)


def test_a_header_in_quotes_stays_in_quotes(tmp_path: Path) -> None:
    """Without them a comma in it could be taken for the delimiter."""
    source = a_file(tmp_path, '"a,b,c,d,e,f,g,h,i,j";title\nx;Mug\n')
    assert text_of(mended(source, [2])).startswith('"a,b,c,d,e,f,g,h,i,j";title;pinflow_outcome;')
    check_round_trip(source)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_the_charset_stays(tmp_path: Path, charset: str) -> None:
    source = a_file(tmp_path, "id,title\n1,Café 20 €\n", charset=charset)
    assert text_of(mended(source, [2]), charset).splitlines()[1] == f"1,Café 20 €,{OURS}"
    assert open_sheet(mended(source, [2])).charset == charset
    check_round_trip(source)


def test_cp1252_that_would_be_taken_for_utf8_is_given_a_mark(tmp_path: Path) -> None:
    """The bytes of "Ã©" are an "é" in UTF-8, and the row that told them apart is not in trouble."""
    source = raw_file(tmp_path, "id,title\n1,Caf\u00c3\u00a9\n2,Café\n".encode("cp1252"))
    assert open_sheet(mended(source, [2])).charset == "utf-8-sig"
    check_round_trip(source, [2])


def test_bytes_that_mean_nothing_give_the_same_key_again(tmp_path: Path) -> None:
    source = raw_file(tmp_path, b"id,title\na\x81b,Caf\xe9\n")
    check_round_trip(source)
    assert b"a\x81b" in mended(source, [2]).read_bytes()


def test_odd_words_among_many_are_given_a_mark_when_they_stand_alone(tmp_path: Path) -> None:
    odd, western = b"\xca\xf0\xf3\xe6\xea\xe0 \xf1\xe8\xed\xff\xff", "Größe für schöne Öfen, weiß, süß, kühl, Tür"
    source = raw_file(tmp_path, b"id;title\n1;" + odd + b"\n2;" + western.encode("cp1252") + b"\n")
    assert open_sheet(mended(source, [2])).charset == "utf-8-sig"
    check_round_trip(source, [2])


def test_a_message_that_a_charset_cannot_hold_loses_letters_and_nothing_else(tmp_path: Path) -> None:
    source = a_file(tmp_path, "id,title\n1,Café\n", charset="cp1252")
    out = mended(source, [2], Ailment("refused", "title_missing", "蓝色 has no title"))
    assert "?? has no title" in text_of(out, "cp1252")


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-5", "@home", '=cmd|" /C calc"!A0', "'quoted", " padded "])
def test_cells_stay_as_the_merchant_had_them(tmp_path: Path, cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    source = a_file(tmp_path, f"id,title,note\n1,Mug,{quoted}\n")
    written = text_of(mended(source, [2])).splitlines()[1]
    assert written.startswith((f"1,Mug,{cell},", f"1,Mug,{quoted},"))
    check_round_trip(source)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " @", "\n-"])
def test_our_own_words_are_never_a_formula(start: str) -> None:
    cells = our_cells(Ailment("refused", "title_missing", f"{start}1", f"{start}cmd"))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)


@given(st.builds(Ailment, *[st.text(max_size=20)] * 4))
def test_our_cells_are_single_lines_and_no_formulas(ailment: Ailment) -> None:
    for cell in our_cells(ailment):
        assert cell == " ".join(cell.split())
        assert not cell.startswith(("=", "+", "-", "@"))


def test_columns_that_are_there_already_are_replaced(tmp_path: Path) -> None:
    source = a_file(tmp_path, "pinflow_remedy,id,title,Pinflow_Outcome\nold,1,Mug,old\nold,2,Vase,old\n")
    assert text_of(mended(source, [3])) == (
        "pinflow_remedy,id,title,Pinflow_Outcome,pinflow_reason,pinflow_message\n"
        "Give a larger one.,2,Vase,refused,image_too_small,It is 585 px wide; 600 are wanted.\n"
    )


def test_mended_twice_it_has_our_columns_once(tmp_path: Path) -> None:
    source = a_file(tmp_path, "id,title\n1,Mug\n2,Vase\n")
    once = mended(source, [2, 3])
    twice = tmp_path / "twice.csv"
    write_mendable(once, {3: Ailment("refused", "title_missing")}, twice)
    assert text_of(twice) == f"id,title,{HEADER}\n2,Vase,refused,title_missing,,\n"


SHOPIFY = (
    "Handle,Title,Image Src\n"
    "mug,Mug,/1.jpg\nmug,,/2.jpg\n\nmug,,/3.jpg\n"
    "vase,Vase,/4.jpg\nvase,,/5.jpg,too,many\nvase,,/6.jpg\n"
    "lamp,Lamp,/7.jpg\n"
)


def test_a_product_of_several_rows_comes_out_whole(tmp_path: Path) -> None:
    source = a_file(tmp_path, SHOPIFY)
    assert text_of(mended(source, [2])) == (
        f"Handle,Title,Image Src,{HEADER}\nmug,Mug,/1.jpg,{OURS}\nmug,,/2.jpg,,,,\nmug,,/3.jpg,,,,\n"
    )
    check_round_trip(source, [2])
    check_round_trip(source, [6])
    check_round_trip(source)


def test_a_row_that_does_not_fit_stays_as_unreadable_as_it_is(tmp_path: Path) -> None:
    """Our columns make the table wider: a row with too many cells must not fit into it all of a sudden."""
    source = a_file(tmp_path, "id,title\n1,Mug, blue, big\n2,Vase\n")
    out = mended(source, [2, 3])
    assert text_of(out).splitlines()[1] == f"1,Mug, blue, big,{OURS}"
    assert outline(out) == [(2, "!"), (3, "2")]
    again = mended(out, [2, 3])
    assert text_of(again).splitlines()[1] == f"1,Mug, blue, big,{OURS}"
    assert outline(again) == [(2, "!"), (3, "2")]


def test_an_open_quote_does_not_swallow_its_new_neighbours(tmp_path: Path) -> None:
    rows = ['1,"Mug 5 inch,Acme', "2,Vase,Acme", '3,"Lamp, red",Acme', '4,"Cup 3 inch,Acme', "5,Pot,Acme"]
    source = a_file(tmp_path, "\n".join(["id,title,brand", *rows]))
    assert outline(source) == [(2, "!"), (3, "2"), (4, "3"), (5, "!"), (6, "5")]
    out = mended(source, [2, 5, 6])
    closing = '"' + "," * 7 + OURS
    assert text_of(out).splitlines()[1:3] == [rows[0] + closing, rows[3] + closing]
    assert outline(out) == [(2, "!"), (3, "!"), (4, "5")]
    assert outline(mended(out, [2, 3, 4])) == [(2, "!"), (3, "!"), (4, "5")]


def test_a_record_too_long_to_be_kept_is_left_out(tmp_path: Path) -> None:
    source = a_file(tmp_path, f"id,title\n1,{'x' * 1_100_000}\n2,Vase\n")
    assert outline(source) == [(2, "!"), (3, "2")]
    assert outline(mended(source, [2, 3])) == [(2, "2")]


FILES = {
    "feed.xml": rss(
        "<g:id>7</g:id><title>Mug, blue</title><g:image_link>https://c.example/1.jpg</g:image_link><g:color>x</g:color>",
        "<g:id>8</g:id><title>Vase</title><description>one\ntwo &quot;three&quot;</description>"
        "<g:additional_image_link>https://c.example/2.jpg</g:additional_image_link>"
        "<g:additional_image_link>https://c.example/3.jpg</g:additional_image_link>",
        "<link>https://a.example/p/lamp?x=1</link><g:shipping><g:country>US</g:country></g:shipping>",
        "<title>=Cup</title><text>said elsewhere</text><g:id>c&#13;9</g:id>",
    ),
    "atom.xml": atom(
        "<id>tag:1</id><title>Mug</title><link href='https://a.example/mug'/><content>Soft</content>"
    ),
    "sitemap.xml": sitemap(
        "<loc>https://a.example/products/blue-mug</loc><lastmod>2026</lastmod>"
        "<image:image><image:loc>/1.jpg</image:loc><image:caption>Front</image:caption></image:image>"
        "<image:image><image:loc>/2.jpg</image:loc></image:image>",
        "<loc>https://a.example/products/vase</loc>",
        "<loc>https://a.example/</loc><image:image><image:loc>/</image:loc><image:title>Shop</image:title></image:image>",
    ),
    "list.json": '[{"id": 1, "title": "Mug"}, {"title": "Vase", "id": 2, "image": "/2.jpg", "price": 12.50}, "x"]',
    "wrapped.json": '{"shop": "Acme", "products": [{"id": 788032119674292922, "title": "Mug", "tags": ["a"]}]}',
    "shopify.json": '{"products": [{"id": 1, "handle": "mug", "title": "Mug", "body_html": "",'
    ' "variants": [{"sku": "A", "price": "5"}], "images": [{"src": "/1.jpg"}, {"src": "/2.jpg"}]}]}',
    "single.json": '{"id": 1, "title": "Mug", "images": [{"src": "/1.jpg"}]}',
    "lines.jsonl": '{"id": 1, "title": "Mug"}\n\n{"broken": \n{"id": 2, "title": "Vase", "x": {"y": 1e3}}\n',
    "plain.csv": "id,title,link\n1,Mug,/mug\n2,Vase,/vase\n",
    "shopify.csv": SHOPIFY,
}


@pytest.mark.parametrize("name", FILES)
def test_the_mended_file_gives_the_same_products(tmp_path: Path, name: str) -> None:
    source = a_file(tmp_path, FILES[name], name=name)
    check_round_trip(source)
    for row in products_in(rows_of(source)):
        assert row.key
    check_round_trip(source, [next(row.row for row in rows_of(source) if isinstance(row, CatalogRow))])


@pytest.mark.parametrize("name", FILES)
def test_a_packed_file_is_mended_as_a_plain_one(tmp_path: Path, name: str) -> None:
    plain = mended(a_file(tmp_path, FILES[name], name=name), range(1, 9)).read_bytes()
    (tmp_path / "packed").mkdir()
    packed = raw_file(tmp_path / "packed", gzip.compress(FILES[name].encode()), name=f"{name}.gz")
    assert mended(packed, range(1, 9)).read_bytes() == plain


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        *[("feed.xml", ".csv"), ("sitemap.xml", ".csv"), ("list.json", ".json"), ("lines.jsonl", ".jsonl")],
        *[("single.json", ".json"), ("plain.csv", ".csv")],
    ],
)
def test_the_suffix_says_what_will_be_written(tmp_path: Path, name: str, suffix: str) -> None:
    assert mendable_suffix(a_file(tmp_path, FILES[name], name=name)) == suffix


def test_a_table_of_tabs_is_named_for_them(tmp_path: Path) -> None:
    assert mendable_suffix(a_file(tmp_path, "id\ttitle\n1\tMug\n")) == ".tsv"


def test_a_feed_becomes_a_table_that_a_person_can_mend(tmp_path: Path) -> None:
    out = mended(a_file(tmp_path, FILES["feed.xml"], name="feed.xml"), [2])
    assert text_of(out, "utf-8-sig") == (
        f"id,title,description,link,image_link,additional_image_link,color,{HEADER}\r\n"
        f'7,"Mug, blue",,,https://c.example/1.jpg,,x,{OURS}\r\n'
    )


def test_a_feed_cannot_bring_columns_of_ours(tmp_path: Path) -> None:
    item = "<title>Mug</title><pinflow_outcome>live</pinflow_outcome>"
    out = mended(a_file(tmp_path, rss(item)), [2])
    assert text_of(out, "utf-8-sig").count("pinflow_outcome") == 1
    assert "live" not in text_of(out, "utf-8-sig")


def test_the_objects_of_a_list_have_our_words(tmp_path: Path) -> None:
    out = mended(a_file(tmp_path, FILES["list.json"], name="list.json"), [3, 4])
    assert text_of(out) == (
        '[\n{"title": "Vase", "id": 2, "image": "/2.jpg", "price": 12.50, "pinflow_outcome": "refused",'
        ' "pinflow_reason": "image_too_small", "pinflow_message": "It is 585 px wide; 600 are wanted.",'
        ' "pinflow_remedy": "Give a larger one."},\n"x"\n]\n'
    )


def test_a_wrapper_stays_and_numbers_keep_their_digits(tmp_path: Path) -> None:
    text = '{"data": {"items": [{"id": 788032119674292922, "title": "Caf\u00e9", "pinflow_outcome": "old",'
    text += ' "price": 49.90, "x": [1.000000000000000000001, true, null, {"y": -0.0}]}]}}'
    out = mended(a_file(tmp_path, text, name="list.json"), [2], Ailment("refused"))
    assert text_of(out) == (
        '{"data": {"items": [\n{"id": 788032119674292922, "title": "Caf\u00e9", "price": 49.90,'
        ' "x": [1.000000000000000000001, true, null, {"y": -0.0}], "pinflow_outcome": "refused",'
        ' "pinflow_reason": "", "pinflow_message": "", "pinflow_remedy": ""}\n]}}\n'
    )


def test_broken_lines_stand_at_the_end_as_they_are(tmp_path: Path) -> None:
    source = a_file(
        tmp_path, '{"id": 1, "title": "Mug"}\n{"broken: \n[1]\n{"id": 2, "title": "Vase"}', name="a.ndjson"
    )
    out = mended(source, [2, 3, 4])
    lines = text_of(out).splitlines()
    assert lines[0].startswith('{"id": 2, "title": "Vase", "pinflow_outcome"')
    assert lines[1:] == ['{"broken: ', "[1]"]


def test_objects_without_any_title_are_still_a_catalog(tmp_path: Path) -> None:
    """What ails them may be just that; the file they came from had titles, too."""
    source = a_file(tmp_path, '[{"id": 1, "title": "Mug"}, {"id": 2}, {"id": 3}]', name="list.json")
    assert outline(mended(source, [3, 4])) == [(2, "2"), (3, "3")]


SOFT = "soft" * 1_000
LONG = {
    "feed.xml": rss(*[f"<title>Mug</title><description>{SOFT}</description>"] * 1_000),
    "list.json": "[\n" + ",\n".join([f'{{"title": "Mug", "description": "{SOFT}"}}'] * 1_000) + "]",
    "plain.csv": "title,description\n" + f"Mug,{SOFT}\n" * 1_000,
}


@pytest.mark.parametrize("name", LONG)
def test_of_a_file_of_four_megabytes_only_what_is_wanted_is_kept(tmp_path: Path, name: str) -> None:
    source = a_file(tmp_path, LONG[name], name=name)
    assert peak_megabytes(lambda: mended(source, [2, 999])) < 2


@pytest.mark.parametrize("name", ["list.json", "wrapped.json", "lines.jsonl", "plain.csv", "feed.xml"])
def test_without_any_row_in_trouble_nothing_stands_there(tmp_path: Path, name: str) -> None:
    source = a_file(tmp_path, FILES[name], name=name)
    out = tmp_path / f"out{mendable_suffix(source)}"
    assert write_mendable(source, {}, out) == 0
    assert "Mug" not in text_of(out)


def test_after_an_error_the_old_file_stands_there_and_nothing_else(tmp_path: Path) -> None:
    good = "".join(f"<item><title>{number}</title></item>" for number in range(3_000))
    source = a_file(tmp_path, f"<rss>{good}<item></rss>", name="feed.xml")
    out = a_file(tmp_path, "as it was", name="out.csv")
    with pytest.raises(CatalogUnreadable, match="broken XML"):
        write_mendable(source, {2: AILMENT}, out)
    assert text_of(out) == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feed.xml", "out.csv"]


def test_it_never_takes_its_sources_place(tmp_path: Path) -> None:
    source = a_file(tmp_path, FILES["plain.csv"])
    with pytest.raises(ValueError, match="the catalog itself"):
        write_mendable(source, {2: AILMENT}, source)
    assert text_of(source) == FILES["plain.csv"]


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_mendable(a_file(tmp_path, FILES["plain.csv"]), {2: AILMENT}, tmp_path / "none" / "out.csv")


def test_a_source_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogUnreadable, match="no file"):
        write_mendable(tmp_path / "gone.csv", {2: AILMENT}, tmp_path / "out.csv")


# Too many control characters make a file binary.
CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    [
        "",
        '"',
        'a"b',
        '"a',
        "\n",
        "\r",
        "a\r\nb",
        "=1+1",
        "é",
        "\ufffd",
        "mug",
        " mug ",
        ";",
        "\t",
        "蓝",
        "a,b",
        "'",
    ]
)
PLAIN_HEADER = ("id", "title", "link", "image_link", "board", "note")
SHOPIFY_HEADER = ("Handle", "Title", "Image Src", "Variant Price", "Option1 Value", "Note")


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """Tables as files write them, well and badly."""
    header = draw(st.sampled_from([PLAIN_HEADER, SHOPIFY_HEADER]))
    table = draw(st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=7))
    delimiter, quoted = draw(st.sampled_from([",", ";", "\t"])), draw(st.booleans())
    if quoted:
        table = [['"' + cell.replace('"', '""') + '"' for cell in cells] for cells in table]
    text = "\n".join(delimiter.join(cells) for cells in (header, *table))
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])), "replace")


@FUZZ
@given(content=tables(), picked=st.sets(st.integers(2, 9)))
@example(content=b'id,title,link,image_link,board,note\n"\n,,0,,,,,,,\n,', picked={2})
@example(content=b'id;title;link;image_link;board;note\n\n\n"\n;;;;;;;;;', picked={4})
@example(content=b'id;title;link;image_link;board;note\n;;;;;;"\n;;0;;;;;"', picked={2})
def test_whatever_the_table_the_same_products_come_out(tmp_path: Path, content: bytes, picked: set[int]) -> None:
    """Rows that cannot be read are written, too, and swallow none of the others."""
    source = raw_file(tmp_path, content)
    assume(not _is_of_another_charset(source))
    wanted = [row for row in read_catalog(source) if row.row in picked and not _is_late(row)]
    found = products_in(read_catalog(mended(source, [row.row for row in wanted])))
    assert found == products_in(wanted)


def _is_of_another_charset(source: Path) -> bool:
    """Whether its letters make no words of cp1252: it is refused, and nothing of it is ever mended."""
    try:
        detect_charset(source)
    except CatalogUnreadable:
        return True
    return False


NAMES = ["g:id", "title", "link", "g:image_link", "g:price", "content", "text", "sku", "handle", "dc:date", "x:x"]
PREFIXES = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:x="urn:x"'


@FUZZ
@given(items=st.lists(st.lists(st.tuples(st.sampled_from(NAMES), CELLS), max_size=6), min_size=1, max_size=5))
def test_whatever_the_feed_the_same_products_come_out(tmp_path: Path, items: list[list[tuple[str, str]]]) -> None:
    bodies = ("".join(f"<{name}>{escape(text)}</{name}>" for name, text in item) for item in items)
    source = a_file(tmp_path, rss(*bodies, more=PREFIXES), name="feed.xml")
    wanted = [row for row in read_catalog(source) if not _is_late(row)]
    found = products_in(read_catalog(mended(source, [row.row for row in wanted])))
    assert found == products_in(wanted)


VALUES = st.recursive(
    CELLS | st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["src", "amount", "x"]), inner),
    max_leaves=5,
)


@FUZZ
@given(value=VALUES)
def test_any_value_of_json_is_written_as_it_was_read(value: Json) -> None:
    assert json.loads(json_text(value), parse_float=Decimal) == value


@FUZZ
@given(
    records=st.lists(
        st.dictionaries(st.sampled_from(["id", "title", "image", "price", "tags"]), VALUES), max_size=5
    )
)
def test_whatever_the_json_the_same_products_come_out(tmp_path: Path, records: list[dict[str, Json]]) -> None:
    text = json_text([{"id": "first", "title": "Mug"}, *records])
    source = a_file(tmp_path, text, name="list.json")
    wanted = [row for row in read_catalog(source) if not _is_late(row)]
    found = products_in(read_catalog(mended(source, [row.row for row in wanted])))
    assert found == products_in(wanted)


def _is_late(row: CatalogRow | UnreadableRow) -> bool:
    """Whether the row may be read where another one is missing, or where its missing cells are blank ones."""
    words = ("already", "appeared before", "and no title")
    return isinstance(row, UnreadableRow) and any(word in row.message for word in words)


@needs_shared
@pytest.mark.parametrize(
    "name",
    [
        *["shopify-real/shopify-apparel.csv", "shopify-real/shopify-jewelery.csv", "csv/shopify_export_new.csv"],
        *["csv/shopify_export_legacy.csv", "csv/pinterest_bulk_create.csv", "merchant/merchant_feed.tsv"],
        *["merchant/merchant_rss2.xml", "merchant/google_forum_rss2_apparel_variants.xml"],
        *["sitemap/sitemap_images.xml", "shopify-webhooks/shopify_products_create.json"],
        *["woocommerce/woocommerce_product_updated.json"],
    ],
)
def test_sample_files_come_out_the_same(tmp_path: Path, name: str) -> None:
    sample = SHARED / "samples" / name
    source = raw_file(tmp_path, sample.read_bytes(), name=sample.name)
    check_round_trip(source)
