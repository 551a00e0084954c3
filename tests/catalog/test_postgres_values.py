"""Values as PostgreSQL writes them: numbers stay exact, lists are lists, and what is odd stays text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.json_values import Json
from catalog.postgres_values import ITEMS_MAX, TYPES, plain_value


@pytest.mark.parametrize(
    ("text", "kind", "plain"),
    [
        ("t", "bool", True),
        ("f", "bool", False),
        ("true", "bool", True),
        ("perhaps", "bool", "perhaps"),
        ("12345678901234567890.10", "numeric", "12345678901234567890.10"),
        ("NaN", "numeric", "NaN"),
        ("$12.50", "money", "$12.50"),
        ("\\x00ff", "bytea", None),
        ('{"a": [1, 2.50]}', "jsonb", {"a": [1, 2.50]}),
        ("{", "json", "{"),
        ("2026-11-21 20:00:00.5+00", "timestamptz", "2026-11-21T20:00:00.500000+00:00"),
        ("2026-11-21 20:00:00", "timestamp", "2026-11-21T20:00:00"),
        ("infinity", "timestamptz", "infinity"),
        ("0044-03-15 12:00:00 BC", "timestamp", "0044-03-15 12:00:00 BC"),
        ("happy", "mood", "happy"),
        ("{}", "_text", []),
        ('{a,"b, c",NULL,"NULL",""}', "_text", ["a", "b, c", None, "NULL", ""]),
        (r'{"say \"hi\"","back\\slash"}', "_text", ['say "hi"', r"back\slash"]),
        ("{t,f,NULL}", "_bool", [True, False, None]),
        ("{{1,2},{3,4}}", "_int4", ["1", "2", "3", "4"]),
        ("[0:1]={a,b}", "_text", ["a", "b"]),
        (r'{"{\"a\": 1}"}', "_jsonb", [{"a": 1}]),
        ("{happy}", "_mood", ["happy"]),
    ],
)
def test_a_value_is_what_its_column_means(text: str, kind: str, plain: Json) -> None:
    assert plain_value(text, kind) == plain


@pytest.mark.parametrize("text", ["", "a", "{", "{a", 'a}"', '{"a}', '{"a\\', "{a}{", "[0:1]=", "[0:1={a}"])
def test_a_list_that_is_none_stays_text(text: str) -> None:
    assert plain_value(text, "_text") == text


def test_of_a_list_without_end_only_so_much_is_read() -> None:
    items = plain_value("{" + "a," * ITEMS_MAX * 2 + "a}", "_text")
    assert isinstance(items, list)
    assert len(items) == ITEMS_MAX


@given(st.text(max_size=60), st.sampled_from(sorted({*TYPES.values(), "text", "_mood"})))
def test_no_text_of_any_type_breaks_anything(text: str, kind: str) -> None:
    value = plain_value(text, kind)
    assert value is None or isinstance(value, str | bool | int | Decimal | list | dict)


@given(st.lists(st.none() | st.text(max_size=10), max_size=8))
def test_a_list_is_read_as_postgresql_writes_it(items: list[str | None]) -> None:
    told = ",".join("NULL" if item is None else '"' + _escaped(item) + '"' for item in items)
    assert plain_value("{" + told + "}", "_text") == items


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
