"""The decision about packages names each that the program declares."""

import tomllib

from tests.docs.pages import ROOT, table, text_of

PAGE = ROOT / "docs" / "decisions" / "0002-packages.md"


def test_every_runtime_package_stands_there_with_its_reason_and_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    rows = list(table(text_of(PAGE)))
    assert [row[0].strip("`") for row in rows] == project["dependencies"]
    assert all(all(row) for row in rows)


def test_every_package_for_development_is_named() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    assert [name for name in (*groups["test"], *groups["lint"]) if f"`{name}`" not in text_of(PAGE)] == []
