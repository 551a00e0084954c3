"""What workflows ask Temporal for, in what order: a change is named before a run that is open stumbles over it."""

import ast
import re

import pytest

from tests.replay.differences import differences
from tests.replay.fingerprints import Fingerprint, baseline, fingerprints_of, page, read_page
from tests.replay.sources import NotReadable, room_sources

SOURCES = room_sources()
NOW = fingerprints_of(SOURCES)
STEPS_MIN = 15
WAS = baseline()

WHAT_TO_DO = """
If this is meant: put the new order under `workflow.patched("<date>-<what>")` beside the old one, record a
history of it (tests/replay/record.py), and write the order down with: python -m tests.replay.fingerprints
A change that no open run can have reached needs no patch; it is written down all the same."""


@pytest.mark.parametrize("name", sorted({*NOW, *WAS}))
def test_a_workflow_asks_for_what_it_always_asked_for(name: str) -> None:
    """The order is that of the source; `tests/replay/baseline/` has it as it was written down last."""
    changed = differences(WAS.get(name, {}), NOW.get(name, {}))
    assert not changed, "\n".join([f"{name} asks Temporal for other things than before:", *changed, WHAT_TO_DO])


def test_two_steps_that_change_places_are_told_with_the_name_of_their_workflow() -> None:
    first, second = "            await self._open_boards()\n", "            await self._plan()\n"
    assert first + second in SOURCES["launch"]
    swapped = {**SOURCES, "launch": SOURCES["launch"].replace(first + second, second + first)}
    changed = {name: differences(NOW[name], found) for name, found in fingerprints_of(swapped).items()}
    assert {name for name, told in changed.items() if told} == {"LaunchWorkflow"}
    assert any(line.split() == ["moved", "_plan()"] for line in changed["LaunchWorkflow"])


STEPS = """
async def draft(order):
    return await workflow.execute_local_activity_method(Drafting.draft, order, start_to_close_timeout=SECONDS)


async def send(order):
    return await workflow.execute_activity_method(Sending.send, order, task_queue=Queue.WORK)
"""

MUG = '''
from workflows import steps


@workflow.defn(name="Mug")
class MugWorkflow:
    """A mug's way."""

    @workflow.signal(description="Stop")
    def stop(self) -> None:
        self._making.cancel()

    @workflow.run
    async def run(self, request):
        draft = await steps.draft(request)
        sent = await self._send(draft)
        if sent.late:
            await workflow.wait_condition(lambda: self._seen)
        return sent

    async def _send(self, draft):
        """Once."""
        return await steps.send(draft)

    def _words(self):
        return "nothing that Temporal hears of"
'''


def fingerprint(mug: str = MUG, steps: str = STEPS, **others: str) -> Fingerprint:
    return fingerprints_of({"mug": mug, "steps": steps, **others})["MugWorkflow"]


def changed(*swaps: tuple[str, str], of: str = MUG) -> list[str]:
    """What is said when these words of the workflow are others; each of them must be there."""
    text = of
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return list(differences(fingerprint(), fingerprint(text)))


def test_a_fingerprint_reads_like_the_workflow() -> None:
    assert page(fingerprint()).splitlines() == [
        "run",
        "  steps.draft()",
        "  _send()",
        "  if:",
        "    wait for a condition",
        "",
        "signal stop",
        "  cancel",
        "",
        "_send",
        "  steps.send()",
        "",
        "steps.draft",
        "  local activity draft",
        "",
        "steps.send",
        "  remote activity send on Queue.WORK",
    ]


@pytest.mark.parametrize(
    "swaps",
    [
        [("draft =", "words ="), ("self._send(draft)", "self._send(words)")],
        [('"""Once."""', '"""Once, and never again."""')],
        [("        sent = ", "        # It leaves now.\n        sent = ")],
        [("steps.draft(request)", "steps.draft(\n            request,\n        )")],
        [("sent.late", "sent.early and not self._seen")],
        [("nothing that", "not a word")],
        [('"Stop"', '"Stop it"')],
    ],
    ids=["local", "docstring", "comment", "format", "condition", "pure method", "description"],
)
def test_what_temporal_never_hears_of_is_silent(swaps: list[tuple[str, str]]) -> None:
    assert changed(*swaps) == []


def test_a_method_that_only_moved_within_its_class_is_silent() -> None:
    method = MUG[MUG.index("    async def _send") : MUG.index("    def _words")]
    elsewhere = MUG.replace(method, "").replace("    @workflow.signal", f"{method}    @workflow.signal")
    assert not differences(fingerprint(), fingerprint(elsewhere))


def test_a_reordered_step_is_named() -> None:
    first, second = "draft = await steps.draft(request)", "sent = await self._send(draft)"
    assert changed((first, "?"), (second, first), ("?", second)) == [
        "in run:",
        "  moved   _send()",
        "          steps.draft()",
        "  from    _send()",
        "          if:",
        "            wait for a condition",
    ]


def test_a_step_moved_into_a_branch_is_named() -> None:
    told = changed(("sent = await self._send(draft)", "if draft:\n            sent = await self._send(draft)"))
    assert "  moved     _send()" in told
    assert "  from    _send()" in told


