"""Columns' values out of Debezium's JSON: what their schema says they mean."""

from base64 import b64encode
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.debezium_values import (
    DECIMAL_BYTES_MAX,
    SCALE_MAX,
    UNAVAILABLE,
    columns_schema,
    is_unavailable,
    plain_value,
)
from catalog.json_values import Json

DECIMAL = "org.apache.kafka.connect.data.Decimal"


def plain(value: Json, name: str | None, kind: str = "bytes", scale: Json = "2") -> Json:
    return plain_value(value, {"type": kind, "name": name, "parameters": {"scale": scale}})


def encoded(unscaled: int) -> str:
    length = (unscaled.bit_length() + 8) // 8
    return b64encode(unscaled.to_bytes(length, signed=True)).decode()


@given(unscaled=st.integers(-(10**60), 10**60), scale=st.integers(-SCALE_MAX, SCALE_MAX))
@settings(max_examples=60)
def test_a_decimal_is_exact_whatever_its_size(unscaled: int, scale: int) -> None:
    expected = Decimal(f"{unscaled}E{-scale}")
    assert plain(encoded(unscaled), DECIMAL, scale=str(scale)) == expected
    assert plain_value({"scale": scale, "value": encoded(unscaled)}, None) == expected


@pytest.mark.parametrize(
    ("value", "scale"),
    [
        ("89.00", "2"),
        ("IsQ=", None),
        ("IsQ=", "two"),
        ("IsQ=", "1000000000"),
        ("IsQ=", True),
        ("é", "2"),
        ("A" * (DECIMAL_BYTES_MAX * 2 + 4), "2"),
        (89, "2"),
    ],
)
def test_what_is_no_such_decimal_stays_as_it_is(value: Json, scale: Json) -> None:
    assert plain(value, DECIMAL, scale=scale) == value


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("io.debezium.time.Timestamp", 1795291200000, "2026-11-21T20:00:00"),
        ("io.debezium.time.MicroTimestamp", 1795291200000000, "2026-11-21T20:00:00"),
        ("io.debezium.time.NanoTimestamp", 1795291200000000000, "2026-11-21T20:00:00"),
        ("org.apache.kafka.connect.data.Timestamp", -1000, "1969-12-31T23:59:59"),
        ("io.debezium.time.Date", 20778, "2026-11-21"),
        ("org.apache.kafka.connect.data.Date", 20778, "2026-11-21"),
        ("io.debezium.time.ZonedTimestamp", "2026-11-21T20:00:00Z", "2026-11-21T20:00:00Z"),
        ("io.debezium.time.Timestamp", 10**30, 10**30),
        ("io.debezium.time.Timestamp", "soon", "soon"),
        (
            "io.debezium.data.Json",
            '["https://a/1.jpg", "https://a/2.jpg"]',
            ["https://a/1.jpg", "https://a/2.jpg"],
        ),
        ("io.debezium.data.Json", "{broken", "{broken"),
        ("io.debezium.data.Enum", "active", "active"),
    ],
)
def test_a_value_is_written_as_a_person_would(name: str, value: Json, expected: Json) -> None:
    assert plain(value, name, kind="string") == expected


def test_bytes_that_are_no_number_say_nothing() -> None:
    assert plain("iVBORw0KGgo=", None) is None


def test_without_a_schema_a_value_stays_as_it_is() -> None:
    assert plain_value("IsQ=", None) == "IsQ="
    assert plain(None, DECIMAL) is None


@pytest.mark.parametrize(
    ("value", "expected"), [(UNAVAILABLE, True), ([UNAVAILABLE], True), ([UNAVAILABLE, "a"], False), (None, False)]
)
def test_the_placeholder_is_told_from_texts(value: Json, *, expected: bool) -> None:
    assert is_unavailable(value, UNAVAILABLE) is expected


@pytest.mark.parametrize(
    "schema", [None, 7, {}, {"fields": 7}, {"fields": [None, {"field": "after"}]}, {"fields": [{"field": 7}]}]
)
def test_a_schema_that_says_nothing_is_none(schema: Json) -> None:
    assert columns_schema(schema, "after") == {}
