"""However long a catalog is, reading it takes the memory of one product, and of the keys seen so far."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalog.reading import read_catalog
from tests.catalog.builders import a_file, raw_file
from tests.catalog.memory import MEGABYTE, peak_megabytes
from tests.catalog.workbook_builders import a_raw_workbook, text_cell

FEW, MANY = 300, 3_000
ROW_BYTES_MAX = 400
"""What may be kept of a row: its key. The rows below have ten times as many characters."""

TEXT = "Soft and warm. " * 250


def objects(count: int) -> Iterator[str]:
    return (json.dumps({"id": number, "title": f"Mug {number}", "description": TEXT}) for number in range(count))


def csv_file(folder: Path, count: int) -> Path:
    rows = "".join(f'{number},Mug {number},"{TEXT}"\n' for number in range(count))
    return a_file(folder, f"id,title,description\n{rows}")


def packed_file(folder: Path, count: int) -> Path:
    return raw_file(folder, gzip.compress(csv_file(folder, count).read_bytes()), name="catalog.csv.gz")


def json_list(folder: Path, count: int) -> Path:
    return a_file(folder, "[" + ",\n".join(objects(count)) + "]", name="catalog.json")


def json_lines(folder: Path, count: int) -> Path:
    return a_file(folder, "\n".join(objects(count)), name="catalog.jsonl")


def shopify_list(folder: Path, count: int) -> Path:
    products = (
        json.dumps({"handle": f"mug-{number}", "title": "Mug", "body_html": TEXT, "variants": [{"price": "5"}]})
        for number in range(count)
    )
    return a_file(folder, '{"products": [' + ",\n".join(products) + "]}", name="products.json")


def workbook(folder: Path, count: int) -> Path:
    rows = (
        f'<row r="{at}"><c r="A{at}"><v>{at}</v></c>{text_cell(f"B{at}", "Mug")}{text_cell(f"C{at}", TEXT)}</row>'
        for at in range(2, count + 2)
    )
    return a_raw_workbook(folder, "".join(rows))


@pytest.mark.long
@pytest.mark.parametrize("written", [csv_file, packed_file, json_list, json_lines, shopify_list, workbook])
def test_no_more_of_a_row_is_kept_than_its_key(tmp_path: Path, written: Callable[[Path, int], Path]) -> None:
    def peak(count: int) -> float:
        path = written(tmp_path, count)
        return peak_megabytes(lambda: sum(1 for _ in read_catalog(path)))

    peak(1)  # what is imported and compiled at the first use
    assert (peak(MANY) - peak(FEW)) * MEGABYTE < ROW_BYTES_MAX * (MANY - FEW)
