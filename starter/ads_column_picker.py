"""Columns are picked at the terminal: words search, numbers and names take, a minus gives back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ads.columns import Column, near_misses
from ads.drafts import offered_columns, search_offered
from starter.ads_draft import Draft
from starter.ads_questions import NotThis, numbered
from starter.ads_tables import plain_table

SHOWN_MAX = 15
HEADS = ("", "column", "meaning", "unit", "summed")
HOW = "Words search; numbers or names take (1 3 5-7); -NAME gives back; ? shows all taken; Enter ends."


@dataclass
class Picker:
    """One kind of columns: what rows are told apart by, or what is measured."""

    draft: Draft
    attribute: bool
    usual: Sequence[str]
    """Taken when nothing is said, as far as the dataset has them."""
    needed: bool
    taken: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def pick(self, what: str, others: Sequence[str]) -> list[str]:
        """The columns that were taken; `others` are those of the other kind."""
        self.draft.say(HOW, style="dim")
        self._show("")
        self.taken = self.taken or [name for name in self.usual if name in offered_columns(self.draft.dataset)]
        if self.taken:
            self.draft.say(f"  taken to begin with: {', '.join(self.taken)}")
        while not self.draft.questions.ask(
            f"{what} ({len(self.taken)} taken)", lambda given: self._heard(given, others)
        ):
            continue
        return self.taken

    def _heard(self, given: str, others: Sequence[str]) -> bool:
        """Whether that was all. Raises `NotThis`."""
        if not given:
            return self._ends()
        if given == "?":
            self.draft.say(f"  taken: {', '.join(self.taken) or 'none'}")
        elif given.startswith("-"):
            self._give_back(given.removeprefix("-").strip().upper())
        elif meant := self._meant(given):
            self._take(meant, others)
        else:
            self._show(given)
        return False

    def _ends(self) -> bool:
        if self.needed and not self.taken:
            raise NotThis("At least one is needed.")
        return True

    def _meant(self, given: str) -> list[str]:
        """The columns that every word names; none when it is a search."""
        offered = offered_columns(self.draft.dataset)
        found: list[str] = []
        for word in given.replace(",", " ").split():
            meant = numbered(word, self.shown) or [name for name in (word.upper(),) if name in offered]
            if not meant:
                return []
            found += meant
        return found

    def _take(self, meant: Sequence[str], others: Sequence[str]) -> None:
        fresh = [name for name in dict.fromkeys(meant) if name not in self.taken and name not in others]
        self.draft.take({"columns": [*others, *self.taken, *fresh]})
        self.taken += fresh
        self.draft.say(f"  + {', '.join(fresh) or 'nothing new'}", style="green")

    def _give_back(self, name: str) -> None:
        if name not in self.taken:
            raise NotThis(f"{name[:60]} was not taken.")
        self.taken.remove(name)
        self.draft.say(f"  - {name}")

    def _show(self, words: str) -> None:
        found = search_offered(self.draft.dataset, words, attribute=self.attribute)
        if not found:
            near = [name for name in near_misses(words.strip()) if name in offered_columns(self.draft.dataset)]
            meant = f"did you mean {' or '.join(near)}?" if near else "fewer words find more."
            raise NotThis(f"No column has all of these words; {meant}")
        self.shown = [column.name for column in found[:SHOWN_MAX]]
        self.draft.screen.table(
            plain_table(HEADS, [_cells(at, one) for at, one in enumerate(found[:SHOWN_MAX], 1)])
        )
        if len(found) > SHOWN_MAX:
            self.draft.say(f"  and {len(found) - SHOWN_MAX} more: a word finds them", style="dim")


def _cells(number: int, one: Column) -> tuple[str, ...]:
    return str(number), one.name, one.label, one.unit, "yes" if one.additive else ""
