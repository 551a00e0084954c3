"""What a written source lacks."""

from pydantic import ValidationError

from ads.spec_trouble import unknown_fields, written_trouble
from tests.ads.sources import a_source


def trouble(**changes: object) -> list[tuple[str, str, tuple[str, ...]]]:
    try:
        a_source(**changes)
    except ValidationError as error:
        return [(one.field, one.rule, one.nearest) for one in written_trouble(error)]
    return []


def test_a_word_that_is_none_has_near_ones() -> None:
    (found,) = trouble(breakdowns=["GENDERS"])
    assert found[:2] == ("breakdowns", "unfit_value")
    assert "GENDER" in found[2]


def test_a_number_for_an_id_is_said_with_its_field() -> None:
    assert [found[0] for found in trouble(ad_account_id="act_7")] == ["ad_account_id"]


def test_a_field_that_no_source_has_is_not_overlooked() -> None:
    written = {"key": "k", "colums": [], "windows": {"clicks": 30}}
    found = {one.field: one.nearest for one in unknown_fields(written)}
    assert found["colums"][0] == "columns"
    assert found["windows.clicks"][0] == "click_days"
