"""What a week was worth: pins in their windows, how evenly, what was lost, and how right the forecasts were."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

from tests.journeys.pinflow import Document
from tests.week.diary import Diary, Ended, Foretold
from tests.week.hours import HOUR, Opening, without
from tests.week.life import MISFORTUNES, Client, Deed, Event, Life

GAPS_EVEN_MAX = 3.0
FORECAST_ERROR_MAX = 0.05


@dataclass(frozen=True)
class Spread:
    """One opening of an account's window, or what a dead token left of it: how far apart its pins lie."""

    account: str
    opening: Opening
    pins: int
    largest_seconds: float

    @property
    def even_seconds(self) -> float:
        """How far apart they would lie if time were shared out evenly."""
        return self.opening.seconds / self.pins

    @property
    def gaps_even(self) -> float:
        """The largest gap in even ones."""
        return self.largest_seconds / self.even_seconds


@dataclass(frozen=True)
class Judged:
    """A forecast, and when the launch really ended."""

    said: Foretold
    ended: float

    @property
    def error(self) -> float:
        """By which part of the time that it told of it was wrong."""
        said = self.said.ends
        return 1.0 if said is None else abs(self.ended - said) / (self.ended - self.said.asked)


@dataclass(frozen=True)
class Measured:
    """A life in numbers."""

    products: int
    pins: int
    lost: int
    doubled: int
    outside: int
    spreads: tuple[Spread, ...]
    judged: tuple[Judged, ...]
    limited: int

    @property
    def gaps_even_max(self) -> float:
        return max((spread.gaps_even for spread in self.spreads), default=0.0)

    @property
    def forecast_error_max(self) -> float:
        return max((judged.error for judged in self.judged), default=0.0)

    @property
    def good(self) -> bool:
        """Everything inside its window and evenly, once each, and as it was foretold."""
        wrong = self.lost + self.doubled + self.outside
        even = self.gaps_even_max <= GAPS_EVEN_MAX
        return not wrong and even and self.forecast_error_max <= FORECAST_ERROR_MAX


def measured(life: Life, diary: Diary) -> Measured:
    made = Counter(pin.product for pin in diary.pins)
    return Measured(
        products=life.products(),
        pins=len(diary.pins),
        lost=life.products() - len(made),
        doubled=sum(made.values()) - len(made),
        outside=sum(len(outside(life, client, moments_of(diary, client))) for client in life.clients),
        spreads=tuple(spread for client in life.clients for spread in spreads(life, client, diary)),
        judged=tuple(judged(diary)),
        limited=diary.limited,
    )


def moments_of(diary: Diary, client: Client) -> Sequence[float]:
    """When the client's pins were made, in order."""
    return sorted(pin.at for pin in diary.pins if pin.account == client.account)


def outside(life: Life, client: Client, moments: Iterable[float]) -> Sequence[float]:
    """Those in no opening of the client's window."""
    opened = life.openings(client)
    return [at for at in moments if not any(opening.has(at) for opening in opened)]


def spreads(life: Life, client: Client, diary: Diary) -> Iterator[Spread]:
    """Of each opening with pins in it; the hours of a dead token part it, and are in none."""
    moments, dark = moments_of(diary, client), list(dead_hours(diary.events, client.account))
    for opening in life.openings(client):
        for part in without(opening, dark):
            inside = moments[bisect_left(moments, part.start) : bisect_left(moments, part.end)]
            if len(inside) > 1:
                yield Spread(client.account, part, len(inside), largest_gap(inside))


def largest_gap(moments: Sequence[float]) -> float:
    return max(later - one for one, later in pairwise(moments))


def dead_hours(events: Iterable[Event], account: str) -> Iterator[Opening]:
    """From a token's death until its account was connected again."""
    died: float | None = None
    for event in events:
        if event.account != account:
            continue
        if event.deed is Deed.TOKEN_DIES:
            died = event.at
        elif event.deed is Deed.RECONNECTED and died is not None:
            yield Opening(died, event.at)
            died = None


def judged(diary: Diary) -> Iterator[Judged]:
    """Forecasts of launches that ended, unless something befell the account that nobody could foresee."""
    ends = {launch.launch: launch for launch in diary.launches}
    for said in diary.foretold:
        launch = ends[said.launch]
        if launch.ended is not None and not _struck(diary.events, launch, said.asked):
            yield Judged(said, launch.ended)


def _struck(events: Iterable[Event], launch: Ended, asked: float) -> bool:
    ended = launch.ended or asked
    mine = (event for event in events if event.account == launch.account and event.deed in MISFORTUNES)
    return any(asked <= event.at < ended for event in mine)


def pins_by_hour(moments: Iterable[float], start: float, hours: int) -> Sequence[int]:
    """How many in each hour from `start` on."""
    found = Counter(int((at - start) // HOUR) for at in moments)
    return [found[number] for number in range(hours)]


def document(found: Measured) -> Document:
    """For a program."""
    return {
        "good": found.good,
        "products": found.products,
        "pins": found.pins,
        "lost": found.lost,
        "doubled": found.doubled,
        "outside": found.outside,
        "gaps_even_max": round(found.gaps_even_max, 3),
        "forecast_error_max": round(found.forecast_error_max, 4),
        "forecasts": len(found.judged),
        "limited": found.limited,
        "spreads": [asdict(spread) | {"gaps_even": round(spread.gaps_even, 3)} for spread in found.spreads],
        "judged": [asdict(one.said) | {"ended": one.ended, "error": round(one.error, 4)} for one in found.judged],
    }
