"""The page of the HTTP API names every operation, and every path that is not here."""

import json
import re
from pathlib import Path

import pytest

from intake.api.limits import ApiLimits
from intake.api.operation import Operation
from intake.api.unsupported import INSTEAD
from intake.api.wire import LIMIT_MAX
from tests.docs.pages import ROOT, section, table, text_of
from tests.intake.api.whole import own_settings, whole_operations

PAGE = ROOT / "docs" / "api.md"
EXAMPLES = ROOT / "examples" / "api"
A_CALL = re.compile(r"/v1/[a-z-]+(?:/[a-z-]+)*")


@pytest.fixture
async def operations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Operation]:
    return await whole_operations(own_settings(tmp_path, monkeypatch))


async def test_every_operation_stands_there_with_its_summary_and_scope(operations: list[Operation]) -> None:
    said = {row[0]: row[1:] for row in table(section(PAGE, "Operations"))}
    wanted = {
        f"`{one.method} {one.path}`": [one.summary, f"`{one.scope.value}`" if one.scope else "none"]
        for one in operations
    }
    assert said == wanted


def test_what_is_not_here_stands_there() -> None:
    said = section(PAGE, "What is not here")

    assert [path for method, path, _ in INSTEAD if f"`{method} {path}`" not in said] == []
    assert [instead for _, _, instead in INSTEAD if instead not in said] == []


def test_the_limits_are_those_in_use() -> None:
    limits, said = ApiLimits(), section(PAGE, "Limits")

    assert f"{limits.requests_a_second:,.0f} a second" in said
    assert f"{limits.requests_burst:,} at once" in said
    assert f"{limits.requests_max} of all keys" in said
    assert f"{limits.answer_seconds_max:.0f} seconds" in said
    assert f"`limit` (1 to {LIMIT_MAX})" in section(PAGE, "Lists, times, and reading again")


async def test_the_examples_call_what_is_there(operations: list[Operation]) -> None:
    workflow = json.loads((EXAMPLES / "n8n-workflow.json").read_text(encoding="utf-8"))
    texts = [text_of(EXAMPLES / "curl.sh"), json.dumps(workflow)]
    called = {path for text in texts for path in A_CALL.findall(text)}
    known = {one.path.partition("/{")[0] for one in operations} | {one.path for one in operations}

    assert called
    assert called - known == set()
