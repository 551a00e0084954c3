r"""Regular expressions as people write them.

Known are literals, `.`, sets such as `[a-z]` and `[^,]`, `\d \w \s` and their opposites, `\b ^ $`, groups, `|`,
and the repeats `* + ? {2} {2,} {2,5}`. There are no look-arounds and no back-references: what has them cannot be
bounded.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from drafting.expressions import (
    At,
    Edge,
    Either,
    Expression,
    ExpressionBroken,
    Fits,
    One,
    Repeat,
    Row,
    Tree,
    cases_of,
    is_word,
    literal,
    tree_to_expression,
)

REPEATS_MAX = 100
"""Times that a part may be asked for by its number."""
DEPTH_MAX = 20
"""Groups within each other."""
EXPRESSIONS_REMEMBERED = 2_048

IN_A_LINE = One(lambda seen: seen != "\n")
_SIMPLE: Mapping[str, Tree] = MappingProxyType({".": IN_A_LINE, "^": At(Edge.START), "$": At(Edge.END)})
_REPEATS: Mapping[str, tuple[int, int | None]] = MappingProxyType({"*": (0, None), "+": (1, None), "?": (0, 1)})
_ESCAPED: Mapping[str, str] = MappingProxyType({"n": "\n", "t": "\t"})
_KINDS: Mapping[str, Fits] = MappingProxyType({"d": str.isdecimal, "w": is_word, "s": str.isspace})


@lru_cache(maxsize=EXPRESSIONS_REMEMBERED)
def read_expression(text: str) -> Expression:
    """The expression that `text` writes. Raises `ExpressionBroken`."""
    return tree_to_expression(_Reader(text).tree())


class _Reader:
    """Reads an expression from the left to the right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def tree(self) -> Tree:
        tree = self._either()
        if self._at < len(self._text):
            raise self._broken("a ) without a ( before it")
        return tree

    def _either(self) -> Tree:
        ways = [self._row()]
        while self._takes("|"):
            ways.append(self._row())
        return ways[0] if len(ways) == 1 else Either(tuple(ways))

    def _row(self) -> Tree:
        parts = list[Tree]()
        while self._ahead() not in {"", "|", ")"}:
            parts.append(self._repeated(self._part()))
        return parts[0] if len(parts) == 1 else Row(tuple(parts))

    def _repeated(self, part: Tree) -> Tree:
        bounds = self._bounds()
        if bounds is None:
            return part
        if self._ahead() in {"?", "+"}:
            # `a+?` finds no more and no less than `a+` where only finding counts; `a++` is another language's.
            if self._ahead() == "+":
                raise self._broken("a repeat of a repeat")
            self._at += 1
        if self._bounds() is not None:
            raise self._broken("a repeat of a repeat")
        return Repeat(part, *bounds)

    def _bounds(self) -> tuple[int, int | None] | None:
        """How often, if a repeat stands here."""
        mark = self._ahead()
        if mark in _REPEATS:
            self._at += 1
            return _REPEATS[mark]
        return self._counted() if mark == "{" else None

    def _counted(self) -> tuple[int, int | None]:
        end = self._text.find("}", self._at)
        least, comma, most = self._text[self._at + 1 : end].partition(",")
        if end < 0 or not all(_is_count(number) for number in (least, most or least)):
            raise self._broken("a { that is no repeat such as {2} or {2,5}; for the brace itself write \\{")
        bounds = int(least), int(most) if most else None if comma else int(least)
        if not bounds[0] <= (bounds[0] if bounds[1] is None else bounds[1]) <= REPEATS_MAX:
            raise self._broken(f"a repeat that cannot be: from less to more, {REPEATS_MAX} at most")
        self._at = end + 1
        return bounds

    def _part(self) -> Tree:
        char = self._next()
        if char in "*+?{":
            self._at -= 1
            raise self._broken(f"a {char} with nothing before it to repeat; for itself write \\{char}")
        simple = _SIMPLE.get(char)
        if simple is not None:
            return simple
        if char == "(":
            return self._group()
        if char == "[":
            return One(self._set())
        return self._escape() if char == "\\" else literal(char)

    def _group(self) -> Tree:
        if self._takes("?") and not self._takes(":"):
            raise self._broken("a group that begins with (?; of those only (?: is known")
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise self._broken(f"more than {DEPTH_MAX} groups within each other")
        tree = self._either()
        if not self._takes(")"):
            raise self._broken("a ( that is not closed")
        self._depth -= 1
        return tree

    def _escape(self) -> Tree:
        char = self._next() if self._ahead() else ""
        if char == "b":
            return At(Edge.WORD)
        kind = _kind(char)
        if kind is not None:
            return One(kind)
        return literal(self._escaped(char))

    def _escaped(self, char: str) -> str:
        if char and (char in _ESCAPED or not (char.isalnum() and char.isascii())):
            return _ESCAPED.get(char, char)
        self._at -= 1
        raise self._broken(f"\\{char} is not known here")

    def _set(self) -> Fits:
        turned = self._takes("^")
        fits = list[Fits]()
        while not fits or self._ahead() != "]":
            if not self._ahead():
                raise self._broken("a [ that is not closed")
            fits.append(self._set_part())
        self._at += 1
        return lambda seen: any(fit(seen) for fit in fits) is not turned

    def _set_part(self) -> Fits:
        first = self._set_char()
        if not isinstance(first, str):
            return first
        if self._ahead() != "-" or self._text[self._at + 1 : self._at + 2] in {"", "]"}:
            return literal(first).fits
        self._at += 1
        last = self._set_char()
        if not isinstance(last, str) or last < first:
            raise self._broken("a range in [ ] that goes from more to less")
        return lambda seen: any(first <= case <= last for case in cases_of(seen))

    def _set_char(self) -> str | Fits:
        """A character of a set, or a kind of them."""
        char = self._next()
        if char != "\\":
            return char
        char = self._next() if self._ahead() else ""
        return _kind(char) or self._escaped(char)

    def _ahead(self) -> str:
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        self._at += 1
        return self._text[self._at - 1]

    def _takes(self, char: str) -> bool:
        taken = self._ahead() == char
        self._at += taken
        return taken

    def _broken(self, what: str) -> ExpressionBroken:
        return ExpressionBroken(f"character {self._at + 1} of /{self._text[:60]}/: {what}")


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(REPEATS_MAX))


def _kind(char: str) -> Fits | None:
    """What a letter after a backslash stands for; a capital: anything else."""
    fits = _KINDS.get(char.lower())
    if fits is None or char.islower():
        return fits
    return lambda seen: not fits(seen)
