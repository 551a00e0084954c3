"""Workbooks made to fill the machine, or to break whoever reads them: refused at once, and in little memory."""

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.archives import DIRECTORY_BYTES_MAX, ENTRIES_MAX, RATIO_MAX, SMALL_BYTES
from catalog.delimited import COLUMNS_MAX
from catalog.lines import RECORD_MAX
from catalog.opening import INFLATED_BYTES_MAX
from catalog.reading import read_catalog
from catalog.unreadable import CatalogUnreadable
from contracts.product import UnreadableRow
from tests.catalog.builders import outline, raw_file, rows_of
from tests.catalog.memory import peak_megabytes
from tests.catalog.workbook_builders import MAIN, a_raw_workbook, a_workbook, packed, parts, text_cell

FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
GOOD_ROW = f'<row r="1">{text_cell("A1", "title")}</row><row r="2">{text_cell("A2", "Mug")}</row>'


def refusal(path: Path) -> str:
    """Why the file is refused, at once."""
    with pytest.raises(CatalogUnreadable) as caught:
        read_catalog(path)
    assert caught.value.remedy
    assert path.name in caught.value.message
    return caught.value.message


def altered(folder: Path, change: Callable[[bytearray], None]) -> Path:
    """A good workbook whose bytes were changed."""
    content = bytearray(packed(folder, parts(GOOD_ROW)).read_bytes())
    change(content)
    return raw_file(folder, bytes(content), name="altered.xlsx")


def directory_entry(content: bytearray, part: bytes) -> int:
    """Where the archive's table of contents speaks of a part."""
    return content.rfind(b"PK\x01\x02", 0, content.rfind(part))


def test_the_workbook_of_these_tests_is_a_good_one(tmp_path: Path) -> None:
    assert outline(packed(tmp_path, parts(GOOD_ROW))) == [(2, "mug")]


@pytest.mark.parametrize(
    "part",
    [
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    ],
)
def test_entities_and_document_types_are_refused_wherever_they_stand(tmp_path: Path, part: str) -> None:
    contents = parts(GOOD_ROW)
    path = packed(tmp_path, contents | {part: BOMB + contents[part].replace("><", ">&c;<", 1)})
    assert "document type" in refusal(path)


def test_an_external_entity_is_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    entity = f'<!DOCTYPE sst [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    bomb = f'{entity}<sst xmlns="{MAIN}"><si><t>&x;</t></si></sst>'
    assert "document type" in refusal(packed(tmp_path, parts(GOOD_ROW) | {"xl/sharedStrings.xml": bomb}))


def test_a_part_that_inflates_beyond_measure_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = packed(tmp_path, parts(GOOD_ROW) | {"xl/styles.xml": b" " * (SMALL_BYTES + 1)})
    assert f"more than {RATIO_MAX} times" in refusal(path)
    assert peak_megabytes(lambda: refusal(path)) < 2


def test_a_small_part_may_inflate_as_it_likes(tmp_path: Path) -> None:
    padded = parts(GOOD_ROW)["xl/styles.xml"] + " " * 1_000_000
    assert outline(packed(tmp_path, parts(GOOD_ROW) | {"xl/styles.xml": padded})) == [(2, "mug")]


def test_an_archive_that_declares_too_much_is_refused(tmp_path: Path) -> None:
    def declare(content: bytearray) -> None:
        at = directory_entry(content, b"xl/styles.xml")
        content[at + 24 : at + 28] = struct.pack("<L", INFLATED_BYTES_MAX)

    assert f"{INFLATED_BYTES_MAX:,}" in refusal(altered(tmp_path, declare))


@pytest.mark.parametrize("size", [0, 10, 150])
def test_a_part_that_is_larger_than_it_says_is_refused(tmp_path: Path, size: int) -> None:
    def declare(content: bytearray) -> None:
        at = directory_entry(content, b"xl/worksheets/sheet1.xml")
        content[at + 24 : at + 28] = struct.pack("<L", size)

    refusal(altered(tmp_path, declare))


def test_a_part_that_is_smaller_than_it_says_is_refused(tmp_path: Path) -> None:
    def declare(content: bytearray) -> None:
        at = directory_entry(content, b"xl/worksheets/sheet1.xml")
        content[at + 24 : at + 28] = struct.pack("<L", 9_000_000)

    assert "broken" in refusal(altered(tmp_path, declare))


def test_a_part_with_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    def spoil(content: bytearray) -> None:
        content[directory_entry(content, b"xl/worksheets/sheet1.xml") + 16] ^= 0xFF

    assert "broken" in refusal(altered(tmp_path, spoil))


