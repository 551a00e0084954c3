"""A week of an agency's life as data: three accounts, eight boards, what comes when, and what goes wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from contracts.names import AccountKey
from tests.week.hours import WEEK, WEEKDAYS, WEEKEND, Hours, Opening, moment, openings, sunday_of_change

DAYS_AFTER = 1
"""What a short quota left over leaves on the day after the last."""

LATE = time(23, 59)


class Deed(StrEnum):
    """What somebody does to an account."""

    DELIVERY = "delivery"
    """The shop's file of the day."""
    COLLECTION = "collection"
    """Many products more."""
    QUOTA = "quota"
    """Pinterest allows another number of writes a minute, and tells nobody."""
    TOKEN_DIES = "token dies"
    RECONNECTED = "reconnected"
    CANCELLED = "cancelled"
    """All that has not left."""


MISFORTUNES = (Deed.QUOTA, Deed.TOKEN_DIES, Deed.RECONNECTED)
"""What a forecast that was made before cannot know."""


@dataclass(frozen=True)
class Turn:
    """A deed on a day of the week, at a time by the account's clocks; `count` are products, or writes a minute."""

    deed: Deed
    days: tuple[str, ...]
    at: time
    count: int = 0


@dataclass(frozen=True)
class Client:
    """An account of the agency. `quota` are writes a minute."""

    account: AccountKey
    zone: str
    hours: tuple[Hours, ...]
    boards: tuple[str, ...]
    quota: int
    turns: tuple[Turn, ...]
    board_day_limit: int | None = None
    """Pins of a board on one day."""

    @property
    def clocks(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def window(self) -> str:
        """As a person types it."""
        return f"{'; '.join(some.words() for some in self.hours)} {self.zone}"


@dataclass(frozen=True, order=True)
class Event:
    """A deed at its moment."""

    at: float
    account: AccountKey
    deed: Deed
    count: int = 0


@dataclass(frozen=True)
class Life:
    """So many days of all clients. The last of them is the Sunday on which a client's clocks are put forward."""

    clients: tuple[Client, ...]
    last: date
    days: int

    @property
    def first(self) -> date:
        return self.last - timedelta(days=self.days - 1)

    @property
    def begins(self) -> float:
        """The first midnight that any client sees."""
        return min(moment(self.first, time.min, client.clocks) for client in self.clients)

    @property
    def ends(self) -> float:
        """When the last client's day after the last is over: by then everything has left."""
        last = self.last + timedelta(days=DAYS_AFTER)
        return max(moment(last, LATE, client.clocks) for client in self.clients)

    def client(self, account: str) -> Client:
        return next(client for client in self.clients if client.account == account)

    def openings(self, client: Client) -> tuple[Opening, ...]:
        """When the client's window is open, from the evening before on."""
        before = self.first - timedelta(days=1)
        return tuple(openings(client.hours, client.clocks, before, self.days + 1 + DAYS_AFTER))

    def events(self) -> tuple[Event, ...]:
        return tuple(sorted(event for client in self.clients for event in self._events(client)))

    def products(self) -> int:
        """All that are delivered."""
        return sum(event.count for event in self.events() if event.deed in {Deed.DELIVERY, Deed.COLLECTION})

    def _events(self, client: Client) -> Iterator[Event]:
        for day in (self.first + timedelta(days=number) for number in range(self.days)):
            for turn in client.turns:
                if WEEK[day.weekday()] in turn.days:
                    yield Event(moment(day, turn.at, client.clocks), client.account, turn.deed, turn.count)


Lived = Callable[[date], Life]
"""A life, the first that begins after a day."""

BERLIN, NEW_YORK, TOKYO = AccountKey("berlin"), AccountKey("new-york"), AccountKey("tokyo")

NIGHT_OWLS = (
    Hours(WEEKDAYS, time(18), time(22)),
    Hours(("Sat",), time(22), time(4)),
    Hours(("Sun",), time(18), time(22)),
)
"""In the night to Sunday clocks are put forward from two to three: the window has five hours in place of six."""

MORNINGS_AND_EVENINGS = (Hours(WEEK, time(7), time(9)), Hours(WEEK, time(19), time(21)))


def week(since: date) -> Life:
    """Seven days with 500 pins each, and 300 more on Friday."""
    berlin = Client(
        account=BERLIN,
        zone="Europe/Berlin",
        hours=NIGHT_OWLS,
        boards=("Lamps", "Chairs", "Rugs"),
        quota=2,
        turns=(
            Turn(Deed.DELIVERY, WEEK, time(12), 160),
            Turn(Deed.COLLECTION, ("Fri",), time(15), 300),
        ),
    )
    new_york = Client(
        account=NEW_YORK,
        zone="America/New_York",
        hours=(Hours(WEEK, time(18), time(21)),),
        boards=("Dresses", "Coats", "Shoes"),
        quota=2,
        turns=(
            Turn(Deed.DELIVERY, WEEK, time(12), 200),
            Turn(Deed.QUOTA, ("Wed",), time(18, 30), 1),
            Turn(Deed.QUOTA, ("Fri",), time(11), 2),
        ),
    )
    tokyo = Client(
        account=TOKYO,
        zone="Asia/Tokyo",
        hours=MORNINGS_AND_EVENINGS,
        boards=("Tea", "Cups"),
        quota=2,
        turns=(
            Turn(Deed.DELIVERY, WEEK, time(6), 70),
            Turn(Deed.DELIVERY, WEEK, time(12), 70),
            Turn(Deed.TOKEN_DIES, ("Thu",), time(7, 45)),
            Turn(Deed.RECONNECTED, ("Thu",), time(19, 30)),
        ),
    )
    return _until_the_change((berlin, new_york, tokyo), since, days=7)


def weekend(since: date) -> Life:
    """The last two days alone, with fewer pins, and with all that befalls the week."""
    berlin = Client(
        account=BERLIN,
        zone="Europe/Berlin",
        hours=NIGHT_OWLS,
        boards=("Lamps", "Chairs", "Rugs"),
        quota=2,
        turns=(
            Turn(Deed.DELIVERY, WEEKEND, time(12), 15),
            Turn(Deed.COLLECTION, ("Sat",), time(15), 20),
        ),
    )
    new_york = Client(
        account=NEW_YORK,
        zone="America/New_York",
        hours=(Hours(WEEK, time(18), time(18, 30)),),
        boards=("Dresses", "Coats", "Shoes"),
        quota=2,
        turns=(
            Turn(Deed.DELIVERY, ("Sat",), time(12), 36),
            Turn(Deed.DELIVERY, ("Sun",), time(12), 20),
            Turn(Deed.QUOTA, ("Sat",), time(18, 5), 1),
        ),
    )
    tokyo = Client(
        account=TOKYO,
        zone="Asia/Tokyo",
        hours=MORNINGS_AND_EVENINGS,
        boards=("Tea", "Cups"),
        quota=2,
        turns=(
            Turn(Deed.DELIVERY, WEEKEND, time(6), 6),
            Turn(Deed.DELIVERY, WEEKEND, time(12), 6),
            Turn(Deed.TOKEN_DIES, ("Sun",), time(7, 45)),
            Turn(Deed.RECONNECTED, ("Sun",), time(19, 30)),
        ),
    )
    return _until_the_change((berlin, new_york, tokyo), since, days=2)


def patience(since: date) -> Life:
    """Seven days on which a launch of 5,000 rows waits behind a limit of 20 pins a day, and then no more."""
    client = Client(
        account=BERLIN,
        zone="Europe/Berlin",
        hours=(Hours(WEEK, time(18), time(20)),),
        boards=("Lamps", "Chairs"),
        quota=10,
        turns=(
            Turn(Deed.DELIVERY, ("Mon",), time(12), 5_000),
            Turn(Deed.CANCELLED, ("Sun",), time(23)),
        ),
        board_day_limit=10,
    )
    return _until_the_change((client,), since, days=7)


def _until_the_change(clients: tuple[Client, ...], since: date, *, days: int) -> Life:
    """The first such days that begin after `since`."""
    early = since + timedelta(days=days + 1)
    return Life(clients, last=sunday_of_change(early, clients[0].clocks), days=days)
