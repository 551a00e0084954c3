"""XML of strangers: what is broken is named with its place, what is hostile costs a few megabytes."""

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.unreadable import CatalogUnreadable
from catalog.xml_stream import (
    ATTRIBUTES_MAX,
    DEPTH_MAX,
    ENTRY_CHARACTERS_MAX,
    ENTRY_ELEMENTS_MAX,
    NAME_CHARACTERS_MAX,
    NAMES_MAX,
    TOKEN_BYTES_MAX,
    read_entries,
)
from tests.catalog.builders import only_product, raw_file
from tests.catalog.memory import MEGABYTE, peak_megabytes
from tests.catalog.xml_builders import rss

ITEMS = frozenset({"item"})
FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)


def titles(path: Path) -> list[str]:
    return [entry.element.findtext("title") or "" for entry in read_entries(path, ITEMS)]


def trouble_with(folder: Path, content: bytes) -> CatalogUnreadable:
    with pytest.raises(CatalogUnreadable) as caught:
        titles(raw_file(folder, content, name="feed.xml"))
    assert caught.value.remedy
    assert "feed.xml" in caught.value.message
    return caught.value


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "us-ascii"])
def test_the_first_line_names_the_encoding(tmp_path: Path, charset: str) -> None:
    letter = "&#233;" if charset == "us-ascii" else "é"
    text = f'<?xml version="1.0" encoding="{charset}"?>' + rss(f"<title>Caf{letter}</title>")
    assert titles(raw_file(tmp_path, text.encode(charset))) == ["Café"]


@pytest.mark.parametrize("blanks", [b"\n", b" \r\n\t\n", b"\xef\xbb\xbf\n", b"\n" * 10_000])
def test_blank_lines_before_the_first_one_are_no_trouble(tmp_path: Path, blanks: bytes) -> None:
    """Plugins of WordPress write them; XML allows nothing before its declaration."""
    text = b'<?xml version="1.0"?>' + rss("<title>Mug</title><link>/mug</link>").encode()
    assert only_product(raw_file(tmp_path, blanks + text, name="feed.xml")).title == "Mug"


def test_a_mark_in_front_and_a_packed_file_are_no_trouble(tmp_path: Path) -> None:
    text = rss("<title>Café</title>")
    assert titles(raw_file(tmp_path, text.encode("utf-8-sig"))) == ["Café"]
    assert titles(raw_file(tmp_path, gzip.compress(text.encode()))) == ["Café"]


@pytest.mark.parametrize(
    ("prolog", "charset"),
    [
        ('<?xml version="1.0"?>', "cp1252"),
        ('<?xml version="1.0" encoding="UTF-8"?>', "iso-8859-1"),
        ('<?xml version="1.0" encoding="UTF-16"?>', "utf-8"),
        ('<?xml version="1.0" encoding="klingon"?>', "utf-8"),
        ('<?xml version="1.0" encoding="shift_jis"?>', "shift_jis"),
        ('<?xml version="1.0" encoding="rot13"?>', "utf-8"),
    ],
)
def test_an_encoding_that_is_wrong_or_unknown_is_said(tmp_path: Path, prolog: str, charset: str) -> None:
    letter = "ア" if charset == "shift_jis" else "é"
    trouble = trouble_with(tmp_path, (prolog + rss(f"<title>{letter}</title>")).encode(charset))
    assert "encoding" in trouble.message
    assert "UTF-8" in trouble.remedy


@pytest.mark.parametrize(
    ("text", "words", "remedy"),
    [
        ("<rss>\n<item><title>Mug</item></rss>", "line 2, column 19", "export it again"),
        ("<rss>\n<item><title>Mug", "ends too early, line 2", "export it again"),
        ("<rss>\n<item><title", "ends within a tag, line 2", "export it again"),
        ("<rss>\n<item>a & b</item></rss>", "line 2, column 10", "export it again"),
        ("<rss>\n<item>\x01</item></rss>", "line 2, column 7", "export it again"),
        ("<rss>a&nbsp;b</rss>", "a name such as &nbsp;", "&#160;"),
        ("<rss><g:id/></rss>", "a prefix such as g:", "xmlns:g="),
        ("", "ends too early", "export it again"),
    ],
)
def test_broken_xml_is_named_with_its_place(tmp_path: Path, text: str, words: str, remedy: str) -> None:
    trouble = trouble_with(tmp_path, text.encode())
    assert words in trouble.message
    assert remedy in trouble.remedy


