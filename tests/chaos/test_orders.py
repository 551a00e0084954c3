"""What a worker is told reaches it, and what it leaves behind is counted."""

import random
from pathlib import Path

from tests.chaos.crash_points import CrashPoint
from tests.chaos.orders import Crash, OrderFolder, Orders


def test_orders_come_back_as_they_were_given(tmp_path: Path) -> None:
    orders = Orders(seed=7, crashes=(Crash(CrashPoint.SENT, odds=0.25, times=3), Crash(CrashPoint.READING)))
    folder = OrderFolder(tmp_path / "orders")
    folder.give(orders)
    assert folder.read() == orders


def test_deaths_are_counted_by_where_they_were(tmp_path: Path) -> None:
    folder = OrderFolder(tmp_path)
    assert folder.deaths().total() == 0
    points = [random.Random(7).choice(list(CrashPoint)) for _ in range(5)] + [CrashPoint.SENT]
    for point in points:
        folder.note_death(point)
    assert sorted(folder.deaths().elements()) == sorted(points)
