"""The clients are fetched from the world: whoever it trusts is trusted here."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _one_authority() -> None:
    """In place of the one that is trusted everywhere else."""
