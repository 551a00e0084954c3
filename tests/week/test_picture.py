"""The picture shows what happened, at the place where it happened."""

from datetime import date, time
from pathlib import Path

from PIL import Image

from contracts.names import AccountKey
from tests.week.diary import Diary, Made
from tests.week.hours import WEEK, Hours
from tests.week.life import Client, Deed, Event, Life, Turn
from tests.week.picture import BAD, BARS, GOOD, PANEL_HEIGHT, TOP, WIDTH, draw, happenings, panel_of, quotas_of

BERLIN = AccountKey("berlin")
CLIENT = Client(
    BERLIN,
    "Europe/Berlin",
    (Hours(WEEK, time(18), time(22)),),
    ("Lamps",),
    2,
    (Turn(Deed.DELIVERY, WEEK, time(12), 4),),
)
LIFE = Life((CLIENT,), last=date(2027, 3, 28), days=2)
OPENS = LIFE.openings(CLIENT)[1].start


def a_diary(*events: Event) -> Diary:
    """Thirty pins in an hour, none in the next, and ten in the one after."""
    moments = [OPENS + 100.0 * number for number in range(30)] + [OPENS + 7_200.0 + number for number in range(10)]
    pins = [Made(at, BERLIN, "Lamps", f"p-{at}") for at in moments]
    return Diary(pins=pins, events=list(events))


def test_bars_stand_where_pins_were_made(tmp_path: Path) -> None:
    file, diary = tmp_path / "pictures" / "week.png", a_diary()
    draw(LIFE, diary, file)
    panel = panel_of(LIFE, diary, CLIENT, TOP)
    with Image.open(file) as picture:
        assert picture.width == WIDTH
        assert picture.height > TOP + PANEL_HEIGHT
        seen = picture.convert("RGB")
        full, empty = (panel.x(OPENS + hours * 3_600.0 + 1_800.0) for hours in (0, 1))
        bar = tuple(int(BARS[0][place : place + 2], 16) for place in (1, 3, 5))
        assert near(seen.getpixel((int(full), int(panel.y(15)))), bar)
        assert not near(seen.getpixel((int(full), int(panel.y(40)))), bar)
        assert not near(seen.getpixel((int(empty), int(panel.y(15)))), bar)


def near(found: object, wanted: tuple[int, ...]) -> bool:
    """The file has fewer colours than the drawing."""
    assert isinstance(found, tuple)
    return all(abs(one - other) < 24 for one, other in zip(found, wanted, strict=True))


def test_a_quota_holds_from_its_change_on() -> None:
    changes = (Event(OPENS, BERLIN, Deed.QUOTA, 1), Event(OPENS + 9, AccountKey("tokyo"), Deed.QUOTA, 7))
    assert quotas_of(CLIENT, changes) == [(float("-inf"), 2), (OPENS, 1)]


def test_what_befell_an_account_is_told_in_words() -> None:
    diary = a_diary(
        Event(OPENS, BERLIN, Deed.QUOTA, 1),
        Event(OPENS + 1, BERLIN, Deed.QUOTA, 2),
        Event(OPENS + 2, BERLIN, Deed.TOKEN_DIES),
        Event(OPENS + 3, BERLIN, Deed.COLLECTION, 300),
        Event(OPENS + 4, AccountKey("tokyo"), Deed.TOKEN_DIES),
    )
    told = {(words, colour) for _, words, colour in happenings(diary, panel_of(LIFE, diary, CLIENT, TOP))}
    assert ("quota 2 to 1 a minute", BAD) in told
    assert ("quota 1 to 2 a minute", GOOD) in told
    assert {words for words, _ in told} >= {"token dead", "a collection of 300", "clocks change"}
    assert len(told) == 5


def test_a_panel_ends_with_its_last_day_unless_pins_left_later() -> None:
    usual = panel_of(LIFE, a_diary(), CLIENT, TOP)
    assert usual.end - usual.start == (24 + 23) * 3_600
    late = a_diary()
    late.pins = [*late.pins, Made(usual.end + 60, BERLIN, "Lamps", "late")]
    assert panel_of(LIFE, late, CLIENT, TOP).end > usual.end
