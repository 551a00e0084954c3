"""However many rows there are, what a write holds is bounded."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds  # type: ignore[import-untyped]  # pyarrow has no types
import pytest

PEAK_MAX = 500 * 10**6
ROOT = Path(__file__).parents[2]


async def written(folder: Path, rows: int) -> dict[str, Any]:  # JSON
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.destinations.heavy",
        folder,
        str(rows),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    assert process.returncode == 0
    found: dict[str, Any] = json.loads(told)
    return found


def counted(folder: Path) -> int:
    found: int = ds.dataset(folder / "current", partitioning="hive").count_rows()
    return found


async def test_three_hundred_thousand_rows_stay_far_below_the_bound(tmp_path: Path) -> None:
    found = await written(tmp_path, 300_000)
    assert found["written"] == counted(tmp_path) == 300_000
    assert found["peak"] < PEAK_MAX


@pytest.mark.scale
async def test_five_million_rows_go_to_parquet_in_bounded_memory(tmp_path: Path) -> None:
    found = await written(tmp_path, 5_000_000)
    assert found["written"] == counted(tmp_path) == 5_000_000
    assert found["peak"] < PEAK_MAX
