"""Bodies of events: bounded in bytes, values, depth and digits, whatever is in them."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.event_bodies import QUOTED_MAX, VALUES_MAX, digest_of, quoted, read_body
from catalog.json_values import DEPTH_MAX, DIGITS_MAX
from contracts.changes import UnreadableEvent
from contracts.intake import BODY_BYTES_MAX
from tests.catalog.event_builders import JSON_VALUES, body_of, refused


@given(value=JSON_VALUES)
@settings(max_examples=50)
def test_what_is_json_is_read_as_it_is(value: object) -> None:
    body = body_of(value)
    assert read_body(body) == json.loads(body, parse_float=Decimal)


@given(body=st.binary(max_size=200))
@settings(max_examples=100)
def test_any_bytes_are_json_or_refused(body: bytes) -> None:
    value = read_body(body)
    assert not isinstance(value, UnreadableEvent) or refused(value).remedy


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param(b" " * (BODY_BYTES_MAX + 1), "bytes", id="too large"),
        pytest.param(b"[" + b"0," * VALUES_MAX + b"0]", "values", id="too many values"),
        pytest.param(b"[" * (DEPTH_MAX + 1) + b"]" * (DEPTH_MAX + 1), "deep", id="too deep"),
        pytest.param(b"[" * 100_000, "deep", id="deep without an end"),
        pytest.param(b"1" * (DIGITS_MAX + 1), "digits", id="too many digits"),
        pytest.param(b"1e99999999999999999999", "no JSON", id="an exponent beyond measure"),
        pytest.param(b'{"id": 1', "too early", id="cut off"),
        pytest.param(b'{"id": 1} {"id": 2}', "JSON", id="two of them"),
        pytest.param(b"NaN", "JSON", id="not a number"),
        pytest.param(b"", "too early", id="empty"),
        pytest.param(b'{"title": "caf\xe9"}', "UTF-8", id="another character set"),
        pytest.param(b"<html>Bad gateway</html>", "<html>", id="a page"),
    ],
)
def test_what_is_no_json_or_too_much_is_refused(body: bytes, why: str) -> None:
    assert why in refused(read_body(body)).message


def test_the_largest_body_that_a_door_takes_in_is_read() -> None:
    """Its sender was told yes: it must not turn out to be too large afterwards."""
    event = b'{"title": "' + b"a" * 10_000 + b'"}'
    batch = b"[" + b",".join([event] * (BODY_BYTES_MAX // (len(event) + 1) - 1)) + b"]"
    value = read_body(batch.ljust(BODY_BYTES_MAX))
    assert isinstance(value, list)
    assert len(value) > 500


def test_a_mark_of_byte_order_is_no_part_of_the_body() -> None:
    assert read_body(b'\xef\xbb\xbf{"id": 1}') == {"id": 1}


def test_numbers_beyond_a_double_stay_whole() -> None:
    assert read_body(b"788032119674292922") == 788032119674292922


@given(text=st.text(max_size=500) | st.binary(max_size=500))
@settings(max_examples=50)
def test_a_quotation_is_short_and_one_line(text: str | bytes) -> None:
    piece = quoted(text)
    assert len(piece) <= QUOTED_MAX
    assert len(piece.splitlines()) <= 1


def test_a_digest_tells_where_one_part_ends() -> None:
    assert digest_of("a", "bc") != digest_of("ab", "c")
    assert digest_of("a", b"bc") == digest_of(b"a", "bc")
    assert digest_of("\ud800")
