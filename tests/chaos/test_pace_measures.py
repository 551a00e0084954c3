"""The measures of the pace suite can tell good from bad."""

import pytest

from tests.chaos.pace import Change, allowed, utilisation, windows_above_quota

MINUTE_OF_60 = [Change(0, 60)]


def test_a_quota_used_second_by_second_is_used_up() -> None:
    assert utilisation([float(at) for at in range(601)], MINUTE_OF_60) == pytest.approx(1.0, abs=0.01)


def test_a_pause_is_quota_lost() -> None:
    moments = [float(at) for at in range(301)] + [float(at) for at in range(600, 901)]
    assert utilisation(moments, MINUTE_OF_60) == pytest.approx(2 / 3, abs=0.01)


def test_a_change_counts_from_its_moment() -> None:
    assert allowed([Change(0, 60), Change(30, 120)], 0, 60) == pytest.approx(30 + 60)
    assert allowed([Change(0, 60), Change(30, 120)], 40, 50) == pytest.approx(20)
    assert allowed([Change(0, 60), Change(90, 120)], 0, 60) == pytest.approx(60)


def test_a_window_with_one_too_many_is_found() -> None:
    writes = [{"at": float(at), "limit": 5} for at in (0, 1, 2, 3, 4, 59)]
    assert windows_above_quota(writes) == writes[-1:]
    assert windows_above_quota([*writes[:5], {"at": 60.0, "limit": 5}]) == []
