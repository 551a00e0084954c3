"""XML of strangers, entry by entry: no document types, no entities, nothing fetched, and a limit on all else.

The usual parsers hand over an element when it ends, and hold whatever it has until then. Here what is read is
counted while it comes, so that a hostile file costs a few megabytes and not the machine.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import errors

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from catalog.charset import is_utf8
from catalog.opening import open_bytes
from catalog.unreadable import CatalogUnreadable

_BLANKS = b" \t\r\n\xef\xbb\xbf"
CHUNK_BYTES = 1 << 16
DEPTH_MAX = 64
"""Elements within each other."""
ENTRY_CHARACTERS_MAX = 1_000_000
"""Characters of one entry, its attributes among them, as of one record of a table."""
ENTRY_ELEMENTS_MAX = 10_000
"""Elements of one entry; a sitemap's may have a thousand pictures of six elements each."""
ATTRIBUTES_MAX = 100
"""Attributes of one element."""
NAMES_MAX = 2_000
"""Different names of elements, attributes and namespaces: the parser remembers each to the file's end."""
NAME_CHARACTERS_MAX = 1_000
TOKEN_BYTES_MAX = 1_048_576
"""Bytes without anything in them that could be read: one endless tag or comment, which the parser has to keep."""

_SPLIT = "Is it really a product feed? If so, export the products as CSV and give that file."
_REPAIR = "Mend the file there, or export it again: one wrong character makes all of an XML file unreadable."
_NO_DTD = "Take the <!DOCTYPE …> out of the file: it is refused because it can make a small file grow without end."
_ENCODING = 'Save the file as UTF-8, with encoding="UTF-8" in its first line.'
_ENTITY = "Write the character itself, or its number: &#160; in place of &nbsp;."
_PREFIX = 'Declare the prefix in the first element, such as xmlns:g="http://base.google.com/ns/1.0".'

_ENCODING_CODES = frozenset(
    errors.codes[text] for text in (errors.XML_ERROR_UNKNOWN_ENCODING, errors.XML_ERROR_INCORRECT_ENCODING)
)
_INVALID = frozenset(
    errors.codes[text] for text in (errors.XML_ERROR_INVALID_TOKEN, errors.XML_ERROR_PARTIAL_CHAR)
)
_REMEDIES: Mapping[int, str] = MappingProxyType(
    {
        errors.codes[errors.XML_ERROR_UNDEFINED_ENTITY]: _ENTITY,
        errors.codes[errors.XML_ERROR_UNBOUND_PREFIX]: _PREFIX,
    }
)
_WORDS: Mapping[int, str] = MappingProxyType(
    {
        errors.codes[errors.XML_ERROR_NO_ELEMENTS]: "it ends too early",
        errors.codes[errors.XML_ERROR_UNCLOSED_TOKEN]: "it ends within a tag",
        errors.codes[errors.XML_ERROR_TAG_MISMATCH]: "an element ends that is not the last one begun",
        errors.codes[errors.XML_ERROR_UNDEFINED_ENTITY]: "it uses a name such as &nbsp; that XML does not know",
        errors.codes[errors.XML_ERROR_UNBOUND_PREFIX]: "it uses a prefix such as g: that it does not declare",
    }
)
"""What the parser's own words leave open."""


@dataclass(frozen=True)
class Entry:
    """One element with all that is in it. `prefixes` are the file's own, by the namespace they stand for."""

    number: int
    """1 for the first of the file."""
    element: Element
    prefixes: Mapping[str, str]


class TooMuch(Exception):
    """The file passes a limit; the message says which."""


def read_entries(
    path: Path,
    names: frozenset[str],
    *,
    part: BinaryIO | None = None,
    elements_max: int = ENTRY_ELEMENTS_MAX,
) -> Iterator[Entry]:
    """The outermost elements of these local names, in whatever namespace, one at a time.

    `part` is read in place of the file where the XML is only a part of it; `path` then names the part in messages.
    Raises `CatalogUnreadable`, with line and column, where the file is broken or passes a limit.
    """
    target = _Entries(names, elements_max)
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    with part or open_bytes(path) as file, plain_words(path, parser):
        begun = b""
        while chunk := file.read(CHUNK_BYTES):
            target.expect(len(chunk))
            text = chunk if begun else without_blanks(chunk)
            begun = begun or text[:1]
            parser.feed(text)
            yield from target.take()
        parser.close()
        yield from target.take()


@contextmanager
def plain_words(path: Path, parser: DefusedXMLParser) -> Iterator[None]:
    """Turns whatever the parser raises into `CatalogUnreadable`."""
    try:
        yield
    except ParseError as error:
        raise _broken(path, error) from error
    except TooMuch as error:
        raise CatalogUnreadable(f"{path}, line {_line(parser):,}: {error}", _SPLIT) from error
    except DefusedXmlException as error:
        raise CatalogUnreadable(f"{path} declares a document type (DTD).", _NO_DTD) from error
    except (LookupError, ValueError) as error:
        # Python is asked for the encoding that the first line names: unknown, or of several bytes a character.
        raise CatalogUnreadable(f"{path} names an encoding that cannot be read.", _ENCODING) from error


