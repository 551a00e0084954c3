"""Bodies as HTML forms and OAuth send them."""

from __future__ import annotations

from urllib.parse import parse_qsl

from simulator.answers import invalid_request
from simulator.fields import Fields

FORM = "application/x-www-form-urlencoded"
BYTES_MAX = 65_536
FIELDS_MAX = 50


def form_fields(content_type: str, body: bytes) -> Fields:
    """Fields without a value count as absent. Raises ApiError 400 if it is no form, or says a thing twice."""
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise invalid_request(f"the content type must be {FORM}")
    if len(body) > BYTES_MAX:
        raise invalid_request("the form is too long")
    try:
        pairs = parse_qsl(body.decode(), errors="strict", max_num_fields=FIELDS_MAX)
    except ValueError as error:
        raise invalid_request("the body is not a form") from error
    values = dict(pairs)
    if len(values) < len(pairs):
        raise invalid_request("a field stands in the form twice")
    return Fields(values)
