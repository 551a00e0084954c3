"""The lives are what the week and its two days are to show."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from tests.week.hours import change_of_clocks
from tests.week.life import BERLIN, NEW_YORK, TOKYO, Deed, Life, Lived, week, weekend

TODAY = date(2026, 11, 22)
LIVES = pytest.mark.parametrize("lived", [week, weekend])


def counts(life: Life, deed: Deed) -> Sequence[int]:
    return [event.count for event in life.events() if event.deed is deed]


def test_a_week_has_500_pins_a_day_and_300_more() -> None:
    life = week(TODAY)
    assert sum(counts(life, Deed.DELIVERY)) == 7 * 500
    assert counts(life, Deed.COLLECTION) == [300]
    assert sum(len(client.boards) for client in life.clients) == 8


@LIVES
def test_a_life_ends_on_a_sunday_with_an_hour_less(lived: Lived) -> None:
    life = lived(TODAY)
    assert life.last.weekday() == 6
    assert change_of_clocks(life.last, life.client(BERLIN).clocks) is not None
    assert change_of_clocks(life.last, life.client(NEW_YORK).clocks) is None


@LIVES
def test_a_life_lies_ahead_on_whatever_day_it_is_asked_for(lived: Lived) -> None:
    for number in range(400):
        since = TODAY + timedelta(days=number)
        assert lived(since).first > since + timedelta(days=1)


@LIVES
def test_everything_befalls_somebody(lived: Lived) -> None:
    events = lived(TODAY).events()
    assert {event.deed for event in events} == set(Deed) - {Deed.CANCELLED}
    assert {event.account for event in events} == {BERLIN, NEW_YORK, TOKYO}
    assert list(events) == sorted(events)


@LIVES
def test_a_token_dies_and_the_quota_is_halved_while_pins_leave(lived: Lived) -> None:
    life = lived(TODAY)
    for event in life.events():
        if event.deed is Deed.TOKEN_DIES or (event.deed is Deed.QUOTA and event.count == 1):
            assert any(opening.has(event.at) for opening in life.openings(life.client(event.account)))


def test_a_window_is_written_as_people_type_it() -> None:
    assert week(TODAY).client(TOKYO).window() == ("Mon-Sun 07:00-09:00; Mon-Sun 19:00-21:00 Asia/Tokyo")
