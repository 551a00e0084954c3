"""The document: a sound OpenAPI 3.1 description, with an example wherever something is sent."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from intake.api.openapi import operation_id
from intake.api.operation import Operation
from intake.api.reading import listed_body
from tests.intake.api.whole import WholeApi, own_settings, serve_whole, whole_operations

Json = dict[str, Any]


@pytest.fixture
async def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WholeApi]:
    async with serve_whole(own_settings(tmp_path, monkeypatch)) as served:
        yield served


@pytest.fixture
async def operations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Operation]:
    return await whole_operations(own_settings(tmp_path, monkeypatch))


async def document_of(api: WholeApi) -> Json:
    async with httpx.AsyncClient(base_url=api.url, trust_env=False) as http:
        found: Json = (await http.get("/v1/openapi.json")).json()
        return found


async def test_the_document_is_sound(api: WholeApi) -> None:
    assert [str(error) for error in OpenAPIV31SpecValidator(await document_of(api)).iter_errors()] == []


async def test_every_operation_stands_in_it_under_a_name_of_its_own(
    api: WholeApi, operations: list[Operation]
) -> None:
    paths = (await document_of(api))["paths"]
    named = {(one["operationId"], method, path) for path, its in paths.items() for method, one in its.items()}

    assert named == {(operation_id(one), one.method.lower(), one.path) for one in operations}
    assert len({operation_id(one) for one in operations}) == len(operations)


async def test_whatever_is_sent_has_an_example_that_can_be_sent(operations: list[Operation]) -> None:
    with_body = [one for one in operations if one.body is not None and not one.files]

    assert [operation_id(one) for one in with_body if one.example is None] == []
    for one in with_body:
        assert one.body is not None
        (listed_body(one.body) if one.body_is_list else one.body).model_validate(one.example)


async def test_a_parameter_of_a_query_is_never_null(api: WholeApi) -> None:
    parameters = [
        one
        for its in (await document_of(api))["paths"].values()
        for operation in its.values()
        for one in operation["parameters"]
        if one.get("in") == "query"
    ]
    assert parameters
    assert [one for one in parameters if "'null'" in str(one["schema"])] == []


async def test_every_answer_has_an_example_of_its_own_shape(api: WholeApi) -> None:
    document = await document_of(api)
    contents = [
        (f"{method} {path}", answer["content"]["application/json"])
        for path, its in document["paths"].items()
        for method, operation in its.items()
        for answer in operation["responses"].values()
        if "application/json" in answer.get("content", {})
    ]
    assert contents
    wrong = [
        f"{where}: {error.message}"
        for where, content in contents
        for example in content.get("examples", {"none": {}}).values()
        for error in validator_of(document, content["schema"]).iter_errors(example.get("value"))
    ]
    assert wrong == []


async def test_no_answer_that_is_kept_for_its_key_shows_a_secret(operations: list[Operation]) -> None:
    """They are kept as they are, so an operation that shows one takes no idempotency key.

    A webhook's is shown only to who sends neither a key nor a secret (`test_webhooks`).
    """
    shown = [
        operation_id(one)
        for one in operations
        if one.idempotent
        and operation_id(one) != "post_webhooks"
        and one.answer is not None
        and {"secret", "api_key", "key"} & set(one.answer.model_fields)
    ]
    assert shown == []


def validator_of(document: Json, schema: Json) -> OAS31Validator:
    return OAS31Validator({**schema, "components": document["components"]})
