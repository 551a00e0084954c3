# ruff: noqa: INP001 - run with `python -m`; a package would promise something to import
"""Time and memory of reading a large catalog, one dialect after the other.

    python -m bench.catalog [megabytes]

Each file is made in one process and read in another, which does nothing else: its peak is what reading took, with
Python and our modules in it. Seconds are the processor's; the workbook has as much text as the table, packed.
"""

import csv
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import ParamSpec, TypeVar

from openpyxl import Workbook

from catalog.reading import read_catalog

MEGABYTES = 200
BYTES = 1_000_000

DESCRIPTION = "<p>Thrown by hand and glazed twice, no two are alike. Dishwasher safe; holds 350 ml.</p> " * 4
P = ParamSpec("P")
T = TypeVar("T")

HEADER = ("id", "title", "description", "link", "image_link", "price", "availability", "brand", "product_type")


@dataclass(frozen=True)
class Measured:
    """What reading one file took. `peak_bytes` is the process's, `idle_bytes` what it had before it read."""

    rows: int
    seconds: float
    idle_bytes: int
    peak_bytes: int


def main() -> None:
    size = (int(sys.argv[1]) if len(sys.argv) > 1 else MEGABYTES) * BYTES
    tell(f"{'file':22}{'MB':>8}{'rows':>10}{'CPU s':>10}{'MB/s':>8}{'peak MB':>9}{'of it idle':>12}")
    with tempfile.TemporaryDirectory() as folder:
        for name, write in WRITERS.items():
            path = Path(folder) / name
            apart(write, path, size)
            report(path, apart(read, path))
            path.unlink()


def report(path: Path, found: Measured) -> None:
    megabytes = path.stat().st_size / BYTES
    tell(
        f"{path.name:22}{megabytes:8.1f}{found.rows:10,}{found.seconds:10.1f}{megabytes / found.seconds:8.1f}"
        f"{found.peak_bytes / BYTES:9.0f}{found.idle_bytes / BYTES:12.0f}"
    )


def apart(work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
    """Done in a fresh process. Even its first peak is inherited: whoever starts it must not have worked itself."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, args, options)


def read(path: Path) -> Measured:
    idle, began = peak_bytes(), time.process_time()
    rows = sum(1 for _ in read_catalog(path))
    return Measured(rows, time.process_time() - began, idle, peak_bytes())


def peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def products() -> Iterator[dict[str, str]]:
    """Products without an end, each with its own texts."""
    for number in count(1):
        cells = (
            *(f"MUG-{number:07}", f"Stoneware mug no. {number} in sea green", f"{DESCRIPTION}<p>{number}</p>"),
            *(f"https://shop.example.com/products/mug-{number}", f"https://cdn.example.com/mugs/{number}.jpg"),
            *(f"{10 + number % 90}.50 EUR", "in_stock", "Clayworks", "Home > Kitchen > Mugs"),
        )
        yield dict(zip(HEADER, cells, strict=True))


def write_rss(path: Path, size: int) -> None:
    with path.open("w") as file:
        file.write('<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>')
        for product in products():
            cells = [f"<g:{name}>{escaped(text)}</g:{name}>" for name, text in product.items()]
            file.write(f"<item>{''.join(cells)}</item>\n")
            if file.tell() > size:
                break
        file.write("</channel></rss>")


def write_lines(path: Path, size: int) -> None:
    with path.open("w") as file:
        for product in products():
            file.write(json.dumps(product) + "\n")
            if file.tell() > size:
                break


def write_list(path: Path, size: int) -> None:
    with path.open("w") as file:
        file.write('{"products": [')
        for number, product in enumerate(products()):
            file.write((",\n" if number else "") + json.dumps(product))
            if file.tell() > size:
                break
        file.write("]}")


def write_table(path: Path, size: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        for product in products():
            writer.writerow(product)
            if file.tell() > size:
                break


def write_workbook(path: Path, size: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Products")
    sheet.append(HEADER)
    written = 0
    for product in products():
        sheet.append(list(product.values()))
        written += sum(map(len, product.values()))
        if written > size:
            break
    book.save(path)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


WRITERS: dict[str, Callable[[Path, int], None]] = {
    "merchant.xml": write_rss,
    "products.ndjson": write_lines,
    "products.json": write_list,
    "products.csv": write_table,
    "products.xlsx": write_workbook,
}


if __name__ == "__main__":
    main()
