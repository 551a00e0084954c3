"""Turns a shop's HTML into the text that a person would read on the page."""

import re
from html.parser import HTMLParser

from drafting.characters import one_line

ESCAPES_MAX = 3
"""How many times over a text may be escaped: feeds escape what shops have escaped already."""

BULLET = "•"

_BLOCK = re.compile(
    "address|article|aside|blockquote|br|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|main|nav|ol|p"
    "|pre|section|table|tr|ul"
)
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"script", "style"})
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_MARKED_SECTION = re.compile(r"<!\[[^>]*>?")
_TAG = re.compile(r"</?[a-zA-Z!]")
_LINE_END = re.compile(r"\r\n?|\n")


def html_to_text(markup: str) -> str:
    """The visible text of `markup`: one line a paragraph, `• ` before the items of a list, no empty lines.

    Takes plain text as well, whose line breaks are kept. Never raises, whatever the markup.
    """
    text = markup
    for _ in range(ESCAPES_MAX):
        before, text = text, _read_once(text)
        if text == before:
            break
    return text


def html_to_line(markup: str) -> str:
    """The visible text of `markup` in one line."""
    return one_line(html_to_text(markup))


def _read_once(markup: str) -> str:
    reader = _Reader(keeps_lines=_TAG.search(markup) is None)
    reader.feed(_harmless(markup))
    reader.close()
    return reader.text()


def _harmless(markup: str) -> str:
    """The markup without what html.parser raises on (marked sections) or spends quadratic time on (open tags)."""
    sections_gone = _MARKED_SECTION.sub("", _CDATA.sub(r"\1", markup))
    closed, end, rest = sections_gone.rpartition(">")
    return closed + end + rest.replace("<", "&lt;")


class _Reader(HTMLParser):
    """Collects lines; the last one is being written."""

    def __init__(self, *, keeps_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._keeps_lines = keeps_lines
        self._lines = [""]
        self._silent = 0

    def text(self) -> str:
        lines = (one_line(line) for line in self._lines)
        return "\n".join(line for line in lines if line not in {"", BULLET})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - html.parser's
        if tag in _SILENT:
            self._silent += 1
        elif tag == "li":
            self._break()
            self._lines[-1] = f"{BULLET} "
        else:
            self._space(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as above
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "li":
            self._lines.append("")
        else:
            self._space(tag)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        first, *others = _LINE_END.split(data) if self._keeps_lines else [data]
        self._lines[-1] += first
        self._lines.extend(others)

    def _space(self, tag: str) -> None:
        if _BLOCK.fullmatch(tag):
            self._break()
        elif tag in _CELLS:
            self._lines[-1] += " "

    def _break(self) -> None:
        # A paragraph right inside a list item stays on the bullet's line.
        if self._lines[-1].strip() not in {"", BULLET}:
            self._lines.append("")
