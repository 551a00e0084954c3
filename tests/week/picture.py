"""The picture of a week: for each account its pins by the hour, its windows, its quota, and what befell it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from tests.week.canvas import Canvas, Point
from tests.week.diary import Diary
from tests.week.hours import HOUR, ONE_DAY, change_of_clocks, moment
from tests.week.life import Client, Deed, Event, Life
from tests.week.measures import dead_hours, moments_of, pins_by_hour

WIDTH = 1_400
PANEL_HEIGHT = 280
TOP, BOTTOM, LEFT, RIGHT = 76, 44, 62, 24
HEAD, FOOT = 50, 44
"""Of a panel: room above its bars for what is said there, and below them for hours and days."""

INK, PALE_INK, GRID, DAY_LINE = "#26323f", "#7c8894", "#e6eaee", "#b8c0c8"
WINDOW, QUOTA, BAD, GOOD = "#fdf0d5", "#c1121f", "#9d0208", "#2b9348"
DARK = "#f3d9dc"
BARS = ("#3a6ea5", "#6a4c93", "#2a7f7a")
"""An account's, one after the other."""

HOURS_NAMED = (6, 12, 18)

HEADROOM = 1.12
"""The highest thing leaves some room above it."""

MINUTES = 60
LABEL_GAP = 10.0
ROW_HEIGHT = 15


@dataclass(frozen=True)
class Panel:
    """Where an account's moments and numbers lie on the sheet."""

    client: Client
    top: float
    start: float
    end: float
    highest: float
    bar: str

    @property
    def base(self) -> float:
        return self.top + PANEL_HEIGHT - FOOT

    @property
    def head(self) -> float:
        return self.top + HEAD

    def x(self, at: float) -> float:
        share = (min(max(at, self.start), self.end) - self.start) / (self.end - self.start)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, number: float) -> float:
        return self.base - number / self.highest * (self.base - self.head)

    def shows(self, at: float) -> bool:
        return self.start <= at < self.end


def draw(life: Life, diary: Diary, file: Path) -> None:
    """Draw it as a PNG."""
    canvas = Canvas(WIDTH, TOP + len(life.clients) * PANEL_HEIGHT + BOTTOM)
    _title(canvas, life, diary)
    for number, client in enumerate(life.clients):
        _draw_panel(canvas, life, diary, panel_of(life, diary, client, TOP + number * PANEL_HEIGHT))
    canvas.save(file)


def panel_of(life: Life, diary: Diary, client: Client, top: float) -> Panel:
    """From the first local midnight until all of the client's pins have left."""
    moments = moments_of(diary, client)
    start = moment(life.first, time.min, client.clocks)
    days = life.days + (
        1 if moments and moments[-1] >= moment(life.last + ONE_DAY, time.min, client.clocks) else 0
    )
    end = moment(life.first + days * ONE_DAY, time.min, client.clocks)
    bars = pins_by_hour(moments, start, round((end - start) / HOUR))
    quotas = [quota * MINUTES for _, quota in quotas_of(client, diary.events)]
    colour = BARS[life.clients.index(client) % len(BARS)]
    return Panel(client, top, start, end, HEADROOM * max([*bars, *quotas]), colour)


def quotas_of(client: Client, events: Sequence[Event]) -> Sequence[tuple[float, int]]:
    """From when on how many writes a minute Pinterest allowed."""
    changes = [
        (event.at, event.count) for event in events if event.account == client.account and event.deed is Deed.QUOTA
    ]
    return [(float("-inf"), client.quota), *changes]


def _title(canvas: Canvas, life: Life, diary: Diary) -> None:
    canvas.text((LEFT, 26), "A week of an agency" if life.days > 2 else "A weekend of an agency", INK, size=20)
    pins = f"{len(diary.pins):,} pins of {len(life.clients)} accounts"
    canvas.text((LEFT, 50), f"{pins}; days and hours are those of each account's clocks", PALE_INK, size=13)
    _legend(canvas)


def _legend(canvas: Canvas) -> None:
    x = float(WIDTH - RIGHT)
    for words, colours in (
        ("a dead token", (DARK,)),
        ("quota: writes an hour", (QUOTA,)),
        ("publish window", (WINDOW,)),
        ("pins an hour", BARS),
    ):
        x -= canvas.text_width(words)
        canvas.text((x, 50), words, INK)
        x -= 6
        for colour in reversed(colours):
            x -= 14
            _swatch(canvas, x, colour)
        x -= 22


def _swatch(canvas: Canvas, x: float, colour: str) -> None:
    if colour == QUOTA:
        canvas.line([(x, 50), (x + 14, 50)], QUOTA, width=2)
    else:
        canvas.box((x, 44), (x + 13, 56), colour)


def _draw_panel(canvas: Canvas, life: Life, diary: Diary, panel: Panel) -> None:
    _windows(canvas, life, diary, panel)
    _scale(canvas, panel)
    _days(canvas, panel)
    _hours(canvas, panel)
    _bars(canvas, diary, panel)
    _quota(canvas, diary, panel)
    canvas.line([(LEFT, panel.base), (WIDTH - RIGHT, panel.base)], PALE_INK)
    _name(canvas, panel)
    _happenings(canvas, diary, panel)


