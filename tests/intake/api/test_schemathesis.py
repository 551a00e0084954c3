"""The whole API against its own document, tried by schemathesis: no 5xx, and no answer that it does not have."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import CheckFunction
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tests.intake.api.whole import WholeApi, own_settings, serve_whole

EXAMPLES_MAX = 2
"""Of each operation and kind."""
EXAMPLES_SCALE = 40
SHOWN_MAX = 4_000
JUDGED_BY_CONTENT = {
    "idempotency_key_reused": "a key stands for one request, and examples share theirs",
    "secret_needed": "an answer that shows a secret is not kept under a key",
    "source_refused": "which columns a dataset has with which breakdowns are thousands of rules",
    "webhook_address_refused": "names of private networks look like any other",
    "window_unreadable": "days, hours and time zones, as people write them",
    "filter_unreadable": "a small language of its own",
    "cursor_unreadable": "only what was answered leads on",
    "import_unreadable": "what is in a CSV file",
    "image_not_a_picture": "what is in a file",
    "video_format": "what is in a file",
}
"""Codes of 422 for data of the right shape, and why no document can say it."""
FIELDS_JUDGED_BY_CONTENT = {"query.tz", "query.start", "query.start_date", "run_at", "board_id"}
"""A zone that the system knows; a time that begins before it ends, or that lies ahead; a name of a known board."""
TRANSPORT = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}
"""A body that is too slow or too large, whatever it says: the second is a refusal, too."""
KINDS = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.mark.parametrize(
    "examples_max",
    [
        pytest.param(EXAMPLES_MAX, marks=pytest.mark.long),
        pytest.param(EXAMPLES_SCALE, marks=pytest.mark.scale),
    ],
)
async def test_the_api_answers_as_its_document_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, examples_max: int
) -> None:
    async with serve_whole(own_settings(tmp_path, monkeypatch)) as api:
        broken = await asyncio.to_thread(broken_promises, api, examples_max)

    assert not broken, "\n".join(broken)


def broken_promises(api: WholeApi, examples_max: int) -> list[str]:
    """What did not hold, by operation and kind of data."""
    schema = schemathesis.openapi.from_url(f"{api.url}/v1/openapi.json")
    schema.config.generation.update(allow_x00=False)  # NUL is refused everywhere: PostgreSQL keeps no text with it
    results = list(schema.get_all_operations())
    assert all(isinstance(result, Ok) for result in results)
    return [
        f"{operation.label} ({kind.value}): {found}"
        for operation in (result.ok() for result in results if isinstance(result, Ok))
        for kind in KINDS
        if (found := first_broken(trying(operation, kind, api.key, examples_max)))
    ]


Operation = APIOperation[Any, Any, Any, Any]  # Any: of any description


def trying(operation: Operation, kind: GenerationMode, key: str, examples_max: int) -> Callable[[], None]:
    """The same examples each time."""

    @hypothesis.settings(
        max_examples=examples_max,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=kind))
    def attempt(case: Case[Any]) -> None:
        headers = {"X-API-Key": key}
        response = case.call(headers=headers)
        case.validate_response(response, headers=headers, excluded_checks=not_about_data(response))

    return attempt


def not_about_data(response: Response) -> list[CheckFunction]:
    """Checks of accepted and refused data that do not fit this answer."""
    if response.status_code in TRANSPORT:
        return [positive_data_acceptance, negative_data_rejection]
    return [positive_data_acceptance] if judged_by_content(response) else []


def judged_by_content(response: Response) -> bool:
    """Whether it was refused for what only a look at the content can tell."""
    if response.status_code != HTTPStatus.UNPROCESSABLE_ENTITY:
        return False
    problem = response.json()
    fields = {error["field"] for error in problem.get("errors", ())}
    return problem["code"] in JUDGED_BY_CONTENT or bool(fields and fields <= FIELDS_JUDGED_BY_CONTENT)


def first_broken(attempt: Callable[[], None]) -> str:
    """Blank when all of it held, or when nothing of that kind can be made."""
    try:
        attempt()
    except hypothesis.errors.Unsatisfiable:
        return ""
    except FailureGroup as failures:
        return str(failures)[:SHOWN_MAX]  # with what was asked, and the answer
    return ""
