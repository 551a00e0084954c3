"""The workflows' source as a tree of names: what stands where, and what a name in it means."""

import ast
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOM = "workflows"
FOLDER = Path(__file__).parents[2] / ROOM

Body = ast.FunctionDef | ast.AsyncFunctionDef


class Place(NamedTuple):
    """Where a function stands: its module, its class or nothing, its name."""

    module: str
    owner: str
    name: str


Resolve = Callable[[ast.expr], Place | None]
"""Which function of the room an expression means, among those that may ask Temporal for something."""


class NotReadable(Exception):
    """Source in which commands could not be found with certainty; its text says what to write instead."""


@dataclass(frozen=True)
class Module:
    """One file of the room."""

    name: str
    functions: Mapping[Place, Body]
    meanings: Mapping[str, Place]
    """Names that mean a function of the room; of a module of the room its `Place` has no name."""
    workflows: tuple[str, ...]


@dataclass(frozen=True)
class Room:
    """All modules of the room, as far as they call one another."""

    modules: Mapping[str, Module]

    @property
    def workflows(self) -> Mapping[str, str]:
        """The workflow classes, with their modules."""
        return {name: module.name for module in self.modules.values() for name in module.workflows}

    def body(self, place: Place) -> Body | None:
        module = self.modules.get(place.module)
        return module.functions.get(place) if module else None

    def places(self) -> Iterator[Place]:
        for module in self.modules.values():
            yield from module.functions

    def resolver(self, inside: Place, asking: Collection[Place]) -> Resolve:
        """What an expression in the function `inside` means, if it is among those asking."""

        def resolve(node: ast.expr) -> Place | None:
            place = self._meant(node, inside)
            return place if place in asking else None

        return resolve

    def _meant(self, node: ast.expr, inside: Place) -> Place | None:
        meanings = self.modules[inside.module].meanings
        if isinstance(node, ast.Name):
            return meanings.get(node.id)
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            return None
        if node.value.id == "self":
            return Place(inside.module, inside.owner, node.attr)
        module = meanings.get(node.value.id)
        return Place(module.module, "", node.attr) if module and not module.name else None


def room_sources() -> Mapping[str, str]:
    """The text of every file in `workflows/`, by module."""
    return {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.py"))}


def read_room(sources: Mapping[str, str]) -> Room:
    """The room that these modules are. Raises `NotReadable`."""
    return Room({name: read_module(name, text) for name, text in sources.items()})


def read_module(name: str, text: str) -> Module:
    """Raises `NotReadable` when a command could hide behind another name."""
    tree = ast.parse(text)
    _refuse_aliases(name, tree)
    functions = dict(_functions(name, tree))
    own = {place.name: place for place in functions if not place.owner}
    workflows = tuple(node.name for node in tree.body if isinstance(node, ast.ClassDef) and _is_workflow(node))
    return Module(name, functions, {**_imported(tree), **own}, workflows)


def _functions(module: str, tree: ast.Module) -> Iterator[tuple[Place, Body]]:
    for node in tree.body:
        if isinstance(node, Body):
            yield Place(module, "", node.name), node
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, Body):
                    yield Place(module, node.name, inner.name), inner


def _is_workflow(node: ast.ClassDef) -> bool:
    return any(ast.unparse(decorator).startswith("workflow.defn") for decorator in node.decorator_list)


def _imported(tree: ast.Module) -> dict[str, Place]:
    """`from workflows import steps`, and `from workflows.steps import publish`, under whatever name."""
    found = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        for alias in node.names:
            if node.module == ROOM:
                found[alias.asname or alias.name] = Place(alias.name, "", "")
            elif (node.module or "").startswith(f"{ROOM}."):
                found[alias.asname or alias.name] = Place((node.module or "").partition(".")[2], "", alias.name)
    return found


def _refuse_aliases(name: str, tree: ast.Module) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in {"temporalio.workflow", "asyncio"}:
            raise NotReadable(
                f"{name}.py: write `{node.module.rpartition('.')[2]}.…` instead of importing from it"
            )
        if isinstance(node, ast.Import | ast.ImportFrom) and any(_hides(alias) for alias in node.names):
            raise NotReadable(f"{name}.py: call `workflow` and `asyncio` by their own names")


def _hides(alias: ast.alias) -> bool:
    return alias.name in {"workflow", "asyncio", "temporalio.workflow"} and alias.asname is not None
