"""The page of the settings says what the settings say."""

import re
from pathlib import Path

from config import Settings, variable

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def rows() -> dict[str, str]:
    """The table: what is said of each variable."""
    found = re.findall(r"^\| `(PINFLOW_\w+)` \| (.+?) \| .+ \|$", PAGE.read_text(), flags=re.MULTILINE)
    return dict(found)


def test_every_setting_stands_on_the_page_and_no_other() -> None:
    assert list(rows()) == [variable(name) for name in Settings.model_fields]


def test_the_page_says_the_same_as_the_code() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description
        assert rows()[variable(name)] == field.description
