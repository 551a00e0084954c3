"""Files packed with gzip: read like all others, and never further than to a limit."""

import gzip
from pathlib import Path

import pytest

from catalog.opening import open_bytes
from catalog.reading import read_catalog
from catalog.unreadable import CatalogUnreadable
from tests.catalog.builders import outline, raw_file
from tests.catalog.workbook_builders import a_workbook

CONTENTS = {
    "catalog.csv": b"\xef\xbb\xbfid;title\n1;Mug\n2;Vase\n",
    "catalog.json": b'[{"id": 1, "title": "Mug"}, {"id": 2, "title": "Vase"}]',
    "catalog.jsonl": b'{"id": 1, "title": "Mug"}\n{"id": 2, "title": "Vase"}\n',
    "feed.xml": b"<rss><item><id>1</id></item><item><id>2</id></item></rss>",
}


@pytest.mark.parametrize("name", CONTENTS)
def test_a_packed_file_is_read_like_the_file_itself(tmp_path: Path, name: str) -> None:
    plain = raw_file(tmp_path, CONTENTS[name], name=name)
    packed = raw_file(tmp_path, gzip.compress(CONTENTS[name]), name=f"{name}.gz")
    assert outline(packed) == outline(plain)
    assert [key for _, key in outline(packed)] == ["1", "2"]


def test_a_packed_workbook_is_read(tmp_path: Path) -> None:
    content = a_workbook(tmp_path, ["id", "title"], [1, "Mug"]).read_bytes()
    assert outline(raw_file(tmp_path, gzip.compress(content), name="catalog.xlsx.gz")) == [(2, "1")]


def test_a_packed_workbook_that_was_cut_is_refused(tmp_path: Path) -> None:
    content = gzip.compress(a_workbook(tmp_path, ["id", "title"], [1, "Mug"]).read_bytes())[:-10]
    with pytest.raises(CatalogUnreadable, match="broken gzip archive"):
        read_catalog(raw_file(tmp_path, content, name="catalog.xlsx.gz"))


def test_several_archives_in_a_row_are_one_file(tmp_path: Path) -> None:
    path = raw_file(tmp_path, gzip.compress(b"id,title\n1,Mug\n") + gzip.compress(b"2,Vase\n"))
    assert outline(path) == [(2, "1"), (3, "2")]


@pytest.mark.parametrize("damage", [slice(0, -4), slice(0, 20), slice(0, 3)])
def test_a_packed_file_that_was_cut_is_refused_at_once(tmp_path: Path, damage: slice) -> None:
    packed = gzip.compress(b"id,title\n" + b"1,Mug\n" * 100)[damage]
    with pytest.raises(CatalogUnreadable, match="broken gzip archive"):
        read_catalog(raw_file(tmp_path, packed))


def test_a_packed_file_with_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b"id,title\n1,Mug\n"))
    packed[-6] ^= 0xFF
    with pytest.raises(CatalogUnreadable, match="broken gzip archive"):
        read_catalog(raw_file(tmp_path, bytes(packed)))


def test_a_file_that_inflates_without_end_is_read_to_the_limit_and_no_further(tmp_path: Path) -> None:
    path = raw_file(tmp_path, gzip.compress(b"x" * 3_000_000))
    with open_bytes(path, inflated_bytes_max=1_000_000) as file:
        assert len(file.read(900_000)) == 900_000
        with pytest.raises(CatalogUnreadable, match=r"inflates to more than 1,000,000 bytes"):
            file.read(200_000)


def test_closing_closes_the_file_beneath(tmp_path: Path) -> None:
    path = raw_file(tmp_path, gzip.compress(b"id"))
    with open_bytes(path) as file:
        assert file.read() == b"id"
    assert file.closed