def test_what_stands_before_the_broken_place_is_read(tmp_path: Path) -> None:
    """It is streamed; a launch writes all its rows in one transaction, so that no half of a file is launched."""
    good = "".join(f"<item><title>{number}</title></item>" for number in range(5_000))
    entries = read_entries(raw_file(tmp_path, f"<rss>{good}<item></rss>".encode()), ITEMS)
    assert next(entries).number == 1
    with pytest.raises(CatalogUnreadable, match="line 1"):
        list(entries)


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    "head",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>',
        f'<!DOCTYPE rss [<!ENTITY l9 "{"x" * 60_000}">]>',
        '<!DOCTYPE rss [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">',
        "<!DOCTYPE rss>",
    ],
)
def test_a_document_type_is_refused_whatever_it_declares(tmp_path: Path, head: str) -> None:
    trouble = trouble_with(tmp_path, (head + rss("<title>&l9;</title>" * 1_000)).encode())
    assert "document type" in trouble.message
    assert "DOCTYPE" in trouble.remedy


FLOODS = [
    pytest.param("<rss>" + "<a>" * DEPTH_MAX, "within each other", id="deep"),
    pytest.param("<rss>" + "<a>" * 2 * MEGABYTE, "within each other", id="very deep"),
    pytest.param(f"<rss><item>{'x' * 2 * ENTRY_CHARACTERS_MAX}", "characters of one entry", id="long text"),
    pytest.param(f"<rss><item>{'x&#120;' * ENTRY_CHARACTERS_MAX}", "characters of one entry", id="pieces"),
    pytest.param(f"<rss><item><![CDATA[{'x' * 9 * MEGABYTE}", "characters of one entry", id="CDATA"),
    pytest.param(f'<rss><item a="{"x" * 9 * MEGABYTE}"/>', "bytes of one tag", id="long attribute"),
    pytest.param("<rss><item>" + "<b/>" * (ENTRY_ELEMENTS_MAX + 1), "elements of one entry", id="elements"),
    pytest.param(f"<rss><!--{'x' * 9 * MEGABYTE}", "bytes of one tag", id="comment"),
    pytest.param(f"<rss><?p {'x' * 9 * MEGABYTE}", "bytes of one tag", id="instruction"),
    pytest.param(f"<rss {'x' * 9 * MEGABYTE}", "bytes of one tag", id="long tag"),
    pytest.param(
        "<rss " + " ".join(f'a{n}=""' for n in range(ATTRIBUTES_MAX + 1)) + ">", "attributes", id="attributes"
    ),
    pytest.param(
        "<rss " + " ".join(f'a{n}=""' for n in range(500_000)) + ">", "bytes of one tag", id="many attributes"
    ),
    pytest.param("<rss>" + "".join(f"<b{n}/>" for n in range(NAMES_MAX + 1)), "different names", id="names"),
    pytest.param(f"<rss><{'b' * (NAME_CHARACTERS_MAX + 1)}/>", "characters of one name", id="long name"),
    pytest.param(
        "<rss>" + "".join(f'<b xmlns:p{n}="u"/>' for n in range(NAMES_MAX + 1)), "different names", id="prefixes"
    ),
    pytest.param(
        "<rss>" + "".join(f'<b xmlns="u{n}"/>' for n in range(NAMES_MAX + 1)), "different names", id="namespaces"
    ),
]


@pytest.mark.parametrize(("text", "words"), FLOODS)
def test_a_flood_is_refused_in_bounded_memory(tmp_path: Path, text: str, words: str) -> None:
    path = raw_file(tmp_path, text.encode(), name="feed.xml")

    def read() -> None:
        with pytest.raises(CatalogUnreadable, match=words):
            titles(path)

    assert peak_megabytes(read) < 12


def test_what_stands_outside_of_items_is_not_kept(tmp_path: Path) -> None:
    path = raw_file(tmp_path, f"<rss>{'x' * 3 * MEGABYTE}{rss('<title>Mug</title>')}</rss>".encode())
    assert peak_megabytes(lambda: titles(path)) < 2
    assert titles(path) == ["Mug"]


def test_many_short_comments_are_no_flood(tmp_path: Path) -> None:
    comments = f"<!--{'x' * 1_000}--><?p x?>" * (2 * TOKEN_BYTES_MAX // 1_000)
    assert titles(raw_file(tmp_path, f"<rss>{comments}<item><title>Mug</title></item></rss>".encode())) == ["Mug"]


def test_ten_times_the_items_take_no_more_memory(tmp_path: Path) -> None:
    def peak(items: int) -> float:
        content = rss(*["<title>Mug</title><description>Soft and warm</description>"] * items).encode()
        path = raw_file(tmp_path, content)
        return peak_megabytes(lambda: sum(1 for _ in read_entries(path, ITEMS)))

    assert peak(20_000) < peak(2_000) * 1.5


@FUZZ
@given(
    content=st.binary(max_size=300)
    | st.binary(max_size=200).map(lambda tail: b"<rss><item>" + tail)
    | st.text(alphabet="<>/&;![]-?=\"' \nabgx:", max_size=200).map(lambda tail: f"<rss><item>{tail}".encode())
)
def test_arbitrary_bytes_never_crash(tmp_path: Path, content: bytes) -> None:
    try:
        found = titles(raw_file(tmp_path, content))
    except CatalogUnreadable:
        return
    assert all(isinstance(title, str) for title in found)
