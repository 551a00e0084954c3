"""The pages for people, as the tests of them read them."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "ARCHITECTURE.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
)

_FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return _FENCED.sub("", text_of(page))


def blocks(page: Path, language: str = "") -> list[str]:
    """Fenced blocks, of one language if one is asked for."""
    return [body for kind, body in _FENCED.findall(text_of(page)) if language in {"", kind}]


def code(page: Path) -> list[str]:
    """Everything that is written as code."""
    return [*blocks(page), *_SPAN.findall(prose(page))]


def anchors(page: Path) -> set[str]:
    """What `#…` may name: headings in lower case, spaces as hyphens, other signs dropped."""
    words = (heading.lower().replace(" ", "-") for heading in _HEADING.findall(prose(page)))
    return {re.sub(r"[^\w-]", "", word) for word in words}


def section(page: Path, heading: str) -> str:
    """What stands under a heading of the second level."""
    _, _, rest = text_of(page).partition(f"\n## {heading}\n")
    assert rest, f"{page.name} has no section {heading!r}"
    return rest.partition("\n## ")[0]


def table(text: str) -> Iterator[list[str]]:
    """The rows of a Markdown table, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    for line in lines[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]
