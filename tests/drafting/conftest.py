"""What the properties of this room stand on."""

import pytest

from drafting.windows import known_zone


@pytest.fixture(scope="session", autouse=True)
def _zones_are_read() -> None:
    """The first question after a zone reads files: no property shall be blamed for the time it takes."""
    assert known_zone("UTC")
