"""Files for tests, and their rows without ceremony."""

from pathlib import Path

from catalog.reading import read_catalog
from contracts.product import CatalogRow, Product, UnreadableRow

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def a_file(folder: Path, text: str, *, name: str = "catalog.csv", charset: str = "utf-8") -> Path:
    """A catalog with `text` in it, its line ends as they stand."""
    return raw_file(folder, text.encode(charset), name=name)


def raw_file(folder: Path, content: bytes, *, name: str = "catalog.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def rows_of(path: Path) -> list[CatalogRow | UnreadableRow]:
    return list(read_catalog(path))


def products_of(path: Path) -> list[Product]:
    """The products of a file in which every row can be read."""
    rows = rows_of(path)
    assert [row for row in rows if isinstance(row, UnreadableRow)] == []
    return [row.product for row in rows if isinstance(row, CatalogRow)]


def only_product(path: Path) -> Product:
    (product,) = products_of(path)
    return product


def outline(path: Path) -> list[tuple[int, str]]:
    """Each row's number with its product's key, or with "!" when it could not be read."""
    return [(row.row, row.product.key if isinstance(row, CatalogRow) else "!") for row in rows_of(path)]
