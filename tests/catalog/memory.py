"""How much memory a piece of work takes at its peak."""

import tracemalloc
from collections.abc import Callable

MEGABYTE = 1 << 20


def peak_megabytes(work: Callable[[], object]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / MEGABYTE
    finally:
        tracemalloc.stop()
