"""The whole API against its own document, tried by schemathesis: no 5xx, and no answer that it does not have."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.intake.api.whole import WholeApi, own_settings, serve_whole

EXAMPLES_MAX = 2
"""Of each operation and kind."""
EXAMPLES_SCALE = 40
BEYOND_THE_DOCUMENT: list[CheckFunction] = [positive_data_acceptance]
"""What has the right shape may still be refused: a board that is not there, an address of a private network."""
KINDS = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.mark.parametrize("examples_max", [EXAMPLES_MAX, pytest.param(EXAMPLES_SCALE, marks=pytest.mark.scale)])
async def test_the_api_answers_as_its_document_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, examples_max: int
) -> None:
    async with serve_whole(own_settings(tmp_path, monkeypatch)) as api:
        broken = await asyncio.to_thread(broken_promises, api, examples_max)

    assert not broken, "\n".join(broken)


def broken_promises(api: WholeApi, examples_max: int) -> list[str]:
    """What did not hold, by operation and kind of data."""
    schema = schemathesis.openapi.from_url(f"{api.url}/v1/openapi.json")
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
        case.call_and_validate(headers={"X-API-Key": key}, excluded_checks=BEYOND_THE_DOCUMENT)

    return attempt


def first_broken(attempt: Callable[[], None]) -> str:
    """Blank when all of it held, or when nothing of that kind can be made."""
    try:
        attempt()
    except hypothesis.errors.Unsatisfiable:
        return ""
    except FailureGroup as failures:
        return "; ".join(str(failure) for failure in failures.exceptions)
    return ""
