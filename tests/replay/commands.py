"""What a function of a workflow may ask Temporal for: an outline, in the order of its source.

Names of locals, comments and the conditions of branches are not in it. What a changed condition does, only a
history can tell.
"""

import ast
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from tests.replay.sources import Body, Resolve

INDENT = "  "

TIMED = frozenset({"sleep", "wait_for", "timeout", "timeout_at"})
"""Of asyncio: each of them is a timer."""

WEAVING = frozenset({"gather", "create_task", "ensure_future", "shield", "wait", "as_completed", "TaskGroup"})
"""Of asyncio: they decide what goes on beside what, and what a cancellation reaches."""

PLAIN = {
    "sleep": "timer",
    "continue_as_new": "continue as new",
    "upsert_search_attributes": "upsert search attributes",
    "upsert_memo": "upsert memo",
    "create_nexus_client": "nexus client",
    "wait": "workflow.wait",
    "as_completed": "workflow.as_completed",
}
PATCHES = frozenset({"patched", "deprecate_patch"})

Lines = Sequence[str]


def outline(body: Body, resolve: Resolve) -> Lines:
    """The function's commands, calls of functions that have some, branches around them and ways out of them."""
    statements = list(body.body)
    if statements and isinstance(statements[-1], ast.Return):  # it ends there anyway
        statements[-1] = ast.Expr(statements[-1].value or ast.Constant(None))
    return _Outline(resolve).of_all(statements)


def command_of(call: ast.Call) -> str | None:
    """What a call asks Temporal for, in words; None when nothing, as far as its own name tells."""
    if not isinstance(call.func, ast.Attribute):
        return None
    word, of = call.func.attr, call.func.value
    if isinstance(of, ast.Name) and of.id == "workflow":
        return _of_workflow(word, call)
    if isinstance(of, ast.Name) and of.id == "asyncio":
        return f"asyncio.{word}" if word in TIMED | WEAVING else None
    if word == "signal":
        return f"signal {_named(call)} to another workflow"
    if word in {"start_operation", "execute_operation"}:
        return f"nexus operation {_named(call)}"
    return "cancel" if word == "cancel" else None


def _of_workflow(word: str, call: ast.Call) -> str | None:
    if "activity" in word:
        return _activity(word, call)
    if word == "wait_condition":
        return "wait for a condition" + (", with a timer" if _keyword(call, "timeout") or call.args[1:] else "")
    if word in PATCHES:
        return f"{word} {_named(call)}"
    if word in {"start_child_workflow", "execute_child_workflow"}:
        return f"child workflow {_named(call)}"
    return PLAIN.get(word)


def _activity(word: str, call: ast.Call) -> str | None:
    if word.partition("_")[0] not in {"execute", "start"}:
        return None
    if "local" in word:
        return f"local activity {_named(call)}"
    queue = _keyword(call, "task_queue")
    return f"remote activity {_named(call)} on {ast.unparse(queue) if queue else 'its own queue'}"


def _named(call: ast.Call) -> str:
    """The first argument as it goes over the wire: a text, or the last word of a name; a local is not told."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant):
        return repr(first.value)
    return first.attr if isinstance(first, ast.Attribute) else "(by the caller's name)"


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


class _Outline:
    """Goes through a function as it would be evaluated."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve

    def of_all(self, nodes: Iterable[ast.AST | None]) -> list[str]:
        return [line for node in nodes if node is not None for line in self._of(node)]

    def _of(self, node: ast.AST) -> Lines:
        read = READERS.get(type(node))
        return read(self, node) if read else self.of_all(ast.iter_child_nodes(node))

    def _under(self, title: str, nodes: Iterable[ast.AST]) -> list[str]:
        inner = self.of_all(nodes)
        return [f"{title}:", *(INDENT + line for line in inner)] if inner else []

    def call(self, node: ast.Call) -> Lines:
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if self._resolve(node.func):
            return [*self.of_all(given), *self._of(node.func)]
        command = command_of(node)
        if command and command.startswith("asyncio."):
            return self._under(command, given) or [command]
        return [*self._of(node.func), *self.of_all(given), *([command] if command else [])]

    def name(self, node: ast.expr) -> Lines:
        """A function that is only handed on will be called by somebody."""
        place = self._resolve(node)
        if place is None:
            return self.of_all(ast.iter_child_nodes(node))
        return [f"{place.name if place.owner else f'{place.module}.{place.name}'}()"]

    def branch(self, node: ast.If | ast.IfExp) -> Lines:
        return [
            *self._of(node.test),
            *self._under("if", _listed(node.body)),
            *self._under("else", _listed(node.orelse)),
        ]

    def loop(self, node: ast.For | ast.AsyncFor | ast.While) -> Lines:
        last = self._under("else", node.orelse)
        if isinstance(node, ast.While):  # what it asks, it asks each time round
            return [*self._under("while", [node.test, *node.body]), *last]
        return [*self._of(node.iter), *self._under("for", node.body), *last]

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Lines:
        made = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        later = [part for generator in node.generators for part in generator.ifs]
        return [*self.of_all(each.iter for each in node.generators), *self._under("for", [*later, *made])]

    def either(self, node: ast.BoolOp) -> Lines:
        word = "and" if isinstance(node.op, ast.And) else "or"
        return [*self._of(node.values[0]), *self._under(word, node.values[1:])]

    def attempt(self, node: ast.Try) -> Lines:
        return [
            *self._under("try", node.body),
            *(line for handler in node.handlers for line in self._handler(handler)),
            *self._under("else", node.orelse),
            *self._under("finally", node.finalbody),
        ]

    def _handler(self, node: ast.ExceptHandler) -> Lines:
        return self._under(f"except {ast.unparse(node.type)}" if node.type else "except", node.body)

    def context(self, node: ast.With | ast.AsyncWith) -> Lines:
        return [*self.of_all(item.context_expr for item in node.items), *self._under("with", node.body)]

    def match(self, node: ast.Match) -> Lines:
        cases = [line for case in node.cases for line in self._under("case", [*_listed(case.guard), *case.body])]
        return [*self._of(node.subject), *cases]

    def inner(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Lines:
        return self._under("def", _listed(node.body))

    def leave(self, node: ast.Return | ast.Raise | ast.Break | ast.Continue) -> Lines:
        return [*self.of_all(ast.iter_child_nodes(node)), type(node).__name__.lower()]


def _listed(found: "ast.AST | Sequence[ast.AST] | None") -> Collection[ast.AST]:
    if found is None:
        return []
    return [found] if isinstance(found, ast.AST) else list(found)


Reader = Callable[..., Lines]
READERS: Mapping[type[ast.AST], Reader] = {
    ast.Call: _Outline.call,
    ast.Name: _Outline.name,
    ast.Attribute: _Outline.name,
    ast.If: _Outline.branch,
    ast.IfExp: _Outline.branch,
    ast.For: _Outline.loop,
    ast.AsyncFor: _Outline.loop,
    ast.While: _Outline.loop,
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), _Outline.comprehension),
    ast.BoolOp: _Outline.either,
    ast.Try: _Outline.attempt,
    ast.With: _Outline.context,
    ast.AsyncWith: _Outline.context,
    ast.Match: _Outline.match,
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda), _Outline.inner),
    **dict.fromkeys((ast.Return, ast.Raise, ast.Break, ast.Continue), _Outline.leave),
}