def without_blanks(beginning: bytes) -> bytes:
    """The file's first bytes without blank lines: plugins of WordPress write some, where XML allows none."""
    return beginning.lstrip(_BLANKS)


def local_name(tag: str) -> str:
    """`price` of `{http://base.google.com/ns/1.0}price`."""
    return tag.rpartition("}")[2]


def namespace(tag: str) -> str:
    """`http://base.google.com/ns/1.0` of `{http://base.google.com/ns/1.0}price`; empty when it has none."""
    return tag.rpartition("}")[0].removeprefix("{")


def _line(parser: DefusedXMLParser) -> int:
    line: int = parser.parser.CurrentLineNumber
    return line


def _broken(path: Path, error: ParseError) -> CatalogUnreadable:
    line, column = error.position
    place = f"line {line:,}, column {column + 1:,}"
    if error.code in _ENCODING_CODES or (error.code in _INVALID and _is_in_other_charset(path)):
        why = f"{path} is not written in the encoding that its first line names (UTF-8 if it names none); {place}."
        return CatalogUnreadable(why, _ENCODING)
    return CatalogUnreadable(f"{path} is broken XML: {_what(error)}, {place}.", _REMEDIES.get(error.code, _REPAIR))


def _is_in_other_charset(path: Path) -> bool:
    return path.is_file() and not is_utf8(path)


def _what(error: ParseError) -> str:
    return _WORDS.get(error.code) or errors.messages.get(error.code, "it cannot be read")


class _Entries:
    """Listens to the parser: keeps one entry at a time, and counts."""

    def __init__(self, names: frozenset[str], elements_max: int) -> None:
        self._wanted = names
        self._elements_max = elements_max
        self._prefixes: dict[str, str] = {}
        self._names: set[str] = set()
        self._depth = 0
        self._silent_bytes = 0
        self._entry: TreeBuilder | None = None
        self._entry_depth = 0
        self._characters = 0
        self._elements = 0
        self._count = 0
        self._finished: list[Entry] = []

    def take(self) -> list[Entry]:
        """The entries that have ended since the last call."""
        finished, self._finished = self._finished, []
        return finished

    def expect(self, size: int) -> None:
        """So many bytes come next; raises when none of the last ones could be read."""
        self._silent_bytes += size
        _bound("bytes of one tag or comment", self._silent_bytes, TOKEN_BYTES_MAX)

    def start_ns(self, prefix: str, uri: str) -> None:
        self._learn(prefix)
        self._learn(uri)
        self._prefixes.setdefault(uri, prefix)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._silent_bytes = 0
        self._depth += 1
        _bound("elements within each other", self._depth, DEPTH_MAX)
        _bound("attributes of one element", len(attributes), ATTRIBUTES_MAX)
        for name in (tag, *attributes):
            self._learn(name)
        if self._entry is None and local_name(tag) in self._wanted:
            self._begin()
        if self._entry is not None:
            self._spend(sum(map(len, attributes.values())), elements=1)
            self._entry.start(tag, attributes)

    def data(self, text: str) -> None:
        self._silent_bytes = 0
        if self._entry is not None:
            self._spend(len(text))
            self._entry.data(text)

    def end(self, tag: str) -> None:
        self._silent_bytes = 0
        if self._entry is not None:
            self._entry.end(tag)
            if self._depth == self._entry_depth:
                self._finish(self._entry)
        self._depth -= 1

    def comment(self, text: str) -> None:  # noqa: ARG002  (the parser's signature)
        self._silent_bytes = 0

    def pi(self, target: str, text: str) -> None:  # noqa: ARG002  (the parser's signature)
        self._silent_bytes = 0

    def _begin(self) -> None:
        self._entry, self._entry_depth = TreeBuilder(), self._depth
        self._characters = self._elements = 0

    def _finish(self, entry: TreeBuilder) -> None:
        self._count += 1
        self._finished.append(Entry(self._count, entry.close(), self._prefixes))
        self._entry = None

    def _spend(self, characters: int, *, elements: int = 0) -> None:
        self._characters += characters
        self._elements += elements
        _bound("characters of one entry", self._characters, ENTRY_CHARACTERS_MAX)
        _bound("elements of one entry", self._elements, self._elements_max)

    def _learn(self, name: str) -> None:
        if name in self._names:
            return
        _bound("characters of one name", len(name), NAME_CHARACTERS_MAX)
        self._names.add(name)
        _bound("different names of elements and attributes", len(self._names), NAMES_MAX)


def _bound(what: str, count: int, most: int) -> None:
    if count > most:
        raise TooMuch(f"there are more than {most:,} {what}.")
