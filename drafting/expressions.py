"""Expressions that somebody else wrote: matched in time that grows with the text, never with its powers.

An expression is followed in all its ways at once, as Thompson described (CACM 11/6, 1968): no text makes it slow.
Case does not count. `expression_text.py` reads what people write.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

STEPS_MAX = 1_000
"""Of an expression, its repeats written out."""
TEXT_MAX = 1_000
"""Characters of a text that are looked at."""
STANDINGS_REMEMBERED = 200
"""Of one expression; when there are more, they are found again."""
MOVES_REMEMBERED = 200
"""Characters after one of them."""


class ExpressionBroken(ValueError):
    """An expression that cannot be used; the message says where and why."""


class Edge(Enum):
    """Places between characters."""

    START = "^"
    END = "$"
    WORD = "b"


Fits = Callable[[str], bool]


@dataclass(frozen=True)
class One:
    """One character that fits."""

    fits: Fits


@dataclass(frozen=True)
class At:
    edge: Edge


@dataclass(frozen=True)
class Row:
    """One after the other."""

    parts: "tuple[Tree, ...]"


@dataclass(frozen=True)
class Either:
    ways: "tuple[Tree, ...]"


@dataclass(frozen=True)
class Repeat:
    part: "Tree"
    least: int
    most: int | None


Tree = One | At | Row | Either | Repeat


@dataclass(frozen=True)
class Step:
    """A step of the walk: what must fit before one may go on to `then`. Without either it is a fork."""

    then: tuple[int, ...]
    fits: Fits | None = None
    edge: Edge | None = None


@dataclass(frozen=True)
class Standing:
    """Between two characters: the steps where one may stand, and what kind of place this is."""

    steps: frozenset[int]
    at_start: bool = False
    after_word: bool = False
    moves: "dict[str, Standing | None]" = field(default_factory=dict, repr=False, compare=False)
    """Where one stands after a character, as far as it was found out; None: the end was reached before it."""


@dataclass(frozen=True)
class Expression:
    """An expression, ready to be tried on any number of texts."""

    steps: tuple[Step, ...]
    first: int
    last: int
    _known: dict[Standing, Standing] = field(default_factory=dict, repr=False, compare=False)

    def found_in(self, text: str) -> bool:
        """Whether any part of `text`, of which 1,000 characters are looked at, fits."""
        standing = self._kept(Standing(frozenset((self.first,)), at_start=True))
        for char in text[:TEXT_MAX]:
            after = standing.moves[char] if char in standing.moves else self._moved(standing, char)
            if after is None:
                return True
            standing = after
        return self.last in self._reached(standing, None)

    def _kept(self, standing: Standing) -> Standing:
        """The same, with what is known of it."""
        if len(self._known) >= STANDINGS_REMEMBERED:
            self._known.clear()
        return self._known.setdefault(standing, standing)

    def _moved(self, standing: Standing, char: str) -> Standing | None:
        if len(standing.moves) >= MOVES_REMEMBERED:
            standing.moves.clear()
        reached = self._reached(standing, char)
        after = None if self.last in reached else self._kept(self._after(reached, char))
        standing.moves[char] = after
        return after

    def _after(self, reached: frozenset[int], char: str) -> Standing:
        steps = (self.steps[number] for number in reached)
        after = {then for step in steps if step.fits and step.fits(char) for then in step.then}
        return Standing(frozenset(after | {self.first}), after_word=is_word(char))

    def _reached(self, standing: Standing, ahead: str | None) -> frozenset[int]:
        """All steps that one comes to without taking another character."""
        edges = {
            Edge.START: standing.at_start,
            Edge.END: ahead is None,
            Edge.WORD: standing.after_word != (ahead is not None and is_word(ahead)),
        }
        reached, to_see = set[int](), list(standing.steps)
        while to_see:
            number = to_see.pop()
            if number in reached:
                continue
            reached.add(number)
            step = self.steps[number]
            if step.fits is None and (step.edge is None or edges[step.edge]):
                to_see += step.then
        return frozenset(reached)


def tree_to_expression(tree: Tree) -> Expression:
    """Raises `ExpressionBroken` when it has too many steps."""
    builder = _Builder()
    last = builder.add(Step(()))
    first = builder.build(tree, last)
    return Expression(tuple(builder.steps), first, last)


def literal(char: str) -> One:
    """That character, in any case."""
    ways = cases_of(char)
    return One(lambda seen: not ways.isdisjoint(cases_of(seen)))


ANYTHING = One(lambda _seen: True)


@lru_cache(maxsize=10_000)
def cases_of(char: str) -> frozenset[str]:
    return frozenset((char, char.lower(), char.upper(), char.casefold()))


def is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


class _Builder:
    """Writes steps down from the end to the beginning: each knows where it leads when it is made."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def add(self, step: Step) -> int:
        if len(self.steps) >= STEPS_MAX:
            raise ExpressionBroken(f"it has more than {STEPS_MAX:,} steps; ask for fewer repeats")
        self.steps.append(step)
        return len(self.steps) - 1

    def build(self, tree: Tree, then: int) -> int:
        """The step that the tree begins with, when it goes on to `then`."""
        match tree:
            case One(fits):
                return self.add(Step((then,), fits=fits))
            case At(edge):
                return self.add(Step((then,), edge=edge))
            case Row(parts):
                for part in reversed(parts):
                    then = self.build(part, then)
                return then
            case Either(ways):
                return self.add(Step(tuple(self.build(way, then) for way in ways)))
            case Repeat(part, least, most):
                return self._repeat(part, least, most, then)

    def _repeat(self, part: Tree, least: int, most: int | None, then: int) -> int:
        if most is None:
            then = self._for_ever(part, then)
        else:
            end = then
            for _ in range(most - least):
                then = self.add(Step((self.build(part, then), end)))
        for _ in range(least):
            then = self.build(part, then)
        return then

    def _for_ever(self, part: Tree, then: int) -> int:
        fork = self.add(Step(()))
        self.steps[fork] = Step((self.build(part, fork), then))
        return fork