def _windows(canvas: Canvas, life: Life, diary: Diary, panel: Panel) -> None:
    shaded = [(opening, WINDOW) for opening in life.openings(panel.client)]
    shaded += [(dark, DARK) for dark in dead_hours(diary.events, panel.client.account)]
    for some, colour in shaded:
        canvas.box((panel.x(some.start), panel.head), (panel.x(some.end), panel.base), colour)


def _scale(canvas: Canvas, panel: Panel) -> None:
    step = next(step for step in (10, 20, 50, 100, 200, 500) if panel.highest / step < 6)
    for number in range(0, int(panel.highest) + 1, step):
        y = panel.y(number)
        canvas.line([(LEFT, y), (WIDTH - RIGHT, y)], GRID)
        canvas.text((LEFT - 8, y), str(number), PALE_INK, size=11, anchor="rm")


def _days(canvas: Canvas, panel: Panel) -> None:
    for day, start, end in local_days(panel):
        canvas.line([(panel.x(start), panel.head), (panel.x(start), panel.base + 32)], DAY_LINE)
        canvas.text(((panel.x(start) + panel.x(end)) / 2, panel.base + 27), f"{day:%a %d %b}", INK, anchor="mm")


def _hours(canvas: Canvas, panel: Panel) -> None:
    for day, _, _ in local_days(panel):
        for hour in HOURS_NAMED:
            x = panel.x(moment(day, time(hour), panel.client.clocks))
            canvas.line([(x, panel.base), (x, panel.base + 4)], PALE_INK)
            canvas.text((x, panel.base + 12), f"{hour}:00", PALE_INK, size=10, anchor="mm")


def local_days(panel: Panel) -> Iterator[tuple[date, float, float]]:
    """Each day of the panel, from midnight to midnight."""
    day = datetime.fromtimestamp(panel.start, panel.client.clocks).date()
    start = panel.start
    while start < panel.end:
        end = moment(day + timedelta(days=1), time.min, panel.client.clocks)
        yield day, start, end
        day, start = day + timedelta(days=1), end


def _bars(canvas: Canvas, diary: Diary, panel: Panel) -> None:
    hours = pins_by_hour(moments_of(diary, panel.client), panel.start, round((panel.end - panel.start) / HOUR))
    for number, pins in enumerate(hours):
        left, right = panel.x(panel.start + number * HOUR), panel.x(panel.start + (number + 1) * HOUR)
        canvas.box((left + 0.5, panel.y(pins)), (right - 0.5, panel.base), panel.bar)


def _quota(canvas: Canvas, diary: Diary, panel: Panel) -> None:
    points: list[Point] = []
    for at, quota in quotas_of(panel.client, diary.events):
        x, y = panel.x(at), panel.y(quota * MINUTES)
        points += [(x, points[-1][1] if points else y), (x, y)]
    canvas.line([*points, (WIDTH - RIGHT, points[-1][1])], QUOTA, width=2)


def _name(canvas: Canvas, panel: Panel) -> None:
    client = panel.client
    canvas.text((LEFT, panel.top + 12), client.account, INK, size=15)
    x = LEFT + canvas.text_width(client.account, size=15) + 12
    canvas.text((x, panel.top + 13), f"{client.window()}; {len(client.boards)} boards", PALE_INK)


def _happenings(canvas: Canvas, diary: Diary, panel: Panel) -> None:
    """What befell the account, each above its moment; one that would hide another stands a row higher."""
    free: list[float] = [LEFT, LEFT]
    for at, words, colour in sorted(happenings(diary, panel)):
        x, width = panel.x(at), canvas.text_width(words, size=11)
        left = min(x + 4, WIDTH - RIGHT - width)
        row = next((row for row, taken in enumerate(free) if taken <= left), len(free) - 1)
        free[row] = left + width + LABEL_GAP
        y = panel.head - 8 - row * ROW_HEIGHT
        canvas.dashes((x, y - 6), (x, panel.base), colour)
        canvas.text((left, y), words, colour, size=11)


def happenings(diary: Diary, panel: Panel) -> Iterator[tuple[float, str, str]]:
    """When, in words, and in which colour."""
    quota = panel.client.quota
    for event in diary.events:
        if event.account != panel.client.account or not panel.shows(event.at):
            continue
        if event.deed is Deed.QUOTA:
            yield event.at, f"quota {quota} to {event.count} a minute", BAD if event.count < quota else GOOD
            quota = event.count
        elif event.deed is Deed.TOKEN_DIES:
            yield event.at, "token dead", BAD
        elif event.deed is Deed.RECONNECTED:
            yield event.at, "reconnected", GOOD
        elif event.deed is Deed.COLLECTION:
            yield event.at, f"a collection of {event.count}", INK
    for day, _, _ in local_days(panel):
        at = change_of_clocks(day, panel.client.clocks)
        if at is not None:
            yield at, "clocks change", INK