def test_an_encrypted_part_is_refused(tmp_path: Path) -> None:
    def encrypt(content: bytearray) -> None:
        content[directory_entry(content, b"xl/styles.xml") + 8] |= 1

    assert "password" in refusal(altered(tmp_path, encrypt))


def test_a_part_packed_in_another_way_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in parts(GOOD_ROW).items():
            archive.writestr(name, content)
    assert "unusual" in refusal(path)


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    many = {f"xl/media/{number}": "" for number in range(ENTRIES_MAX + 1)}
    assert f"at most {ENTRIES_MAX:,}" in refusal(packed(tmp_path, parts(GOOD_ROW) | many))


def test_a_table_of_contents_that_fills_the_memory_is_not_read(tmp_path: Path) -> None:
    many = {f"xl/media/{number:0200}": "" for number in range(DIRECTORY_BYTES_MAX // 200)}
    path = packed(tmp_path, parts(GOOD_ROW) | many)
    assert "broken or unusual" in refusal(path)
    assert peak_megabytes(lambda: refusal(path)) < 2


@pytest.mark.parametrize("part", list(parts(""))[:4])
def test_a_workbook_without_one_of_its_parts_is_refused(tmp_path: Path, part: str) -> None:
    contents = parts(GOOD_ROW)
    del contents[part]
    assert "lacks a part" in refusal(packed(tmp_path, contents | {"[Content_Types].xml": "<Types/>"}))


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_related_part_that_is_not_there_is_named_as_lacking(tmp_path: Path, part: str) -> None:
    contents = parts(GOOD_ROW)
    del contents[part]
    assert "lacks a part" in refusal(packed(tmp_path, contents))


def test_a_word_document_is_no_workbook(tmp_path: Path) -> None:
    contents = {"[Content_Types].xml": "<Types/>", "_rels/.rels": "<Relationships/>"}
    assert "no Excel workbook" in refusal(packed(tmp_path, contents))


def test_broken_xml_is_named_with_its_part(tmp_path: Path) -> None:
    path = packed(tmp_path, parts(GOOD_ROW) | {"xl/sharedStrings.xml": "<sst><si>"})
    assert "catalog.xlsx/xl/sharedStrings.xml is broken XML" in refusal(path)


def test_a_sheet_that_breaks_further_down_breaks_the_reading(tmp_path: Path) -> None:
    mugs = "".join(f'<row r="{row}">{text_cell(f"B{row}", f"Mug {row}")}</row>' for row in range(2, 3_000))
    rows = read_catalog(a_raw_workbook(tmp_path, f"{mugs}<row></oops>"))
    assert next(rows).row == 2
    with pytest.raises(CatalogUnreadable, match=r"sheet1\.xml is broken XML"):
        list(rows)


@pytest.mark.parametrize("number", ["0", "1", "-1", "9999999999", "x", "2.5", "²"])
def test_rows_whose_numbers_do_not_rise_are_refused(tmp_path: Path, number: str) -> None:
    with pytest.raises(CatalogUnreadable, match="row of number"):
        list(read_catalog(a_raw_workbook(tmp_path, f'<row r="{number}">{text_cell("B2", "Mug")}</row>')))


def test_a_row_beyond_all_columns_costs_no_memory(tmp_path: Path) -> None:
    far = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(2, 200))
    path = a_raw_workbook(tmp_path, far)
    assert peak_megabytes(lambda: rows_of(path)) < 4
    assert {row.kind for row in rows_of(path)} == {"unreadable"}


def test_a_header_wider_than_any_table_is_refused(tmp_path: Path) -> None:
    assert f"at most {COLUMNS_MAX:,}" in refusal(a_workbook(tmp_path, ["title"] * (COLUMNS_MAX + 1)))


def test_a_row_that_repeats_a_huge_text_is_reported(tmp_path: Path) -> None:
    half = RECORD_MAX // 2 - 10
    cells = "".join(f'<c r="{column}2" t="s"><v>0</v></c>' for column in "ABC")
    (row,) = rows_of(
        a_raw_workbook(tmp_path, f'<row r="2">{cells}</row>', strings=f"<si><t>{'x' * half}</t></si>")
    )
    assert isinstance(row, UnreadableRow)
    assert f"{RECORD_MAX:,}" in row.message


@FUZZ
@given(at=st.integers(0, 2_000), byte=st.integers(0, 255), cut=st.integers(0, 400))
def test_a_spoilt_workbook_is_read_or_refused(tmp_path: Path, at: int, byte: int, cut: int) -> None:
    def spoil(content: bytearray) -> None:
        content[at % len(content)] = byte
        del content[len(content) - cut // 4 :]

    try:
        rows_of(altered(tmp_path, spoil))
    except CatalogUnreadable:
        return