def test_a_guard_before_a_step_is_named() -> None:
    """From then on the step may be left out."""
    told = changed(("sent = await", "if not draft:\n            return None\n        sent = await"))
    assert "  added     return" in told


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("if sent.late:", "await workflow.sleep(5)\n        if sent.late:", "  added   timer"),
        ("if sent.late:", "await asyncio.sleep(5)\n        if sent.late:", "  added   asyncio.sleep"),
        ("self._seen)", "self._seen, timeout=MINUTE)", "  added     wait for a condition, with a timer"),
        ("if sent.late:", 'if workflow.patched("2026-11-22-late"):', "  added   patched '2026-11-22-late'"),
        ("return sent\n", "workflow.continue_as_new(sent)\n", "  added   continue as new"),
        ("if sent.late:", "await self._pin.signal('brake')\n        if sent.late:", "'brake' to another workflow"),
        ("if sent.late:", "workflow.upsert_memo({})\n        if sent.late:", "  added   upsert memo"),
        ("if sent.late:", "workflow.upsert_search_attributes([])\n        if sent.late:", "search attributes"),
        (
            "if sent.late:",
            "await workflow.start_child_workflow(Cup.run)\n        if sent.late:",
            "child workflow run",
        ),
        ("await self._send(draft)", "await asyncio.shield(self._send(draft))", "  added   asyncio.shield:"),
        ("if sent.late:", "while sent.late:", "  added   while:"),
        ("await self._send(draft)", "sent = [await self._send(each) for each in draft]", "  added   for:"),
        ("await self._send(draft)", "draft and await self._send(draft)", "  added   and:"),
        ("await self._send(draft)", "await self._send(draft) if draft else None", "  added   if:"),
    ],
)
def test_something_else_asked_for_is_named(old: str, new: str, word: str) -> None:
    told = changed((old, new))
    assert any(word in line for line in told), told


def test_a_step_that_is_only_handed_on_is_still_a_step() -> None:
    assert changed(("self._send(draft)", "self._relay(self._send, draft)")) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("execute_local_activity_method", "execute_activity_method", "remote activity draft on its own queue"),
        ("Drafting.draft", "Drafting.sketch", "local activity sketch"),
        ("Queue.WORK", "Queue.PUBLISH", "remote activity send on Queue.PUBLISH"),
    ],
    ids=["local turned remote", "another activity", "another queue"],
)
def test_a_step_that_became_another_is_named_where_it_is_defined(old: str, new: str, told: str) -> None:
    changes = differences(fingerprint(), fingerprint(steps=STEPS.replace(old, new)))
    assert changes[0].startswith("in steps.")
    assert f"  added   {told}" in changes


def test_a_step_that_is_not_asked_for_does_not_count() -> None:
    more = STEPS + "\n\nasync def idle(order):\n    await workflow.sleep(1)\n"
    assert fingerprint(steps=more) == fingerprint()


def test_a_function_of_another_module_is_followed_under_any_name() -> None:
    waiting = "async def rest():\n    await workflow.sleep(1)\n"
    imported = MUG.replace(
        "from workflows import steps", "from workflows import steps\nfrom workflows.waiting import rest as nap"
    )
    with_nap = imported.replace("if sent.late:", "await nap()\n        if sent.late:")
    told = fingerprint(with_nap, waiting=waiting)
    assert told["waiting.rest"] == ["timer"]
    assert "waiting.rest()" in told["run"]


@pytest.mark.parametrize(
    "source",
    [
        "from temporalio.workflow import sleep\n",
        "from asyncio import gather\n",
        "from temporalio import workflow as flow\n",
        "import asyncio as io\n",
        "class Party:\n    async def rest(self):\n        await workflow.sleep(1)\n",
    ],
)
def test_where_a_command_could_hide_nothing_is_promised(source: str) -> None:
    with pytest.raises(NotReadable):
        fingerprint(hidden=source)


def test_a_workflow_that_went_is_told_function_by_function() -> None:
    assert differences(fingerprint(), {})[0] == "in run:"


def test_the_baseline_reads_what_it_wrote() -> None:
    for found in NOW.values():
        assert {title: list(lines) for title, lines in found.items()} == read_page(page(found))


def test_other_names_for_locals_are_silent_in_the_real_workflows() -> None:
    renamed = {name: ast.unparse(_Renamed().visit(ast.parse(text))) for name, text in SOURCES.items()}
    assert "local_" in renamed["product_pin"]
    assert fingerprints_of(renamed) == NOW


@pytest.mark.long
def test_no_step_of_the_real_workflows_goes_unnoticed() -> None:
    """Whichever line with a step is taken out, its workflow's fingerprint says so."""
    assert len(STEP_LINES) >= STEPS_MIN
    for name, number in STEP_LINES:
        lines = SOURCES[name].splitlines()
        lines[number] = lines[number][: len(lines[number]) - len(lines[number].lstrip())] + "pass"
        assert fingerprints_of({**SOURCES, name: "\n".join(lines)}) != NOW


STEP_LINES = [
    (name, number)
    for name, text in SOURCES.items()
    for number, line in enumerate(text.splitlines())
    if re.fullmatch(r" +(\w+ = )?await steps\.\w+\([^()]*\)", line)
]


class _Renamed(ast.NodeTransformer):
    """Local variables under other names."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        stored = [found for found in ast.walk(node) if isinstance(found, ast.Name)]
        self._names = {found.id for found in stored if isinstance(found.ctx, ast.Store)}
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(f"local_{node.id}", node.ctx) if node.id in self._names else node
