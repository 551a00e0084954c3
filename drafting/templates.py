"""Copy templates: text with variables, as somebody who is no programmer writes it.

    {title}[[, now {sale_price} instead of {price}]]

`{name}` stands for what a product says. What is between `[[` and `]]` is left out as a whole when a variable in it
is blank; such parts do not nest. `{{` and `}}` are braces.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from drafting.characters import one_line, visible
from drafting.cutting import cut_at_sentence, cut_at_word

TEMPLATES_REMEMBERED = 256
"""More than one launch may have; reading them once a launch is enough."""

CUT_MIN = 16
"""A variable of so few characters is never shortened: a price stays whole."""

SHOWN_MAX = 60
"""How much of a broken template its message repeats."""

PROSE = frozenset({"description"})
"""Variables that are cut at a sentence where one ends in time; the others are cut at a word."""

_TOKEN = re.compile(r"\{\{|\}\}|\[\[|\]\]|\{([^{}]*)\}|[{}]")
_GAPS = re.compile(r"\n{3,}")


class TemplateBroken(ValueError):
    """A template that cannot be used; `position` counts its characters from 1."""

    def __init__(self, message: str, *, position: int) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True)
class Variable:
    """`{name}` in a template: folded for comparing, as it was written, and at which character (from 1)."""

    name: str
    written: str
    position: int


@dataclass(frozen=True)
class Part:
    """Words and variables that stand or go together."""

    pieces: tuple[str | Variable, ...]
    optional: bool

    def variables(self) -> tuple[Variable, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Variable))


@dataclass(frozen=True)
class Template:
    """A template that was read without trouble."""

    parts: tuple[Part, ...]

    def variables(self) -> tuple[Variable, ...]:
        """All of them, in their order, doubles included."""
        return tuple(variable for part in self.parts for variable in part.variables())

    def names(self) -> frozenset[str]:
        """The folded names of its variables."""
        return frozenset(variable.name for variable in self.variables())

    def needed(self) -> frozenset[str]:
        """Those that stand outside of optional parts."""
        return frozenset(found.name for part in self.parts if not part.optional for found in part.variables())


@dataclass(frozen=True)
class _Said:
    """A piece as a product fills it; `name` is None for the template's own words."""

    name: str | None
    text: str


def fold_variable(name: str) -> str:
    """`name` as variables are compared: case, spaces and punctuation do not count, nor does Merchant's `g:`.

    Any two headers that a catalog takes for the same column are the same variable.
    """
    folded = unicodedata.normalize("NFKC", name).casefold().strip().removeprefix("g:")
    return "".join(char for char in folded if char.isalnum())


@lru_cache(maxsize=TEMPLATES_REMEMBERED)
def read_template(text: str) -> Template:
    """The template that `text` writes. Raises `TemplateBroken`, which says where and what is wrong."""
    reader = _Reader(text)
    end = 0
    for token in _TOKEN.finditer(text):
        reader.say(text[end : token.start()])
        reader.take(token)
        end = token.end()
    reader.say(text[end:])
    return reader.template()


def fill(template: Template, variables: Mapping[str, str], limit: int) -> str:
    """The template's text for a product in at most `limit` characters; `variables` by their folded names.

    Optional parts with a blank variable are left out. When it is too long, the longest variables are shortened to
    one length until it fits, at a word (a description at a sentence) with "…"; variables of 16 characters or fewer
    and the template's own words stay. Only where that is not enough is the whole text cut at a word. A variable
    that is not in `variables` is blank.
    """
    said = _spoken(template, variables)
    text = _tidy(said)
    if len(text) <= limit:
        return text
    return cut_at_word(_tidy(_shortened(said, limit)), limit)


class _Reader:
    """Collects parts; the last one is being written."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts: list[Part] = []
        self._pieces: list[str | Variable] = []
        self._opened: int | None = None

    def say(self, words: str) -> None:
        if words:
            self._pieces.append(visible(words))

    def take(self, token: re.Match[str]) -> None:
        mark, position = token.group(), token.start() + 1
        if mark == "[[":
            self._open(position)
        elif mark == "]]":
            self._close(position)
        elif mark in {"{{", "}}"}:
            self.say(mark[0])
        elif token.group(1) is not None:
            self._pieces.append(self._variable(token.group(1), position))
        else:
            raise self._broken(f"a {mark} that stands alone (for the brace itself write {mark * 2})", position)

    def template(self) -> Template:
        if self._opened is not None:
            raise self._broken("[[ is not closed by ]]", self._opened)
        self._end_part(optional=False)
        return Template(parts=tuple(self._parts))

    def _open(self, position: int) -> None:
        if self._opened is not None:
            raise self._broken("[[ within [[ … ]]: optional parts do not nest", position)
        self._end_part(optional=False)
        self._opened = position

    def _close(self, position: int) -> None:
        if self._opened is None:
            raise self._broken("]] without a [[ before it", position)
        if not any(isinstance(piece, Variable) for piece in self._pieces):
            raise self._broken("an optional part without a variable, which would always stay", self._opened)
        self._end_part(optional=True)
        self._opened = None

    def _end_part(self, *, optional: bool) -> None:
        if self._pieces:
            self._parts.append(Part(pieces=tuple(self._pieces), optional=optional))
        self._pieces = []

    def _variable(self, written: str, position: int) -> Variable:
        name = fold_variable(written)
        if not name:
            raise self._broken("braces that name no variable", position)
        return Variable(name=name, written=written.strip(), position=position)

    def _broken(self, what: str, position: int) -> TemplateBroken:
        text = self._text if len(self._text) <= SHOWN_MAX else f"{self._text[:SHOWN_MAX]}…"
        return TemplateBroken(f'character {position} of "{text}": {what}', position=position)


def _spoken(template: Template, variables: Mapping[str, str]) -> list[_Said]:
    """What a product says: the parts that stay, their variables filled."""
    values = {name: variables.get(name, "").strip() for name in template.names()}
    stay = [part for part in template.parts if not part.optional or all(values[v.name] for v in part.variables())]
    return [_said(piece, values) for part in stay for piece in part.pieces]


def _said(piece: str | Variable, values: Mapping[str, str]) -> _Said:
    return _Said(piece.name, values[piece.name]) if isinstance(piece, Variable) else _Said(None, piece)


def _tidy(said: list[_Said]) -> str:
    """The text without the gaps that blank variables leave: single spaces, at most one empty line."""
    lines = "".join(piece.text for piece in said).splitlines()
    return _GAPS.sub("\n\n", "\n".join(one_line(line) for line in lines)).strip()


def _shortened(said: list[_Said], limit: int) -> list[_Said]:
    """`said` with its longest variables cut so that it fits, or as it is where that would tear them apart."""
    own = sum(len(piece.text) for piece in said if piece.name is None)
    cut = _common_cut([len(piece.text) for piece in said if piece.name is not None], limit - own)
    long = [piece for piece in said if piece.name is not None and len(piece.text) > cut]
    if cut < CUT_MIN or any(len(piece.text.split(None, 1)[0]) >= cut for piece in long):
        return said
    return [replace(piece, text=_cut(piece, cut)) if piece in long else piece for piece in said]


def _common_cut(lengths: list[int], room: int) -> int:
    """The greatest length to which all longer ones must be cut so that their sum keeps within `room`."""
    left = len(lengths)
    for length in sorted(lengths):
        if length * left > room:
            return room // left
        room, left = room - length, left - 1
    return max(lengths, default=0)


def _cut(piece: _Said, limit: int) -> str:
    cut = cut_at_sentence if piece.name in PROSE else cut_at_word
    return cut(piece.text, limit)
