"""Rows that could not be written are not asked for: where they go is looked at before a call."""

from typing import Any

import pytest

from ads.preflight import refusals
from contracts.ads import DestinationKind, WriteMode
from contracts.ads_tables import OWN_TABLES
from tests.ads.sources import objections

Changes = dict[str, Any]  # fields of a source, as a file spells them
IN_FILES = [kind for kind in DestinationKind if kind is not DestinationKind.DATABASE]


@pytest.mark.parametrize("kind", DestinationKind)
def test_truncate_insert_needs_metadata_wherever_rows_go(kind: DestinationKind) -> None:
    asked: Changes = {"write_mode": WriteMode.TRUNCATE_INSERT, "destination": {"kind": kind}}
    assert refusals(objections(**asked)) == ()
    (found,) = refusals(objections(**asked, metadata=False))
    assert (found.field, found.rule) == ("write_mode", "truncate_without_metadata")
    assert refusals(objections(write_mode=found.nearest[0], metadata=False)) == ()


UNFIT = ["a b", "1x", "x;drop table y", "Ads", "a-b", "../x", "\x00", "x\n", "Ümsatz", "_x", "Launches", "a" * 64]


@pytest.mark.parametrize("target", [*UNFIT, *sorted(OWN_TABLES)])
def test_a_table_has_a_plain_name_that_is_not_the_ledgers(target: str) -> None:
    """The nearest that is named would do."""
    (found,) = refusals(objections(destination={"kind": "database", "target": target}))
    assert (found.field, found.rule) == ("destination.target", "unfit_target")
    assert refusals(objections(destination={"kind": "database", "target": found.nearest[0]})) == ()


def test_a_plain_name_is_taken_and_a_long_one_leaves_room_for_revisions() -> None:
    assert refusals(objections(destination={"target": "a" * 63})) == ()
    assert refusals(objections(destination={"target": "a" * 53}, revisions=True)) == ()
    (found,) = refusals(objections(destination={"target": "a" * 54}, revisions=True))
    assert found.nearest == ("a" * 53,)


def test_a_source_whose_long_name_makes_no_table_names_one_itself() -> None:
    (found,) = refusals(objections(key="k" * 55))
    assert (found.field, found.rule) == ("destination.target", "unfit_target")
    assert refusals(objections(key="k" * 55, destination={"target": found.nearest[0]})) == ()
    (found,) = refusals(objections(key="k" * 60, destination={"kind": "duckdb"}))
    assert (found.field, found.nearest) == ("key", ("k" * 59,))


@pytest.mark.parametrize("kind", IN_FILES)
def test_no_file_or_folder_is_called_by_control_characters(kind: DestinationKind) -> None:
    for target in ("a\x00b", "x\ny", "\u2028"):
        (found,) = refusals(objections(destination={"kind": kind, "target": target}))
        assert (found.field, found.rule) == ("destination.target", "unfit_target")
    for target in ("", "the shop's/Ümsätze 2026", "sales.duckdb"):
        assert refusals(objections(destination={"kind": kind, "target": target})) == ()
