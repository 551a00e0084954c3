"""A source of ads data while it is asked for: the answers so far, each of which nothing stands against."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from ads.drafts import trouble_with
from ads.objections import Objection
from ads.written import read_written
from contracts.ads import AdsSourceSpec, DatasetKey
from starter.ads_backstage import Backstage
from starter.ads_checking import objection_lines
from starter.ads_questions import NotThis, Questions
from starter.screen import Screen

T = TypeVar("T")


@dataclass
class Draft:
    """What is known of the source, and whom to ask for more."""

    questions: Questions
    backstage: Backstage
    screen: Screen
    today: date
    """Of Pinterest's clock."""
    written: dict[str, object] = field(default_factory=dict)

    @property
    def dataset(self) -> DatasetKey:
        """The one that was chosen."""
        return DatasetKey(str(self.written["dataset"]))

    def spec(self) -> AdsSourceSpec | tuple[Objection, ...]:
        """The source, or what is wrong with it as a whole."""
        return read_written(self.written)

    def with_answers(self, answers: Mapping[str, object]) -> dict[str, object]:
        """The fields as they would be; None takes one away."""
        return {name: value for name, value in {**self.written, **answers}.items() if value is not None}

    def say(self, words: str, *, style: str | None = None) -> None:
        """A sentence, broken between words."""
        self.screen.say(words, style=style, wraps=True)

    def take(self, answers: Mapping[str, object]) -> None:
        """Keep the answers, and tell what warns. Raises `NotThis` for what the pre-flight refuses."""
        found = trouble_with(self.with_answers(answers), answers.keys(), self.today)
        refused = [one for one in found if one.refuses]
        if refused:
            raise NotThis("\n  ".join(line.strip() for line in objection_lines(refused)))
        for line in objection_lines(found) if found else ():
            self.say(f"  {line}", style="yellow")
        self.written = self.with_answers(answers)

    def ask(self, what: str, read: Callable[[str], Mapping[str, object]], *, default: str = "") -> None:
        """Ask until the answer, as fields, is taken."""

        def check(given: str) -> None:
            self.take(read(given))

        self.questions.ask(what, check, default=default)


def whole_number(given: str) -> int:
    """Raises `NotThis`."""
    if not given.isdecimal() or len(given) > len("99999"):
        raise NotThis(f"{given[:60]!r} is no whole number.")
    return int(given)


def some_day(given: str) -> date:
    """Raises `NotThis`."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise NotThis(f"{given[:60]!r} is no day, such as 2026-11-22.") from None
