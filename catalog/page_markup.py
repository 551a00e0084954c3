"""What a web page says to machines: its documents of JSON-LD, and its `<meta>` tags."""

import html
import json
import re
from decimal import Decimal
from html.parser import HTMLParser

from catalog.json_values import DIGITS_MAX, Json

PAGE_CHARACTERS_MAX = 2_000_000
"""Of a page; its head tells all we ask."""
DOCUMENTS_MAX = 50
METAS_MAX = 200

_COMMENT = re.compile(r"(?://|/\*)?\s*(?:<!--|<!\[CDATA\[)\s*(?:\*/)?")
_COMMENT_END = ("-->", "]]>")


class PageMarkup(HTMLParser):
    """Gathers from one page; `metas` has of each name what was said first, all of a list's."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.documents: list[str] = []
        self.metas: dict[str, list[str]] = {}
        self._script: list[str] | None = None
        self._metas = 0
        # Fed once and never closed: closing looks at unfinished tags again and again, in quadratic time.
        self.feed(page.decode("utf-8", "replace")[:PAGE_CHARACTERS_MAX])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and given.get("type", "").split(";")[0].strip().lower() == "application/ld+json":
            self._script = []
        elif tag == "meta" and self._metas < METAS_MAX:
            self._metas += 1
            name = (given.get("property") or given.get("name", "")).strip().lower()
            self.metas.setdefault(name, []).append(given.get("content", "").strip())

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._script is not None:
            if len(self.documents) < DOCUMENTS_MAX:
                self.documents.append("".join(self._script))
            self._script = None

    def meta(self, *names: str) -> str:
        """The first of these names that says anything."""
        return next((text for name in names for text in self.metas.get(name, ()) if text), "")


def parse_document(text: str) -> Json:
    """JSON as pages have it, within comments and with line ends in its texts, or escaped; None when it is none."""
    bare = _bare(text)
    found = _parsed(bare)
    return _parsed(html.unescape(bare)) if found is None and "&" in bare else found


def _bare(text: str) -> str:
    text = text.strip()
    begun = _COMMENT.match(text)
    if begun is None:
        return text.rstrip(";")
    end = max(text.rfind(mark) for mark in _COMMENT_END)
    return text[begun.end() : end if end >= begun.end() else None].rstrip().removesuffix("//").removesuffix("/*")


def _parsed(text: str) -> Json:
    try:
        found: Json = json.loads(
            text, strict=False, parse_float=Decimal, parse_int=_whole, parse_constant=_no_number
        )
    except (ValueError, ArithmeticError, RecursionError):
        return None
    return found


def _whole(digits: str) -> int:
    if len(digits) > DIGITS_MAX:
        raise ValueError("a number beyond all measure")
    return int(digits)


def _no_number(name: str) -> Json:
    raise ValueError(name)
