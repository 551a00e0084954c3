"""The code of workflow files, read once a process: every sandbox makes modules of its own of the same code.

The sandbox imports a workflow's files anew for each workflow, and Python reads their code anew with them. Of
176 kB that a waiting pin's modules took, 158 were code, which nobody can change.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

SHARED = "workflows"
"""The package whose files the sandbox imports again and again."""


class SharedCodeLoader(SourceFileLoader):
    """Runs a file's code in as many modules as are made of it."""

    def __init__(self, fullname: str, path: str, codes: dict[str, CodeType | None]) -> None:
        super().__init__(fullname, path)
        self._codes = codes

    def get_code(self, fullname: str) -> CodeType | None:
        if fullname not in self._codes:
            self._codes[fullname] = super().get_code(fullname)
        return self._codes[fullname]


class SharedCodeFinder(MetaPathFinder):
    """Finds what Python's own finder does, and gives it the loader above."""

    def __init__(self) -> None:
        self._codes: dict[str, CodeType | None] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith(f"{SHARED}."):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = SharedCodeLoader(spec.loader.name, spec.loader.path, self._codes)
        return spec


def share_code() -> None:
    """From now on, for this process; done again it changes nothing."""
    if not any(isinstance(finder, SharedCodeFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, SharedCodeFinder())
